"""What all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

import brochure
from brochure import shipped
from brochure.build import Desk, InProcess, Store
from brochure.build.cache.keys import Digests
from brochure.cli import OBJECTS, hush
from brochure.cli.app import Options, run
from tests.builders.command_line import Ended, Here
from tests.builders.shared_desk import shared_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: The files that take longest, so that all workers end together; before the others those that set what
#: later ones take from the store.
LONGEST = (
    *("test_sample", "test_page", "test_layouts", "test_formats", "test_starter", "test_press_edition"),
    *("test_photographs", "test_displays", "test_every_field", "test_rich", "test_kinds", "test_board"),
    *("test_site", "test_fuzz", "test_cache", "test_cluster", "test_workers", "test_conformance"),
    *("test_press", "test_copyfitting", "test_preview", "test_installed", "test_command", "test_memory"),
    *("test_cli", "test_season", "test_serving", "test_applicant", "test_compose", "test_robust"),
    *("test_packet_pages", "test_small_formats", "test_setup", "test_safety", "test_typefaces"),
)


def pytest_configure() -> None:
    """Has tests write into memory, where there is much of it: they make some ten thousands of files."""
    memory = Path("/dev/shm")
    if memory.is_dir() and psutil.virtual_memory().available > 4 << 30:
        found = os.statvfs(memory)
        if found.f_bavail * found.f_frsize > 2 << 30 and not found.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has these files run first, in this order."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """Has the collector leave alone what all tests share, and look as seldom as it does in a build."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` rewrites the files in tests/golden."""
    parser.addoption("--update-golden", action="store_true", help="Rewrite tests/golden.")


@pytest.fixture(scope="session", autouse=True)
def hashed_once() -> Iterator[None]:
    """What comes with the program is hashed once in a process and not anew for each store: every test has
    one of its own. A file that changes is read again, as always.
    """
    shipped_files, own = Digests(), Store.digests.func
    shipped_files.of_folders([shipped("layouts"), shipped("fonts"), Path(brochure.__file__).parent])

    def digests(store: Store) -> Digests:
        found = own(store)
        found.known = {**shipped_files.known, **found.known}
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store.digests, "func", digests)
        yield


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    """Runs a command in this process, which makes its documents too: quicker where nothing of a process is
    asked for."""

    def engage(_options: Options, _stack: ExitStack) -> InProcess:
        hush()
        return InProcess()

    monkeypatch.setattr(Options, "engage", engage)
    return lambda *arguments: Ended(run([str(argument) for argument in arguments]), *capsys.readouterr())


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Desk:
    """A desk with one store for all tests of a run, in whichever process: what one of them sets, the others
    take from there, and wait for where it is being set.

    A test of caches, of workers, of what ends a build, or of another build's bytes would prove nothing
    with it.
    """
    own = tmp_path_factory.getbasetemp()
    return shared_desk((own if worker_id == "master" else own.parent) / "shared")


@pytest.fixture
def warm(shared: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has builds that are given no desk take from that store, too, what other tests have set."""

    @contextmanager
    def own(keep: Path | None = None) -> Iterator[Desk]:
        yield replace(shared, keep=keep)

    monkeypatch.setattr(Desk, "own", own)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, the same for all tests of a file: each opens windows of its own."""
    from playwright.sync_api import expect  # what most workers never need

    from tests.builders.chromium import PATIENCE, chromium

    expect.set_options(timeout=PATIENCE)
    with chromium() as one:
        yield one
