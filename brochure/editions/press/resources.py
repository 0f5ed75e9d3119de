"""What content streams name, made anew on the plates: only what is really used comes along, each thing once.

Photographs stay JPEG, every other picture is packed without loss; the colors of a gradient's functions are
converted, and mixed as inks in between. What has no color stays as it is.

Takes objects of a file; puts new ones into the same file, in which the old ones are left behind when it is
written. Must not know pages or marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String, unparse_content_stream

from brochure.editions.press.plates import Mask, Target, UnknownSpaceError, converted, known
from brochure.editions.press.rewriting import Rewriter, number, tones
from brochure.pdf import (
    RGB,
    Resources,
    Space,
    UndecodedError,
    each,
    instructions,
    name_of,
    numbers,
    pixels,
    space_of,
    table,
)

#: Entries of a graphics state that a press file may not have, or that are ours to say (ISO 15930-7, 6.2).
_TAKEN: Final = frozenset({"/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/HTP", "/SMask", "/Font"})
_NORMAL: Final = ("/Normal", "/Compatible")
_OVERPRINT: Final = {True: Name.Overprint, False: Name.Knockout}
_OF_FORMS: Final = ("/Type", "/Subtype", "/BBox", "/Matrix", "/OC")
_OF_TILES: Final = ("/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep")
#: Forms inside forms deeper than this are a fault of the file.
_DEEPEST: Final = 12

Point = tuple[float, float]
JPEG_QUALITY: Final = 92
#: Entries that go on to the new picture as they are.
_KEPT: Final = ("/Width", "/Height", "/Intent", "/Interpolate", "/SMask", "/Mask")
#: Pillow writes CMYK as Adobe does, 0 for all ink, and PDF has to be told.
_INVERTED: Final = [1, 0, 1, 0, 1, 0, 1, 0]
#: Function-based, axial and radial shadings (ISO 32000-2, 8.7.4.5); the others carry their colors in meshes.
_BY_FUNCTION: Final = (1, 2, 3)
#: Functions inside functions deeper than this are a fault of the file.
_DEEPEST_FUNCTION: Final = 6


class SharedResources:
    """What all streams of a file share: each thing is made once, by where it stood."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf, self.mask = pdf, Mask()
        #: The new object, and whether something shines through it.
        self.made: dict[tuple[tuple[int, int], str, Point], tuple[Object, bool]] = {}

    def stream(self, data: bytes, entries: Mapping[str, Any]) -> Object:
        """A stream of the file."""
        made = self.pdf.make_stream(data)
        made.update(entries)
        return made


class PressResources:
    """The resources of one content stream. `moved` is how far its origin was moved, for its patterns."""

    def __init__(
        self,
        shared: SharedResources,
        target: Target,
        old: Resources,
        moved: Point = (0.0, 0.0),
        depth: int = 0,
    ) -> None:
        self.shared, self.target, self.old, self.moved, self.depth = shared, target, old, moved, depth
        self.new: dict[str, dict[str, Any]] = {}
        self.is_transparent = False

    @property
    def resources(self) -> Dictionary:
        """The new resource dictionary."""
        kinds = sorted(self.new.items())
        return Dictionary({kind: Dictionary(dict(sorted(entries.items()))) for kind, entries in kinds})

    def keep_space(self, name: Name, space: Space) -> None:
        """Spot colors stay; the space below an uncolored pattern becomes the target's."""
        written = self.old.named("/ColorSpace", name)
        if written is not None:
            if space.kind == "pattern":
                written = Array([Name.Pattern, self.target.space]) if space.base else Name.Pattern
            self._put("/ColorSpace", name, written)

    def overprint(self, is_on: bool) -> Name:
        """The graphics state that turns overprint on or off: solid black leaves the other plates alone."""
        name = _OVERPRINT[is_on]
        self._put("/ExtGState", name, Dictionary(Type=Name.ExtGState, OP=is_on, op=is_on, OPM=1))
        return name

    def use(self, kind: str, name: object) -> None:
        """Brings one thing along. Raises `UnknownSpaceError`."""
        value = self.old.named(kind, name)
        if value is None or not isinstance(name, Name) or name_of(name) in self.new.get(kind, ()):
            return  # what is not there, a reader would not paint either
        place = (value.objgen, name_of(self.target.space), self.moved if kind == "/Pattern" else (0.0, 0.0))
        if place not in self.shared.made or value.objgen == (0, 0):
            self.shared.made[place] = self._made(kind, value)
        made, shines = self.shared.made[place]
        self.is_transparent = self.is_transparent or shines
        self._put(kind, name, made)

    def _put(self, kind: str, name: Name, value: object) -> None:
        self.new.setdefault(kind, {})[name_of(name)] = value

    def _made(self, kind: str, value: Object) -> tuple[Object, bool]:
        """What a thing is on the plates, and whether something shines through it."""
        pdf, spaces = self.shared.pdf, table(self.old.entries.get("/ColorSpace"))
        entries = table(value)
        match kind, name_of(entries.get("/Subtype")):
            case "/ExtGState", _:
                return self._state(entries)
            case "/Shading", _:
                return pdf.make_indirect(gradient_on(self.target, entries, spaces)), False
            case "/Pattern", _:
                return self._pattern(entries)
            case "/XObject", "/Image":
                return picture_on(self.target, entries, spaces, pdf), "/SMask" in entries
            case "/XObject", "/Form":
                return self._form(entries, self.target)
            case "/XObject", _:
                raise UnknownSpaceError("something that is neither a picture nor a form")
            case "/Font", "/Type3":
                raise UnknownSpaceError("a typeface of drawings (Type 3)")
        return value, False

    def _form(self, old: Object, target: Target) -> tuple[Object, bool]:
        """A form; a transparency group blends in the target's space."""
        entries = {key: old[key] for key in _OF_FORMS if key in old}
        if group := table(old.get("/Group")):
            kept = {key: group[key] for key in ("/S", "/I", "/K") if key in group}
            entries["/Group"] = Dictionary({**kept, "/Type": Name.Group, "/CS": target.space})
        made, shines = self._drawn(old, entries, target, opens=False)
        return made, shines or bool(group)

    def _drawn(
        self, old: Object, entries: dict[str, Any], target: Target, *, opens: bool
    ) -> tuple[Object, bool]:
        if self.depth >= _DEEPEST or not isinstance(old, Stream):
            raise UnknownSpaceError(f"forms inside one another, more than {_DEEPEST} deep")
        own = old.get("/Resources")
        resources = Resources(own) if isinstance(own, Dictionary) else self.old
        inner = PressResources(self.shared, target, resources, depth=self.depth + 1)
        data = unparse_content_stream(Rewriter(target, inner, opens=opens).rewritten(instructions(old)))
        return self.shared.stream(data, {**entries, "/Resources": inner.resources}), inner.is_transparent

    def _state(self, old: Object) -> tuple[Object, bool]:
        made = Dictionary({key: value for key, value in old.items() if key not in _TAKEN})
        blend = next(iter(each(old.get("/BM"))), Name.Normal)
        shines = (
            min(old.get_float("/ca", 1.0), old.get_float("/CA", 1.0)) < 1 or name_of(blend) not in _NORMAL
        )
        mask = old.get("/SMask")
        if isinstance(mask, Dictionary):
            form, shines = self._form(table(mask.get("/G")), self.shared.mask)[0], True
            kept = {key: value for key, value in mask.items() if key not in ("/G", "/BC")}
            made.SMask = Dictionary({**kept, "/G": form})
        elif mask is not None:
            made.SMask = Name("/None")
        return made, shines

    def _pattern(self, old: Object) -> tuple[Object, bool]:
        """A pattern stays where it was on paper.

        Its matrix counts from the page's origin (ISO 32000-2, 8.7.3.1), which was moved.
        """
        matrix = numbers(old.get("/Matrix"))
        a, b, c, d, e, f = matrix if len(matrix) == 6 else (1, 0, 0, 1, 0, 0)
        moved = Array(map(number, (a, b, c, d, e + self.moved[0], f + self.moved[1])))
        if isinstance(old, Stream):
            entries = {key: old[key] for key in _OF_TILES if key in old}
            opens = old.get_int("/PaintType", 1) == 1
            return self._drawn(old, {**entries, "/Matrix": moved}, self.target, opens=opens)
        state, shines = self._state(table(old.get("/ExtGState")))
        spaces = table(self.old.entries.get("/ColorSpace"))
        shading = gradient_on(self.target, table(old.get("/Shading")), spaces)
        made = Dictionary(Type=Name.Pattern, PatternType=2, Matrix=moved, Shading=shading)
        if "/ExtGState" in old:
            made.ExtGState = state
        return self.shared.pdf.make_indirect(made), shines


def picture_on(target: Target, old: Object, spaces: Object, pdf: Pdf) -> Object:
    """The picture in the target's space; `spaces` are those of the resources. Raises `UnknownSpaceError`."""
    if old.get_bool("/ImageMask", False):
        return old
    if "/Matte" in table(old.get("/SMask")) or (
        isinstance(old.get("/Mask"), Array) and "/ColorSpace" in old
    ):
        raise UnknownSpaceError("a picture with a color that is left out")
    space = known(space_of(old["/ColorSpace"], spaces)) if "/ColorSpace" in old else RGB
    match space.kind:
        case "rgb":
            return _from_rgb(target, old, space, pdf)
        case "indexed" if space.base and space.base.kind != "gray":
            return _renamed(old, _table(space, target), pdf)
        case "gray":
            return _renamed(old, Name.DeviceGray, pdf)
        case "cmyk":
            return _renamed(old, Name.DeviceCMYK, pdf)
        case "lab":
            raise UnknownSpaceError("a picture in Lab")
    return old


def _renamed(old: Object, space: Object, pdf: Pdf) -> Object:
    """The same samples, read in another space."""
    made = pdf.make_stream(old.read_raw_bytes())
    for key, value in old.items():
        if key not in ("/Length", "/Metadata"):
            made[key] = value
    made.ColorSpace = space
    return made


def _table(space: Space, target: Target) -> Array:
    """An indexed space whose colors are the target's."""
    count = len(space.lookup) // (space.base.size if space.base else 1)
    colors = [converted(space, [index], target) for index in range(min(count, 256))]
    lookup = bytes(round(value * 255) for color in colors for value in color)
    return Array([Name.Indexed, target.space, len(colors) - 1, String(lookup)])


def _from_rgb(target: Target, old: Object, space: Space, pdf: Pdf) -> Object:
    try:
        picture = target.picture(pixels(old, space))
    except UndecodedError as error:
        raise UnknownSpaceError(f"a picture {error}") from error
    is_photograph = (
        name_of(next(reversed(each(old.get("/Filter"))), None)) == "/DCTDecode" and "/SMask" not in old
    )
    made = pdf.make_stream(_jpeg(picture) if is_photograph else picture.tobytes())
    made.update({key: old[key] for key in _KEPT if key in old})
    made.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/BitsPerComponent": 8})
    made.ColorSpace = target.space
    if is_photograph:
        made.Filter = Name.DCTDecode
        if picture.mode == "CMYK":
            made.Decode = Array(_INVERTED)
    return made


def _jpeg(picture: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    return out.getvalue()


def gradient_on(target: Target, old: Object, spaces: Object) -> Object:
    """The gradient in the target's space; `spaces` are the resources'. Raises `UnknownSpaceError`."""
    space = known(space_of(old.get("/ColorSpace"), spaces))
    if space.kind == "spot":
        return old
    if old.get_int("/ShadingType", 0) not in _BY_FUNCTION or isinstance(old, Stream):
        raise UnknownSpaceError("a gradient made of a mesh")
    made = Dictionary(dict(old.items()))
    if "/Background" in old:
        made.Background = Array(tones(converted(space, numbers(old["/Background"]), target)))
    made.Function = _function(old.get("/Function"), space, target)
    made.ColorSpace = target.space
    return made


def _function(old: object, space: Space, target: Target, depth: int = 0) -> Object:
    """Exponential and stitched functions (7.10.3 and 7.10.4); a sampled one may run through any color."""
    kind = old.get_int("/FunctionType", -1) if isinstance(old, Dictionary) else -1
    if kind not in (2, 3) or depth > _DEEPEST_FUNCTION or not isinstance(old, Dictionary):
        raise UnknownSpaceError("a gradient whose colors are sampled or calculated")
    made = Dictionary({key: value for key, value in old.items() if key != "/Range"})
    if kind == 3:
        parts = [_function(one, space, target, depth + 1) for one in each(old.get("/Functions"))]
        made.Functions = Array(parts)
        return made
    made.C0 = _end(old, "/C0", 0.0, space, target)
    made.C1 = _end(old, "/C1", 1.0, space, target)
    return made


def _end(old: Object, key: str, otherwise: float, space: Space, target: Target) -> Array:
    values: Sequence[float] = numbers(old[key]) if key in old else [otherwise]
    return Array(tones(converted(space, values, target)))
