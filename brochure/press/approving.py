"""What people judge of documents: approvals and reviews, written to content/approvals.yaml, and whether they
still hold.

An approval is bound to what a document says and shows on a screen; what was approved is kept beside content,
in content/.approved, so that it can be told what has changed since. A packet follows its parts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from brochure.build import (
    BROCHURE,
    Desk,
    Places,
    Plan,
    Published,
    Watcher,
    Wish,
    as_draft,
    look_at,
    make_all,
    make_alone,
    make_plan,
)
from brochure.compose import Composer
from brochure.edit import ABSENT, Applied, Change, Editor, at
from brochure.errors import ContentError, Finding, Problem, UsageError, Where, nearest
from brochure.model import HashedFile, Insert, Job, Judged, Judgement, Made, PacketJob, Publication
from brochure.press.files import Files
from brochure.press.next_season import as_confirmed
from brochure.press.versions import ApprovedDocument, Printed, keep_approved, note_printed, written_of
from brochure.review import Appearance, kept_appearance, still_holds

FILE: Final = "content/approvals.yaml"
#: Documents that a message names.
_NAMED: Final = 6


@dataclass(frozen=True)
class DocumentStanding:
    """One document and what people have said of it.

    `now` is what it says and shows, of a packet on its own pages; `before` is what was approved, where that
    is known. `parts` are the names of the documents that a packet follows, `numbers` those that the pages of
    what it says have in its PDF.
    """

    name: str
    now: Appearance
    approval: Judgement | None = None
    before: Appearance | None = None
    holds: bool = False
    parts: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def told(self) -> str:
        """What is to be said of it, behind its name."""
        one = self.approval
        if one is None:
            return "nobody has approved it"
        by = f"the approval by {one.by} on {one.on}"
        return f"approved by {one.by} on {one.on}" if self.holds else f"{by} has let go: it changed since"


@dataclass(frozen=True)
class Standings:
    """All documents of a publication that were looked at, by their names, as they were `made` for that."""

    documents: Mapping[str, DocumentStanding]
    made: Mapping[str, Made] = field(default_factory=dict)
    packets: Mapping[str, PacketJob] = field(default_factory=dict)

    def lacking(self, name: str) -> tuple[DocumentStanding, ...]:
        """The documents whose approval a document lacks: itself, and of a packet its parts."""
        one = self.documents.get(name)
        if one is None:
            return ()
        every = [one, *(self.documents[part] for part in one.parts if part in self.documents)]
        return tuple(part for part in every if not part.holds)

    def why(self, name: str) -> str:
        """Why a document is a draft; empty where it is none."""
        lacking = self.lacking(name)
        own = [one.told for one in lacking if one.name == name]
        parts = [one.name for one in lacking if one.name != name]
        more = f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
        inside = [f"not approved of what it holds: {', '.join(parts[:_NAMED])}{more}"] if parts else []
        return "; ".join([*own, *inside])

    def hint(self, name: str) -> str:
        """What makes it one no longer."""
        names = [one.name for one in self.lacking(name)]
        named = " ".join(names) if len(names) <= _NAMED else "--all"
        return f'look at the screen edition, then make_brochure.py approve {named} --by "YOUR NAME"'


#: Who hears how far it is, where nobody waits; what nobody has seen.
_NOBODY: Final = Watcher()
_UNSEEN: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class _Looking(Watcher):
    """Tells who watches a build which document is looked at before it; none of those is done by that."""

    watcher: Watcher

    def began(self, name: str) -> None:
        self.watcher.began(name)


def standings(composer: Composer, wish: Wish, desk: Desk, watcher: Watcher = _NOBODY) -> Standings:
    """How everything stands that a wish is for, and what packets follow; made for the screen, as people see
    it, whatever edition is wished for.
    """
    publication = composer.publication
    wanted = make_plan(publication, wish).packets
    formats = tuple(dict.fromkeys((*wish.formats, BROCHURE))) if wish.formats else ()
    screen = replace(composer, edition="screen")
    plan = make_plan(
        publication,
        wish._replace(
            edition="screen", formats=formats, brochures=True, packets=tuple(one.packet.id for one in wanted)
        ),
    )
    packets = {job.name: job for job in plan.packets}
    found, every = dict[str, DocumentStanding](), dict[str, Made]()
    for made, _ in make_all(plan, screen, desk, watcher):
        every[made.name] = made
        watcher.done(Published(made.name, None, len(made.pages), 0, made.findings, made.seconds))
        now = look_at(made, publication, desk)
        if now is not None and "/" not in made.name:
            one = DocumentStanding(made.name, now, numbers=tuple(range(1, len(now.pages) + 1)))
            if packet := packets.get(made.name):
                one = _own(one, packet, made.counts)
            found[made.name] = _standing(one, screen)
    return Standings(found, every, packets)


def _own(whole: DocumentStanding, packet: PacketJob, counts: Mapping[str, int]) -> DocumentStanding:
    """A packet with what it says and shows on pages that belong to none of its documents: front, index,
    back, and PDFs from elsewhere.
    """
    at_page = counts.get(packet.name, 0)
    bound = set[int]()
    for one in packet.members:
        numbers = range(at_page + 1, at_page + 1 + counts.get(one.name, 0))
        at_page += len(numbers)
        bound |= set() if isinstance(one, Insert) else set(numbers)
    own = tuple(number for number in whole.numbers if number not in bound)
    said = tuple(one for one in whole.now.said if one.page not in bound)
    files = whole.now.files if any(isinstance(one, Insert) for one in packet.members) else ()
    pages = tuple(whole.now.pages[number - 1] for number in own)
    parts = tuple(one.part for one in packet.members if isinstance(one, Job))
    return replace(whole, now=Appearance(pages, said, files), parts=parts, numbers=own)


def _standing(one: DocumentStanding, composer: Composer) -> DocumentStanding:
    approval = composer.publication.approvals.get(one.name, Judged()).approved
    if approval is None:
        return one
    written = written_of(composer.content, approval)
    before, holds = kept_appearance(approval, written), still_holds(approval, one.now, written)
    return replace(one, approval=approval, before=before, holds=holds)


def printed_in(found: Standings, names: Iterable[str], composer: Composer, desk: Desk) -> Printed:
    """Where documents print what; of a packet its own first pages."""
    printed = Printed()
    for name in names:
        if packet := found.packets.get(name):
            note_printed(printed, replace(make_alone(packet, composer, desk), name=name))
        else:
            note_printed(printed, found.made[name])
    return printed


def documents_of(
    plan: Plan, composer: Composer, wish: Wish, desk: Desk, watcher: Watcher, found: Standings | None = None
) -> Iterator[tuple[Made, bool]]:
    """What a build makes, and whether it goes out, with drafts marked where approvals are asked for; what
    was made to see how it stands is not made again, nor is that looked at where it was `found` before.

    Raises `ContentError` where something is wished for a print shop that nobody has approved.
    """
    if composer.publication.settings.approvals != "required":
        return make_all(plan, composer, desk, watcher)
    found = found or standings(composer, wish, desk, _Looking(watcher))
    if wish.edition == "press":
        _refuse_drafts(found, [*sorted(plan.published), *(one.name for one in plan.packets)], "print shop")

    def mark(made: Made) -> Made:
        if not (why := found.why(made.name)) or not made.sound:
            return made
        drawn = as_draft(made, composer, desk)
        note = Finding(made.name, 0, "draft", "note", f"it is a draft: {why}", "", found.hint(made.name))
        return replace(drawn, findings=(*drawn.findings, note))

    known = found.made if composer.edition == "screen" else {}
    if composer.edition == "office" and composer.publication.settings.office.cover != "outline":
        known = {name: one for name, one in found.made.items() if name not in found.packets}
    return make_all(plan, composer, desk, watcher, mark, known)


def standings_for_site(
    composer: Composer, formats: tuple[str, ...], desk: Desk, watcher: Watcher
) -> Standings | None:
    """How the documents of the season's site stand, where approvals are asked for.

    Raises `ContentError` where one of them lacks one.
    """
    if composer.publication.settings.approvals != "required":
        return None
    wish = Wish(formats=formats)
    plan, found = make_plan(composer.publication, wish), standings(composer, wish, desk, _Looking(watcher))
    _refuse_drafts(found, [*sorted(plan.published), *(one.name for one in plan.packets)], "site")
    return found


#: The rule of what is no fault but that nobody has approved it.
OF_DRAFTS: Final = "draft"


def _refuse_drafts(found: Standings, names: Iterable[str], place: str) -> None:
    """Raises `ContentError` that says whose approval is missing."""
    problems = [
        Problem(
            Where(name), f"is a draft, which goes to no {place}: {why}", found.hint(name), rule=OF_DRAFTS
        )
        for name in names
        if (why := found.why(name))
    ]
    if problems:
        raise ContentError(problems)


def what_stands(places: Places, desk: Desk, watcher: Watcher = _NOBODY) -> Standings:
    """How all brochures, chapters and packets stand, and the other formats that somebody has approved."""
    composer = composer_of(places)
    wish = _wish_for(composer.publication, tuple(composer.publication.approvals), True)
    return standings(composer, wish, desk, watcher)


def approve(
    places: Places,
    desk: Desk,
    names: Sequence[str],
    by: str,
    day: date,
    seen: Mapping[str, str] = _UNSEEN,
    watcher: Watcher = _NOBODY,
) -> tuple[Applied, tuple[DocumentStanding, ...]]:
    """Writes that somebody approved documents as they are now, all where none is named: what was written,
    and the documents. Raises `UsageError`, also where one is not what was `seen` by its fingerprint, and
    `ContentError` for documents that cannot be made.
    """
    composer, publication = composer_of(places), places.publication
    wish = _wish_for(composer.publication, names)
    _refuse_unknown(names, make_plan(composer.publication, wish).names)
    standing = standings(composer, wish, desk, watcher)
    found = standing.documents
    if lacking := [name for name in names if name not in found]:
        what, hint = "cannot be made, so that nobody can approve it", "make_brochure.py build tells why"
        raise ContentError([Problem(Where(name), what, hint) for name in lacking])
    chosen = [found[name] for name in dict.fromkeys(names)] if names else list(found.values())
    if others := [
        one.name for one in chosen if seen.get(one.name, one.now.fingerprint) != one.now.fingerprint
    ]:
        what = f"{', '.join(others)}: not as you have seen it any more"
        raise UsageError.of("approve", what, "look at what has changed, and approve it then")
    documents = {
        one.name: ApprovedDocument(one.now, pdf, one.numbers)
        for one in chosen
        if isinstance(pdf := standing.made[one.name].result.data, HashedFile)
    }
    keep_approved(publication, documents, printed_in(standing, documents, composer, desk))
    return record_judgement(
        publication, "approved", by, day, {one.name: one.now.fingerprint for one in chosen}
    ), tuple(chosen)


def composer_of(places: Places) -> Composer:
    """What composes the publication as it is now, for the screen. Raises `ContentError`."""
    publication, layouts = Files(places.publication).read()
    return Composer(as_confirmed(publication), places.publication / "content", layouts)


def _wish_for(publication: Publication, names: Sequence[str], everything: bool = False) -> Wish:
    """What is to be made to look at documents: programs alone where no packet or chapter is named."""
    programs = {one.id for one in publication.programs}
    owners = {
        name: next((id for id in programs if name == id or name.startswith(f"{id}-")), "") for name in names
    }
    chapters = {one.id for one in publication.chapters}
    if not everything and names and all(owners[name] and name not in chapters for name in names):
        formats = {name.removeprefix(f"{owners[name]}-") for name in names if name != owners[name]}
        wanted = (BROCHURE, *sorted(formats & publication.formats.keys()))
        return Wish(programs=tuple(sorted(set(owners.values()))), packets=(), formats=wanted)
    forms = {form for form in publication.formats for name in names if name.endswith(f"-{form}")}
    return Wish(formats=(BROCHURE, *sorted(forms - {BROCHURE})))


def _refuse_unknown(names: Iterable[str], found: Collection[str]) -> None:
    problems = [
        Problem(Where(name), "there is no document of this name", nearest(name, sorted(found), "there are"))
        for name in names
        if name not in found
    ]
    if problems:
        raise UsageError(problems)


def record_judgement(
    publication: Path, field: str, by: str, day: date, prints: Mapping[str, str]
) -> Applied:
    """Judgements in their file, which is made where there is none."""
    editor = Editor(publication)
    said = {name: {"by": by, "on": day, "fingerprint": one} for name, one in prints.items()}
    if not (publication / FILE).is_file():
        entries = (f"{name}:\n  {field}: {_inline(one)}\n" for name, one in said.items())
        return editor.create(FILE, "".join([_HEAD, *entries]).encode())
    values = editor.read(FILE).values
    changes = [
        Change("set", FILE, (name,), {field: one})
        if at(values, (name,)) is ABSENT
        else Change("set", FILE, (name, field), one)
        for name, one in said.items()
    ]
    return editor.apply(changes, f"{field}: {', '.join(prints)}")


def _inline(said: Mapping[str, object]) -> str:
    """A table on one line of YAML."""
    quoted = (f"{key}: {json.dumps(str(one), ensure_ascii=False)}" for key, one in said.items())
    return "{" + ", ".join(quoted) + "}"


_HEAD: Final = "# Who approved and reviewed what: make_brochure.py approve NAME --by PERSON writes it.\n"
