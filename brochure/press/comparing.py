"""What is different between two seasons, or since documents were approved: found, and told as a letter, as a
page for browsers, and as plain values.

A version is the content as it is now, a season that was published (its content.zip in the output folder), a
zip or a folder. Documents of both are made for the screen by this program, what was made before is not made
again; so what is compared is what would be printed of either today.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from brochure.build import (
    BROCHURE,
    Desk,
    Places,
    Watcher,
    Wish,
    draw_some,
    look_at,
    make_all,
    make_alone,
    make_plan,
    pages_of,
    set_letter,
)
from brochure.compose import Composer
from brochure.content import Survey
from brochure.errors import ContentError, Finding, MachineError, Problem, UsageError, Where, nearest
from brochure.model import HashedFile, Made, PageSource
from brochure.press.approving import composer_of, standings
from brochure.press.files import Files, opened_season
from brochure.press.next_season import as_confirmed
from brochure.publish import CONTENT, Shelf, read_manifest, write_whole
from brochure.review import (
    Appearance,
    ComparedVersion,
    Differences,
    FieldChange,
    WordChange,
    compare,
    in_documents,
    pieces_of,
)

#: The word for what was approved, in place of a version.
APPROVED: Final = "approved"
#: Files that say nothing that is printed: who judged what.
_JUDGING: Final = ("approvals", "reviews", "confirmed")
_RESOLUTION: Final = 100
_PLACE: Final = re.compile(r"(.+):(\d+):(\d+|[A-Z]{1,3})$")


@dataclass(frozen=True)
class ComparedVersions:
    """What is different, and pictures of the pages that are, by document, whether it is the new one, and
    page.
    """

    differences: Differences
    pictures: Mapping[tuple[str, bool, int], bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class _Made:
    """One version as it was made: its documents by name, and what composes them."""

    version: ComparedVersion
    composer: Composer
    documents: Mapping[str, Made]


def compare_versions(
    places: Places,
    desk: Desk,
    old: str,
    new: str = "",
    formats: Sequence[str] = (),
    with_pictures: bool = False,
) -> ComparedVersions:
    """What is different from one version to another: the content as it is now where no other is named.

    Of each program its brochure and what else was published of the two seasons, or these formats. Raises
    `UsageError` for a version that is not there, `ContentError` for one that cannot be made.
    """
    if old == APPROVED and not new:
        return ComparedVersions(_since_approval(places, desk))
    with _folder_of(places, old) as (folder, label), _folder_of(places, new) as (other, now):
        forms = tuple(formats) or _published(places, label, now)
        before, after = _made(folder, label, forms, desk), _made(other, now, forms, desk)
        seen = _seen(before, after, desk)
        before, after = (
            replace(one, version=replace(one.version, documents=documents))
            for one, documents in zip((before, after), seen, strict=True)
        )
        differences = compare(before.version, after.version)
        pictures = _pictures(differences, before, after, desk) if with_pictures else {}
    return ComparedVersions(differences, pictures)


def _since_approval(places: Places, desk: Desk) -> Differences:
    """What changed since documents were approved, as far as what was approved is known."""
    composer = composer_of(places)
    publication = composer.publication
    forms = {
        form for form in publication.formats for name in publication.approvals if name.endswith(f"-{form}")
    }
    found = standings(composer, Wish(formats=(BROCHURE, *sorted(forms - {BROCHURE}))), desk).documents
    approved = {name: one for name, one in found.items() if one.approval}
    if not approved:
        hint = 'make_brochure.py approve NAME --by "YOUR NAME" approves what is to be compared with'
        raise UsageError.of(APPROVED, "nothing has been approved yet", hint)
    lost = [
        Problem(
            Where(f"content/.approved/{one.approval.fingerprint}.txt"),
            f"what was approved of {name} is not kept here, so that nobody can tell what has changed",
            "bring that file back, from a copy or from git, or approve the document as it is",
        )
        for name, one in approved.items()
        if one.approval and one.before is None and not one.holds
    ]
    if lost:
        raise UsageError(lost)
    changed = {name: one for name, one in approved.items() if one.before and not one.holds}
    packets = frozenset(name for name, one in found.items() if one.parts)
    lengths = {name: len(one.now.pages) for name, one in approved.items()}
    was = ComparedVersion(
        APPROVED, documents={n: one.before or Appearance() for n, one in changed.items()}, lengths=lengths
    )
    now = ComparedVersion(
        "now", documents={n: one.now for n, one in changed.items()}, lengths=lengths, packets=packets
    )
    return compare(was, now)


@contextmanager
def _folder_of(places: Places, named: str) -> Iterator[tuple[Path, str]]:
    """The folder of a publication, and what its version is called."""
    with ExitStack() as stack:
        if not named:
            yield places.publication, "now"
            return
        path = Path(named)
        kept = Shelf(places.output, _folder_name(named), "screen").content
        if kept.is_file():
            yield stack.enter_context(opened_season(kept)), named
        elif path.is_file():
            yield stack.enter_context(opened_season(path)), path.name
        elif (path / "content").is_dir():
            yield path.resolve(), path.resolve().name
        elif (path / CONTENT).is_file():
            yield stack.enter_context(opened_season(path / CONTENT)), path.resolve().name
        else:
            there = sorted(one.parent.name for one in places.output.glob(f"*/{CONTENT}"))
            what = "there is no season, zip or folder of a publication of this name"
            hint = (
                nearest(named, there, "seasons")
                if there
                else "build a season first: it keeps what it was made of"
            )
            raise UsageError.of(named, what, hint)


def _folder_name(label: str) -> str:
    return re.sub(r"[^\w.]+", "-", label).strip("-.")


def _published(places: Places, *labels: str) -> tuple[str, ...]:
    """The formats of which the seasons published something, brochures first."""
    found = {BROCHURE}
    for label in labels:
        shelf = Shelf(places.output, _folder_name(label), "screen")
        for entry in read_manifest(shelf.manifest)["files"].values():
            if isinstance(form := entry.get("format"), str):
                found.add(form)
    return (BROCHURE, *sorted(found - {BROCHURE}))


def _made(folder: Path, label: str, formats: Sequence[str], desk: Desk) -> _Made:
    files = Files(folder)
    survey, layouts = files.survey()
    if survey.publication is None:
        raise ContentError([one._replace(what=f"(in {label}) {one.what}") for one in survey.errors])
    composer = Composer(as_confirmed(survey.publication), folder / "content", layouts)
    known = tuple(one for one in formats if one in survey.publication.formats)
    plan = make_plan(survey.publication, Wish(formats=known))
    documents, printed = dict[str, Made](), dict[str, list[tuple[int, int, str, int]]]()
    for made, is_public in make_all(plan, composer, desk, Watcher()):
        if made.result.data is None:
            raise ContentError(
                [Problem(Where(one.where or made.name), one.what, one.hint) for one in made.findings]
            )
        if is_public:
            documents[made.name] = made
        if "/" not in made.name:
            _note(printed, made)
    for job in plan.packets:
        _note(printed, replace(make_alone(job, composer, desk), name=job.name))
    version = ComparedVersion(
        _label(str(survey.publication.season.label), label),
        _tables(survey),
        printed,
        lengths={name: len(made.pages) for name, made in documents.items()},
        packets=frozenset(job.name for job in plan.packets),
    )
    return _Made(version, composer, documents)


def _label(season: str, named: str) -> str:
    """What a version is called: its season, and what it was named by where that is something else."""
    return season if named == season else f"{season} ({named})"


def _tables(survey: Survey) -> dict[str, Any]:
    return {
        f"content/{one.path}": one.table
        for one in survey.sources
        if one.table is not None and one.kind not in _JUDGING
    }


def _note(printed: dict[str, list[tuple[int, int, str, int]]], made: Made) -> None:
    """Where a document prints what, as its laid-out texts and pictures tell."""
    if not (layout := made.result.read_layout()):
        return
    for number, page in enumerate(pages_of(layout), 1):
        places = {run.where for run in page.runs} | {one.where for one in page.pictures}
        places |= {words.where for run in page.runs for words in run.quoted}
        for place in sorted(places):
            if found := _PLACE.match(place):
                column = int(found[3]) if found[3].isdigit() else 0
                printed.setdefault(found[1], []).append((int(found[2]), column, made.name, number))


def _seen(old: _Made, new: _Made, desk: Desk) -> tuple[dict[str, Appearance], dict[str, Appearance]]:
    """What documents say and show that are not the same file in both."""
    names = [
        name
        for name, made in new.documents.items()
        if name in old.documents and old.documents[name].result.data != made.result.data
    ]
    with ThreadPoolExecutor(desk.workers.places) as pool:
        found = [
            list(
                pool.map(
                    lambda name, side=side: look_at(side.documents[name], side.composer.publication, desk),
                    names,
                )
            )
            for side in (old, new)
        ]
    before, after = ({n: one for n, one in zip(names, side, strict=True) if one} for side in found)
    return before, after


def _pictures(
    differences: Differences, old: _Made, new: _Made, desk: Desk
) -> dict[tuple[str, bool, int], bytes]:
    """Pictures of the pages that are different, with boxes around what is."""
    wanted = dict[tuple[str, bool], dict[int, tuple[tuple[float, float, float, float], ...]]]()
    for one in differences.pages:
        name, before, after = one.spot
        if before:
            wanted.setdefault((name, False), {})[before] = one.old_boxes
        if after:
            wanted.setdefault((name, True), {})[after] = one.new_boxes
    with ThreadPoolExecutor(desk.workers.places) as pool:
        drawn = pool.map(
            lambda key: draw_some(
                (new if key[1] else old).documents[key[0]], wanted[key], key[1], _RESOLUTION, desk
            ),
            wanted,
        )
        return {
            (*key, page): one
            for key, pages in zip(wanted, drawn, strict=True)
            for page, one in pages.items()
        }


def letter(places: Places, compared: ComparedVersions, desk: Desk, target: Path) -> tuple[Finding, ...]:
    """Writes what is different as a tagged PDF in the publication's looks; gives what is found in that.

    Raises `MachineError` where it cannot be set.
    """
    composer = composer_of(places)
    made = set_letter(letter_source(composer, compared), desk)
    if made.result.data is None or not isinstance(made.result.data, HashedFile):
        raise MachineError([Problem(Where(str(target)), one.what, one.hint) for one in made.findings])
    write_whole(target, made.result.read())
    return made.findings


def browser_page(places: Places, compared: ComparedVersions, target: Path) -> None:
    """Writes the same as one file for browsers, which needs no other."""
    source = letter_source(composer_of(places), compared)
    html = re.sub(r"<style>.*?</style>", "", source.html, count=1, flags=re.DOTALL)
    html = html.replace(
        "</head>", f"<meta name=viewport content=width=device-width><style>{_SCREEN}</style></head>", 1
    )
    for name, data in source.assets.items():
        if isinstance(data, bytes) and name.startswith(_ADDRESS):
            html = html.replace(f'"{name}"', f'"data:image/jpeg;base64,{b64encode(data).decode()}"')
    write_whole(target, html.encode("utf-8", "surrogatepass"))


_ADDRESS: Final = "asset:compared/"
#: How browsers show the letter: readable at any width, in the reader's own colors.
_SCREEN: Final = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th, td { text-align: start; vertical-align: top; padding: .4rem .8rem .4rem 0; border-top: 1px solid }
th, td { overflow-wrap: anywhere; min-width: 6rem }
tbody th { font-weight: inherit }
.note { display: block; font-size: .85em }
.gone { text-decoration: line-through }
.new { text-decoration: underline }
.letter-pair { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0 }
.letter-pair figure { flex: 1 1 18rem; margin: 0 }
img { max-width: 100%; height: auto; border: 1px solid }
"""


def letter_source(composer: Composer, compared: ComparedVersions) -> PageSource:
    """The letter, composed, with its pictures."""
    found = compared.differences
    assets = dict[str, bytes]()

    def picture(name: str, is_new: bool, page: int) -> str:
        data = compared.pictures.get((name, is_new, page))
        if data is None:
            return ""
        address = f"{_ADDRESS}{name}-{page}-{'now' if is_new else 'before'}.jpg"
        assets[address] = data
        return address

    pairs = [
        {
            "document": one.spot.document,
            "old_page": one.spot.old_page,
            "new_page": one.spot.new_page,
            "what": one.what,
            "old": picture(one.spot.document, False, one.spot.old_page),
            "new": picture(one.spot.document, True, one.spot.new_page),
        }
        for one in found.pages
    ]
    known = {
        "is_empty": found.is_empty,
        "compared": found.compared,
        "came": found.came,
        "gone": found.gone,
        "fields": [_row(one, one.path, in_documents(one.pages)) for one in found.fields],
        "unprinted": [_row(one, one.path, []) for one in found.unprinted],
        "changed": [
            _row(
                one,
                "",
                in_documents([(spot.document, spot.new_page or spot.old_page) for spot in one.spots]),
            )
            for one in found.words
        ],
        "pairs": pairs,
    }
    title = composer.words.filled("letter-title", old=found.old, new=found.new)
    source = composer.own_sheet("letter", title, known)
    return replace(source, assets={**source.assets, **assets})


def _row(one: FieldChange | WordChange, path: str, where: list[tuple[str, list[int]]]) -> dict[str, Any]:
    """A change as the letter has it: both versions as words that are the same or not."""
    pieces = pieces_of(one.old, one.new)
    return {
        "path": path,
        "place": str(one.where) if isinstance(one, FieldChange) else "",
        "role": one.role if isinstance(one, WordChange) else "",
        "old": [(kind, text) for kind, text in pieces if kind != "new"] if one.old else [],
        "new": [(kind, text) for kind, text in pieces if kind != "gone"] if one.new else [],
        "where": where,
    }
