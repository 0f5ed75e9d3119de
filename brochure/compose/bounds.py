"""What a template may use up: time, what it makes in all, and how large one value of it may be.

`Rendering` counts for one template that is filled in; every filter, function, loop, sum and list of it comes
by here (`sandbox`). What would be too large is refused before it is made where Python could not be stopped
any more. Must not know what may be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from time import thread_time
from typing import Any, Final

from jinja2 import TemplateError, TemplateRuntimeError, Undefined, nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import markup_join, str_join

from brochure.compose.markup import Citations
from brochure.compose.template_values import TEXTS, Function, View
from brochure.errors import Where

#: Seconds of work that filling in one template may take, whatever else the machine does meanwhile; a
#: brochure takes a hundredth of one.
PATIENCE: Final = 8.0
#: What filling in one template may make, in characters, and one value of it. A brochure of the sample makes
#: 300,000. A value in a list, a step of a loop, and a part that is called or taken in count as so many.
LARGEST_SUM, LARGEST_VALUE = 100_000_000, 10_000_000
ITEM, STEP, PART = 16, 4, 1000
#: Lists in one another.
_DEEPEST: Final = 50
#: No number of a layout is larger, nor any number of groups or digits, nor any part of a power.
LARGEST_NUMBER, _MOST_GROUPS, _LARGEST_POWER = 10**15, 10_000, 1000
#: Jinja's own filters that make a text of what they are given, and those that take numbers of groups.
ON_TEXT: Final = frozenset(
    {
        *("capitalize", "e", "escape", "filesizeformat", "float", "forceescape", "int", "lower", "replace"),
        *("safe", "string", "title", "trim", "truncate", "upper", "urlencode", "wordcount"),
    }
)
_GROUPS: Final = frozenset({"batch", "slice", "round"})
_PRINTED: Final = TEXTS | {int, float, bool, type(None), date}
#: What is raised where something is given that it is not made for.
WRONG: Final = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, AssertionError)


@dataclass
class Rendering:
    """One template being filled in: what is left of its bounds, and what the document prints with it, and
    how wide words are in its typefaces.
    """

    publication: Any = None
    pictures: Any = None
    widths: Any = None
    citations: Citations = field(default_factory=Citations)
    left: int = field(default_factory=lambda: LARGEST_SUM)
    until: float = field(default_factory=lambda: thread_time() + PATIENCE)

    def spend(self, much: int) -> None:
        """Counts what is made. Raises `SecurityError` where it is too much, or takes too long."""
        self.left -= much
        if self.left < 0:
            raise SecurityError(f"it makes more than {LARGEST_SUM:,} characters")
        if thread_time() > self.until:
            raise SecurityError(f"it takes more than {PATIENCE:.0f} seconds")


_NOW: ContextVar[Rendering] = ContextVar("rendering")


@contextmanager
def during(own: Rendering) -> Iterator[None]:
    """A context in which a template is filled in."""
    token = _NOW.set(own)
    try:
        yield
    finally:
        _NOW.reset(token)


def rendering() -> Rendering:
    """The template that is being filled in just now; where one is only compiled, one of its own."""
    return _NOW.get(None) or Rendering()


def counted(values: Any) -> Iterable[Any]:
    """What is looped over, each step of it counted."""
    return values if isinstance(values, Undefined) else _Counted(values)


class _Counted:
    """What is looped over, each step of it counted."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __iter__(self) -> Iterator[Any]:
        now = rendering()
        for one in self.values:
            now.spend(STEP)
            yield one

    def __len__(self) -> int:
        return len(self.values)


@pass_eval_context
def joined(eval_context: nodes.EvalContext, parts: list[Any]) -> str:
    """What stands on both sides of each `~`, as one text."""
    for one in parts:
        hold_printed(one)
    return weighed(markup_join(parts) if eval_context.autoescape else str_join(parts))  # type: ignore[no-any-return]


def taken_in(name: Any) -> Any:
    """The name of a template that another one takes in, counted."""
    rendering().spend(PART)
    return name


def weighed(value: Any) -> Any:
    """A value, counted with all that is in it. Raises `SecurityError` where that is too much."""
    if type(value) in TEXTS or isinstance(value, (list, tuple, dict)):
        rendering().spend(_weight(value, LARGEST_VALUE, _DEEPEST))
    return value


def _weight(value: Any, most: int, deepest: int) -> int:
    weight = len(value) if type(value) in TEXTS else ITEM
    if isinstance(value, (list, tuple, dict)) and type(value) is not Where:
        weight += ITEM * len(value)
        if deepest and weight <= most:
            for one in (*value, *value.values()) if isinstance(value, dict) else value:
                weight += _weight(one, most - weight, deepest - 1)
                if weight > most:
                    break
        elif not deepest:
            raise SecurityError("lists stand in one another too deep")
    if weight > most:
        raise SecurityError(f"it makes a value of more than {LARGEST_VALUE:,} characters")
    return weight


def called(value: Any) -> str:
    """What a message calls a value."""
    return (
        "a text"
        if type(value) in TEXTS
        else repr(value)
        if type(value) in (View, Function)
        else type(value).__name__.lower()
    )


def hold_printed(value: Any) -> None:
    """Raises `SecurityError` for what is no text, number or day and has no form in print."""
    if type(value) not in _PRINTED and not isinstance(value, Undefined):
        raise SecurityError(f"{called(value)} cannot be printed")


def printed(value: Any) -> Any:
    """What stands between `{{` and `}}`, on its way to the page."""
    if type(value) in TEXTS:
        rendering().spend(len(value))
    else:
        hold_printed(value)
    return value


def hold_product(sign: str, left: Any, right: Any) -> None:
    """Raises `SecurityError` where a product or a power would be too large to be made."""
    numbers = [one for one in (left, right) if isinstance(one, (int, float))]
    if sign == "**" and not all(abs(one) <= _LARGEST_POWER for one in numbers):
        raise SecurityError("the power is too large")
    sizes = [len(one) for one in (left, right) if type(one) in TEXTS or isinstance(one, (list, tuple))]
    if sizes and numbers and sizes[0] * ITEM * numbers[0] > LARGEST_VALUE:
        raise SecurityError(f"it makes a value of more than {LARGEST_VALUE:,} characters")


def _hold_arguments(
    name: str, value: Any, given: tuple[Any, ...], named: Mapping[str, Any]
) -> tuple[Any, ...]:
    """What a filter of Jinja is given, where it is made for that and would make nothing too large."""
    if name in ON_TEXT or name == "join":
        for one in (*given, *named.values()):
            hold_printed(one)
    if name in ON_TEXT:
        hold_printed(value)
    if name in _GROUPS and any(
        isinstance(one, (int, float)) and abs(one) > _MOST_GROUPS for one in (*given, *named.values())
    ):
        raise SecurityError(f"{name} takes numbers up to {_MOST_GROUPS:,}")
    if name == "replace" and len(given) > 1:
        text, old, new = str(value), str(given[0]), str(given[1])
        if (text.count(old) if old else len(text) + 1) * len(new) > LARGEST_VALUE:
            raise SecurityError(f"it makes a value of more than {LARGEST_VALUE:,} characters")
    if name == "join":
        value = list(value)
        if len(value) * len(str(given[0] if given else named.get("d", ""))) > LARGEST_VALUE:
            raise SecurityError(f"it makes a value of more than {LARGEST_VALUE:,} characters")
        if not named.get("attribute") and len(given) < 2:
            for one in value:
                hold_printed(one)
        weighed(value)
    return value, *given


def bounded_filter(name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that counts what it makes; for what it cannot take it raises `TemplateRuntimeError`."""
    passed = int(hasattr(filter_, "jinja_pass_arg"))
    is_jinjas = FILTERS.get(name) is filter_

    @wraps(filter_)
    def bounded(*given: Any, **named: Any) -> Any:
        rendering().spend(STEP)
        try:
            if is_jinjas:
                given = (*given[:passed], *_hold_arguments(name, given[passed], given[passed + 1 :], named))
            return weighed(filter_(*given, **named))
        except TemplateError:
            raise
        except WRONG as error:
            raise TemplateRuntimeError(f"{name} cannot take what it is given ({error})") from error

    return bounded
