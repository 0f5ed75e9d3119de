"""What mends a problem at the press of a button: changes to make, where a hint says them word by word; and
what a form says of a value that is missing.

Takes a problem as the page has it, and the file as it stands or the fields of its form; gives a label and
changes, or nothing. Reads hints in the few forms that the program writes them in. Must not know HTTP, nor
content models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from brochure.edit import ABSENT, Standing, at
from brochure.studio.fields import FormField, field_at

_PERHAPS: Final = re.compile(r"^perhaps (?P<meant>\S(?:.*\S)?) is meant$")
_KEY: Final = re.compile(r'^"?(?P<key>[\w-]+)"? (?:is not a (?:key|field)|cannot be)')
_QUOTED: Final = re.compile(r'^write "(?P<meant>#[0-9A-Fa-f]{6})"$')
_WRITE: Final = re.compile(r"^write (?P<key>[a-z_]+): (?P<value>[^,;]+)$")
_MISSING: Final = re.compile(r"^(?P<key>[\w-]+) is missing$")
_TOKEN: Final = re.compile(r"^(?P<token>\{[^{}]*\}) refers to nothing$")
_LONGER: Final = re.compile(r"(?:longer than|at most) (?P<most>[0-9][0-9,]*) characters")
_TOO_MUCH: Final = re.compile(r"^cut about (?P<much>[0-9]+) characters")
#: The share of a text that fits in more where its type may shrink.
_SHRINKS_BY: Final = 0.15
Found = dict[str, Any]
Rule = Callable[[Mapping[str, Any], Any, "Trouble"], Found | None]


class Trouble:
    """Where a problem stands, and the file that it is in."""

    def __init__(self, problem: Mapping[str, Any], standing: Standing) -> None:
        self.file, self.standing = str(problem["file"]), standing
        path = tuple(problem["path"])
        self.path = path[:-1] if path and at(standing.values, path) is ABSENT and len(path) > 1 else path
        self.key = str(path[-1]) if path else ""

    def set(self, value: Any, path: tuple[str | int, ...] | None = None) -> Found:
        """A change of one value."""
        return self._change("set", self.path if path is None else path, value)

    def unset(self, path: tuple[str | int, ...]) -> Found:
        """A change that takes a value out."""
        return self._change("unset", path, None)

    def _change(self, action: str, path: tuple[str | int, ...], value: Any) -> Found:
        old = at(self.standing.values, path)
        seen = {} if old is ABSENT else {"old": old}
        base = {"base": self.standing.sha256}
        return {"action": action, "file": self.file, "path": list(path), "value": value, **seen, **base}


def in_form(problem: Found, form: Callable[[], Sequence[FormField]]) -> Found:
    """A problem with a value that is empty or missing as a form says it: at that field, and of fields."""
    path, missing = problem["path"], _MISSING.match(problem["message"])
    if missing and problem["hint"].startswith(f"add {missing['key']}"):
        ways = [
            [*path, missing["key"]],
            [*path[:-1], missing["key"]],
        ]  # the place is a table, or its first key
        path = next((one for one in ways if field_at(form(), one).get("required")), None)
    elif not problem["hint"].startswith("delete the key, or"):
        return problem
    field = field_at(form(), path) if path else {}
    if missing and field.get("type") == "group":
        return {**problem, "path": path, "hint": f"fill in the group {field['label']}"}
    if field.get("required"):
        return {**problem, "path": path, "hint": "write it; it is needed"}
    return problem if missing or not field else {**problem, "hint": "delete it, or write something in it"}


def remedy(problem: Mapping[str, Any], standing: Standing | None) -> Found | None:
    """What a button would do, and what stands on it; nothing where only a person can tell."""
    if standing is None or not problem["line"]:
        return None
    trouble = Trouble(problem, standing)
    value = at(standing.values, trouble.path)
    return next((found for rule in _RULES if (found := rule(problem, value, trouble))), None)


def remedy_on_page(
    finding: Mapping[str, Any], standing: Standing | None, program: tuple[str, Standing | None]
) -> Found | None:
    """The same for something that was found on a page of a program, whose file is the second one."""
    found, (file, said) = _TOO_MUCH.match(finding["hint"]), program
    trouble = Trouble(finding, standing) if standing is not None and finding["path"] else None
    value = at(trouble.standing.values, trouble.path) if trouble else None
    if not found or not trouble or not isinstance(value, str):
        return None
    much = int(found["much"])
    is_little = much <= len(value) * _SHRINKS_BY
    if is_little and said is not None and "`fit: tight`" in finding["hint"] and "fit" not in said.values:
        tight = Trouble({"file": file, "path": ["fit"]}, said).set("tight", ("fit",))
        return {"label": "let its type shrink a little", "changes": [tight]}
    return _cut(value, len(value) - much, trouble) if much < len(value) else None


def _cut(value: str, most: int, trouble: Trouble) -> Found:
    """A text that ends with the last word for which there is room."""
    cut = value[:most].rsplit(maxsplit=1)[0] if value[most : most + 1].strip() else value[:most]
    return {"label": f"cut to {most} characters", "changes": [trouble.set(cut.rstrip(" ,;:"))]}


def _token(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """A reference that is misspelt in a text."""
    wrong, meant = _TOKEN.match(problem["message"]), _PERHAPS.match(problem["hint"])
    if not wrong or not meant or not isinstance(value, str) or wrong["token"] not in value:
        return None
    return {
        "label": f"use {meant['meant']}",
        "changes": [trouble.set(value.replace(wrong["token"], meant["meant"]))],
    }


def _meant(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """A key or a word that is nearly a known one."""
    meant = _PERHAPS.match(problem["hint"])
    if not meant or " or " in meant["meant"]:
        return None
    key = _KEY.match(problem["message"])
    if key and trouble.path and trouble.path[-1] == key["key"]:
        other = (*trouble.path[:-1], meant["meant"])
        is_free = at(trouble.standing.values, other) is ABSENT
        return (
            {
                "label": f"call it {meant['meant']}",
                "changes": [trouble.unset(trouble.path), trouble.set(value, other)],
            }
            if is_free
            else None
        )
    if isinstance(value, str) and re.search(rf'"{re.escape(value.strip())}"', problem["message"]):
        return {"label": f"use {meant['meant']}", "changes": [trouble.set(meant["meant"])]}
    return None


def _color(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """A color that is too near to another one."""
    found = _QUOTED.match(problem["hint"])
    return (
        {"label": f"use {found['meant']}", "changes": [trouble.set(found["meant"])]}
        if found and isinstance(value, str)
        else None
    )


def _written(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """A value that the hint writes out: `write length_years: 3`."""
    found = _WRITE.match(problem["hint"])
    if not found or trouble.key != found["key"] or not isinstance(value, (str, int, float)):
        return None
    return {"label": f"write {found['value']}", "changes": [trouble.set(found["value"].strip())]}


def _one_line(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """Lines that have to be one."""
    if not problem["message"].endswith("must be one line") or not isinstance(value, str):
        return None
    return {"label": "join its lines", "changes": [trouble.set(" ".join(value.split()))]}


def _shorter(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """A text that is too long, cut at the last word that has room."""
    found = _LONGER.search(problem["message"])
    if not found or not isinstance(value, str):
        return None
    most = int(found["most"].replace(",", ""))
    if len(value) <= most:
        return None
    return _cut(value, most, trouble)


def _needless(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """What has only to go."""
    if not problem["hint"].startswith(("delete it", "delete the key")) or not trouble.path:
        return None
    return {"label": "delete it", "changes": [trouble.unset(trouble.path)]} if value is not ABSENT else None


def _exchanged(problem: Mapping[str, Any], value: Any, trouble: Trouble) -> Found | None:
    """Days that end before they begin."""
    days = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) if isinstance(value, str) else []
    if not problem["message"].endswith("ends before it begins") or len(days) != 2:
        return None
    return {"label": "exchange the two days", "changes": [trouble.set(f"{days[1]} to {days[0]}")]}


_RULES: Final[tuple[Rule, ...]] = (
    _token,
    _meant,
    _color,
    _written,
    _one_line,
    _shorter,
    _needless,
    _exchanged,
)
