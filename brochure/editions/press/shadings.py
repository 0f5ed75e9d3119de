"""Gradients on the plates: the colors of their functions are converted, and mixed as inks in between.

Takes a shading of a PDF; gives a new one. Must not know content streams.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pypdf.generic import DictionaryObject, NameObject, PdfObject

from brochure.editions.press.objects import numbers, pdf, real, table, whole
from brochure.editions.press.plates import Target
from brochure.editions.press.spaces import Space, UnknownSpaceError, space_of

#: Function-based, axial and radial shadings (ISO 32000-1, 8.7.4.5); the others carry their colors in meshes.
_BY_FUNCTION = (1, 2, 3)

Keep = Callable[[PdfObject], PdfObject]


def shaded(shading: Any, target: Target, keep: Keep) -> DictionaryObject:
    """The shading in the target's space; `keep` brings what has no color. Raises `UnknownSpaceError`."""
    old = table(shading)
    space = space_of(old["/ColorSpace"])
    made = {
        key: keep(old.raw_get(key)) for key in old if key not in ("/ColorSpace", "/Function", "/Background")
    }
    if space.family == "spot":
        return DictionaryObject({NameObject(key): keep(old.raw_get(key)) for key in old})
    if whole(old["/ShadingType"]) not in _BY_FUNCTION:
        raise UnknownSpaceError("a gradient made of a mesh")
    if "/Background" in old:
        made["/Background"] = pdf(space.on(target, numbers(old["/Background"])))
    made["/Function"] = _function(real(old["/Function"]), space, target, keep)
    made["/ColorSpace"] = NameObject(target.space)
    return DictionaryObject({NameObject(key): value for key, value in made.items()})


def _function(old: Any, space: Space, target: Target, keep: Keep) -> PdfObject:
    """Exponential and stitched functions (7.10.3 and 7.10.4); a sampled one may run through any color."""
    if not isinstance(old, DictionaryObject) or whole(old["/FunctionType"]) not in (2, 3):
        raise UnknownSpaceError("a gradient whose colors are sampled or calculated")
    made = {key: keep(old.raw_get(key)) for key in old if key not in ("/C0", "/C1", "/Functions", "/Range")}
    if whole(old["/FunctionType"]) == 3:
        made["/Functions"] = pdf(
            [_function(real(one), space, target, keep) for one in real(old["/Functions"])]
        )
    else:
        for key, default in (("/C0", 0.0), ("/C1", 1.0)):
            made[key] = pdf([float(v) for v in space.on(target, numbers(old.get(key, [default])))])
    return DictionaryObject({NameObject(key): value for key, value in made.items()})
