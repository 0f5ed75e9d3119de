"""Pictures and gradients on the plates: photographs stay JPEG, everything else is packed without loss.

The colors of a gradient's functions are converted, and mixed as inks in between. Takes objects of a PDF;
gives new ones in it, or the same where they have no color. Must not know content streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from brochure.editions.press.plates import Target, Tones, UnknownSpaceError, converted, known
from brochure.pdf import RGB, Space, UndecodedError, each, name_of, numbers, pixels, space_of, table

JPEG_QUALITY: Final = 92
#: Entries that go on to the new picture as they are.
_KEPT: Final = ("/Width", "/Height", "/Intent", "/Interpolate", "/SMask", "/Mask")
#: Pillow writes CMYK as Adobe does, 0 for all ink, and PDF has to be told.
_INVERTED: Final = [1, 0, 1, 0, 1, 0, 1, 0]
#: Function-based, axial and radial shadings (ISO 32000-2, 8.7.4.5); the others carry their colors in meshes.
_BY_FUNCTION: Final = (1, 2, 3)
#: Functions inside functions deeper than this are a fault of the file.
_DEEPEST: Final = 6


def tones(color: Tones) -> list[Decimal]:
    """A color as a file says it."""
    return [number(value) for value in color]


def number(value: float, places: int = 5) -> Decimal:
    """A number as a file says it, to so many places."""
    return Decimal(f"{value:.{places}f}".rstrip("0").rstrip("."))


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
    if kind not in (2, 3) or depth > _DEEPEST or not isinstance(old, Dictionary):
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
