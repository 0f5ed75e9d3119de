"""Whether a drawing (SVG) is printed as it was drawn: what the engine draws otherwise than browsers do.

Takes the bytes of a file; gives why it cannot be printed, and what helps. docs/content.md lists what is
drawn: each kind was compared with a browser's picture. Must not know where a picture stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import hypot
from typing import Final
from unicodedata import bidirectional, category, normalize

from tinycss2.color5 import parse_color

from brochure.content.checks.svg import (
    LINK,
    OF_TEXT,
    OWN,
    UNSEEN,
    Drawing,
    Element,
    RefusedError,
    Style,
    Words,
    check_pictures,
    check_weight,
    declared,
    read,
)

_FUNCTION: Final = re.compile(r"\b(var|calc|env|attr|clamp)\(")
#: Elements that are drawn otherwise than browsers do, or not at all.
_ELEMENTS: Final = re.compile(
    "altGlyph|animate(Color|Motion|Transform)?|audio|canvas|embed|foreignObject|iframe|object|script|set|switch"
    "|textPath|tref|video"
)
_PAINTS: Final = frozenset({"linearGradient", "radialGradient", "pattern"})
_SAVE_PICTURE: Final = "save it as PNG of 3000 pixels and name that file here, or draw it without"


def drawing_fault(data: bytes, judge: Callable[[bytes], Words | None]) -> Words | None:
    """Why a drawing cannot be printed; `judge` says it of the pictures inside."""
    try:
        drawing = read(data)
        check_weight(drawing)
        check_pictures(drawing, judge)
        others = list(dict.fromkeys(_others(drawing)))
    except RefusedError as error:
        what, hint = error.args
        return what, hint
    except RecursionError:  # of styles, which are read by what recurses
        return "is nested too deeply", _SAVE_PICTURE
    if others:
        named = ", ".join(others[:3])
        return f"holds {named}, which would be printed otherwise than drawn", _SAVE_PICTURE
    return None


def _others(drawing: Drawing) -> Iterator[str]:
    """Everything that would be printed otherwise than drawn, in plain words."""
    yield from drawing.at_rules
    yield from _Looks(drawing).of(drawing.root, {}, None)


class _Looks:
    """What of a drawing would be printed otherwise than drawn."""

    def __init__(self, drawing: Drawing) -> None:
        self.root, self.own, self.linked = drawing.root, drawing.own, drawing.linked
        self.painted: list[Element] = []

    def of(self, element: Element, from_parent: Style, text: Element | None) -> Iterator[str]:
        own = self.own[id(element)]
        if element.tag in UNSEEN or own.get("display") == "none":
            return
        style = {**{key: value for key, value in from_parent.items() if not OWN.fullmatch(key)}, **own}
        text = element if element.tag == "text" else text
        if _ELEMENTS.fullmatch(element.tag):
            yield "a script" if element.tag == "script" else element.tag
        yield from self._of_paint(own, style)
        yield from self._of_shape(element, own, style)
        if text is not None:
            yield from _of_text(element, style)
        for child in element.children:
            yield from self.of(child, style, text)

    def _of_paint(self, own: Style, style: Style) -> Iterator[str]:
        for name in ("fill", "stroke", "stop-color", "color"):
            value = own.get(name, "none")
            paint = self.linked(value) if LINK.search(value) else None
            plain = LINK.sub("", value).strip().lower()
            if plain and not _is_color(plain):
                yield f"the color {plain[:40]}"
            if paint and name == "stroke":
                yield "a line painted with a gradient or a pattern"
            elif paint and paint.tag not in _PAINTS:
                yield paint.tag
            elif paint and paint.tag == "pattern":
                if _said(self._chain(paint), "patternUnits") == "userSpaceOnUse":
                    yield "a pattern that is fixed to the drawing (patternUnits)"
                if paint in self.painted:
                    yield "a pattern that fills several shapes"
                self.painted.append(paint)
            elif paint:
                yield from self._of_gradient(paint)
        for value in own.values():
            if found := _FUNCTION.search(value):
                yield f"{found[1]}()"
        if own.get("paint-order", "").startswith("stroke") and style.get("stroke", "none") != "none":
            yield "paint-order"

    def _chain(self, paint: Element) -> list[Element]:
        """A gradient or a pattern, and those from which it has what it does not say."""
        chain = [paint]
        while (one := self.linked(chain[-1].attributes.get("href"))) and one not in chain:
            chain.append(one)
        return chain

    def _of_gradient(self, gradient: Element) -> Iterator[str]:
        chain = self._chain(gradient)
        change = _said(chain, "gradientTransform").strip()
        if change and (_said(chain, "gradientUnits") != "userSpaceOnUse" or _is_turned(change)):
            yield "a gradient that is turned (gradientTransform)"
        is_radial = gradient.tag == "radialGradient"
        needed = ("cx", "cy", "r") if is_radial else ("x2",)
        ends = [_said(chain, name) for name in (*needed, "x1", "y1", "y2", "fx", "fy", "fr")]
        if _said(chain, "gradientUnits") == "userSpaceOnUse" and (
            not all(ends[: len(needed)]) or any("%" in end for end in ends)
        ):
            yield "a gradient in the units of the drawing without ends in numbers"
        if _said(chain, "spreadMethod") in ("repeat", "reflect") and not _is_wide(chain, bool(change)):
            yield "a gradient that is repeated many times, or turned too"
        holding = next((one for one in chain if one.children), gradient)
        stops = [self.own[id(one)] for one in holding.children if one.tag == "stop"]
        colors = {stop.get("stop-color", "black") for stop in stops}
        if len(colors) > 1 and len({stop.get("stop-opacity", "1") for stop in stops}) > 1:
            yield "a gradient in which color and opacity change together"

    def _of_shape(self, element: Element, own: Style, style: Style) -> Iterator[str]:
        effects = own.get("filter", "none")
        if target := self.linked(effects) if LINK.search(effects) else None:
            yield f"a filter ({', '.join(dict.fromkeys(part.tag for part in target.children))[:60]})"
        elif effects != "none" and not LINK.search(effects):
            yield f"a filter ({effects[:40]})"
        if LINK.search(own.get("mask", "")) and self.linked(own["mask"]):
            yield "a mask"
        clip = own.get("clip-path", "none")
        if LINK.search(clip):
            yield from self._of_clip(self.linked(clip), element)
        elif clip != "none":
            yield f"clip-path: {clip[:40]}"
        if own.get("mix-blend-mode", "normal") != "normal":
            yield "mix-blend-mode"
        if own.get("vector-effect") == "non-scaling-stroke" and style.get("stroke", "none") != "none":
            yield "vector-effect"
        if "transform" in own:
            if own.get("transform-box", "view-box") != "view-box":
                yield "transform-box"
            if re.search("%|[a-z]{3}", own.get("transform-origin", "")):
                yield f"transform-origin: {own['transform-origin'][:40]}"
        style_only = declared(element.attributes.get("style", ""))
        yield from (
            name for name in ("rotate", "scale", "translate") if style_only.get(name, "none") != "none"
        )
        yield from self._of_corners(element, style)

    def _of_corners(self, element: Element, style: Style) -> Iterator[str]:
        """What is drawn otherwise of lines, of their ends, and of symbols."""
        is_curved = element.tag == "polygon" or bool(
            re.search("[AaCcQqSsTt]", element.attributes.get("d", ""))
        )
        is_marked = any(key.startswith("marker") and LINK.search(style[key]) for key in style)
        if is_marked and (is_curved or style.get("opacity", "1") != "1"):
            yield "markers on a curve, on a polygon, or with opacity"
        if element.tag == "line" and style.get("stroke", "none") == "none":
            yield "a line without stroke"
        target = self.linked(element.attributes.get("href")) if element.tag == "use" else None
        is_scaled = target and target.tag in ("symbol", "svg") and "viewBox" in target.attributes
        if is_scaled and not {"width", "height"} <= element.attributes.keys():
            yield "use of a symbol without width and height"
        is_inside = element.tag == "svg" and self.root is not element and "viewBox" in element.attributes
        if is_inside and not {"width", "height"} <= element.attributes.keys():
            yield "svg within svg without width and height"

    def _of_clip(self, clip: Element | None, clipped: Element) -> Iterator[str]:
        is_relative = clip and clip.attributes.get("clipPathUnits") == "objectBoundingBox"
        if is_relative and clipped.tag in ("g", "svg", "use", "text"):
            yield "a group that is clipped within its bounds (clipPathUnits)"
        for one in clip.all() if clip else ():
            target = self.linked(one.attributes.get("href")) if one.tag == "use" else one
            if target and target.tag in ("text", "tspan"):
                yield "text as a clipping path"
            is_pierced = len(re.findall("[Mm]", one.attributes.get("d", ""))) > 1
            if is_pierced and self.own[id(one)].get("clip-rule") == "evenodd":
                yield "clip-rule"


def _said(chain: Sequence[Element], name: str) -> str:
    return next((one.attributes[name] for one in chain if name in one.attributes), "")


def _is_wide(chain: Sequence[Element], is_changed: bool) -> bool:
    """Whether a gradient that is repeated comes to an end: the engine draws each repetition."""
    least = 1 if _said(chain, "gradientUnits") == "userSpaceOnUse" else 0.01
    try:
        x1, x2, y1, y2, r, fr = (
            float(_said(chain, name) or usual)
            for name, usual in (("x1", 0), ("x2", 1), ("y1", 0), ("y2", 0), ("r", 0.5), ("fr", 0))
        )
    except ValueError:
        return False
    is_radial = chain[0].tag == "radialGradient"
    return not is_changed and (r - fr if is_radial else hypot(x2 - x1, y2 - y1)) >= least


def _is_turned(change: str) -> bool:
    """Whether a transformation turns or slants."""
    matrices = [re.split(r"[\s,]+", numbers.strip()) for numbers in re.findall(r"matrix\(([^)]*)\)", change)]
    slants = [number for numbers in matrices for number in numbers[1:3]]
    return bool(re.search("rotate|skew", change)) or any(number.strip("-+0.") for number in slants)


@lru_cache(maxsize=1024)
def _is_color(value: str) -> bool:
    known = ("none", "inherit", "currentcolor", "context-fill", "context-stroke")
    return value in known or _FUNCTION.search(value) is not None or parse_color(value) is not None


def _of_text(element: Element, style: Style) -> Iterator[str]:
    """What is not drawn of the words of an element."""
    words = element.text
    if element.is_joined or re.search(r"[^\s]\r?\n[^\s]", words.strip()):
        yield "words divided by a new line alone"
    if not words.strip():
        return
    for name, plain in OF_TEXT.items():
        if name in style and not re.fullmatch(plain, style[name].lower()):
            yield f"{name}: {style[name][:40]}"
    if style.get("text-anchor", "start") != "start":
        if style.get("opacity", "1") != "1":
            yield "opacity of text that is not set from its left"
        if any(one.attributes.keys() & {"x", "y"} for one in element.children):
            yield "text-anchor of words that further ones follow elsewhere"
    joined = normalize("NFC", words)
    if any(bidirectional(one) in ("R", "AL") or category(one) in ("Mn", "Mc") for one in joined):
        yield "text in a script whose letters join"
