"""Parts that are bound once, and packets that are chosen of them.

A collection is a packet of all its parts, proved as any other. All of a part hangs on a few objects: its
pages, its element at the top of the structure, its entries at the top of the outline, and nodes of its own
in the trees of numbers, IDs and named destinations. A packet takes these up or leaves them out, so that what
it costs does not grow with what is below them; written is what can be reached. Folios stand ready for every
number, on light and on dark pages. What is set for one packet alone is taken over as anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochure.packet.assembly import Assembly, merge
from brochure.packet.catalogs import Stated
from brochure.packet.choice_proof import COLLECTION, ChoiceProof
from brochure.packet.facts import Facts
from brochure.packet.page_content import Folios, paint
from brochure.packet.part import OpenPart, Part, open_part, raise_all, version_of
from brochure.packet.proof import PacketProof
from brochure.packet.second import collector_paused
from brochure.pdf import each, get, name_of, save, text_of

#: Where a page has its number: nowhere, on light ground, on dark ground.
NOWHERE, LIGHT, DARK = range(3)
#: How the forms of a collection are called, by the ground of the page.
_FORMS: Final = {LIGHT: "/Light", DARK: "/Dark"}


@dataclass(frozen=True)
class Numbered:
    """A part, and where each of its pages has its number."""

    part: Part
    grounds: Sequence[int]


def collect(
    parts: Sequence[Numbered],
    folios: Mapping[int, Sequence[bytes | Path]],
    *,
    language: str,
    known: Mapping[str, Facts] | None = None,
) -> bytes:
    """All parts in one PDF, of which packets are chosen.

    `folios` are PDFs with a transparent page for each number from 1, by the ground. Raises as `assemble`
    does, and `ValueError` for parts with forms or layers, which a packet has only as a whole.
    """
    with collector_paused():
        proof, pdf = PacketProof(known or {}), Pdf.new()
        forms = {ground: Folios(pdf, files) for ground, files in folios.items() if files}
        grounds = {one.part.name: one.grounds for one in parts}
        every = [one.part for one in parts]
        collected = merge(every, _Collecting(pdf, forms, grounds), proof, "Collection", language, {})
        with pikepdf.open(
            BytesIO(collected)
        ) as again:  # qpdf writes alike what it has read, not what is new
            collected = save(again, "{}.{}".format(*version_of(again)))
        proof.hold(collected)
        return collected


def choose(
    collection: bytes,
    parts: Sequence[Numbered | str],
    *,
    title: str,
    language: str,
    information: Mapping[str, str] | None = None,
    known: Mapping[str, Facts] | None = None,
) -> bytes:
    """One PDF of these parts, those of a collection by their names and others; `known` are facts of others.

    The names of others stand beside one another in the order of all names. Raises as `assemble` does,
    `KeyError` for a part that the collection does not have, and `IndexError` where it lacks a folio.
    """
    with collector_paused():
        proof, choice = ChoiceProof(collection, known or {}), _Choice(collection)
        for one in parts:
            if isinstance(one, str):
                proof.take_bound(one)
                choice.take_bound(one)
            else:
                facts = proof.take_own(one.part, one.grounds)
                choice.grounds[one.part.name] = one.grounds
                bound = choice.take(open_part(one.part), facts.open_pages)
                proof.tops[one.part.name] = len(bound["/Entries"])
        raise_all(choice.problems())
        chosen = choice.close(title, language, information or {})
        proof.hold(chosen)
        return chosen


class _Collecting(Assembly):
    """A collection in the making."""

    def __init__(self, pdf: Pdf, folios: Mapping[int, Folios], grounds: Mapping[str, Sequence[int]]) -> None:
        super().__init__(pdf, by_part=True)
        self._grounds, self._parts = grounds, list[tuple[str, dict[str, Any]]]()
        forms = {ground: list(one.forms()) for ground, one in folios.items()}
        self._forms_of = {ground: [form for form, _ in some] for ground, some in forms.items()}
        self._measure = next((page for some in forms.values() for _, page in some), None)
        self._faces.take(
            one for some in self._forms_of.values() for form in some for one in [form.get("/Resources")]
        )
        empty = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 0, 0]), Stand=True)
        self._stand, self._opening = pdf.make_stream(b"", empty), pdf.make_stream(b"q\n")

    def take(self, source: OpenPart, open_pages: Any) -> dict[str, Any]:
        for key in ("/AcroForm", "/OCProperties"):
            if get(source.pdf.Root, key) is not None:
                raise ValueError(f"{source.part.name} has {key[1:]}, which no packet can leave out")
        bound = super().take(source, open_pages)
        part = source.part
        said = {"/Title": String(part.title), "/Grounds": Array(list(self._grounds[part.name]))}
        self._parts.append((part.name, {**bound, **said}))
        return bound

    def _stamp(self, part: Part, pages: Sequence[Any]) -> None:
        """A form that stands for all folios."""
        for page, ground in zip(pages, self._grounds[part.name], strict=True):
            if ground != NOWHERE and self._measure is not None:
                paint(self._pdf, page, self._stand, self._measure, self._opening)

    def _bound(self, places: Mapping[str, Object]) -> None:
        parts = Array()
        for name, said in self._parts:
            held = {"/Name": String(name), **said, "/Places": places.get(name)}
            parts.append(Dictionary({key: one for key, one in held.items() if one is not None}))
        self._pdf.Root[COLLECTION] = Dictionary(
            {
                "/Parts": parts,
                "/Stand": self._stand,
                "/Types": Array([Name(one) for one in self._structure.roles.used()]),
                "/Next": self._structure.next,
                **{_FORMS[ground]: Array(some) for ground, some in self._forms_of.items()},
            }
        )


class _Choice(Assembly):
    """A packet that is chosen of a collection, which is opened anew for each."""

    #: What is taken besides was set as one document, which has nothing twice.
    _shares: ClassVar[bool] = False

    def __init__(self, collection: bytes) -> None:
        pdf = pikepdf.open(BytesIO(collection), inherit_page_attributes=False)
        super().__init__(pdf, by_part=True)
        root = pdf.Root
        said: Any = root[COLLECTION]
        del root[COLLECTION]
        self.grounds: dict[str, Sequence[int]] = {}
        self._parts = {text_of(one.get("/Name")): one for one in each(said.get("/Parts"))}
        self._forms_of = {ground: each(said.get(key)) for ground, key in _FORMS.items()}
        self._stand = said.get("/Stand").objgen
        self._stated.append(Stated.of(pdf))
        self._intents += each(root.get("/OutputIntents"))
        self._version = version_of(pdf)
        types = [name_of(one) for one in each(said.get("/Types"))]
        self._structure.begin(root.get("/StructTreeRoot"), types, int(said.get("/Next")))
        root["/Pages"] = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(), Count=0))

    def take_bound(self, name: str) -> None:
        """Takes up a part as it is."""
        part = self._parts[name]
        self._structure.take_bound(part)
        self._destinations.take_bound(part)
        self._crossings.take_bound(name, part)
        self._outline.take_bound(part)
        pages = each(part.get("/Pages"))
        for page, ground in zip(pages, each(part.get("/Grounds")), strict=True):
            self._pdf.pages.append(pikepdf.Page(page))
            self._pages += 1
            if ground != NOWHERE:
                self._number(page, self._forms_of[int(ground)][self._pages - 1])

    def _number(self, page: Any, form: Object) -> None:
        forms = get(page, "/Resources", "/XObject")
        for called, held in forms.items():
            if held.objgen == self._stand:
                forms[called] = form

    def _stamp(self, part: Part, pages: Sequence[Any]) -> None:
        for at, (page, ground) in enumerate(zip(pages, self.grounds[part.name], strict=True), self._pages):
            if ground != NOWHERE:
                paint(self._pdf, page, self._forms_of[ground][at], page)
