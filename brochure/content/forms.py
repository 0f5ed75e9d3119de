"""What the files of a publication may hold, by its kind: the models, with its groups and fields in place,
and in which form words have to be; what a brand leaves out, as the package's own brand has it.

Takes a `Kind`; gives a model for each kind of file. A group or a field of a kind's own is one like any
other: read, checked and described as those that every publication has.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Collection, Mapping
from copy import copy
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from brochure.content.values import plain_id
from brochure.model import (
    CROP,
    FOCUS,
    Apply,
    Block,
    Brand,
    Chapter,
    Confirmations,
    Day,
    Days,
    Fact,
    Group,
    Id,
    Institution,
    Item,
    Judged,
    Kind,
    KindGroup,
    Line,
    OwnField,
    Packet,
    Person,
    Printer,
    Program,
    Review,
    Rows,
    Season,
    Section,
    Settings,
    Table,
    parse_yaml,
)

#: What each kind of file holds in any publication.
FILES: Final[Mapping[str, Any]] = {
    "publication": Settings,
    "institution": Institution,
    "season": Season,
    "brand": Brand,
    "facts": dict[Id, Fact],
    "people": dict[Id, Person],
    "approvals": dict[Id, Judged],
    "reviews": dict[Id, Review],
    "confirmed": Confirmations,
    "program": Program,
    "section": Section,
    "chapter": Chapter,
    "packet": Packet,
    "printer": Printer,
}
_AN_ID: Final = "use lower-case letters and digits joined by single hyphens, such as summer-drawing"
_COLOR: Final = r"^#[0-9A-Fa-f]{6}$"


def _color_meant(words: str) -> str:
    """A color that is written in another way of the web (red, rgb(12, 30, 200), #12A or without its #)."""
    from PIL import ImageColor

    words = words.strip()
    words = f"#{words}" if re.fullmatch("[0-9A-Fa-f]{6}", words) else words
    try:
        return "#{:02X}{:02X}{:02X}".format(*ImageColor.getrgb(words)[:3])
    except ValueError:
        return ""


def file_hint(file: PurePosixPath, beside: Collection[str]) -> str:
    """What a file may be called whose name cannot be an id, if it is no copy of another one beside it."""
    name, ending, rule = plain_id(file.stem), file.suffix.lower(), "lower-case letters and digits joined by"
    if not name:
        return f"rename the file: use {rule} single hyphens, such as summer-drawing"
    if twin := max((one for one in beside if f"-{one}-" in f"-{name}-"), key=len, default=""):
        other = "give it a name of its own" if name == twin else f"rename it to {name}{ending}"
        return f"if it is a copy of {twin}{ending}, keep one and move the other away; if not, {other}"
    return f"rename the file to {name}{ending}: {rule} single hyphens"


#: What a pattern of these models asks for, and how that is written; a test holds that each of them is here.
PATTERNS: Final = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": ("an id", _AN_ID),
    r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$": (
        "the name of a field",
        "use lower-case letters and digits joined by single underscores, such as first_day",
    ),
    _COLOR: ("a color", 'write # and six digits in quotes, such as "#12314A"'),
    r"^[a-z][a-z0-9-]*$": (
        "the name of a color in the palette",
        "use lower-case letters, digits and hyphens, such as harbour",
    ),
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": ("a language tag", "write it such as en-US"),
    r"^[0-9a-f]{16}$": ("a fingerprint", "make_brochure.py approve and review write it; keep its quotes"),
    r"^[0-9]+(\.[0-9]+)? ?(in|mm|pt)$": ("a length", "write it with its unit, such as 3.625 in or 98 mm"),
    FOCUS: ("a place in the picture", "write it such as 50% 30% (from the left, from the top), or left top"),
    CROP: ("width to height", "write two numbers with a colon between them, such as 3:2"),
    r"^https://[^\s?#]+/$": ("the address of a site", "write it such as https://www.example.org/brochures/"),
    r"^[^\s,][^,\x00-\x1f]*$": ("the name of one font family", "write it without commas"),
}
#: What is meant by words that do not have the form of a pattern, where that is no id.
MEANT: Final[Mapping[str, Callable[[str], str]]] = {_COLOR: _color_meant}
#: A price has to say a number, or that nothing is asked for.
PRICE: Final = r"[0-9]|^(?i:free)$"
_TYPES: Final[Mapping[str, Any]] = {
    "line": Line,
    "lines": tuple[Line, ...],
    "whole": int,
    "number": float,
    "price": Line,
    "day": Day,
    "days": Days,
    "yes-no": bool,
}
Forms = Mapping[str, Any]
_MADE: Final[dict[str, Forms]] = {}


def forms_of(kind: Kind) -> Forms:
    """What each kind of file holds in a publication of this kind."""
    key = kind.model_dump_json()
    if key not in _MADE:
        fitting = _Fitting(kind)
        _MADE[key] = {name: fitting.annotation(one) for name, one in FILES.items()}
    return _MADE[key]


def taken(model: type[Item], name: str) -> bool:
    """Whether a model already means something else by a name, so that no field of a kind may have it."""
    return name in model.model_fields or hasattr(model, name) or hasattr(BaseModel, name)


class _Fitting:
    """Models that were given the groups and fields of one kind; those that it changes nothing of are as they
    were.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._models: dict[type[Item], type[Item]] = {}

    def annotation(self, annotation: Any) -> Any:
        """An annotation with its models exchanged for those that know the kind."""
        if isinstance(annotation, type) and issubclass(annotation, Item):
            return self.model(annotation)
        inside = get_args(annotation)
        fitted = tuple(map(self.annotation, inside))
        if not inside or all(one is other for one, other in zip(inside, fitted, strict=True)):
            return annotation
        origin: Any = get_origin(annotation)
        return Union[fitted] if origin is types.UnionType else origin[fitted]  # noqa: UP007  there is no other form for a tuple

    def model(self, base: type[Item]) -> type[Item]:
        """A model with the kind's groups and fields, and with models inside it that know them."""
        if base not in self._models:
            self._models[base] = self._made(base)
        return self._models[base]

    def _made(self, base: type[Item]) -> type[Item]:
        changed: dict[str, Any] = {}
        for name, field in base.model_fields.items():
            fitted = self.annotation(field.annotation)
            if fitted is not field.annotation:
                changed[name] = (fitted, copy(field))
        own = self._own(base)
        changed |= {name: _field(name, one) for name, one in own.items()}
        if base is Program:
            changed |= {part.id: self._group(part) for part in self.kind.groups}
        if not changed:
            return base
        made = create_model(base.__name__, __base__=base, __doc__=base.__doc__, **changed)
        if own:
            made.own = own  # type: ignore[attr-defined]
        if base is Program:
            made.parts = self.kind.groups  # type: ignore[attr-defined]
        if base is Block:
            made.roles = self.kind.blocks  # type: ignore[attr-defined]
        return made

    def _own(self, base: type[Item]) -> Mapping[str, OwnField]:
        fields = self.kind.fields
        if base is Block:
            name = self.kind.blocks.name
            return fields.blocks if name in fields.blocks else {name: _NAME, **fields.blocks}
        return {Program: fields.program, Apply: fields.apply, Person: fields.people}.get(base, {})

    def _group(self, part: KindGroup) -> tuple[Any, FieldInfo]:
        group: Any = self.model(Group)
        return _described(group, str(part.description or part.kicker), part.needed)


_NAME: Final = OwnField(needed=True, description=Line("What the block is called."))


def _field(name: str, own: OwnField) -> tuple[Any, FieldInfo]:
    """A field of a kind's own as pydantic has it."""
    kind: Any = Literal[tuple(map(str, own.choices))] if own.type == "choice" else _TYPES[own.type]
    if own.type in ("whole", "number"):
        kind = Annotated[kind, Field(ge=own.least, le=own.most)]
    default = str(own.default) if own.default else () if own.type == "lines" else None
    return _described(kind, str(own.description or own.label or name), own.needed, default)


def _described(kind: Any, about: str, is_needed: bool, default: Any = None) -> tuple[Any, FieldInfo]:
    if is_needed:
        return kind, cast("FieldInfo", Field(description=about))
    return kind if default is not None else kind | None, cast("FieldInfo", Field(default, description=about))


DEFAULT_BRAND: Final = "brochure/content/default_brand.yaml"
#: Which family a use of type takes where a brand names others and not this one.
_FOLLOWS: Final = {"base": (), "headings": ("base",), "lead": ("headings", "base"), "captions": ("base",)}


@cache
def default_brand() -> Table:
    """The package's own brand, whose parts are those of every brand that leaves them out."""
    text = (files("brochure.content") / "default_brand.yaml").read_text("utf-8")
    table: Table = parse_yaml(text, DEFAULT_BRAND)
    return table


def complete_brand(brand: Table, default: Table) -> None:
    """What a brand leaves out is the default's: inks beside its colors, families where they are used."""
    for key in default.keys() - brand.keys() - ({"press"} if "color" in brand else set()):
        brand.put(key, default[key], default.places[key])
    own, known = brand["typography"], default["typography"]
    if own is known or not isinstance(own, Table):
        return
    if "fonts" not in own:
        own.put("fonts", Rows(own.where), own.where)
    if not isinstance(own["fonts"], Rows):
        return
    _follow(own)
    for key in known.keys() - own.keys():
        own.put(key, known[key], known.places[key])
    listed = [one.get("family") for one in own["fonts"] if isinstance(one, Table)]
    used = [one.get("family") for one in own.values() if isinstance(one, Table)]
    own["fonts"] += [one for one in known["fonts"] if one["family"] in used and one["family"] not in listed]


def _follow(own: Table) -> None:
    """Uses for which a brand names no family take that of a use that it names, so that one is enough.

    Of families without any use the first one is for running text, unless it serves other scripts.
    """
    known = [one for one in own["fonts"] if isinstance(one, Table) and "family" in one]
    others = own.get("fallback", ())
    listed = next((one for one in known if one["family"] not in others), None)
    if listed and not any(use in own for use in _FOLLOWS):
        only = Table(listed.where)
        only.put("family", listed["family"], listed.places["family"])
        own.put("base", only, listed.places["family"])
    for use, before in _FOLLOWS.items():
        if use not in own and (said := next((one for one in before if one in own), None)):
            own.put(use, own[said], own.places[said])
