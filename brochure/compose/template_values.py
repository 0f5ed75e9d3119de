"""What a template is given: plain values, and small frozen views of all else, with named fields.

A layout may come from a stranger, so that no model, path or other living object reaches it: whatever it
could call there, it would call. A view holds texts, numbers, days, tuples and other views, under the names
that its kind has; nothing leads from it to what it was made of. Must not know templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

from jinja2 import TemplateRuntimeError
from markupsafe import Markup

from brochure.errors import Where
from brochure.model import Days, Item, Line, Program, Prose, Publication, Text

T = TypeVar("T")
TEXTS: Final = frozenset({str, Text, Line, Prose, Markup})
_PLAIN: Final = TEXTS | {int, float, bool, type(None), date, Where, Days}
_NOWHERE: Final[Mapping[str, Where]] = MappingProxyType({})
#: What is printed of a publication; its formats, reviews, print shops and checksums are not.
_PRINTED: Final = (
    "settings",
    "kind",
    "institution",
    "season",
    "brand",
    "facts",
    "people",
    "sections",
    "programs",
    "chapters",
    "packets",
)
#: Longest side of a drawing in points: the most that a PDF page may measure (ISO 32000-1, annex C.2).
_LONGEST: Final = 14400.0
#: Most rows that are drawn as one.
_MOST_ROWS: Final = 5000


class View:
    """Named fields of something, and where they are written. Nothing of it can be changed."""

    __slots__ = ("_fields", "_kind", "_places")
    _kind: str
    _fields: Mapping[str, Any]
    _places: Mapping[str, Where]

    def __init__(self, kind: str, known: Mapping[str, Any], places: Mapping[str, Where] = _NOWHERE) -> None:
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_fields", known)
        object.__setattr__(self, "_places", places)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(f"{self._kind} has no {name}") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a view cannot be changed")

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __repr__(self) -> str:
        return f"<{self._kind}>"

    def get(self, name: str) -> Any:
        """The value of a field; None where there is no such field."""
        return self._fields.get(name)

    def values(self) -> Iterable[Any]:
        """The values of all fields."""
        return self._fields.values()

    def written_at(self, field: str) -> Where | None:
        """Where the value of a field is written: its text itself, or else its key."""
        return getattr(self.get(field), "where", None) or self._places.get(field)


def shows(view: View) -> str:
    """The name of what a view shows."""
    return view._kind


class Function:
    """What a template may call."""

    __slots__ = ("_call", "name")

    def __init__(self, name: str, call: Callable[..., Any]) -> None:
        self.name, self._call = name, call

    def __call__(self, *given: Any, **named: Any) -> Any:
        try:
            return self._call(*given, **named)
        except RuntimeError as error:  # of a cycler without items
            raise TemplateRuntimeError(str(error)) from error

    def __repr__(self) -> str:
        return f"<{self.name}>"


def shown(value: Any, part: Callable[[Any], Any] | None = None) -> Any:
    """A value as templates see it; `part` gives what stands for one in it. Raises `TypeError` for one that
    none may have.
    """
    kind, part = type(value), part or shown
    if kind in _PLAIN or kind in (View, Function):
        return value
    if kind in (tuple, list):
        return tuple([part(one) for one in value])
    if isinstance(value, Item):
        names = _PRINTED if kind is Publication else kind.model_fields
        known = {name: part(value.__dict__[name]) for name in names}
        known |= {name: part(getattr(value, name)) for name in value.derived}
        return View(kind.__name__, known, value.places)
    if isinstance(value, Mapping):
        return MappingProxyType({name: part(one) for name, one in value.items()})
    if is_dataclass(value):
        return View(kind.__name__, {one.name: part(getattr(value, one.name)) for one in fields(value)})
    raise TypeError(f"templates are given no {kind.__name__}")


def meant(value: Any, kind: type[T]) -> T:
    """A view of something of this kind, to be read like that itself. Raises `TypeError` for another.

    A view has the fields and the places of what it shows, which is all that is asked of it.
    """
    if type(value) is not View or value._kind != kind.__name__:
        raise TypeError(f"it is given no {kind.__name__.lower()}")
    return cast(T, value)


def meant_all(values: Any, kind: type[T]) -> Sequence[T]:
    """Views of several things of this kind. Raises `TypeError` for others, or too many."""
    if not isinstance(values, (tuple, list)) or len(values) > _MOST_ROWS:
        raise TypeError(f"it is given no list of up to {_MOST_ROWS} {kind.__name__.lower()}s")
    return [meant(one, kind) for one in values]


def as_length(value: Any) -> float:
    """A length that something may be drawn in. Raises `TypeError` or `ValueError` for any other."""
    number = float(value)
    if not 0 < number <= _LONGEST:
        raise ValueError(f"{number:g} is no length")
    return value  # type: ignore[no-any-return]  # as it was written, so that it is printed so


class Views:
    """Views for the documents of one publication; a program, which stands in several, has one.

    Of another publication that has most from the one before, such as for a packet of some programs, only
    what is new in it is looked at.
    """

    def __init__(self) -> None:
        self._programs: dict[int, tuple[Program, View]] = {}
        self._last: tuple[Publication, View] | None = None

    def of(self, value: Any) -> Any:
        """A value as templates see it."""
        if isinstance(value, Publication):
            return self._publication(value)
        if not isinstance(value, Program):
            return shown(value) if isinstance(value, Item) else shown(value, self.of)
        known = self._programs.get(id(value))
        if known is None:
            known = self._programs[id(value)] = value, shown(value)
        return known[1]

    def _publication(self, value: Publication) -> View:
        last = self._last
        if last and last[0] is value:
            return last[1]
        same = {id(one): last[1].get(name) for name, one in last[0].__dict__.items()} if last else {}
        view: View = shown(value, lambda one: same.get(id(one)) or self.of(one))
        self._last = value, view
        its = {id(one) for one in value.programs}
        known = list(self._programs.items())  # others may be looking at programs meanwhile
        self._programs = {number: one for number, one in known if number in its}
        return view
