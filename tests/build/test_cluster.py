"""A build on a Dask cluster whose machines share nothing with the one that asks for it."""

from __future__ import annotations

import os
import pickle
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import perf_counter

import pytest

from brochure import __version__
from brochure.build import Desk, InProcess, Places, Published, Store, Watcher, Wish, cluster
from brochure.build.cluster import Cluster, packed
from brochure.build.tasks import (
    AdmitGuest,
    Assemble,
    LayOut,
    PreparePicture,
    Separate,
    SetPages,
    TakeFacts,
    Task,
)
from brochure.errors import MachineError
from brochure.model import HashedFile, Result
from brochure.press import build
from tests.builders.command_line import command
from tests.builders.machines import Machines, end
from tests.builders.merging import typeset
from tests.builders.publication import PLAIN, make_picture, make_program, make_publication

if find_spec("distributed") is None:  # imported by whoever runs these tests alone: it takes half a second
    pytest.skip("Dask is not installed", allow_module_level=True)

pytestmark = pytest.mark.long
#: In the name of every folder of the machine that asks, and nowhere else.
HERE = "only-here"
PICTURE = (
    "life: {title: Life, sections: [{title: Harbor, picture: {file: pictures/harbor.jpg, alt: The"
    " harbor}}]}\n"
)
INSERT = '<h1 id=top>Benefits</h1><p>Dental care. <a href="https://example.org">More</a></p>'


@dataclass(frozen=True)
class Office:
    """Where builds are asked for: a publication, and folders that only this machine has.

    `asked` is what was done here, packed.
    """

    folder: Path
    asked: list[tuple[Task, bytes, dict[str, HashedFile]]] = field(default_factory=list)
    places = 1

    def run(self, task: Task) -> Result:
        """One task, done here."""
        self.asked.append((task, *packed(task)))
        return InProcess().run(task)

    def ask(self, machines: Machines, name: str, *arguments: str) -> subprocess.Popen[str]:
        """A build by the command line, begun; it leaves its files in a folder of that name."""
        line = [*command("build", *arguments), "--quiet", "--cluster", machines.address, *self.options(name)]
        known = {**os.environ, **machines.settings}
        return subprocess.Popen(
            line,
            env=known,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def build(self, machines: Machines, name: str) -> Sequence[Published]:
        """The two programs, built by this process."""
        wish = Wish(programs=("primary-care", "stanbury"))
        with Cluster(machines.address) as workers:
            return build(
                Places(self.folder / "publication", self.folder / name),
                wish,
                Watcher(),
                Desk(Store(self.folder / f"{name}-cache"), workers),
            )

    def options(self, name: str) -> list[str]:
        return [
            "--publication",
            str(self.folder / "publication"),
            "--output",
            str(self.folder / name),
            "--cache",
            str(self.folder / f"{name}-cache"),
        ]

    def left(self, name: str) -> dict[str, bytes]:
        """Every file that a build left, its manifest too."""
        return {
            str(path.relative_to(self.folder / name)): path.read_bytes()
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        }


def ended(asked: subprocess.Popen[str]) -> tuple[int, str, str]:
    """How a build ended, and what it printed."""
    try:
        out, err = asked.communicate(timeout=60)
    finally:
        end(asked)
    return asked.returncode, out, err


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two programs, a photograph, and a packet with a guest; built here, without a cluster."""
    office = Office(folder := tmp_path_factory.mktemp(HERE))
    make_publication(
        folder / "publication",
        {
            **{f"../layouts/{name}": said for name, said in PLAIN.items() if name.startswith("packet/")},
            "programs/primary-care.yaml": make_program(PICTURE),
            "programs/stanbury.yaml": make_program(name="Stanbury"),
            "pictures/harbor.jpg": make_picture("JPEG", (3000, 2000)),
            "pdf/benefits.pdf": typeset(INSERT, css="@page { size: 612pt 792pt }"),
            "packets/packet.yaml": (
                "title: The packet\nchapters:\n  - insert: pdf/benefits.pdf\n    title: Your benefits\n   "
                " line: What we pay\n"
            ),
        },
    )
    desk = Desk(Store(folder / "local-cache"), office)
    for wish in (Wish(), Wish(programs=("primary-care",), edition="press")):
        build(Places(folder / "publication", folder / "local"), wish, Watcher(), desk)
    return office


@pytest.fixture(scope="module")
def machines(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and workers that end when they open a file of the office; encrypted where possible."""
    folder = tmp_path_factory.mktemp("machines")
    secrets = certificates(folder)
    with Machines(folder, "tls" if secrets else "tcp", FORBIDDEN=str(office.folder), **secrets) as machines:
        yield machines


@pytest.fixture(scope="module")
def workers(machines: Machines) -> list[subprocess.Popen[bytes]]:
    """Two of them."""
    return [machines.worker(), machines.worker()]


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler that gives a job up when one worker was lost over it, and no workers so far.

    When there is a file `gone` in its folder, it goes away with the next job.
    """
    folder = tmp_path_factory.mktemp("fragile")
    known = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "FLEETING": str(folder / "gone")}
    with Machines(folder, **known) as machines:
        yield machines


def certificates(folder: Path) -> dict[str, str]:
    """Dask's settings for a certificate that all machines have."""
    if not shutil.which("openssl"):
        return {}
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=brochure",
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    roles = {
        f"DASK_DISTRIBUTED__COMM__TLS__{role}__{kind}": str(folder / f"{name}.pem")
        for role in ("CLIENT", "SCHEDULER", "WORKER")
        for kind, name in (("CERT", "certificate"), ("KEY", "key"))
    }
    return {**roles, "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(folder / "certificate.pem")}


def test_no_job_holds_a_path_of_this_machine(office: Office) -> None:
    assert {type(task) for task, _, _ in office.asked} == {
        PreparePicture,
        LayOut,
        SetPages,
        AdmitGuest,
        Assemble,
        Separate,
        TakeFacts,
    }
    assert all(files for _, _, files in office.asked)
    assert HERE.encode() in pickle.dumps(office.asked[0][2]), "as it would stand in a job"
    assert [task for task, job, _ in office.asked if HERE.encode() in job or b"Path" in job] == []


def test_a_worker_of_these_tests_would_not_survive_a_look_into_the_office(
    office: Office, machines: Machines
) -> None:
    looks = [sys.executable, "-c", "import sys; open(sys.argv[1])"]
    there = machines.environment()
    assert (
        subprocess.run(
            [*looks, office.folder / "publication" / "content" / "facts.yaml"], env=there, check=False
        ).returncode
        == 99
    )
    assert subprocess.run([*looks, __file__], env=there, check=False).returncode == 0


def same_as_here(office: Office, edition: str, documents: int) -> None:
    here = {name: data for name, data in office.left("local").items() if Path(name).parent.name == edition}
    there = {name: data for name, data in office.left(edition).items() if name.endswith(".pdf")}
    assert len(here) == documents
    assert {name: data == there.get(name) for name, data in here.items()} == dict.fromkeys(here, True)
    assert set(there) == set(here)


def test_a_build_is_like_one_made_here_though_a_worker_is_killed_over_it_and_others_join_late(
    office: Office, machines: Machines, request: pytest.FixtureRequest
) -> None:
    doomed = machines.worker(DEADLY="2")
    asked = office.ask(machines, "screen")
    assert doomed.wait(timeout=30) == -signal.SIGKILL, machines.logs()
    assert asked.poll() is None
    request.getfixturevalue("workers")
    assert ended(asked) == (0, "", ""), machines.logs()
    same_as_here(office, "screen", 3)


@pytest.mark.usefixtures("workers")
def test_ctrl_c_ends_a_build_at_once_and_the_next_one_is_like_one_made_here(
    office: Office, machines: Machines
) -> None:
    asked = office.ask(machines, "press", "primary-care", "--edition", "press")
    while not any((office.folder / "press-cache" / "results").glob("*/*")):
        assert asked.poll() is None, ended(asked)
        time.sleep(0.05)
    began = time.monotonic()
    os.killpg(asked.pid, signal.SIGINT)
    assert ended(asked) == (
        130,
        "",
        (
            "make_brochure.py: stopped; every file that was published is whole. Hint: build again to make"
            " the rest.\n"
        ),
    )
    assert time.monotonic() - began < 5
    assert ended(office.ask(machines, "press", "primary-care", "--edition", "press")) == (0, "", ""), (
        machines.logs()
    )
    same_as_here(office, "press", 1)


def trouble(office: Office, machines: Machines, name: str) -> str:
    """Why a build on those machines ends with nothing published."""
    with pytest.raises(MachineError) as caught:
        office.build(machines, name)
    assert len(caught.value.problems) == 1
    assert office.left(name) == {}
    return str(caught.value)


def test_a_scheduler_without_workers_is_told(
    office: Office, fragile: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LOOK", 0.1)
    assert (
        trouble(office, fragile, "lonely")
        == "--cluster: the scheduler has no workers. Hint: start some with dask worker; docs/scaling.md"
        " tells how."
    )


def test_a_worker_with_another_version_is_told_with_both(office: Office, fragile: Machines) -> None:
    odd = fragile.worker(VERSION="0.0.7")
    said = trouble(office, fragile, "odd")
    end(odd)
    assert re.match(
        rf"--cluster: brochure is 0\.0\.7 \(\w+\) on the worker {platform.node()} and"
        rf" {re.escape(__version__)} \(\w+\) here\. Hint: install",
        said,
    )


def test_a_document_that_ends_every_worker_is_told_and_the_others_are_made(
    office: Office, fragile: Machines, capfd: pytest.CaptureFixture[str]
) -> None:
    workers = [fragile.worker(DEADLY="stanbury") for _ in range(3)]
    made = {one.name: one for one in office.build(fragile, "deadly")}
    assert sorted(worker.poll() or 0 for worker in workers) == [-signal.SIGKILL, -signal.SIGKILL, 0]
    for worker in workers:
        end(worker)
    assert [finding.slug for finding in made["stanbury"].findings] == ["worker-died"]
    assert made["stanbury"].path is None
    assert made["primary-care"].path
    assert capfd.readouterr() == ("", ""), "Dask keeps its own counsel"


def test_a_scheduler_that_lacks_the_program_is_told(office: Office, tmp_path: Path) -> None:
    with Machines(tmp_path, knows_program=False) as machines:
        said = trouble(office, machines, "stranger")
    assert (
        said
        == "--cluster: the scheduler or a worker does not know this program. Hint: install brochure with the"
        " same versions on all machines, the scheduler's too."
    )


def test_a_scheduler_that_goes_away_is_told(
    office: Office, fragile: Machines, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 3)
    (fragile.folder / "gone").touch()
    said = trouble(office, fragile, "gone")
    assert (
        said
        == "--cluster: the scheduler has gone away. Hint: build again when it is back; what was made is not"
        " made again."
    )
    assert capfd.readouterr() == ("", "")


def asked_in_vain(office: Office, address: str, before: str) -> str:
    """The one line that a command ends with, after some lines of Python."""
    line = [
        sys.executable,
        "-c",
        f"{before}; from brochure.cli import main; main()",
        "build",
        "--cluster",
        address,
        *office.options("nobody"),
    ]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert office.left("nobody") == {}
    return done.stderr.strip()


def test_a_scheduler_that_is_not_there_is_told_in_one_line(office: Office) -> None:
    said = asked_in_vain(
        office, "tcp://127.0.0.1:1", "from brochure.build import cluster; cluster.PATIENCE = 0.5"
    )
    assert (
        said == "--cluster: no scheduler answers at tcp://127.0.0.1:1. Hint: start one with dask scheduler;"
        " docs/scaling.md tells how."
    )


def test_dask_that_is_not_installed_is_told_in_one_line(office: Office) -> None:
    said = asked_in_vain(office, "tcp://127.0.0.1:1", "import sys; sys.modules['distributed'] = None")
    assert (
        said == '--cluster: Dask is not installed. Hint: install the extra: pip install "brochure[cluster]".'
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("somewhere", "somewhere is no address of a scheduler"),
        ("http://10.0.0.5:80", "http://10.0.0.5:80 is no address of a scheduler"),
        ("tls://10.0.0.5:8786", "Dask has no certificates for an encrypted connection"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(address: str, said: str) -> None:
    with pytest.raises(MachineError, match=re.escape(f"--cluster: {said}. Hint: ")):
        Cluster(address)


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 5000, b"\x00\x00\x00\x00\x00\x01" * 9]
)
def test_an_address_that_is_no_scheduler_is_told_within_seconds(
    monkeypatch: pytest.MonkeyPatch, says: bytes
) -> None:
    assert cluster.PATIENCE <= 10
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    callers.append(caller)
                    caller.sendall(says)

        callers: list[socket.socket] = []
        Thread(target=talk, daemon=True).start()
        began = perf_counter()
        with pytest.raises(MachineError, match=r"--cluster: no scheduler answers at 127\.0\.0\.1:"):
            Cluster(f"127.0.0.1:{server.getsockname()[1]}")
        assert perf_counter() - began < 6
    for caller in callers:
        caller.close()
