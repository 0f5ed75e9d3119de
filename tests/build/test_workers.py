"""Worker processes: the same bytes from any number of them, nothing lost or left when one ends."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import psutil
import pytest

from brochure.build import Desk, Limits, Places, Store, Watcher, Wish, WorkerPool, temporary, trial
from brochure.build.brochures import hashed
from brochure.build.desk import CutOffError, DiedError, InProcess
from brochure.build.tasks import LayOut, PreparePicture, SetPages, Task
from brochure.build.temporary import SHARED_MEMORY, work_folder
from brochure.model import PageSource, Result, Rules
from brochure.press import build
from tests.builders.command_line import PATIENCE, PROGRAM, command, members, run_command, wait_until
from tests.builders.documents import make_source
from tests.builders.photographed import photographed
from tests.builders.publication import make_plain_publication, make_program
from tests.builders.sample import ROOT

HOUSE = {
    "programs/primary-care.yaml": None,
    **{
        f"programs/program-{letter}.yaml": make_program("order: 1\n", name=f"Program {letter.upper()}")
        for letter in "abc"
    },
    "packets/packet.yaml": "title: Everything\n",
}
#: A brochure that nobody waits for.
ENDLESS = f"""{{% extends "base.html.j2" %}}
{{% block body %}}<h1 id="{{{{ name }}}}--top">{{{{ title }}}}</h1>
{{% if program.name != "Primary Care" %}}{"<p>w" * 45_000}{{% endif %}}{{% endblock %}}
"""
#: Two brochures alone.
TWO = {name: said for name, said in HOUSE.items() if name.endswith(("care.yaml", "a.yaml", "b.yaml"))}


class Deadly(PageSource):
    """A document that kills the process that reads it, as often as there is a file for it to take away."""

    def __reduce__(self) -> tuple[Callable[[str], PageSource], tuple[str]]:
        return kill_or_read, (self.name,)


def kill_or_read(folder: str) -> PageSource:
    """The document, if no file is left in the folder."""
    for path in Path(folder).iterdir():
        path.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return make_source("<h1>Words</h1>")


@pytest.fixture
def workers() -> Iterator[WorkerPool]:
    """One worker."""
    with WorkerPool(1) as pool:
        yield pool


def lives(folder: Path, count: int) -> Deadly:
    """A document that kills so many workers."""
    for number in range(count):
        (folder / str(number)).touch()
    return Deadly(str(folder), "Words", "en", "")


@dataclass(frozen=True)
class Endless:
    """A task that never ends."""

    def run(self) -> Result:
        while True:
            time.sleep(1)


@dataclass(frozen=True)
class Together:
    """A task that ends when another one has begun."""

    folder: str
    name: str

    def run(self) -> Result:
        Path(self.folder, self.name).touch()
        while len(list(Path(self.folder).iterdir())) < 2:
            time.sleep(0.01)
        return Result(None)


@dataclass(frozen=True)
class Chatty:
    """A task whose libraries say things in every way there is."""

    def run(self) -> Result:
        logging.getLogger("fontTools").warning("a line of a log")
        warnings.warn("a warning", stacklevel=1)
        print("a print")
        os.write(2, b"a line of a library in C")
        return Result(None)


@dataclass(frozen=True)
class Greedy:
    """A task that takes half a gigabyte and keeps it."""

    def run(self) -> Result:
        held = bytearray(b"x" * 500_000_000)
        while held:
            time.sleep(1)
        return Result(None)


class Unable(InProcess):
    """Does everything but one kind of task: nobody survives that."""

    def __init__(self, task: type[Task]) -> None:
        self.task = task

    def run(self, task: Task) -> Result:
        """Does one task, if it is another one."""
        if isinstance(task, self.task):
            raise DiedError
        return super().run(task)


def set_it(workers: WorkerPool, source: PageSource) -> bytes:
    """The bytes of a document that a worker set."""
    return workers.run(SetPages(source, Rules())).read()


def processes() -> set[int]:
    """Everything that this process has started and that still runs."""
    return {
        one.pid for one in psutil.Process().children(recursive=True) if one.status() != psutil.STATUS_ZOMBIE
    }


class TestAWorker:
    def test_that_dies_costs_one_try(self, workers: WorkerPool, tmp_path: Path) -> None:
        assert set_it(workers, lives(tmp_path, 1)) == set_it(workers, make_source("<h1>Words</h1>"))

    def test_that_dies_again_is_told_and_the_next_document_is_set(
        self, workers: WorkerPool, tmp_path: Path
    ) -> None:
        with pytest.raises(DiedError):
            set_it(workers, lives(tmp_path, 2))
        assert set_it(workers, make_source("<h1>Words</h1>")).startswith(b"%PDF-")

    @pytest.mark.parametrize(
        ("task", "limits", "took", "option"),
        [
            (Endless(), Limits(minutes=0.1), "0.1 minutes", "--time-limit 0.2"),
            (Greedy(), Limits(memory=300_000_000), "taking 0.3 GB of memory", "--memory-limit 0.6GB"),
        ],
        ids=["time", "memory"],
    )
    def test_whose_task_takes_too_much_is_ended_and_the_next_document_is_set(
        self, task: Task, limits: Limits, took: str, option: str
    ) -> None:
        with WorkerPool(1, limits) as pool:
            with pytest.raises(CutOffError) as error:
                pool.run(task)
            assert error.value.args == (took, option)
            assert set_it(pool, make_source("<h1>Words</h1>")).startswith(b"%PDF-")

    def test_gives_way_to_a_new_one_when_it_has_grown(
        self, workers: WorkerPool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = set_it(workers, make_source("<h1>Words</h1>"))
        first = workers.lanes[0].process
        assert first and set_it(workers, make_source("<h1>Words</h1>")) == before
        assert workers.lanes[0].process == first
        monkeypatch.setattr(workers.lanes[0], "room", 0)
        assert set_it(workers, make_source("<h1>Words</h1>")) == before
        monkeypatch.undo()
        assert set_it(workers, make_source("<h1>Words</h1>")) == before
        assert workers.lanes[0].process != first

    def test_that_is_about_to_be_ready_is_waited_for(self, tmp_path: Path) -> None:
        with WorkerPool(2) as pool:
            for face in (tmp_path / "nothing.ttf", min((ROOT / "fonts").glob("*.ttf"))):
                pool.begin(trial(face))  # whether it comes to anything or not
            assert set_it(pool, make_source("<h1>Words</h1>")).startswith(b"%PDF-")
            assert [bool(lane.process) for lane in pool.lanes] == [True, False]

    def test_ends_when_nobody_has_needed_it_for_a_while(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        with WorkerPool(2) as pool, ThreadPoolExecutor(2) as beside:
            list(beside.map(pool.run, [Together(str(tmp_path), name) for name in "ab"]))
            assert all(lane.process for lane in pool.lanes)
            monkeypatch.setattr("brochure.build.processes.IDLE", 0)
            before = set_it(pool, make_source("<h1>Words</h1>"))
            assert [bool(lane.process) for lane in pool.lanes].count(True) == 1
            assert set_it(pool, make_source("<h1>Words</h1>")) == before

    def test_has_the_engine_loaded_when_it_starts_wherever_one_stands(self, tmp_path: Path) -> None:
        looks = (
            "import sys; sys.path.insert(0, sys.argv[1]); from brochure.build import WorkerPool\n"
            "with WorkerPool(1) as pool: print(pool.lanes[0]._worker().submit("
            "eval, \"'brochure.typeset' in __import__('sys').modules\").result())"
        )
        ended = subprocess.run(
            [sys.executable, "-c", looks, PROGRAM.parent],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert ended.stdout == "True\n"

    def test_gives_back_what_is_wrong_with_content_and_machine(self, workers: WorkerPool) -> None:
        from brochure.errors import MachineError

        with pytest.raises(MachineError, match="there is no font") as error:
            set_it(workers, make_source("<p>Words</p>", assets={}))
        assert error.value.problems[0].hint == "name one in brand.yaml"

    def test_says_nothing_to_the_terminal(
        self, workers: WorkerPool, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert workers.run(Chatty()) == Result(None)
        assert capfd.readouterr() == ("", "")

    def test_is_gone_when_its_crew_is_with_all_that_it_kept(self) -> None:
        before = processes()
        with WorkerPool(2) as pool:
            set_it(pool, make_source("<h1>Words</h1>"))
            worker = pool.lanes[0].process or pool.lanes[1].process
            assert worker and worker.is_running()
            assert list(work_folder().glob("workers-*/weasyprint-*"))
        wait_until(lambda: worker.pid not in processes())
        assert not list(work_folder().glob("workers-*"))
        assert processes() - before <= {one.pid for one in psutil.Process().children()}, "server and tracker"

    @pytest.mark.long
    def test_whose_server_is_killed_is_started_again(self, workers: WorkerPool) -> None:
        before = set_it(workers, make_source("<h1>Words</h1>"))
        worker = workers.lanes[0].process
        assert worker
        for _ in range(2):
            psutil.Process(worker.ppid()).kill()
            assert set_it(workers, make_source("<h1>Words</h1>")) == before
            wait_until(lambda old=worker: not old.is_running() or old.status() == psutil.STATUS_ZOMBIE)
            worker = workers.lanes[0].process
            assert worker


class Meeting(InProcess):
    """Begins a task only when everybody has asked for one, and counts those that were begun."""

    def __init__(self, asking: int) -> None:
        self.asking, self.begun = Barrier(asking), list[Task]()

    def run(self, task: Task) -> Result:
        self.begun.append(task)
        with suppress(BrokenBarrierError):
            self.asking.wait(0.3)
        return super().run(task)


def test_a_task_that_several_ask_for_at_once_is_done_once(tmp_path: Path) -> None:
    workers = Meeting(3)
    desk = Desk(Store(tmp_path), workers)
    sources = (make_source(f"<h1>{words}</h1>") for words in ("Words", "Others"))
    same, other = (LayOut(hashed(source, desk)) for source in sources)
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda task: desk.do("Words", task), (same, same, other)))
    assert sorted(map(repr, workers.begun)) == sorted(map(repr, (same, other)))
    assert results[0] == results[1] and all(one.data for one in results)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a build in one process."""
    folder = tmp_path_factory.mktemp("alone")
    make_plain_publication(folder, HOUSE)
    assert len(build(Places(folder, folder / "output"), Wish(), Watcher())) == 4
    return published(folder)


def published(folder: Path) -> dict[str, bytes]:
    """What stands on the shelf, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "output/2019-20/screen").glob("*"))}


def is_server(process: psutil.Process) -> bool:
    """Whether workers are forked from it."""
    return "forkserver" in " ".join(process.cmdline())


class Running:
    """A build in a group of its own, with everything that it started."""

    def __init__(
        self, folder: Path, jobs: int, files: Mapping[str, str | None] = HOUSE, is_endless: bool = False
    ) -> None:
        make_plain_publication(folder, files)
        if is_endless:
            (folder / "layouts/brochure/brochure.html.j2").write_text(ENDLESS, "utf-8")
        self.process = subprocess.Popen(
            command("--publication", folder, "--jobs", str(jobs)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def workers(self) -> list[psutil.Process]:
        """The processes that are forked for tasks: children of the server, not what a worker starts in turn.

        A command that a worker starts looks like the worker until it is run, and is gone at once.
        """
        try:
            servers = psutil.Process(self.process.pid).children()
            return [worker for server in servers if is_server(server) for worker in server.children()]
        except psutil.NoSuchProcess:
            return []

    def first_worker(self) -> psutil.Process:
        """A worker, as soon as there is one."""
        found: list[psutil.Process] = []
        wait_until(lambda: bool(found.extend(self.workers()) or found))
        return found[0]

    def ended(self) -> tuple[int, str]:
        """The exit code and what was said of errors; everything that was started is gone then."""
        group = self.process.pid
        try:
            _, said = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(group, signal.SIGKILL)  # what never ends would take a processor from all later tests
            raise
        wait_until(lambda: not members(group))
        return self.process.returncode, said


def test_a_signal_that_comes_where_exceptions_are_dropped_ends_a_run_all_the_same() -> None:
    script = """if 1:
        import signal, time, weakref
        from brochure.cli import Stopped, stop_on_signals
        class Anything: pass
        stop_on_signals()
        one = Anything()
        seen = weakref.ref(one, lambda _: signal.raise_signal(signal.SIGTERM))
        try:
            del one
            time.sleep(20)
        except Stopped as stop:
            print("stopped", stop.number)
    """
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == (f"stopped {int(signal.SIGTERM)}\n", "")


def test_a_signal_that_the_system_gives_to_another_thread_wakes_the_main_one() -> None:
    script = """if 1:
        import signal, threading
        from brochure.cli import Stopped, stop_on_signals
        stop_on_signals()
        never = threading.Event()
        def other():
            never.wait(0.2)
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        threading.Thread(target=other).start()
        try:
            never.wait()
        except Stopped as stop:
            print("stopped", stop.number)
    """
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=PATIENCE,
    )
    assert (done.stdout, done.stderr) == (f"stopped {int(signal.SIGTERM)}\n", "")


class TestABuild:
    def test_gives_the_same_bytes_with_any_number_of_workers(
        self, tmp_path: Path, expected: dict[str, bytes]
    ) -> None:
        make_plain_publication(tmp_path, HOUSE)
        with WorkerPool(3) as pool:
            build(
                Places(tmp_path, tmp_path / "output"),
                Wish(),
                Watcher(),
                Desk(Store(tmp_path / ".cache"), pool),
            )
            assert all(lane.process for lane in pool.lanes), "each has had something to do"
        assert published(tmp_path) == expected

    def test_does_not_mind_a_worker_that_is_killed(self, tmp_path: Path, expected: dict[str, bytes]) -> None:
        running = Running(tmp_path, 2)
        running.first_worker().kill()
        code, said = running.ended()
        assert code == 0 and "error" not in said
        assert published(tmp_path) == expected

    def test_whose_workers_all_die_names_the_documents_in_a_line_each(self, tmp_path: Path) -> None:
        running = Running(tmp_path, 1, TWO)
        while running.process.poll() is None:
            for worker in running.workers():
                with suppress(psutil.NoSuchProcess):  # it ends by itself as well
                    worker.kill()
            time.sleep(0.05)
        code, said = running.ended()
        assert code == 1 and not published(tmp_path)
        for name in "ab":
            assert (
                f"error: program-{name}.pdf: the process that was to make it was ended by the system, twice."
                " Hint: it may need more memory" in said
            )
        assert "Traceback" not in said

    def test_that_cannot_measure_pages_names_what_is_not_made_by_that(self, tmp_path: Path) -> None:
        make_plain_publication(tmp_path, HOUSE)
        desk = Desk(Store(tmp_path / ".cache"), Unable(LayOut))
        made = build(Places(tmp_path, tmp_path / "output"), Wish(), Watcher(), desk)
        found = {one.name: [finding.slug for finding in one.findings] for one in made}
        assert "worker-died" in found["packet"], "its front is measured before it is set"
        assert not any(one.path for one in made if "worker-died" in found[one.name])

    def test_that_cannot_prepare_a_photograph_names_it_and_makes_what_has_none(self, tmp_path: Path) -> None:
        photographed(tmp_path)
        (tmp_path / "content/programs/plain.yaml").write_text(make_program(), "utf-8")
        desk = Desk(Store(tmp_path / ".cache"), Unable(PreparePicture))
        made = build(Places(tmp_path, tmp_path / "output"), Wish(formats=("card",)), Watcher(), desk)
        found = {one.name: [(finding.slug, finding.where) for finding in one.findings] for one in made}
        assert found["primary-care-card"] == [("worker-died", "content/pictures/hills.jpg")]
        assert [one.name for one in made if one.path] == ["plain-card"]

    @pytest.mark.parametrize(
        "number",
        [
            signal.SIGINT,
            *(pytest.param(one, marks=pytest.mark.long) for one in (signal.SIGTERM, signal.SIGHUP)),
        ],
    )
    def test_that_is_stopped_ends_at_once_with_one_line_and_leaves_no_process(
        self, tmp_path: Path, number: signal.Signals
    ) -> None:
        running = Running(tmp_path, 2, is_endless=True)
        running.first_worker()
        (
            os.killpg(running.process.pid, number)
            if number != signal.SIGTERM
            else running.process.send_signal(number)
        )
        code, said = running.ended()
        assert code == 128 + number
        assert (
            said
            == "make_brochure.py: stopped; every file that was published is whole. Hint: build again to make"
            " the rest.\n"
        )

    @pytest.mark.long
    def test_that_is_killed_leaves_no_process_and_what_it_kept_is_gone_after_the_next(
        self, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = tmp_path_factory.mktemp("t")
        (place / "brochure-of-mine").mkdir()
        monkeypatch.setenv("TMPDIR", str(place))
        running = Running(tmp_path, 2, is_endless=True)
        running.first_worker()
        os.killpg(running.process.pid, signal.SIGKILL)
        assert running.ended()[0] == -signal.SIGKILL
        left = [one for one in place.iterdir() if (one / ".held").exists()]
        assert len(left) == 1 and list(left[0].iterdir())
        if SHARED_MEMORY.is_dir():
            (SHARED_MEMORY / f"sem.{left[0].name}-1").touch()  # where the tracker was killed first
        make_plain_publication(tmp_path)
        subprocess.run(command("-q", "--publication", tmp_path, "--jobs", "1"), check=True)
        assert [one.name for one in place.iterdir()] == ["brochure-of-mine"]
        assert not list(SHARED_MEMORY.glob(f"*{left[0].name}*"))


def test_a_folder_that_an_ending_process_still_wrote_into_is_left_for_the_next_to_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / ".held"
    held.touch()
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: held.unlink())
    temporary._remove(tmp_path)
    assert held.exists()


def test_a_folder_for_what_is_temporary_that_is_not_there_is_told_and_no_other_is_taken(
    tmp_path: Path,
) -> None:
    make_plain_publication(tmp_path)
    ended = run_command(
        "-q", "--publication", tmp_path, "--jobs", "1", cwd=tmp_path, TMPDIR=str(tmp_path / "gone")
    )
    assert (ended.returncode, ended.stderr) == (
        3,
        f"TMPDIR: names {tmp_path}/gone, where nothing can be written. Hint: make room there, or name"
        " another folder in TMPDIR.\n",
    )


@pytest.mark.long
def test_a_document_that_takes_too_long_is_cut_off_and_the_others_are_published(tmp_path: Path) -> None:
    make_plain_publication(
        tmp_path, {"programs/large.yaml": make_program("order: 1\n", name="Large", accent="copper")}
    )
    (tmp_path / "layouts/brochure/brochure.html.j2").write_text(ENDLESS, "utf-8")
    ended = run_command("build", "--time-limit", "0.4", "--publication", tmp_path, "--jobs", "1")
    assert ended.returncode == 1
    told = next(line for line in ended.stderr.splitlines() if line.startswith("error: "))
    assert told.startswith("error: large.pdf: it was cut off: after 0.4 minutes it was not finished. Hint: ")
    assert told.endswith("give it more by --time-limit 0.8.")
    assert [path.name for path in tmp_path.glob("output/*/screen/*.pdf")] == ["primary-care.pdf"]


SCRIPT = """
import sys
from pathlib import Path
from brochure.build import Desk, Places, Store, Watcher, Wish, WorkerPool
from brochure.press import build

def main():
    with WorkerPool(1) as pool:
        desk = Desk(Store(Path("cache")), pool)
        made = build(Places(Path(), Path("output")), Wish(), Watcher(), desk)
        print([one.path is not None for one in made])

"""


@pytest.mark.long
@pytest.mark.parametrize("guard", ["", 'if __name__ == "__main__":\n    '])
def test_a_script_without_a_guard_is_told_to_have_one(tmp_path: Path, guard: str) -> None:
    make_plain_publication(tmp_path)
    (tmp_path / "season.py").write_text(f"{SCRIPT}{guard}main()\n")
    known = {**os.environ, "PYTHONPATH": str(PROGRAM.parent)}
    script = [sys.executable, str(tmp_path / "season.py")]
    ended = subprocess.run(script, cwd=tmp_path, env=known, capture_output=True, text=True, timeout=PATIENCE)
    if guard:
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[True]\n", "")
    else:
        assert (ended.returncode, ended.stdout, ended.stderr.count("Traceback")) == (1, "", 1)
        assert ended.stderr.splitlines()[-1] == (
            f"brochure.errors.MachineError: {tmp_path}/season.py: the worker processes that it starts end"
            " before they begin, for each of them runs it again. Hint: put what it does below if __name__ =="
            ' "__main__":.'
        )
