"""Figures that contradict one another: a fact's value and its words, a fact and what a text says of the same
thing by hand, numbers of programs and points and how many there are; facts that a page would show twice; and
thousands that would be read as something else.

Takes the library; gives problems, each with the name of its check. Nothing is known of any language but what
number_words.yaml says, and what the facts say themselves: the words of a label tell what its figure counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from brochure.content.number_words import SUM, NumberWords, numbers_of
from brochure.content.references import fill, names_of
from brochure.content.sources import Library, Source
from brochure.content.values import FieldValue, base_of, is_cut_short, whole_number
from brochure.errors import Hint, Mend, Problem, Where, to_write
from brochure.model import LONGEST_TEXT, Packet, Rows, Settings, Table, Term, Text, Welcome, excerpt

#: Letters from which on a word of a label says what is counted, whatever the language.
_TELLING: Final = 5
#: Numbers that may be a rounding of a value: from which value on, and by which share they differ at most.
_ROUNDED: Final = ((1_000_000, 0.2), (100, 0.1), (20, 0.05))
#: From which value on words that begin with a number may give it roundly.
_MANY: Final = 100
#: Points that a title counts: one more or less is an oversight, any other number means something else.
_NEAR: Final = 2
#: Problems of one check in one file.
_MOST: Final = 20
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n[-*] ")
#: What makes a number one end of several: four or five, 4–5.
_RANGE: Final = re.compile(r"(?:[-–—/]|\s[^\W\d_]{1,3}\s|,\s)\s*$")
#: Kinds of files whose texts are nobody's running text.
_NO_TEXTS: Final = frozenset({"facts", "brand", "reviews", "confirmed", "printer"})


def language_of(library: Library) -> str:
    """The language of a publication, as far as it says so."""
    settings = library.table("publication")
    return str(settings.get("language", "en")) if settings else "en"


#: A number whose thousands are divided by a sign, perhaps with a decimal or two behind another.
_THOUSANDS: Final = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:[.,]([0-9]{1,2}))?")


def sums(entry: FieldValue, library: Library) -> Iterator[Problem]:
    """Sums of money whose thousands are divided by what stands before decimals in their language."""
    if not _THOUSANDS.search(entry.value):
        return
    from brochure.content.number_formats import locale_of, signs_of  # Babel, which few texts need

    language = entry.value.lang or language_of(library)
    point, group = signs_of(locale_of(language))
    for found in SUM.finditer(entry.value):
        digits = found[1] or found[2]
        parts = _THOUSANDS.fullmatch(digits)
        after = re.match(r"[\s\u00a0]*([^\W\d_]+)", entry.value[found.end() :])
        is_of_millions = after and after[1].casefold() in numbers_of(language).times
        if parts and parts[2] == point and not is_of_millions:
            meant = parts[1].replace(point, group.replace("\u202f", " ").replace("\u00a0", " ")) + (
                f"{point}{parts[3]}" if parts[3] else ""
            )
            where = library.folder.find(entry.value.where or entry.where, digits)
            what = (
                f'"{found[0]}" has {point} between its thousands, which is read as the sign before decimals'
            )
            whole = found[0].replace(digits, meant)
            hint = Hint(f"write {whole}", Mend("replace", found[0], (whole,)))
            yield Problem(where, what, hint, "warning", "thousands")


def cut_short(entry: FieldValue) -> Iterator[Problem]:
    """A whole number whose thousands would be lost."""
    said = entry.value.strip()
    if entry.shape.single is int and is_cut_short(said):
        hint = to_write(whole_number(said), said, "write {}, or the number that is meant")
        yield Problem(entry.where, f"{entry.field} {said} would be read as {said[:-4]}", hint)


def check_facts_and_words(library: Library) -> Iterator[Problem]:
    """Every figure that another one contradicts, and those written by hand that a fact states."""
    words = numbers_of(language_of(library))
    facts = library.table("facts")
    if facts:
        yield from _values(facts, words)
        figures = library.kept.once("figures", (facts, words), lambda: _figures(facts, words))
        for source in library.sources:
            if source.table is not None and source.kind not in _NO_TEXTS:
                yield from library.kept.once(
                    ("written figures", source.kind, source.path),
                    (source.table, figures),
                    partial(_written, source, library, figures, words),
                )
    yield from _counts(library, words)


def _values(facts: Table, words: NumberWords) -> Iterator[Problem]:
    for name, fact in facts.items():
        if not isinstance(fact, Table) or not isinstance(value := fact.get("value"), Text):
            continue
        said = fact.get("words")
        numbers = [one.value for one in words.numbers(value)]
        if isinstance(said, Text) and said.lang is None and (other := _contradiction(value, said, words)):
            what = (
                f'the fact {name} has the value {value.strip()}, and its words say {other}: "{said.strip()}"'
            )
            hint = f"write the value that its words say, or words that say {value.strip()}"
            yield Problem(said.where or fact.places["words"], what, hint, "warning", "value-words")
        share = [one.value for one in words.numbers(str(fact.get("share", "")))]
        if "%" in value and len(numbers) == 1 and len(share) == 1 and abs(numbers[0] - share[0]) >= 1:
            what = f"the fact {name} has the value {value.strip()}, and its share is {share[0]:g}"
            hint = f"write share: {numbers[0]:g}, or correct the value"
            yield Problem(fact.places["share"], what, hint, "warning", "value-words")


def _contradiction(value: str, said: str, words: NumberWords) -> str:
    """The number that words say in place of the value's; empty where they may mean the same."""
    of_value, of_words = words.numbers(value), words.numbers(said)
    if not of_value or not of_words or words.is_vague(said):
        return ""
    if any(words.is_percent(value, one.end) for one in of_value):
        of_words = [one for one in of_words if words.is_percent(said, one.end)]
    known = {one.value for one in of_words}
    is_about = of_words and of_words[0].start > 0  # "more than twenty", but not "20 years"
    if not of_words or any(
        one.value == other or (_is_same(one.value, other) and (is_about or one.value >= _MANY))
        for one in of_value
        for other in known
    ):
        is_range = len(of_value) == 2 and re.fullmatch(
            r"\D*[–-]\D*", value[of_value[0].end : of_value[1].start]
        )
        if not (is_range and len(known) == 1 and of_words):
            return ""
    return " and ".join(f"{one:g}" for one in sorted(known))


def _is_same(value: float, other: float) -> bool:
    """Whether one number is another, or stands for it roundly, as eleven thousand does for 11,400."""
    if value == other:
        return True
    share = next((share for least, share in _ROUNDED if value >= least), 0)
    is_round = len(f"{other:.0f}".rstrip("0")) < len(f"{value:.0f}".rstrip("0"))
    return is_round and abs(value - other) <= share * value


@dataclass(frozen=True)
class _Figure:
    """A fact as texts may say it by hand: its words, and what its label says that they count.

    `telling` are the words of the label of which `needed` must stand in the same sentence; `counted` is what
    follows the number where another one would contradict it, `unit` its first word.
    """

    name: str
    number: float | None
    phrase: str
    telling: frozenset[str]
    needed: int
    counted: str
    unit: str

    def is_meant(self, around: str) -> bool:
        found = {word.casefold() for word in _WORD.findall(around)}
        return len(self.telling & found) >= self.needed > 0


def _figures(facts: Table, words: NumberWords) -> Sequence[_Figure]:
    found = [_figure(name, fact, words) for name, fact in facts.items() if isinstance(fact, Table)]
    figures = [one for one in found if one]
    shared = Counter(one.counted for one in figures)  # what two facts count, a text may count once more
    return [replace(one, counted="") if shared[one.counted] > 1 else one for one in figures]


def _figure(name: str, fact: Table, words: NumberWords) -> _Figure | None:
    value, label = str(fact.get("value", "")).strip(), str(fact.get("label", ""))
    said = str(fact.get("words", "")).strip().casefold()
    numbers = words.numbers(value)
    label_words = [(word[0].casefold(), word.end()) for word in _WORD.finditer(label)]
    if not label_words or not numbers or "{" in label:
        return None
    unit = label_words[0][0]
    phrase = said if words.numbers(said) else f"{value} {unit}".casefold()
    telling = [(word, end) for word, end in label_words if len(word) >= _TELLING and word not in phrase]
    is_plain = len(numbers) == 1 and value.replace(",", "").isdecimal()
    end = telling[0][1] if telling else label_words[-1][1]
    counted = label[label.casefold().index(unit) : end].casefold() if len(label_words) > 1 else ""
    return _Figure(
        name=name,
        number=numbers[0].value if is_plain else None,
        phrase=phrase,
        telling=frozenset(word for word, _ in telling),
        needed=min(len(telling), 1 if len(telling) < 3 else 2),
        counted=counted if counted.count(" ") else "",
        unit=unit,
    )


def _written(
    source: Source, library: Library, figures: Sequence[_Figure], words: NumberWords
) -> list[Problem]:
    """What one file says of figures that are facts."""
    found = (
        problem
        for entry in library.entries_of(source)
        if entry.shape.is_text and isinstance(entry.value, Text) and len(entry.value) <= LONGEST_TEXT
        if entry.value.lang is None
        for problem in _in_text(entry, library, figures, words)
    )
    return list(islice(found, _MOST))


def _in_text(
    entry: FieldValue, library: Library, figures: Sequence[_Figure], words: NumberWords
) -> Iterator[Problem]:
    text, folded = entry.value, entry.value.casefold()
    if len(folded) != len(text):  # ß, whose other form has two letters
        folded = text.lower()
    is_term = base_of(entry.owner) is Term and entry.field == "value" and entry.table is not None
    beside = " ".join(map(str, (entry.table or {}).values())) if is_term else ""
    asked = entry.value.where or entry.where
    for one in figures:
        for found in _places(one.phrase, folded):
            if not one.is_meant(beside or _sentence(folded, *found)):
                continue
            piece = text[slice(*found)]
            name = one.name[:1].upper() + one.name[1:] if piece[:1].isupper() else one.name
            what = f'"{excerpt(piece, 0)}" is written by hand, and the fact {one.name} says it'
            where = library.folder.find(asked, piece)
            yield Problem(where, what, f"write {{{name}}} in its place", "note", "written-figure")
        looked = one.unit if is_term else one.counted
        if (
            one.number is None
            or not looked
            or looked not in folded
            or (is_term and not one.is_meant(beside))
        ):
            continue
        for start, end in _places(looked, folded):
            other = _number_before(text, start, words)
            if other and not _is_same(one.number, other[0]):
                piece = text[other[1] : end]
                what = f'"{excerpt(piece, 0)}" contradicts the fact {one.name}, which says {one.number:g}'
                hint = f"write {{{one.name}}} in place of the figure, or correct the fact in facts.yaml"
                where = library.folder.find(asked, piece.split("\n")[0])
                yield Problem(where, what, hint, "warning", "other-figure")


def _places(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    """Where whole words stand in a text."""
    at = text.find(phrase)
    while phrase and at >= 0:
        end = at + len(phrase)
        around = text[at - 1 : at], text[end : end + 1]
        if not any(one.isalnum() or (one in "-–{" and one) for one in around):
            yield at, end
        at = text.find(phrase, end)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence in which something stands."""
    begins = [0, *(found.end() for found in _SENTENCE.finditer(text, 0, start))][-1]
    found = _SENTENCE.search(text, end)
    return text[begins : found.start() if found else len(text)]


def _number_before(text: str, start: int, words: NumberWords) -> tuple[float, int] | None:
    """A single number right before a place, and where it begins; none where it is the end of a range."""
    begins = max(start - 40, 0)
    numbers = words.numbers(text[begins:start])
    if not numbers or text[begins + numbers[-1].end : start].strip(" \n\u00a0"):
        return None
    last = numbers[-1]
    before = text[begins : begins + last.start]
    is_range = len(numbers) > 1 and _RANGE.fullmatch(before, numbers[-2].end) is not None
    cut = begins and last.start == 0
    return (
        None
        if is_range or cut or before[-1:] in ("–", "-", ".", "/", "$")
        else (last.value, begins + last.start)
    )


def _counts(library: Library, words: NumberWords) -> Iterator[Problem]:
    names = [str(one).casefold() for one in library.kind.counted]
    every = len(library.of("program"))
    facts = library.table("facts") or Table(Where(""))
    for name in facts.keys() & set(names):
        value = facts[name].get("value") if isinstance(facts[name], Table) else None
        numbers = words.numbers(value) if isinstance(value, Text) else []
        if isinstance(value, Text) and len(numbers) == 1 and numbers[0].value != every:
            what = f"the fact {name} says {value.strip()}, and there {_are(every)}"
            hint = f"write value: {every} and words: that say it, or add what is missing to programs/"
            yield Problem(value.where or facts.places[name], what, hint, "warning", "counts")
    if names:
        for source in library.of("packet"):
            chosen = source.table.get("programs") if source.table else None
            yield from _counted(
                source, library, names, len(chosen) if isinstance(chosen, Rows) else every, words
            )
        for source in library.of("publication"):
            yield from _counted(source, library, names, every, words)
    for _, entry in library.entries:
        if entry.field == "points_title" and isinstance(entry.value, Text) and entry.table is not None:
            yield from _points(entry, str(fill(entry.value.strip(), names_of(library)[1])[0]), words)
        if entry.field == "statistics" and entry.table is not None:
            yield from _shown_twice(entry.value, entry.table.get("facts"))


def _shown_twice(statistics: object, beside: object) -> Iterator[Problem]:
    if not isinstance(statistics, Rows) or not isinstance(beside, Rows):
        return
    shown = {str(one).strip() for one in statistics}
    for one in beside:
        if isinstance(one, Text) and one.strip() in shown:
            what = f"{one.strip()} stands in facts and in statistics of the same text, and is printed twice"
            hint = "take it out of facts, unless flyers, leaflets and cards are to show it"
            yield Problem(one.where or statistics.where, what, hint, "note", "shown-twice")


def _are(count: int) -> str:
    return "is 1 program" if count == 1 else f"are {count} programs"


def counted_programs(text: str, names: Sequence[str], words: NumberWords) -> Iterator[tuple[int, str]]:
    """Numbers of programs that a text names, by these words for programs, each with what says it."""
    for one in words.numbers(text):
        found = re.compile(r"[\s\u00a0]+(?:[\w-]+[\s\u00a0]+)?([^\W\d_]+)").match(text, one.end)
        near = re.compile(r"[\s\u00a0]+([^\W\d_]+)").match(text, one.end)
        for end in filter(None, (near, found)):
            if end[1].casefold() in names and one.value == int(one.value) > 1:
                yield int(one.value), text[one.start : end.end()]
                break


def _counted(
    source: Source, library: Library, names: Sequence[str], count: int, words: NumberWords
) -> Iterator[Problem]:
    """Texts of a packet or a publication that name another number of programs; in running text two may be
    some of them, and only more than there are is wrong.
    """
    for entry in library.entries_of(source):
        if not entry.shape.is_text or not isinstance(entry.value, Text):
            continue
        is_title = base_of(entry.owner) in (Packet, Settings) or (
            base_of(entry.owner) is Welcome and entry.field == "title"
        )
        for number, piece in counted_programs(entry.value, names, words):
            if number > count or (is_title and number != count):
                where = library.folder.find(entry.value.where or entry.where, piece.split("\n")[0])
                holds = "the packet" if source.kind == "packet" else "the publication"
                what = f'"{piece}" stands in a text of {holds}, and there {_are(count)} in it'
                hint = f"write {words.written(count)}, or a sentence that needs no number"
                yield Problem(where, what, hint, "warning", "counts")


def _points(entry: FieldValue, title: str, words: NumberWords) -> Iterator[Problem]:
    points = entry.table.get("points") if entry.table is not None else None
    numbers = words.numbers(title)
    if not isinstance(points, Rows) or len(numbers) != 1 or numbers[0].start:
        return
    number, there = numbers[0].value, len(points)
    if there != number > 1 and abs(number - there) <= _NEAR:
        what = f'"{title}" says {number:g}, and {there} points follow'
        hint = f"say {words.written(there)}, or add the point that is missing"
        yield Problem(entry.value.where or entry.where, what, hint, "warning", "counts")
