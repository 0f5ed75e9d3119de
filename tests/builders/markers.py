"""A publication with a word of its own in every text that a field may hold, so that it can be looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import yaml

from brochure.content.forms import forms_of
from brochure.content.values import Shape, fields_of, shape_of
from brochure.model import Item, Kind

_LETTERS = "bcdfghjklmnpqrstvwxz"
#: Fields that hold no words for readers, or whose words are only ever told to whoever makes the publication.
UNSAID = frozenset(
    {"id", "verified_on", "consent_until", "order", "fit", "accent", "focus", "crop", "place"}
    | {"use", "variant", "indexed"}
)
#: What fields hold that cannot be any word.
_FIXED: dict[str, Any] = {
    "facts": ["first", "second"],
    "statistics": ["first", "second", "third"],
    "share": "first",
    "file": "pictures/bay.png",
    "photo": "pictures/bay.png",
    "length_years": 2,
    "weeks": 10,
    "n": 1,
    "pgy": 1,
    "acgme_id": "1234567890",
    "nrmp_code": "1234567C0",
    "year": 1999,
    "class_of": 2011,
    "parts": 6,
    "index": True,
    "matches_list": True,
    "programs": ["first"],
    "chapters": ["town"],
}
#: The same in single models; what is None is left out.
_FIXED_IN: dict[str, dict[str, Any]] = {
    "WeekEntry": {"day": "Mon", "start": "8:00", "end": "12:00"},
    "MonthEntry": {"date": None, "week": 1, "day": "Mon"},
}


@dataclass
class Markers:
    """Content with markers, and the path of the field that each stands in."""

    kind: Kind
    skipped: frozenset[str] = frozenset()
    where: dict[str, str] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    def content(self, name: str) -> Any:
        """What the file of this kind holds."""
        return self._filled(shape_of(forms_of(self.kind)[name]), name, "")

    def file(self, name: str, **changes: Any) -> str:
        """The same as a file, with some of its keys changed."""
        return yaml.safe_dump({**self.content(name), **changes}, allow_unicode=True, sort_keys=False)

    def _word(self, path: str) -> str:
        number, word = next(self._numbers) + 400, ""
        while number:
            number, rest = divmod(number, len(_LETTERS))
            word += _LETTERS[rest]
        word = "Q" + word
        self.where[word] = path
        return word

    def _filled(self, shape: Shape, path: str, name: str) -> Any:
        if name in _FIXED:
            return _FIXED[name]
        if shape.model:
            return self._of_model(shape.model, path)
        if shape.each:
            return [self._filled(shape.each, path, "")]
        if shape.values:
            return {"first": self._filled(shape.values, path, "")}
        return self._single(shape, path, name)

    def _of_model(self, model: type[Item], path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, shape in fields_of(model).items():
            own = f"{path}.{name}"
            if name in UNSAID or any(own.endswith(one) for one in self.skipped):
                continue
            fixed = _FIXED_IN.get(model.__name__, {})
            if name in fixed:
                found |= {name: fixed[name]} if fixed[name] is not None else {}
            elif (value := self._filled(shape, own, name)) is not None:
                found[name] = value
        return found

    def _single(self, shape: Shape, path: str, name: str) -> Any:
        match name:
            case "email":
                return f"{self._word(path).lower()}@example.org"
            case "web":
                return f"https://example.org/{self._word(path).lower()}"
            case "phone":
                return "617-555-0142"
            case "time":
                return "9:00 pm"
        if shape.is_text:
            return self._word(path)
        if shape.single is date:
            return str(date(2019, 8, 1) + timedelta(days=next(self._numbers)))
        return None
