"""What can go wrong, said in one form: faults of content, findings in documents, and what stops a build.

Takes nothing from the rest of the package; gives `Where`, `Problem`, `Finding`, the errors that stages
raise, and what may have been meant by a name that is not known. Must not know any stage; a build in which
nothing has changed loads it and little else, so that it imports nothing costly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, Literal, NamedTuple, Self

Severity = Literal["error", "warning", "note"]
#: Endings of the workbooks that are read, in which places are cells.
WORKBOOKS: Final = (".xlsx", ".xlsm")
#: Endings of lists in plain text, in which the column of a place is the number of a cell.
LISTS: Final = (".csv", ".tsv", ".txt")
#: Names that a hint lists where none of them is near.
_MOST: Final = 30
#: Characters of a message, however long the value is that it is about; those of its place, and those that
#: what is wrong has in any case.
_LONGEST: Final = 400
_LONGEST_PLACE: Final = 100
_LEAST: Final = 180
#: Problems of one kind that are told; who has more mends these first.
MOST_TOLD: Final = 200
#: Pages of one finding, and places of one problem, that are named; of more, all but the last.
_MOST_PAPERS: Final = 3
_MOST_PLACES: Final = 6
#: Characters of a name that may be a slip of another; what is longer is no name, and costs much to compare.
_LONGEST_NAME: Final = 100


def brief(words: str, most: int = _LONGEST) -> str:
    """Words as a message says them: one line of so many characters at most, in which all can be seen.

    A character that cannot be seen is named by its number.
    """
    if len(words) > most or not words.isprintable():
        line = re.sub(r"[\t\n\r]+ *", " ", words if len(words) < 2 * most else words[:most] + words[-most:])
        words = "".join(one if one.isprintable() else f"<U+{ord(one):04X}>" for one in line)
    return words if len(words) <= most else f"{words[: most * 3 // 4]} ... {words[-most // 6 :]}"


class Where(NamedTuple):
    """A place in a content file; `line` and `column` count from 1, 0 means the file as a whole.

    In a workbook they are those of a cell, and the column is shown as there: `students.xlsx:4:C`.
    """

    file: str
    line: int = 0
    column: int = 0

    @property
    def is_cell(self) -> bool:
        """Whether this is a cell of a workbook, which has no lines of its own."""
        return self.file.lower().endswith(WORKBOOKS)

    def below(self, lines: int) -> Where:
        """The place so many lines further down in the same text."""
        return self if self.is_cell else self._replace(line=self.line + lines)

    def __str__(self) -> str:
        column = column_letters(self.column) if self.is_cell else self.column
        return ":".join(str(part) for part in (brief(self.file, _LONGEST_PLACE), self.line, column) if part)


def column_letters(number: int) -> str:
    """What a spreadsheet calls a column: C for 3, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


#: What is done with what was typed, or with what stands at the place of a problem.
Way = Literal[
    "use", "replace", "call", "write", "add", "delete", "join", "cut", "exchange", "table", "on", "consent"
]


#: By what days of a season are those of the next.
BY_WEEK, BY_DATE = "the same days of the week", "the same dates"
#: What becomes of somebody's consent that ends: it was given anew, or what it was for is taken out; the same
#: of all in a list with whom it ends on that day.
CONSENT: Final = ("agreed", "taken out", "all agreed", "all taken out")


class Mend(NamedTuple):
    """What would mend a problem, as a value, so that nobody has to read it out of a hint.

    `use` what is `meant` in place of all that was `typed`, `replace` that piece of a text, `call` a key so,
    `write` a value, `add` a key, `delete` what stands there, `join` lines, `cut` a text to its first `most`
    characters, `exchange` its two days, make columns a `table`, move days so many years `on` that they are
    not before the one that was `typed`, by what is `meant`, write down a `consent` that was given anew until
    the day that was `typed`, or take out what it was for. Of several that are meant only a person can tell
    which; `known` are all that may stand there.
    """

    way: Way
    typed: str = ""
    meant: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    most: int = 0


class Hint(str):
    """The words of a hint that says a `mend`, with that as a value."""

    __slots__ = ("mend",)
    mend: Mend

    def __new__(cls, words: str, mend: Mend) -> Self:
        self = super().__new__(cls, words)
        self.mend = mend
        return self

    def __getnewargs__(self) -> tuple[str, Mend]:  # type: ignore[override]
        """So that it comes back whole from a worker process."""
        return str(self), self.mend

    def and_also(self, words: str) -> Hint:
        """The same with more words behind it."""
        return Hint(f"{self}{words}", self.mend)


class Problem(NamedTuple):
    """One fault: where it stands, what it is, and what would mend it.

    One that is no error stops nothing: it is told beside what is made. `check` names the check that found
    it, where a publication may set how grave its findings are; `rule` the kind of fault, where those of one
    kind are treated alike; `field` the key that its words may begin with.
    """

    where: Where
    what: str
    hint: str = ""
    severity: Severity = "error"
    check: str = ""
    rule: str = ""
    field: str = ""

    @property
    def mend(self) -> Mend | None:
        """What its hint says, where that is a `Hint`."""
        return getattr(self.hint, "mend", None)

    def __str__(self) -> str:
        return self.told()

    def told(self, same: Sequence[Problem] = ()) -> str:
        """The message, which names the places of all that tell the same."""
        places = f"; also in {_listed([str(one.where) for one in same], _MOST_PLACES)}" if same else ""
        check = f" [{self.check}]" if self.check else ""
        return _said(str(self.where), self.what, self.hint, places) + check


#: The rule of what is wrong with a file that content names, wherever it does.
OF_FILE: Final = "of-file"


def told_once(problems: Iterable[Problem]) -> Iterator[tuple[Problem, tuple[Problem, ...]]]:
    """Each problem, what is wrong with a file but once, with those that tell the same of other places."""
    groups = dict[tuple[object, ...], list[Problem]]()
    for one in problems:
        key = (one.what, one.hint) if one.rule == OF_FILE else one
        groups.setdefault(key, []).append(one)
    for first, *others in groups.values():
        yield first, tuple(others)


#: The slug of what is noticed in content by no check whose gravity can be set.
CONTENT: Final = "content"


class Finding(NamedTuple):
    """Something noticed in a document, or in content where `document` is empty.

    `page` counts from 1, 0 means the document; `where` is a place of content such as `file:line:column`, or
    empty. `figures` are those of its words that a reader of findings may want: of a picture its pixels per
    inch, of text in many inks its cyan, magenta, yellow and black in percent, of a page how full it is in
    percent, of text that has no room the characters to cut, and 1 where smaller type would do as well.
    """

    document: str
    page: int
    slug: str
    severity: Severity
    what: str
    where: str = ""
    hint: str = ""
    figures: tuple[float, ...] = ()

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Finding:
        """The finding of which a JSON file holds the fields."""
        return cls(**{**record, "figures": tuple(record.get("figures", ()))})

    @classmethod
    def noticed(cls, problems: Iterable[Problem]) -> tuple[Finding, ...]:
        """What stops nothing in content, as it is told beside every document."""
        told = sorted(set(problems))
        return tuple(
            cls("", 0, one.check or CONTENT, one.severity, one.what, str(one.where), one.hint)
            for one in told
        )

    @property
    def paper(self) -> str:
        """The page, or the document, that it is about."""
        return f"page {self.page} of {self.document}.pdf" if self.page else f"{self.document}.pdf"

    def __str__(self) -> str:
        return self.told()

    def told(self, same: Sequence[Finding] = ()) -> str:
        """The message, which names the pages of all that tell the same; of many, two.

        A check of content whose gravity can be set stands behind it in brackets.
        """
        is_check = not self.document and self.slug != CONTENT
        return self._told(same) + (f" [{self.slug}]" if is_check else "")

    def _told(self, same: Sequence[Finding]) -> str:
        if not self.where:
            numbers = [str(one.page) for one in (self, *same) if one.page]
            pages = f", page{'s' * (len(numbers) > 1)} {_listed(numbers)}" if numbers else ""
            return _said(f"{brief(self.document, _LONGEST_PLACE)}.pdf{pages}", self.what, self.hint)
        papers = list(dict.fromkeys(one.paper for one in (self, *same))) if self.document else []
        pages = f" ({_listed(papers)})" if papers else ""
        return _said(brief(self.where, _LONGEST_PLACE), self.what, self.hint, pages)


def _listed(names: Sequence[str], most: int = _MOST_PAPERS) -> str:
    """Names one after the other; of more than `most`, how many more there are."""
    kept = most - 1
    *others, last = names if len(names) <= most else [*names[:kept], f"{len(names) - kept} more"]
    return f"{', '.join(others)}{' and ' * bool(others)}{last}"


def gathered(findings: Iterable[Finding]) -> Iterator[tuple[Finding, tuple[Finding, ...]]]:
    """Each finding once, with those that tell the same of other pages.

    So a text is told once that stands in a brochure, and again in the packet that binds it. Of warnings and
    notes about one text in whose words there are figures the gravest tells of all, whatever these are.
    """
    groups = dict[tuple[str, ...], list[Finding]]()
    for one in dict.fromkeys(findings):
        alike: tuple[str, ...] = () if one.figures else (one.what,)
        if one.severity == "error":
            alike = one.what, one.hint
        if not one.where:  # the same on other pages of the same file
            alike = (one.document, one.severity, one.what, one.hint)
        key = (one.slug, one.where, *alike) if one.document else tuple(map(str, one))
        groups.setdefault(key, []).append(one)
    for group in groups.values():
        gravest = next((one for one in group if one.severity != "note"), group[0])
        yield gravest, tuple(one for one in group if one is not gravest)


def _said(place: str, what: str, hint: str, more: str = "") -> str:
    """A message; where it would be too long, what it quotes is shortened first."""
    room = _LONGEST - len(place) - len(more) - len(": . Hint: .")
    what = brief(what, max(_LEAST, room - len(hint))).rstrip(".")
    mend = f" Hint: {brief(hint, max(_LEAST // 3, room - len(what))).rstrip('.')}." if hint else ""
    return f"{place}: {what}{more}.{mend}"


def likeliest(name: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """The known name that is nearest, where one is alike by `least` (0 to 1)."""
    if len(name) > _LONGEST_NAME:
        return None
    return next(iter(get_close_matches(name.casefold(), list(known), 1, least)), None)


def perhaps(*meant: str | None, typed: str = "", way: Way = "use") -> str:
    """The hint that something else is meant; empty where nothing is."""
    found = tuple(one for one in meant if one)
    return Hint(f"perhaps {' or '.join(found)} is meant", Mend(way, typed, found)) if found else ""


def to_write(meant: str, typed: str = "", words: str = "write {}") -> Hint:
    """The hint to write what is meant, in such words."""
    return Hint(words.format(meant), Mend("write", typed, (meant,)))


def nearest(name: str, known: Iterable[str], kind: str = "allowed here", way: Way = "use") -> Hint:
    """A hint: the likeliest of the known names, or the list of them after what they are."""
    names = tuple(known)
    meant = likeliest(name, names)
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    words = perhaps(meant) or f"{kind}: {', '.join(names[:_MOST]) or 'none'}{more}"
    return Hint(words, Mend(way, name, (meant,) if meant else (), names))


class BrochureError(Exception):
    """All problems of one stage, sorted by place; `exit_code` is what the command line ends with."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, where: Where | str, what: str, hint: str = "") -> Self:
        """One problem in a place, or in the file or of the option that is named."""
        return cls([Problem(where if isinstance(where, Where) else Where(where), what, hint)])

    def __reduce__(self) -> tuple[type[BrochureError], tuple[tuple[Problem, ...]]]:
        """So that it comes back whole from a worker process."""
        return type(self), (self.problems,)


class ContentError(BrochureError):
    """The publication has problems; nothing was rendered."""


class UsageError(BrochureError):
    """The command asks for something that is not there."""

    exit_code = 2


class MachineError(BrochureError):
    """The machine lacks something: a library, a font, room on the disk."""

    exit_code = 3
