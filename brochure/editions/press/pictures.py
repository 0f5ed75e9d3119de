"""Pictures on the plates: photographs stay JPEG, everything else is packed without loss. Must not know content streams."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps
from pypdf.generic import ByteStringObject, PdfObject, StreamObject

from brochure.editions.press.objects import numbers, real, stream, table, whole
from brochure.editions.press.plates import Target
from brochure.editions.press.spaces import Space, UnknownSpaceError, space_of

JPEG_QUALITY = 92
_JPEGS = ("/DCTDecode", "/JPXDecode")
#: Entries that go on to the new picture as they are.
_KEPT = ("/Width", "/Height", "/Intent", "/Interpolate")
#: Pillow writes CMYK as Adobe does, 0 for all ink, and PDF has to be told.
_INVERTED = [1, 0, 1, 0, 1, 0, 1, 0]

Keep = Callable[[PdfObject], PdfObject]


def inked(old: StreamObject, target: Target, keep: Keep) -> PdfObject:
    """The picture in the target's space; `keep` brings what has no color. Raises `UnknownSpaceError`."""
    if old.get("/ImageMask"):
        return keep(old)
    if "/Matte" in table(old.get("/SMask")) or (
        isinstance(real(old.get("/Mask")), list) and "/ColorSpace" in old
    ):
        raise UnknownSpaceError("a picture with a color that is left out")
    space = space_of(old["/ColorSpace"]) if "/ColorSpace" in old else Space("rgb")
    if space.family == "rgb":
        return _from_rgb(old, target, keep)
    if space.family == "indexed" and space.base and space.base.family != "gray":
        return _renamed(old, keep, _table(space, target))
    if space.family in ("gray", "cmyk"):
        return _renamed(old, keep, {"gray": "/DeviceGray", "cmyk": "/DeviceCMYK"}[space.family])
    if space.family == "lab":
        raise UnknownSpaceError("a picture in Lab")
    return keep(old)


def _masks(old: StreamObject, keep: Keep) -> dict[str, Any]:
    """Soft masks are gray as they are; so are stencils."""
    return {key: keep(old.raw_get(key)) for key in ("/SMask", "/Mask") if key in old}


def _renamed(old: StreamObject, keep: Keep, space: Any) -> PdfObject:
    """The same samples, read in another space."""
    entries = {
        key: keep(old.raw_get(key))
        for key in old
        if key not in ("/ColorSpace", "/Length", "/SMask", "/Mask", "/Metadata")
    }
    return stream(old._data, {**entries, **_masks(old, keep), "/ColorSpace": space}, packed=True)


def _table(space: Space, target: Target) -> list[Any]:
    colors = [space.on(target, [index]) for index in range(len(space.colors))]
    return [
        "/Indexed",
        target.space,
        len(colors) - 1,
        ByteStringObject(bytes(round(v * 255) for color in colors for v in color)),
    ]


def _from_rgb(old: StreamObject, target: Target, keep: Keep) -> PdfObject:
    filters = real(old.get("/Filter"))
    last = filters[-1] if isinstance(filters, list) and filters else filters
    picture = target.picture(_pixels(old, last in _JPEGS))
    entries: dict[str, Any] = {
        "/Type": "/XObject",
        "/Subtype": "/Image",
        **{key: keep(old.raw_get(key)) for key in _KEPT if key in old},
        "/BitsPerComponent": 8,
        "/ColorSpace": target.space,
        **_masks(old, keep),
    }
    if last != "/DCTDecode" or "/SMask" in old:
        return stream(picture.tobytes(), entries)
    out = BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    decode = _INVERTED if picture.mode == "CMYK" else None
    return stream(out.getvalue(), {**entries, "/Filter": "/DCTDecode", "/Decode": decode}, packed=True)


def _pixels(old: StreamObject, is_file: bool) -> Any:
    """The picture in RGB."""
    data, size = old.get_data(), (whole(old["/Width"]), whole(old["/Height"]))
    if is_file:
        picture = Image.open(BytesIO(data)).convert("RGB")
    elif whole(old["/BitsPerComponent"]) == 8:
        picture = Image.frombytes("RGB", size, data)
    elif whole(old["/BitsPerComponent"]) == 16:
        picture = Image.frombytes("RGB", size, data[::2])
    else:
        raise UnknownSpaceError("a picture with fewer than 8 bits a color")
    is_negative = numbers(old.get("/Decode"))[:2] == [1, 0]
    return ImageOps.invert(picture) if is_negative else picture
