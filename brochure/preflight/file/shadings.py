"""Gradients: the colors that they run between (ISO 32000-2, 7.10 and 8.7.4.5). Must not know where they are painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pypdf.generic import DictionaryObject

from brochure.pdf.objects import dictionary, listed, resolved
from brochure.preflight.file.colors import Color, Space, space_of

_DEEPEST: Final = 6
#: The kinds of functions: a table of samples, a run between two values, several of these joined.
_SAMPLED, _RUN, _JOINED = 0, 2, 3


def shading_space(shading: DictionaryObject, known: DictionaryObject) -> Space:
    """The color space of a gradient; `known` are the spaces that the page's resources name."""
    return space_of(shading.get("/ColorSpace"), known)


def shading_colors(shading: DictionaryObject, space: Space) -> tuple[Color, ...]:
    """The colors at the stops of a gradient; none for meshes, whose colors stand among their points."""
    functions = listed(shading.get("/Function"))
    if len(functions) == 1:
        return tuple(space.color(values) for values in _stops(functions[0]))
    columns = [[values[0] for values in _stops(one) if values] for one in functions]
    return tuple(space.color(values) for values in zip(*columns, strict=False))


def _stops(value: Any, depth: int = 0) -> Iterator[list[float]]:
    function = dictionary(value)
    kind = function.get("/FunctionType")
    if kind == _RUN:
        yield [float(resolved(one)) for one in listed(function.get("/C0", 0))]
        yield [float(resolved(one)) for one in listed(function.get("/C1", 1))]
    elif kind == _JOINED and depth < _DEEPEST:
        for one in listed(function.get("/Functions")):
            yield from _stops(one, depth + 1)
    elif kind == _SAMPLED and function.get("/BitsPerSample") == 8 and hasattr(function, "get_data"):
        outputs = len(listed(function.get("/Range"))) // 2
        data = function.get_data()
        yield from (
            [byte / 255 for byte in data[at : at + outputs]] for at in range(0, len(data), max(outputs, 1))
        )
