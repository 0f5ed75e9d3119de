"""Every reference resolved: shared sections merged into their uses, people in the place of their ids, facts in texts.

Takes models that passed every check; gives the finished parts of a `Publication`. Pure; must not know files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from brochure.content.names import Names, fill
from brochure.model import Item, Person, Section, SectionBody, SectionUse, Text

Model = TypeVar("Model", bound=Item)
Change = Callable[[str, Any], Any]


def resolve(
    model: Model, sections: Mapping[str, Section], people: Mapping[str, Person], names: Names
) -> Model:
    """A model with its shared sections, people and words in place."""

    def change(field: str, value: Any) -> Any:
        if field in ("people", "leaders") and isinstance(value, str):
            value = people.get(value, value)
        if isinstance(value, SectionUse) and value.use:
            return merge(value, sections[value.use])
        return say(value, names)

    finished: Model = _rebuild(model, change)
    return finished


def merge(use: SectionUse, shared: Section) -> SectionUse:
    """The shared section with what the use says over it; a text of its own drops the shared short variant."""
    fields = set(SectionBody.model_fields)
    own = use.model_fields_set & fields
    dropped = {"short"} if "text" in own and "short" not in own else set()
    taken = {name: getattr(shared, name) for name in shared.model_fields_set & fields - own - dropped}
    places = {name: where for name, where in shared.places.items() if name in taken}
    return use.model_copy(update=taken).placed({**use.places, **places})


def say(value: Any, names: Names) -> Any:
    """A text with its references replaced, at the place where it was written; anything else as it is."""
    return type(value)(fill(value, names)[0]) if isinstance(value, Text) else value


def _rebuild(value: Any, change: Change, field: str = "") -> Any:
    """A copy of a value in which `change` was made to each part, told the field that it is in, from the outside in."""
    value = change(field, value)
    if isinstance(value, Item):
        return value.model_copy(
            update={name: _rebuild(getattr(value, name), change, name) for name in value.model_fields_set}
        )
    if isinstance(value, tuple):
        return tuple(_rebuild(item, change, field) for item in value)
    if isinstance(value, dict):
        return {key: _rebuild(item, change, field) for key, item in value.items()}
    return value
