"""What content streams name, made anew on the plates: only what is really used comes along, each thing once.

Takes objects of the old file; puts new ones into the new file. Must not know pages or marks.
"""

from __future__ import annotations

from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from brochure.editions.press.content import Rewriter, device_space
from brochure.editions.press.objects import pdf, real, stream, table
from brochure.editions.press.pictures import inked
from brochure.editions.press.plates import Mask, Target
from brochure.editions.press.shadings import shaded
from brochure.editions.press.spaces import Space, UnknownSpaceError, space_of

#: Entries of a graphics state that a press file may not have, or that are ours to say (ISO 15930-7, 6.2).
_TAKEN = ("/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/HTP", "/SMask", "/Font")
_NORMAL = ("/Normal", "/Compatible")
_OVERPRINT = {True: "/Overprint", False: "/Knockout"}


class Stock:
    """What all streams of the new file share: each thing is made once, by where it stood in the old file."""

    def __init__(self, writer: PdfWriter) -> None:
        self.writer, self.mask = writer, Mask()
        #: The new object, and whether something shines through it.
        self.made: dict[tuple[int, str, tuple[float, float]], tuple[PdfObject, bool]] = {}

    def keep(self, value: PdfObject) -> PdfObject:
        """A copy of what has no color, in the new file."""
        return value.clone(self.writer)

    def add(self, value: PdfObject) -> IndirectObject:
        """Puts an object into the new file."""
        return self.writer._add_object(value)


class Uses:
    """The resources of one content stream. `moved` is how far the stream's origin was moved, for its patterns."""

    def __init__(
        self, stock: Stock, target: Target, old: DictionaryObject, moved: tuple[float, float] = (0, 0)
    ) -> None:
        self.stock, self.target, self.old, self.moved = stock, target, old, moved
        self.new: dict[str, dict[str, Any]] = {}
        self.is_transparent = False

    @property
    def resources(self) -> DictionaryObject:
        """The new resource dictionary."""
        made = pdf({kind: dict(sorted(entries.items())) for kind, entries in sorted(self.new.items())})
        assert isinstance(made, DictionaryObject)
        return made

    def space(self, name: str) -> Space:
        """The color space of this name."""
        known = table(self.old.get("/ColorSpace"))
        return space_of(known[name]) if name in known else device_space(name)

    def keep_space(self, name: str, space: Space) -> None:
        """Spot colors stay; the space below an uncolored pattern becomes the target's."""
        if name in table(self.old.get("/ColorSpace")):
            written = (
                self.stock.keep(space.written)
                if space.written
                else ["/Pattern", self.target.space]
                if space.base
                else "/Pattern"
            )
            self.new.setdefault("/ColorSpace", {})[name] = written

    def overprint(self, on: bool) -> str:
        """The graphics state that turns overprint on or off: solid black leaves the other plates alone."""
        name = _OVERPRINT[on]
        self.new.setdefault("/ExtGState", {})[name] = {
            "/Type": "/ExtGState",
            "/OP": on,
            "/op": on,
            "/OPM": 1,
        }
        return name

    def use(self, kind: str, name: str) -> None:
        """Brings one thing along. Raises `UnknownSpaceError`."""
        if name in self.new.get(kind, ()):
            return
        known = table(self.old.get(kind))
        if name not in known:
            return  # a reader would paint nothing either
        made, shines = self._shared(kind, known.raw_get(name))
        self.is_transparent = self.is_transparent or shines
        self.new.setdefault(kind, {})[name] = made

    def _shared(self, kind: str, raw: PdfObject) -> tuple[PdfObject, bool]:
        """What was made of an object before, or is made now; and whether something shines through it."""
        if not isinstance(raw, IndirectObject):
            return self._made(kind, raw)
        place = (raw.idnum, self.target.space, self.moved if kind == "/Pattern" else (0.0, 0.0))
        if place not in self.stock.made:
            self.stock.made[place] = self._made(kind, raw)
        return self.stock.made[place]

    def _made(self, kind: str, raw: PdfObject) -> tuple[PdfObject, bool]:
        value = real(raw)
        if kind == "/ExtGState":
            return self._state(value)
        if kind == "/Shading":
            return self.stock.add(shaded(value, self.target, self.stock.keep)), False
        if kind == "/Pattern":
            return self._pattern(value)
        if kind == "/XObject" and value.get("/Subtype") == "/Image":
            made = inked(value, self.target, self.stock.keep)
            return made if isinstance(made, IndirectObject) else self.stock.add(made), "/SMask" in value
        if kind == "/XObject":
            return self._form(value, self.target)
        if kind == "/Font" and value.get("/Subtype") == "/Type3":
            raise UnknownSpaceError("a typeface of drawings (Type 3)")
        return self.stock.keep(raw), False

    def _form(self, old: StreamObject, target: Target) -> tuple[PdfObject, bool]:
        """A form; a transparency group blends in the target's space."""
        entries = {
            key: self.stock.keep(old.raw_get(key))
            for key in ("/Type", "/Subtype", "/BBox", "/Matrix", "/OC")
            if key in old
        }
        group = table(old.get("/Group"))
        if group:
            entries["/Group"] = pdf(
                {
                    **{key: group[key] for key in ("/S", "/I", "/K") if key in group},
                    "/Type": "/Group",
                    "/CS": target.space,
                }
            )
        made, shines = self._drawn(old, entries, target, opens=False)
        return made, shines or bool(group)

    def _drawn(
        self, old: StreamObject, entries: dict[str, Any], target: Target, opens: bool
    ) -> tuple[PdfObject, bool]:
        inner = Uses(self.stock, target, table(old.get("/Resources")) if "/Resources" in old else self.old)
        data = Rewriter(target, inner, opens).rewritten(old.get_data())
        return self.stock.add(stream(data, {**entries, "/Resources": inner.resources})), inner.is_transparent

    def _state(self, old: DictionaryObject) -> tuple[PdfObject, bool]:
        made = {key: self.stock.keep(old.raw_get(key)) for key in old if key not in _TAKEN}
        blend = real(old.get("/BM", "/Normal"))
        shines = (
            any(float(old.get(key, 1)) < 1 for key in ("/ca", "/CA"))
            or (blend[0] if isinstance(blend, list) else blend) not in _NORMAL
        )
        mask = real(old.get("/SMask"))
        if isinstance(mask, DictionaryObject):
            form, shines = self._form(real(mask["/G"]), self.stock.mask)[0], True
            made["/SMask"] = pdf(
                {
                    **{key: self.stock.keep(mask.raw_get(key)) for key in mask if key not in ("/G", "/BC")},
                    "/G": form,
                }
            )
        elif mask is not None:
            made["/SMask"] = NameObject("/None")
        return DictionaryObject({NameObject(key): value for key, value in made.items()}), shines

    def _pattern(self, old: DictionaryObject) -> tuple[PdfObject, bool]:
        """A pattern stays where it was on paper: its matrix counts from the page's origin (8.7.3.1), which was moved."""
        a, b, c, d, e, f = (float(value) for value in old.get("/Matrix", (1, 0, 0, 1, 0, 0)))
        matrix = [a, b, c, d, e + self.moved[0], f + self.moved[1]]
        if isinstance(old, StreamObject):
            names = ("/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep")
            entries = {key: self.stock.keep(old.raw_get(key)) for key in names if key in old}
            return self._drawn(
                old, {**entries, "/Matrix": matrix}, self.target, opens=old.get("/PaintType") == 1
            )
        state, shines = self._state(table(old.get("/ExtGState")))
        shading = shaded(old["/Shading"], self.target, self.stock.keep)
        made = pdf(
            {
                "/Type": "/Pattern",
                "/PatternType": 2,
                "/Matrix": matrix,
                "/Shading": shading,
                **({"/ExtGState": state} if state else {}),
            }
        )
        return self.stock.add(made), shines
