"""One packet: what needs page numbers is made last. Brochures and chapters are typeset already; their page
counts give the contents and the folios, and then everything is assembled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

from brochure import __version__
from brochure.artefacts import Finding, PacketOrder, PageView, Proof
from brochure.compose import Composer, Entry, Folio
from brochure.inserting import claims_lost, insert
from brochure.keep import Keeper
from brochure.model import Chapter, Insert, Publication
from brochure.packet import PacketError, Part, assemble
from brochure.preflight import DOCUMENT
from brochure.setting import Made, set_document

#: Brochures start on right-hand pages, so everything before them fills whole leaves.
LEAF = 2
#: A packet that is folded and stapled is made of whole sheets.
SHEET = 4
#: Pages on colored ground, where a folio is light.
COLORED = frozenset({"cover", "plate"})


def bind(order: PacketOrder, made: Mapping[str, Made], composer: Composer, keeper: Keeper) -> Made:
    """The packet; without a proof where one of its documents is not sound."""
    began = perf_counter()
    inserts = _inserts(order, composer)
    members = [inserts[name][1] if name in inserts else made[name] for name in (*order.brochures, *order.chapters)]
    front = _front(order, members, composer, keeper)
    documents = [front, *members, _back(order, [front, *members], composer, keeper)]
    foreign = [finding for one, guest in inserts.values() for finding in (*guest.findings, *claims_lost(one, guest))]
    own = (*front.findings, *documents[-1].findings, *foreign)
    if unsound := tuple(_left_out(order, one) for one in documents if not one.sound):
        return Made(order.name, None, (*unsound, *own), perf_counter() - began)
    views = [view for one in documents if one.proof for view in one.proof.pages]
    folios = set_document(f"{order.name}-folios", lambda _: composer.folios(order, _folios(views)), keeper, ())
    proof, wrong = _assemble(order, documents, folios, composer.publication) if folios.sound else (None, folios.findings)
    files = frozenset[str]().union(*(one.files for one in documents))
    return Made(order.name, proof, (*wrong, *own), perf_counter() - began, files)


def _inserts(order: PacketOrder, composer: Composer) -> dict[str, tuple[Insert, Made]]:
    """The packet's PDFs from elsewhere, by their names."""
    packet = next(packet for packet in composer.publication.packets if packet.id == order.packet)
    found = [one for one in packet.chapters if isinstance(one, Insert)]
    language = composer.publication.settings.language
    return {one.name: (one, insert(one, composer.content, composer.sheet, language)) for one in found}


def _left_out(order: PacketOrder, one: Made) -> Finding:
    return Finding(order.name, 0, "unsound-part", "error", f"{one.name} has errors, so the packet that holds it is not made", "", "mend the findings of that document first")


def _front(order: PacketOrder, members: Sequence[Made], composer: Composer, keeper: Keeper) -> Made:
    """Cover, welcome and contents. Set once to learn its own length, then with the page numbers that follow from it."""
    def compose(length: int) -> Made:
        brochures, chapters = _entries(order, members, composer, length)
        return set_document(f"{order.name}-front", lambda filler: composer.front(order, brochures, chapters, filler), keeper, DOCUMENT, LEAF)
    front = compose(0)
    return compose(len(front.proof.pages)) if front.proof else front


def _back(order: PacketOrder, before: Sequence[Made], composer: Composer, keeper: Keeper) -> Made:
    """The back cover, on the outside of the last sheet."""
    def compose(filler: int) -> Made:
        return set_document(f"{order.name}-back", lambda _: composer.back(order, filler), keeper, DOCUMENT)
    back = compose(0)
    pages = sum(len(one.proof.pages) for one in (*before, back) if one.proof)
    return compose(-pages % SHEET) if back.proof and pages % SHEET else back


def _entries(order: PacketOrder, members: Sequence[Made], composer: Composer, length: int) -> tuple[list[Entry], list[Entry]]:
    """The lines of the contents, counting from the page after the front."""
    programs = {program.id: program for program in composer.publication.programs}
    packet = next(packet for packet in composer.publication.packets if packet.id == order.packet)
    chapters: dict[str, Chapter | Insert] = {
        **{chapter.id: chapter for chapter in composer.publication.chapters},
        **{one.name: one for one in packet.chapters if isinstance(one, Insert)},
    }
    found: tuple[list[Entry], list[Entry]] = ([], [])
    folio = length + 1
    for one in members:
        found[one.name in chapters].append(Entry(one.name, folio, programs.get(one.name), chapters.get(one.name)))
        folio += len(one.proof.pages) if one.proof else 0
    return found


def _folios(views: Sequence[PageView]) -> list[Folio]:
    """A number for every page but the packet's own covers."""
    last = len(views)
    return [Folio(number, 1 < number < last, view.kind in COLORED) for number, view in enumerate(views, start=1)]


def _assemble(
    order: PacketOrder, documents: Sequence[Made], folios: Made, publication: Publication,
) -> tuple[Proof | None, tuple[Finding, ...]]:
    """The packet's proof, or why it cannot be assembled."""
    proofs = [one.proof for one in documents if one.proof]
    parts = [
        Part(proof.name, proof.title, proof.pdf, proof.language or None, outline=0 < index < len(proofs) - 1)
        for index, proof in enumerate(proofs)
    ]
    front, views = proofs[0], tuple(view for proof in proofs for view in proof.pages)
    information = {
        "Author": str(publication.institution.name), "Keywords": str(publication.season.label),
        "Creator": f"brochure {__version__}",
    }
    try:
        pdf = assemble(
            parts, title=front.title, language=front.language, information=information,
            folios=folios.proof.pdf if folios.proof else None,
        )
    except PacketError as error:
        return None, tuple(Finding(order.name, 0, "not-bound", "error", f"{p.where}: {p.what}", "", p.hint) for p in error.problems)
    return Proof(order.name, front.title, front.language, pdf, views, (), front.families), ()
