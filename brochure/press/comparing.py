"""What is different between two seasons, or since documents were approved: found, and told as a letter, as a
page for browsers, and as plain values.

A version is the content as it is now, a season that was published (its content.zip in the output folder), a
zip or a folder. Documents of both are made for the screen by this program, what was made before is not made
again; so what is compared is what would be printed of either today.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from brochure.build import (
    BROCHURE,
    Desk,
    Places,
    Published,
    Watcher,
    Wish,
    draw_some,
    layout_faults,
    read_appearance,
    write_letter,
)
from brochure.compose import Composer
from brochure.errors import Finding, Problem, UsageError, Where
from brochure.model import HashedFile, PageSource, Publication, plain
from brochure.press.approving import DocumentStanding, composer_of, printed_in, standings
from brochure.press.files import Files
from brochure.press.versions import (
    ApprovedTogether,
    MadeVersion,
    Printed,
    document_of,
    files_called_as_in,
    folder_of,
    made_version,
    occasions,
    published_formats,
    tables_of,
)
from brochure.publish import write_whole
from brochure.review import (
    Appearance,
    ChangedOnPage,
    ComparedVersion,
    Differences,
    ToldPages,
    compare,
    differing,
    gathered_rows,
    summary_of,
    together,
)

#: The word for what was approved, in place of a version.
APPROVED: Final = "approved"
_RESOLUTION: Final = 100
#: Who is told nothing.
NOBODY: Final = Watcher()


#: A document, whether it is the new one, and a page of it.
Picture = tuple[str, bool, int]


@dataclass(frozen=True)
class ComparedVersions:
    """What is different, and pictures of the pages that are, by document, whether it is the new one, and
    page.
    """

    differences: Differences
    pictures: Mapping[Picture, bytes] = field(default_factory=dict)


def compare_versions(
    places: Places,
    desk: Desk,
    old: str,
    new: str = "",
    formats: Sequence[str] = (),
    with_pictures: bool = False,
    watcher: Watcher = NOBODY,
) -> ComparedVersions:
    """What is different from one version to another: the content as it is now where no other is named.

    Of each program its brochure and what else was published of the two seasons, or these formats. Raises
    `UsageError` for a version that is not there, `ContentError` for one that cannot be made.
    """
    if old == APPROVED and not new:
        return _since_approval(places, desk, with_pictures, watcher)
    with folder_of(places, old) as (folder, label), folder_of(places, new) as (other, now):
        forms = tuple(formats) or published_formats(places, label, now)
        before = made_version(folder, label, forms, desk, watcher)
        after = made_version(other, now, forms, desk, watcher)
    before = before.called_as_in(after)
    seen = _seen(before, after, desk, watcher)
    before, after = (
        replace(one, version=replace(one.version, documents=documents))
        for one, documents in zip((before, after), seen, strict=True)
    )
    differences = compare(before.version, after.version)
    if not with_pictures:
        return ComparedVersions(differences)
    old_pdfs, new_pdfs = (
        {name: made.pdf for name, made in one.documents.items()} for one in (before, after)
    )
    return ComparedVersions(differences, _pictures(differences, old_pdfs, new_pdfs, desk))


def _since_approval(places: Places, desk: Desk, with_pictures: bool, watcher: Watcher) -> ComparedVersions:
    """What changed since documents were approved, as far as what was approved is known."""
    composer = composer_of(places)
    publication = composer.publication
    hint = 'make_brochure.py approve NAME --by "YOUR NAME" approves what is to be compared with'
    nothing = UsageError.of(APPROVED, "nothing has been approved yet", hint)
    if not any(one.approved for one in publication.approvals.values()):
        raise nothing  # before anything is made for it
    forms = {
        form for form in publication.formats for name in publication.approvals if name.endswith(f"-{form}")
    }
    found = standings(composer, Wish(formats=(BROCHURE, *sorted(forms - {BROCHURE}))), desk, watcher)
    approved = {name: one.approval.fingerprint for name, one in found.documents.items() if one.approval}
    if not approved:
        raise nothing
    standing = {name: one for name, one in found.documents.items() if name in approved and not one.holds}
    lost = [
        Problem(
            Where(f"content/.approved/{approved[name]}.txt"),
            f"what was approved of {name} is not kept here, so that nobody can tell what has changed",
            "bring that file back, from a copy or from git, or approve the document as it is",
        )
        for name, one in standing.items()
        if one.before is None
    ]
    if lost:
        raise UsageError(lost)
    files = tables_of(Files(places.publication).sources())
    told, pictures = list[Differences](), dict[Picture, bytes]()
    for occasion in occasions(places.publication, {name: approved[name] for name in standing}):
        some = {name: standing[name] for name in occasion.prints}
        printed = printed_in(found, some, composer, desk)
        one = _since(occasion, some, files, printed, frozenset(found.packets))
        told.append(one)
        if with_pictures and occasion.archive:
            before = {name: desk.kept(desk.store.put(occasion.pdf(name))) for name in some}
            now = {name: found.made[name].result.data for name in some}
            pictures |= _pictures(
                one, before, {n: it for n, it in now.items() if isinstance(it, HashedFile)}, desk
            )
    return ComparedVersions(together(told, APPROVED, "now", tuple(approved)), pictures)


def _since(
    occasion: ApprovedTogether,
    some: Mapping[str, DocumentStanding],
    files: Mapping[str, Any],
    printed: Printed,
    packets: frozenset[str],
) -> Differences:
    """What changed of documents since they were approved together."""
    lengths = {name: len(one.now.pages) for name, one in some.items()}
    numbers = {name: occasion.numbers.get(name, one.numbers) for name, one in some.items()}
    was = ComparedVersion(
        APPROVED,
        occasion.files,
        occasion.printed,
        {name: (one.before or Appearance()).counted(numbers[name]) for name, one in some.items()},
        lengths,
    )
    now = ComparedVersion(
        "now",
        files if occasion.archive else {},
        printed,
        {name: one.now.counted(one.numbers) for name, one in some.items()},
        lengths,
        packets,
    )
    was = files_called_as_in(was, now.files)
    found = compare(was, now).numbered(numbers, {name: one.numbers for name, one in some.items()})
    renamed = (one for one in found.renamed if one[0] in occasion.printed or document_of(one[1]) in some)
    return replace(found, renamed=tuple(renamed))


def _seen(
    old: MadeVersion, new: MadeVersion, desk: Desk, watcher: Watcher
) -> tuple[dict[str, Appearance], dict[str, Appearance]]:
    """What documents say and show that are not the same file in both."""
    names = [
        name
        for name, made in new.documents.items()
        if name in old.documents and old.documents[name].pdf.sha256 != made.pdf.sha256
    ]

    def look(one: MadeVersion, name: str) -> Appearance | None:
        made = one.documents[name]
        found = read_appearance(name, made.pdf, made.photographs, desk)
        watcher.done(Published(name, None, made.pages, 0, (), 0))
        return found

    watcher.planned(2 * len(names))

    with ThreadPoolExecutor(desk.workers.places) as pool:
        found = [list(pool.map(partial(look, side), names)) for side in (old, new)]
    before, after = ({n: one for n, one in zip(names, side, strict=True) if one} for side in found)
    return before, after


def _pictures(
    differences: Differences, old: Mapping[str, HashedFile], new: Mapping[str, HashedFile], desk: Desk
) -> dict[Picture, bytes]:
    """Pictures of the pages that are different, with boxes around what is."""
    wanted = dict[tuple[str, bool], dict[int, tuple[tuple[float, float, float, float], ...]]]()
    for one in differences.pages:
        name, before, after = one.spot
        if before:
            wanted.setdefault((name, False), {})[before] = one.old_boxes
        if after:
            wanted.setdefault((name, True), {})[after] = one.new_boxes

    def drawn(key: tuple[str, bool]) -> dict[int, bytes]:
        name, is_new = key
        return draw_some((new if is_new else old)[name], wanted[key], is_new, _RESOLUTION, desk)

    with ThreadPoolExecutor(desk.workers.places) as pool:
        found = zip(wanted, pool.map(drawn, wanted), strict=True)
        return {(*key, page): one for key, pages in found for page, one in pages.items()}


def composed_letter(places: Places, compared: ComparedVersions) -> PageSource:
    """What is different, as a letter and a page are made of it. Raises `ContentError`."""
    composer = composer_of(places)
    with layout_faults():
        return letter_source(composer, compared)


def letter(source: PageSource, desk: Desk, target: Path) -> tuple[Finding, ...]:
    """Writes what is different as a tagged PDF in the publication's looks; gives what is found in that.

    Raises `ContentError` or `MachineError` where it cannot be set.
    """
    return write_letter(source, desk, target)


def browser_page(source: PageSource, target: Path) -> None:
    """Writes the same as one file for browsers, which needs no other."""
    html = re.sub(r"<style>.*?</style>", "", source.html, count=1, flags=re.DOTALL)
    html = html.replace(
        "</head>", f"<meta name=viewport content=width=device-width><style>{_SCREEN}</style></head>", 1
    )

    def inside(found: re.Match[str]) -> str:
        data = source.assets.get(found[1])
        return (
            f'"data:image/jpeg;base64,{b64encode(data).decode()}"' if isinstance(data, bytes) else found[0]
        )

    html = re.sub(rf'"({re.escape(_ADDRESS)}[^"]*)"', inside, html)
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
.letter-change { margin-top: 2rem }
.letter-pair { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0 }
.letter-pair figure { flex: 1 1 18rem; margin: 0 }
.letter-said { list-style: none; padding: 0 }
.letter-said li { margin: .6rem 0; overflow-wrap: anywhere }
img { max-width: 100%; height: auto; border: 1px solid }
"""


def letter_source(composer: Composer, compared: ComparedVersions) -> PageSource:
    """The letter, composed, with its pictures: a summary by document, then each page that is different with
    its pictures beside what changed on it, each change once.
    """
    found, called = compared.differences, _titles(composer.publication)
    assets = dict[str, bytes]()

    def picture(name: str, is_new: bool, page: int) -> str:
        data = compared.pictures.get((name, is_new, page))
        if data is None:
            return ""
        address = f"{_ADDRESS}{name}-{page}-{'now' if is_new else 'before'}.jpg"
        assets[address] = data
        return address

    pages = [
        ChangedOnPage(
            one,
            picture(one.spot.document, False, one.spot.old_page),
            picture(one.spot.document, True, one.spot.new_page),
        )
        for one in found.pages
    ]
    told = ToldPages(pages)
    told.tell_all(found)
    known = {
        "is_empty": found.is_empty,
        "summary": summary_of(found, called),
        "same": [called(one) for one in found.compared if one not in differing(found)],
        "came": [called(one) for one in found.came],
        "gone": [called(one) for one in found.gone],
        "renamed": found.renamed,
        "fields": len(found.fields),
        "texts": len(found.words),
        "pages": [one.record(called) for one in pages],
        "elsewhere": [one.record(called) for one in told.elsewhere],
        "unprinted": [one.record(called) for one in gathered_rows(found.unprinted)],
    }
    title = composer.words.filled("letter-title", old=found.old, new=found.new)
    source = composer.own_sheet("letter", title, known)
    return replace(source, assets={**source.assets, **assets})


def _titles(publication: Publication) -> Callable[[str], str]:
    """What documents are called: brochures and chapters as they say themselves."""
    titles = {str(one.id): plain(one.name) for one in publication.programs}
    titles |= {str(one.id): plain(one.title) for one in publication.chapters}
    forms = {f"{one}-{form}": f"{titles[one]}, {form}" for one in titles for form in publication.formats}
    return lambda name: titles.get(name) or forms.get(name) or name
