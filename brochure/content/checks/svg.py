"""Drawings (SVG), read: elements and what their stylesheets say; what reaches out of one, or takes too long.

Takes the bytes of a file; gives a `Drawing`, or the error that says why it cannot be printed and what helps.
Must not know what an engine draws of it.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

import tinycss2
from PIL import UnidentifiedImageError

from brochure.pdf import MOST_PIXELS, open_picture

Words = tuple[str, str]
Style = Mapping[str, str]
#: Levels of elements in one another, those that are referred to among them, that the engine can follow.
DEEPEST: Final = 100
#: What may be drawn, counted in simple shapes: the engine draws so many in some eight seconds.
MOST_SHAPES: Final = 50_000
#: Bytes of a drawing with all that is embedded in it: a larger one takes seconds to read.
_LARGEST: Final = 40_000_000
#: Characters of a path, or of any attribute, that take as long as a simple shape.
_PER_SHAPE: Final = 80
#: Characters of a stylesheet, and how often its rules without a class may be compared with elements.
_LONGEST_STYLE: Final = 1_000_000
_MOST_COMPARED: Final = 2_000_000
_ELSEWHERE: Final = re.compile(r"@import|url\(\s*+[\"']?+(?!#|data:image/)", re.IGNORECASE)
LINK: Final = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)[\"']?\s*\)")
_LENGTH: Final = re.compile(
    r"\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*(px|pt|pc|mm|cm|in|em|ex|rem|q|%)?\s*", re.I
)
UNSEEN: Final = frozenset({"metadata", "title", "desc"})
#: Properties of text that are not drawn, with the values that change nothing.
OF_TEXT: Final[Mapping[str, str]] = {
    "baseline-shift": r"baseline|0\D*",
    "font-variant": "normal",
    "font-variant-caps": "normal",
    "text-decoration": "none.*",
    "text-decoration-line": "none",
    "text-transform": "none",
    "word-spacing": r"normal|0\D*",
    "writing-mode": "horizontal-tb|lr|lr-tb|rl|rl-tb",
    "font-weight": r"normal|bold|\d+",
    "font-size": r"[\d.]+\s*[a-z%]*",
    "font": r"[\d.]+[a-z%]+\s.*",
}
#: Attributes that are styles too, and before them those that children do not have from their parents.
OWN: Final = re.compile(
    "clip-path|display|filter|mask|mix-blend-mode|rotate|scale|stop-(color|opacity)|transform(-box|-origin)?|translate|vector-effect"
)
_STYLES: Final = re.compile(
    f"clip-rule|color|fill|marker(-(end|mid|start))?|opacity|paint-order|stroke|text-anchor|{OWN.pattern}|{'|'.join(OF_TEXT)}"
)
_SAVE_PLAIN: Final = "save it again as plain SVG with everything embedded"
_REACHES_OUT: Final = "refers to another file", _SAVE_PLAIN
_TOO_MUCH: Final = (
    "draws too much",
    "make it simpler, or save it as PNG of 3000 pixels and name that file here",
)


class RefusedError(Exception):
    """What is wrong with a drawing, and what helps."""


@dataclass(eq=False, slots=True)
class Element:
    """An element of a drawing, by its local names; `is_joined` where only a new line divides its words."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""
    is_joined: bool = False

    def all(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.all()


def read(data: bytes) -> Drawing:
    """A drawing. Raises `RefusedError`."""
    if len(data) > _LARGEST:
        raise RefusedError("is larger than 40 MB", "make the pictures in it smaller, or save it as PNG")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        hint = "open it in a drawing program and save it again as plain SVG"
        raise RefusedError("is not an SVG drawing", hint) from None
    (root,) = reader.top.children
    if root.tag != "svg":
        raise RefusedError("is not an SVG drawing", "save it again as plain SVG")
    _check_size(root.attributes)
    return Drawing(root)


class _Reader:
    """Reads a drawing into elements, and stops at what cannot be printed in any case."""

    def __init__(self) -> None:
        self.top, self.count, self.length = Element("", {}), 0, 0
        self.path = [self.top]
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text, self.parser.buffer_size = True, 1_000_000
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.parser.EntityDeclHandler = self.entity
        self.parser.ProcessingInstructionHandler = self.instruction

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(
            name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        )
        self.count += 1
        if len(self.path) > DEEPEST:
            raise RefusedError("is nested too deeply", _SAVE_PLAIN)
        if self.count > MOST_SHAPES:
            raise RefusedError(*_TOO_MUCH)
        parent = self.path[-1]
        if parent.text.endswith("\n") and not attributes.keys() & {"x", "y"}:
            parent.is_joined |= element.tag == "tspan" and bool(parent.children or parent.text.strip())
        parent.children.append(element)
        self.path.append(element)
        if any(one.tag in UNSEEN for one in self.path):
            return
        self.length += sum(map(len, attributes.values())) if element.tag != "image" else 0
        if self.length // _PER_SHAPE > MOST_SHAPES:
            raise RefusedError(*_TOO_MUCH)
        for key, value in element.attributes.items():
            if key.lower().startswith("on"):
                raise RefusedError(f"holds a script ({key})", _SAVE_PLAIN)
            is_link = key.lower() in ("href", "src") and element.tag != "a"
            if is_link and not value.strip().startswith(("#", "data:image/")):
                raise RefusedError(*_REACHES_OUT)
            if not is_link and _ELSEWHERE.search(value):
                raise RefusedError(*_REACHES_OUT)

    def end(self, _name: str) -> None:
        element = self.path.pop()
        if element.tag == "style" and len(element.text) > _LONGEST_STYLE:
            raise RefusedError(*_TOO_MUCH)
        # Whole: otherwise "@import" could hide between two pieces.
        if element.tag == "style" and _ELSEWHERE.search(element.text):
            raise RefusedError(*_REACHES_OUT)

    def words(self, value: str) -> None:
        self.path[-1].text += value

    def entity(self, *declaration: Any) -> None:
        # At the declaration: an entity that is never declared cannot be unfolded a billion times.
        hint = f"{_SAVE_PLAIN} (in Illustrator by File, Export, Export As, not by Save As)"
        raise RefusedError("declares names of its own for its words (entities)", hint)

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise RefusedError(*_REACHES_OUT)


def _check_size(said: Mapping[str, str]) -> None:
    """Raises `RefusedError` where nobody could say how large the drawing is."""
    numbers = re.split(r"[\s,]+", said["viewBox"].strip()) if said.get("viewBox", "").strip() else []
    try:
        box = [float(number) for number in numbers]
    except ValueError:
        box = [0.0]
    lengths = [said[name] for name in ("width", "height") if said.get(name) not in (None, "auto")]
    sizes = [found for length in lengths if (found := _LENGTH.fullmatch(length))]
    is_sized = len(sizes) == 2 and not any(found[3] == "%" for found in sizes)
    is_right = len(box) == 4 and all(0 < side < 1e6 for side in box[2:]) if box else is_sized
    if not is_right or len(sizes) < len(lengths) or any(not 0 < float(found[1]) < 1e6 for found in sizes):
        raise RefusedError("says no size that can be drawn", "save it again as plain SVG with a viewBox")


def check_pictures(drawing: Drawing, judge: Callable[[bytes], Words | None]) -> None:
    """Raises `RefusedError` for a picture inside that cannot be printed, or too many of them."""
    pixels = 0
    for data in {one.attributes.get("href", "") for one in drawing.all if one.tag == "image"}:
        if not data.strip().startswith("data:"):
            continue
        head, _, body = data.partition(",")
        inside = unquote_to_bytes(body)
        try:
            inside = b64decode(inside) if head.strip().endswith(";base64") else inside
            with open_picture(inside) as picture:
                pixels += picture.width * picture.height
        except (UnidentifiedImageError, ValueError):
            pass  # told below
        if fault := judge(inside) if pixels <= MOST_PIXELS else ("has too many pixels", "make it smaller"):
            raise RefusedError(f"holds a picture that {fault[0]}", f"{fault[1]}, and embed it anew")


@lru_cache(maxsize=1024)
def declared(text: str) -> Style:
    """What a `style` says."""
    found = tinycss2.parse_blocks_contents(text)
    return {
        one.lower_name: tinycss2.serialize(one.value).strip() for one in found if one.type == "declaration"
    }


@dataclass(frozen=True)
class _Rule:
    """A rule of a stylesheet, known by the end of its selector: it may reach more elements than it does."""

    tag: str
    name: str
    classes: frozenset[str]
    style: Style

    def reaches(self, element: Element) -> bool:
        return (
            self.tag in ("", "*", element.tag)
            and self.name in ("", element.attributes.get("id"))
            and self.classes <= frozenset(element.attributes.get("class", "").split())
        )


class Drawing:
    """A drawing with what its stylesheets say."""

    def __init__(self, root: Element) -> None:
        self.root, self.all = root, tuple(root.all())
        self.by_id = {one.attributes["id"]: one for one in reversed(self.all) if "id" in one.attributes}
        self.rules, self.at_rules = defaultdict[str, list[_Rule]](list), list[str]()
        for one in self.all:
            if one.tag == "style":
                self._read(one.text)
        if len(self.rules[""]) * len(self.all) > _MOST_COMPARED:
            raise RefusedError(*_TOO_MUCH)
        self.own = {id(one): self._own(one) for one in self.all}

    def _read(self, text: str) -> None:
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and rule.lower_at_keyword not in ("charset", "namespace"):
                self.at_rules.append(f"@{rule.at_keyword}")
            elif rule.type == "qualified-rule":
                style = declared(tinycss2.serialize(rule.content))
                for selector in tinycss2.serialize(rule.prelude).split(","):
                    last = re.split(r"[\s>+~]+", selector.strip())[-1] if "(" not in selector else ""
                    tag, name = re.match(r"[\w*-]*", last), re.search(r"#([\w-]+)", last)
                    classes = frozenset(re.findall(r"\.([\w-]+)", last))
                    self.rules[min(classes, default="")].append(
                        _Rule(tag[0] if tag else "", name[1] if name else "", classes, style)
                    )

    def _own(self, element: Element) -> Style:
        said = {key: value.strip() for key, value in element.attributes.items() if _STYLES.fullmatch(key)}
        named = ["", *element.attributes.get("class", "").split()[:100]]
        for rule in (rule for name in named for rule in self.rules.get(name, ())):
            if rule.reaches(element):
                said |= rule.style
        return {**said, **declared(element.attributes.get("style", ""))}

    def linked(self, value: str | None) -> Element | None:
        """The element that a value such as `url(#id)` or `#id` names."""
        found = LINK.search(value or "")
        name = found[1] if found else (value or "").strip().removeprefix("#")
        return self.by_id.get(name)


@dataclass(frozen=True, slots=True)
class _Weight:
    """What drawing an element costs, in simple shapes; how many elements and corners it has, and levels."""

    cost: int
    elements: int
    corners: int
    height: int


def check_weight(drawing: Drawing) -> None:
    """Raises `RefusedError` where the engine would not come to an end in good time."""
    scale = _Scale(drawing)
    # The engine looks through the whole drawing for everything that is referred to.
    looked = len(scale.targets) * len(drawing.all) // 1000
    if scale.weigh(drawing.root, 1).cost + looked > MOST_SHAPES:
        raise RefusedError(*_TOO_MUCH)


class _Scale:
    """Weighs a drawing: what is used many times over, in one another, counts each time."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.known: dict[int, _Weight] = {}
        self.under_way: set[int] = set()
        self.targets: set[int] = set()

    def weigh(self, element: Element, depth: int) -> _Weight:
        known = self.known.get(id(element))
        if depth + (known.height if known else 0) > DEEPEST:
            raise RefusedError("is nested too deeply", _SAVE_PLAIN)
        if known:
            return known
        if id(element) in self.under_way:
            raise RefusedError("refers to itself", _SAVE_PLAIN)
        self.under_way.add(id(element))
        said, own = element.attributes, self.drawing.own[id(element)]
        length = sum(len(value) for name, value in said.items() if name != "href")
        parts = [self.weigh(child, depth + 1) for child in element.children]
        if used := self._target(said.get("href"), depth):
            parts.append(used)
        letters = len(element.text) if element.tag in ("text", "tspan", "a") else 0
        elements = 1 + sum(part.elements for part in parts)
        corners = length // 2 + sum(part.corners for part in parts)
        cost = 1 + length // _PER_SHAPE + letters + sum(part.cost for part in parts)
        height = 1 + max((part.height for part in parts), default=0)
        for name, times in (
            *((name, 1) for name in ("mask", "clip-path", "filter")),
            *((name, elements) for name in ("fill", "stroke")),
            *((f"marker{place}", corners + elements) for place in ("", "-start", "-mid", "-end")),
        ):
            if LINK.search(own.get(name, "")) and (target := self._target(own[name], depth)):
                cost += target.cost * times
                height = max(height, 1 + target.height)
        self.under_way.discard(id(element))
        self.known[id(element)] = weight = _Weight(cost, elements, corners, height)
        return weight

    def _target(self, value: str | None, depth: int) -> _Weight | None:
        target = self.drawing.linked(value) if value else None
        if target is None:
            return None
        self.targets.add(id(target))
        return self.weigh(target, depth + 1)
