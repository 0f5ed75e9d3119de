"""What mends a problem at the press of a button: changes to make, where a problem says what would mend it;
and what a form says of a value that is missing.

Takes a problem, where it stands as the page has it, and the file as it stands or the fields of its form;
gives a label and changes, or nothing. Must not know HTTP, nor content models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, Final

from brochure.edit import ABSENT, Standing, at
from brochure.errors import BY_WEEK, CONSENT, Mend, Problem, UsageError, Way, Where
from brochure.model import Rows, Table
from brochure.seasons import moved_on
from brochure.studio.fields import FormField, field_at
from brochure.studio.listing import CONTENT, ENTRIES, KINDS, ListedItem, Listing

#: Findings that tell how many characters are too many, as the first of their figures.
_TOO_MUCH: Final = ("overset", "grown")
#: The share of a text that fits in more where its type may shrink.
_SHRINKS_BY: Final = 0.15
#: What divides columns that are no table.
_GAP: Final = re.compile(" *\t[\t ]*| {3,}")
#: Buttons for one problem, at most.
_MOST: Final = 4
#: How what nothing prints comes to be printed.
_BIND: Final[Mapping[str, str]] = {
    "chapter": "open a packet, and add it to its chapters",
    "section": "open a program or a chapter, and add it to its sections",
}
#: What is said of somebody's photograph.
_OF_PHOTO: Final = ("photo", "alt", "focus", "consent_until")
#: How places in files begin.
_CONTENT: Final = f"{CONTENT}/"
_DAYS: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A year of whole weeks.
_YEAR: Final = timedelta(weeks=52)
Found = dict[str, Any]
#: Does with a value what mends it.
Doing = Callable[[Mend, Any, "Trouble"], Found | None]


class Trouble:
    """Where a problem stands, and the file that it is in."""

    def __init__(self, problem: Mapping[str, Any], standing: Standing) -> None:
        self.file, self.standing = str(problem["file"]), standing
        path = tuple(problem["path"])
        if isinstance(standing.values, list):  # a spreadsheet, of which the way leads through what names it
            path = path[max((at for at, step in enumerate(path) if isinstance(step, int)), default=0) :]
        self.path = path[:-1] if path and at(standing.values, path) is ABSENT and len(path) > 1 else path
        self.key = str(path[-1]) if path else ""

    def set(self, value: Any, path: tuple[str | int, ...] | None = None) -> Found:
        """A change of one value."""
        return self._change("set", self.path if path is None else path, value)

    def unset(self, path: tuple[str | int, ...]) -> Found:
        """A change that takes a value out."""
        return self._change("unset", path, None)

    def remove(self, path: tuple[str | int, ...]) -> Found:
        """A change that takes out an item of a list, or what stands at a key."""
        return self._change("remove" if isinstance(path[-1], int) else "unset", path, None)

    def _change(self, action: str, path: tuple[str | int, ...], value: Any) -> Found:
        old = at(self.standing.values, path)
        seen = {} if old is ABSENT else {"old": old}
        base = {"base": self.standing.sha256}
        return {"action": action, "file": self.file, "path": list(path), "value": value, **seen, **base}


def in_form(
    known: Found, problem: Problem, form: Callable[[], Sequence[FormField]]
) -> tuple[Found, Mend | None]:
    """A problem as a form says it: of fields, by what they are called there, and with what is missing at its
    own field; and what would mend it there.
    """
    path, mend = known["path"], problem.mend
    if problem.rule == "not_begun":
        begun = {"message": "nothing of it is written yet", "hint": "fill in what is needed"}
        return {**known, **(begun if known["kind"] else {"hint": "press + New program"})}, mend
    if problem.check == "unprinted" and known["kind"] in ("chapter", "section"):
        return {**known, "hint": _BIND[known["kind"]]}, mend
    if problem.rule == "person_or_id":
        return {**known, "hint": "choose from the list, or make a new one at the left first"}, mend
    is_missing = problem.rule == "missing"
    if is_missing and mend:
        [key] = mend.meant
        ways = [[*path, key], [*path[:-1], key]]  # the place is a table, or its first key
        path = next((one for one in ways if field_at(form(), one).get("required")), None)
    inside = path[1:] if path and known["kind"] in ENTRIES.values() else path
    field = field_at(form(), inside) if inside else {}
    around = [field_at(form(), inside[:depth]) for depth in range(len(inside))] if inside else []
    beside = [one for each in around for one in each.get("fields", ())]
    known = {**known, **_as_called(problem, field, beside)}
    if not is_missing and problem.rule != "text_empty":
        return known, mend
    if is_missing and field.get("type") == "group":
        return {**known, "path": path, "hint": f"fill in the group {field['label']}"}, None
    if field.get("required"):
        return {**known, "path": path, "hint": "write it; it is needed"}, None
    if is_missing or not field:
        return known, mend
    return {**known, "hint": "delete it, or write something in it"}, mend


def with_places(known: Found, listing: Listing, form: Callable[[str], Sequence[FormField]]) -> Found:
    """A problem that names other places, with each of them called as the list and its form call it; `others`
    leads there.
    """
    others = list[Found]()

    def called(found: re.Match[str]) -> str:
        file, line, column = found.groups()
        entry, path = listing.item_at(Where(file, int(line), int(column) if column.isdecimal() else 0))
        if entry is None:
            return found[0]
        single, _, is_one_of_many = KINDS[entry.kind]
        fields, words = list[FormField](), [entry.title if is_one_of_many else single]
        with suppress(UsageError):  # of what has no form
            fields = list(form(entry.kind))
        for depth, step in enumerate(path, 1):
            if isinstance(step, int):
                words[-1] += f" {step + 1}"
            else:
                words.append(field_at(fields, path[:depth]).get("label") or step.replace("_", " "))
        others.append({"kind": entry.kind, "id": entry.id, "path": list(path), "label": ", ".join(words)})
        return str(others[-1]["label"])

    if not any(_CONTENT in known[name] for name in ("message", "hint")):
        return known
    files = "|".join(map(re.escape, sorted({one.file for one in listing.entries.values()}, reverse=True)))
    place = re.compile(rf"({files}):(\d+):(\d+|[A-Z]+)")
    message, hint = (place.sub(called, str(known[name])) for name in ("message", "hint"))
    return {**known, "message": message, "hint": hint, "others": others} if others else known


def _as_called(problem: Problem, field: FormField, beside: Sequence[FormField]) -> dict[str, str]:
    """Its words with what the form calls fields: that one, where they begin with its key, or its hint has
    that; and those beside it whose keys are no words, such as `academic_year`.
    """
    key, label = problem.field or field.get("name", ""), field.get("label", "")
    what, hint = problem.what, str(problem.hint)
    if key and label and key == field["name"]:  # one of many names, such as that of a color, stays as it is
        rest = what[len(key) :]
        what = f"{label}{rest}" if f"{key}{rest}" == what and not rest[:1].isalnum() else what
        hint = hint.replace(f"write {key}: ", "write ")
    for one in sorted(beside, key=lambda one: -len(one["name"])):
        if "_" in one["name"]:
            what, hint = (words.replace(one["name"], f'"{one["label"]}"') for words in (what, hint))
        else:  # as it stands in files, such as level:
            as_key = re.compile(rf"\b{re.escape(one['name'])}:(?=[,;.]|$)")
            what, hint = (as_key.sub(f'"{one["label"]}"', words) for words in (what, hint))
    return {"message": what, "hint": hint}


def remedies(mend: Mend | None, known: Mapping[str, Any], standing: Standing | None) -> list[Found]:
    """What buttons would do, and what stands on them: one for each thing that may be meant; none where only
    a person can tell.
    """
    doing = _DOING.get(mend.way) if mend else None
    if mend is None or doing is None or standing is None or not known["line"]:
        return []
    choices = mend.meant or (mend.known if mend.way == "use" else ())
    if len(choices) > _MOST:
        return []
    trouble, several = Trouble(known, standing), len(choices) > 1
    every = [mend._replace(meant=(one,)) for one in choices] or [mend]
    value = at(standing.values, trouble.path)
    found = [one for each in every if (one := doing(each, value, trouble))]
    return [{**one, "label": _with_month(one["label"])} for one in found] if several else found


def _with_month(label: str) -> str:
    """What stands on a button, where it is one of several days, with the name of the month."""
    said = re.fullmatch("write ([0-9]{4}-[0-9]{2}-[0-9]{2})", label)
    day = date.fromisoformat(said[1]) if said else None
    return f"{label} ({day:%B} {day.day})" if day else label


def places_for(
    kind: str, name: str, every: Collection[ListedItem], form: Callable[[], Sequence[FormField]]
) -> list[Found]:
    """Where a chapter or a section that nothing prints may be printed: packets, groups of all programs."""
    if kind == "chapter":
        packets = [one for one in every if one.kind == "packet"]
        added = ((f"bind it in {one.title}", [_appended(one, ("chapters",), name)]) for one in packets)
    else:
        programs = [one for one in every if one.kind == "program" and isinstance(one.said, Table)]
        which = (
            "" if len(programs) == 1 else " of both programs" if len(programs) == 2 else " of all programs"
        )
        labels = {one["name"]: one["label"] for one in form() if one["type"] == "group"}
        by_group = {
            group: [_appended(one, (group, "sections"), name) for one in programs if group in one.said]
            for group in labels
        }
        added = ((f"print it in {labels[group]}{which}", found) for group, found in by_group.items())
    found = [(label, [one for one in changes if one]) for label, changes in added]
    return [{"label": label, "changes": changes} for label, changes in found if changes][:_MOST]


def _appended(item: ListedItem, path: tuple[str, ...], name: str) -> Found | None:
    """A change that names something at the end of a list, where one may stand."""
    said = item.said
    for step in path[:-1]:
        said = said.get(step) if isinstance(said, Table) else None
    if not isinstance(said, Table) or not isinstance(said.get(path[-1], Rows(said.where)), Rows):
        return None
    rows = said.get(path[-1])
    if not rows:
        return {"action": "set", "file": item.file, "path": list(path), "value": [name]}
    return {"action": "insert", "file": item.file, "path": [*path, len(rows)], "value": name}


def remedy_on_page(
    finding: Mapping[str, Any], standing: Standing | None, program: tuple[str, Standing | None]
) -> Found | None:
    """The same for something that was found on a page of a program, whose file is the second one."""
    file, said = program
    is_known = finding["slug"] in _TOO_MUCH and finding["figures"] and finding["path"]
    if standing is None or not is_known:
        return None
    trouble = Trouble(finding, standing)
    value = at(standing.values, trouble.path)
    if not isinstance(value, str):
        return None
    much, *shrinking = map(int, finding["figures"])
    is_little = much <= len(value) * _SHRINKS_BY
    if is_little and said is not None and any(shrinking) and "fit" not in said.values:
        tight = Trouble({"file": file, "path": ["fit"]}, said).set("tight", ("fit",))
        return {"label": "let its type shrink a little", "changes": [tight]}
    return _cut(value, len(value) - much, trouble) if much < len(value) else None


def _cut(value: str, most: int, trouble: Trouble) -> Found:
    """A text that ends with the last word for which there is room."""
    is_in_a_word = not re.search(r"\s", value[most - 1 : most + 1])
    cut = value[:most].rsplit(maxsplit=1)[0] if is_in_a_word else value[:most]
    return {"label": f"cut to {most} characters", "changes": [trouble.set(cut.rstrip(" ,;:"))]}


def _only(mend: Mend) -> str:
    """What is meant, one thing alone."""
    return mend.meant[0] if mend.meant else ""


def _use(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """A word that is nearly a known one."""
    meant = _only(mend)
    if not meant or not isinstance(value, str) or value.strip() != mend.typed.strip():
        return None
    return {"label": f"use {meant}", "changes": [trouble.set(meant)]}


def _replace(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """A piece of a text, such as a reference that is misspelt."""
    meant = _only(mend)
    count = value.count(mend.typed) if isinstance(value, str) else 0
    if not meant or not count or (count > 1 and len(mend.typed) == 1):
        return None
    is_brace = meant.strip("{}") == mend.typed.strip("{}") and len(meant) > len(mend.typed)
    label = f"print {mend.typed} as it is" if is_brace else f"use {meant.strip()}"
    return {"label": label, "changes": [trouble.set(value.replace(mend.typed, meant))]}


def _table(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """Lines whose columns are set with tabs or spaces, as a table of Markdown."""
    lines = value.split("\n") if isinstance(value, str) else []
    first = mend.typed.strip("\n").split("\n")[0]
    start = next((number for number, line in enumerate(lines) if line.strip() == first.strip()), None)
    if start is None:
        return None
    rows = list(takewhile(lambda row: len(row) > 1, (_GAP.split(line.strip()) for line in lines[start:])))
    wide = max(map(len, rows))
    cells = [[one.replace("|", "\\|") for one in (*row, *[""] * (wide - len(row)))] for row in rows]
    table = [f"| {' | '.join(row)} |" for row in cells]
    table[1:1] = ["|" + "---|" * wide]
    before, after = lines[:start], lines[start + len(rows) :]
    whole = [*before, *[""] * bool(before and before[-1]), *table, *[""] * bool(after and after[0]), *after]
    return {"label": "make it a table", "changes": [trouble.set("\n".join(whole))]}


def _call(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """A key that is nearly a known one; of two, nobody can tell which is to stay."""
    meant, path = _only(mend), trouble.path
    if not meant or not path or path[-1] != mend.typed:
        return None
    other = (*path[:-1], meant)
    if at(trouble.standing.values, other) is not ABSENT:
        return None
    return {"label": f"call it {meant}", "changes": [trouble.unset(path), trouble.set(value, other)]}


def _write(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """A value in another form, such as a number in digits."""
    meant, typed = _only(mend), mend.typed
    if not meant or not isinstance(value, (str, int, float)) or (typed and str(value).strip() != typed):
        return None
    return {"label": f"write {meant}", "changes": [trouble.set(meant)]}


def _join(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """Lines that have to be one."""
    if not isinstance(value, str):
        return None
    return {"label": "join its lines", "changes": [trouble.set(" ".join(value.split()))]}


def _shorten(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """A text that is too long, cut at the last word that has room."""
    if not isinstance(value, str) or len(value) <= mend.most:
        return None
    return _cut(value, mend.most, trouble)


def _delete(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """What has only to go."""
    if not trouble.path or value is ABSENT:
        return None
    return {"label": "delete it", "changes": [trouble.unset(trouble.path)]}


def _exchange(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """Days that end before they begin."""
    days = _DAYS.findall(value) if isinstance(value, str) else []
    if len(days) != 2:
        return None
    return {"label": "exchange the two days", "changes": [trouble.set(f"{days[1]} to {days[0]}")]}


def _on(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """Days of a season before, some years on: on the same days of the week, or the same dates."""
    said = str(value) if isinstance(value, (str, date)) else ""
    days, since = list(map(date.fromisoformat, _DAYS.findall(said))), date.fromisoformat(mend.typed)
    years = next((one for one in range(1, 10) if days and days[-1] + one * _YEAR >= since), 0)
    if not years or days[-1] >= since:
        return None
    words = moved_on(said, years, _only(mend) == BY_WEEK)
    return {"label": f"write {words}, {_only(mend)}", "changes": [trouble.set(words)]} if words else None


def _consent(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """Consent that ends: it was given anew, or what it was for goes; of one, or of all in a list."""
    if value is ABSENT or not trouble.path:
        return None
    around, meant = trouble.path[:-1], _only(mend)
    said = at(trouble.standing.values, around)
    if meant in CONSENT[2:]:
        return _consents(mend, value, trouble)
    if meant == CONSENT[0]:
        return {"label": f"they agreed again, until {mend.typed}", "changes": [trouble.set(mend.typed)]}
    if "quote" in said or "file" in said:
        what = "quotation" if "quote" in said else "picture"
        return {"label": f"take the {what} out", "changes": [trouble.remove(around)]}
    if said.get("photo"):
        gone = [name for name in _OF_PHOTO if said.get(name)]
        label = "take the photograph out, and print the name alone"
        return {"label": label, "changes": [trouble.unset((*around, name)) for name in gone]}
    if around and isinstance(around[-1], int):
        return {"label": "take this person out of the list", "changes": [trouble.remove(around)]}
    return None


def _consents(mend: Mend, value: Any, trouble: Trouble) -> Found | None:
    """The same of all with whom it ends on one day: the first has the button. Rows go from the last on."""
    around, key = trouble.path[:-1], trouble.path[-1]
    rows = at(trouble.standing.values, around[:-1]) if around and isinstance(around[-1], int) else ()
    same = [number for number, one in enumerate(rows) if one.get(key) == value]
    if len(same) < 2 or same[0] != around[-1]:
        return None
    ways = [(*around[:-1], number) for number in same]
    if _only(mend) == CONSENT[2]:
        label = f"all {len(same)} until {value} agreed again, until {mend.typed}"
        return {"label": label, "changes": [trouble.set(mend.typed, (*way, key)) for way in ways]}
    label = f"take all {len(same)} until {value} out of the list"
    return {"label": label, "changes": [trouble.remove(way) for way in reversed(ways)]}


_DOING: Final[Mapping[Way, Doing]] = {
    "use": _use,
    "replace": _replace,
    "call": _call,
    "write": _write,
    "join": _join,
    "consent": _consent,
    "cut": _shorten,
    "delete": _delete,
    "exchange": _exchange,
    "on": _on,
    "table": _table,
}
