"""Builds, at the press of a button and never otherwise: how they go, what they changed, what they left.

Takes who makes documents; tells the page. Must not know HTTP.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path, PurePosixPath
from threading import Lock, Thread
from typing import Any, Final, get_args

from brochure import press
from brochure.build import Desk, Edition, Places, Published, Watcher, Wish
from brochure.errors import BrochureError, Finding, UsageError, gathered
from brochure.publish import LISTING, MANIFEST, SITE, read_manifest
from brochure.studio.streams import Streams

_ENDINGS: Final = (".pdf",)
#: Documents that one line names.
_MOST_NAMES: Final = 4
Place = Callable[[str], Mapping[str, Any]]
Engage = Callable[[], AbstractContextManager[Desk]]


class Building(Watcher):
    """One build after another, each in a thread of its own; `place` finds the item that a place is in."""

    def __init__(self, places: Places, engage: Engage, streams: Streams, place: Place) -> None:
        self.places, self.engage, self.streams, self._place = places, engage, streams, place
        self._lock = Lock()
        self._notes, self._is_ended = dict[str, str](), False
        self._said: dict[str, Any] = {"state": "idle", "done": 0, "of": 0, "text": "", "files": []}

    def standing(self) -> dict[str, Any]:
        """How it goes: idle, running, done or failed."""
        with self._lock:
            return dict(self._said)

    def start(self, programs: Sequence[str], formats: Sequence[str], edition: str) -> dict[str, Any]:
        """Begins a build, in the formats in which the season stands on the shelf where none are named.

        Raises `UsageError` where one is under way.
        """
        chosen = next((one for one in get_args(Edition) if one == edition), None)
        if chosen is None:
            raise UsageError.of(
                "edition", "there is no such edition", f"take {', '.join(get_args(Edition))}"
            )
        wish = Wish(programs=tuple(programs), formats=tuple(formats), edition=chosen)
        return self._begin(lambda desk: self._build(wish, desk))

    def start_site(self) -> dict[str, Any]:
        """Begins to make the season's site. Raises `UsageError` where something is made already."""
        return self._begin(self._site)

    def start_handover(self) -> dict[str, Any]:
        """Begins to make the sheet for who takes over. Raises `UsageError` as the others do."""
        return self._begin(self._handover)

    def start_reports(self) -> dict[str, Any]:
        """Begins to make a report of each file for a print shop. Raises `UsageError` as the others do."""
        return self._begin(self._reports)

    def close(self) -> None:
        """Nobody hears any more of what is made."""
        self._is_ended = True

    def _begin(self, work: Callable[[Desk], None]) -> dict[str, Any]:
        with self._lock:
            if self._said["state"] == "running":
                raise UsageError.of("build", "a build is under way", "wait until it is done")
            beside = {"site": site_of(self.places.output), "sheets": self.sheets()}
            begun = {"state": "running", "done": 0, "of": 0, "text": "", "files": [], "problems": []}
            self._said = {**begun, **beside}
        Thread(target=self._run, args=(work,), name="build", daemon=True).start()
        return self.standing()

    def planned(self, documents: int) -> None:
        self._tell(of=documents)

    def began(self, name: str) -> None:
        self._tell(text=name)

    def done(self, document: Published) -> None:
        self._tell(done=self.standing()["done"] + 1, text=document.name)

    def _run(self, work: Callable[[Desk], None]) -> None:
        try:
            with self.engage() as desk:
                work(desk)
        except BrochureError as error:
            drafts = [str(one.where) for one in error.problems if one.rule == press.OF_DRAFTS]
            problems = [
                self._told(one.what, one.hint, str(one.where))
                for one in error.problems
                if one.rule != press.OF_DRAFTS
            ]
            if drafts:  # of which a page says what leads to the season's board
                what = (
                    f"drafts go to no print shop and on no site, and nobody has approved {_listed(drafts)}"
                )
                problems.append(self._told(what, "approve them on the board of the season", ""))
            self._tell(state="failed", text="nothing was published", problems=problems)
        except Exception as error:  # the page has to hear of it: nobody sees this thread end
            if self._is_ended:  # what fails because all ends is no failure
                return
            self._tell(state="failed", text=f"the build ended: {error}")
            raise

    def _build(self, wish: Wish, desk: Desk) -> None:
        before = {one["file"]: one for one in outputs(self.places.output)}
        if not wish.formats:
            label = press.check(self.places).season.folder
            wish = wish._replace(formats=press.published_formats(self.places, label, edition=wish.edition))
        published = press.Session(self.places, desk).build(wish, self)
        after = outputs(self.places.output)
        files = [{**one, "change": _change(before.get(one["file"]), one)} for one in after]
        problems = self._errors(one for document in published for one in document.errors)
        held = [f"{document.name}.pdf" for document in published if document.errors]
        text = f"errors keep back {_listed(held)}" if held else "everything is published"
        known = {"files": files, "problems": problems, "sheets": self.sheets()}
        self._tell(state="failed" if held else "done", text=text, is_built=True, **known)
        is_season = wish.is_whole and wish.edition == "screen"
        if is_season and not held:  # while nobody waits, so that it is compared soon
            with suppress(BrochureError):  # of what somebody has written meanwhile
                press.keep_made(self.places, desk)

    def _site(self, desk: Desk) -> None:
        made = press.known_site(self.places, desk.store, self) or press.write_site(self.places, desk, self)
        problems = self._errors(one for one in made.findings if one.severity == "error")
        text = "the site is made" if made.folder else "nothing was published, and the site before stays"
        state, files = "done" if made.folder else "failed", outputs(self.places.output)
        self._tell(state=state, text=text, files=files, problems=problems, site=site_of(self.places.output))

    def _handover(self, desk: Desk) -> None:
        _, found = press.hand_over(self.places, desk, watcher=self)
        problems = self._errors(one for one in found if one.severity == "error")
        files = outputs(self.places.output)
        self._tell(
            state="done", text="the sheet is made", problems=problems, files=files, sheets=self.sheets()
        )

    def _reports(self, desk: Desk) -> None:
        made, root = press.press_reports(self.places, desk, self), self.places.output
        self._notes = {path.relative_to(root).as_posix(): _summed(one.findings) for path, one in made}
        self._tell(state="done", text="the reports are made", files=outputs(root), sheets=self.sheets())

    def sheets(self) -> list[dict[str, Any]]:
        """Sheets that stand on the shelf, with what is to be said of them."""
        return [{"note": self._notes.get(one["file"], ""), **one} for one in sheets_of(self.places.output)]

    def _errors(self, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        return [
            self._told(f"{one.what} ({_listed([each.paper for each in (one, *same)])})", one.hint, one.where)
            for one, same in gathered(findings)
        ]

    def _told(self, message: str, hint: str, where: str) -> dict[str, Any]:
        """A problem as the page shows it, with the item and the field that it is in."""
        return {
            "message": message,
            "hint": hint,
            "gravity": "error",
            **(self._place(where) if where else {}),
        }

    def _tell(self, **said: Any) -> None:
        with self._lock:
            self._said |= said
            now = dict(self._said)
        self.streams.tell_from_thread("build", **now)


class Progress(Watcher):
    """Tells the page how many documents of those that are compared or looked at are made."""

    def __init__(self, streams: Streams) -> None:
        self._streams, self._of, self._made = streams, 0, 0

    def planned(self, documents: int) -> None:
        self._of += documents
        self._tell("")

    def began(self, name: str) -> None:
        self._tell(name)

    def done(self, document: Published) -> None:
        self._made += 1
        self._tell(document.name)

    def _tell(self, text: str) -> None:
        self._streams.tell_from_thread("compare", done=self._made, of=self._of, text=text)


def _listed(names: Sequence[str]) -> str:
    """The first of some names, each once, and how many more there are."""
    every = list(dict.fromkeys(names))
    shown = (
        every
        if len(every) <= _MOST_NAMES
        else [*every[: _MOST_NAMES - 1], f"{len(every) - _MOST_NAMES + 1} more"]
    )
    *others, last = shown
    return f"{', '.join(others)} and {last}" if others else last


def _change(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """What a build did to a file: new, changed or same."""
    return "new" if before is None else "same" if before["sha256"] == after["sha256"] else "changed"


def _summed(findings: Iterable[Finding]) -> str:
    """How much was found, by how grave it is."""
    counts = Counter[str](one.severity for one in findings)
    words = {"error": "mistake", "warning": "warning", "note": "note"}
    said = [f"{counts[one]} {word}{'s' * (counts[one] != 1)}" for one, word in words.items() if counts[one]]
    return ", ".join(said) or "nothing was found"


def sheets_of(output: Path) -> list[dict[str, Any]]:
    """Sheets for who takes over and for print shops, by their paths below the output."""
    found = [
        {"file": one.relative_to(output).as_posix()} for one in sorted(output.glob(f"*/{press.HANDOVER}"))
    ]
    for one in sorted(output.glob(f"*/{press.REPORTS}/*.pdf")):
        about = one.parent.with_name("press") / f"{one.stem.removesuffix(press.REPORT)}.pdf"
        is_old = not about.is_file() or about.stat().st_mtime_ns > one.stat().st_mtime_ns
        note = {"note": "of an earlier file: make it anew"} if is_old else {}
        found.append({"file": one.relative_to(output).as_posix(), **note})
    return found


def download_name(path: PurePosixPath) -> str:
    """What a file of the output is called where it is saved: with what it is for, but for those for screens,
    since all are called alike.
    """
    made_for = path.parent.name
    return path.name if made_for not in ("press", "office") else f"{path.stem}-{made_for}{path.suffix}"


def site_of(output: Path) -> str:
    """Where the studio shows the site that was made last; nothing where there is none."""
    listings = sorted(output.glob(f"*/{SITE}/{LISTING}"), key=lambda path: path.stat().st_mtime_ns)
    return f"/site/{listings[-1].parts[-3]}/index.html" if listings else ""


def site_file(output: Path, season: str, path: str) -> Path:
    """A file of a season's site. Raises `UsageError` for a path that leads anywhere else."""
    output = output.resolve()
    root = (output / season / SITE).resolve()
    found = root.joinpath(*path.split("/")).resolve()
    if root.parent.parent != output or not found.is_relative_to(root):
        raise UsageError.of("site", "this is no page of a site", "choose one of the site")
    return found


def outputs(output: Path) -> list[dict[str, Any]]:
    """The files that builds left, by their manifests: path below the output, pages, bytes, sha256."""
    found = []
    for manifest in sorted(output.glob(f"*/{MANIFEST}")) if output.is_dir() else ():
        for name, said in read_manifest(manifest)["files"].items():
            path = manifest.parent / name
            if path.suffix in _ENDINGS and path.is_file():
                known = {key: said.get(key) for key in ("pages", "bytes", "sha256", "format")}
                found.append({"file": f"{manifest.parent.name}/{name}", **known})
    return found
