"""A packet of some programs says by itself which they are: its title, its line, its welcome, its numbers.

Takes the publication and a wish for such a packet; gives the publication with that packet, and what of its
texts cannot be true of so few programs. Must not know how packets are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from brochure.build import Wish, packets_of
from brochure.compose import Phrases
from brochure.content import NumberWords, counted_programs, numbers_of
from brochure.errors import Finding, Problem, Severity
from brochure.model import Fact, Line, Packet, Program, Prose, Publication, Quoted, Text, Welcome, plain

#: Characters of a title that names its programs; of more of them it says how many.
_LONGEST_TITLE: Final = 70


def with_packet_of_some(
    publication: Publication, wish: Wish, words: Phrases
) -> tuple[Publication, tuple[Problem, ...]]:
    """The publication whose packet is of the programs that are wished for, and what is told of that packet.

    As it was where no packet of some programs is wished for.
    """
    known = packets_of(publication)
    wanted = next((one for one in known if wish.packets and one.id == wish.packets[0]), None)
    if not wish.programs or wanted is None:
        return publication, ()
    by_id = {program.id: program for program in publication.programs}
    programs = [by_id[name] for name in dict.fromkeys(wish.programs) if name in by_id]
    own, chosen = wanted.programs or tuple(by_id), {program.id for program in programs}
    if set(own) == chosen and not wish.title:
        return publication, ()
    every = len(own if chosen <= {*own} else by_id)
    some = _Some(publication, wanted, programs, every, words)
    packet, fact = some.packet(wish.title), some.count
    packets = tuple(packet if one is wanted else one for one in known)
    facts = {**publication.facts, **({_COUNT: fact} if fact else {})}
    changed = publication.model_copy(update={"packets": packets, "facts": facts})
    return changed, tuple(some.told)


#: The id of the fact that says how many programs such a packet has.
_COUNT: Final = "programs-of-this-packet"


class _Some:
    """One packet of some of its programs."""

    def __init__(
        self,
        publication: Publication,
        whole: Packet,
        programs: Sequence[Program],
        every: int,
        words: Phrases,
    ) -> None:
        self.publication, self.whole, self.programs, self.words = publication, whole, programs, words
        self.numbers: NumberWords = numbers_of(publication.settings.language)
        self.names = [str(name).casefold() for name in publication.kind.counted]
        self.counts = {
            one.where
            for name in self.names
            if (fact := publication.facts.get(name))
            for one in (fact.value, fact.words, fact.label)
            if one is not None and one.where
        }
        self.counted = [name for name in self.names if name in publication.facts]
        self.number = str(len(programs))
        self.said = words.filled("some-programs", count=self.number, all=str(every))
        self.told = list[Problem]()

    @property
    def count(self) -> Fact | None:
        """How many programs there are, in the place of the fact that says how many the season has."""
        if not self.counted:
            return None
        return Fact(value=Line(self.number), label=Line(self.said.removeprefix(self.number).strip()))

    def packet(self, title: str) -> Packet:
        """The packet with a title of its own, by default the names of its programs."""
        names = self.words.listed([plain(program.name) for program in self.programs])
        named = title or (names if len(names) <= _LONGEST_TITLE else self.said)
        line = self.whole.line and Line(self.changed(self.whole.line))
        if not line or self.miscounts(line):
            line = Line(self.said)
        welcome = self.whole.welcome and self.welcome(self.whole.welcome, names)
        back = self.whole.back and Line(self.changed(self.whole.back))
        return self.whole.model_copy(
            update={"title": Line(named), "line": line, "welcome": welcome, "back": back}
        )

    def welcome(self, welcome: Welcome, names: str) -> Welcome:
        """The welcome, which begins with the programs; a title that counts others gives way."""
        title = welcome.title and Line(self.changed(welcome.title))
        if title and (piece := self.miscounts(title)):
            hint = "write a title that needs no number, and every packet has it"
            self.tell(title, f'the title with "{piece}" is left out of a packet', hint, "note")
            title = Line(self.said)
        said = {name: self.changed(text) for name in ("lead", "text") if (text := getattr(welcome, name))}
        for text in said.values():
            if piece := self.miscounts(text):
                what = f'"{piece}" stands in the welcome of a packet'
                self.tell(text, what, self.without(piece), "warning")
        holds = self.words.filled("some-welcome", names=names)
        below = said.get("text")
        text = Prose(
            f"{holds}\n\n{below}" if below else holds,
            getattr(below, "where", None),
            None,
            _later(below, len(holds) + 2),
        )
        facts = tuple(_COUNT if name in self.counted else name for name in welcome.facts)
        lead = {"lead": Prose(said["lead"])} if "lead" in said else {}
        return welcome.model_copy(update={"title": title, "text": text, "facts": facts, **lead})

    def without(self, piece: str) -> str:
        """The hint for words that count other programs: no number, or the fact that counts these here.

        Of one program no sentence with such a fact reads well.
        """
        if not (self.names and self.programs[1:]):
            return "write a sentence that needs no number, and every packet has it"
        name = (self.counted or self.names)[0]
        if fact := self.publication.facts.get(name):
            says_both = any(one in str(fact.words or fact.value).casefold() for one in self.names)
            place = f'"{piece}"' if says_both else "the number"
            return f"write {{{name}}} in place of {place}, or no number"
        every = self.numbers.written(len(self.publication.programs))
        keys = f"value: {len(self.publication.programs)}, words: {every}, label: {name}"
        return f"write no number; or add {name}: {{{keys}}} to facts.yaml, and write {{{name}}} in its place"

    def tell(self, text: Text, what: str, hint: str, gravity: Severity) -> None:
        """Something of the whole packet's words that is not so here, as grave as the publication has it."""
        asked = self.publication.settings.checks.get("counts", "warning")
        if text.where and asked != "off":
            severity: Severity = asked if gravity == "warning" else gravity
            about = f"{what} of {len(self.programs)}, for it counts others"
            self.told.append(Problem(text.where, about, hint, severity, "counts"))

    def miscounts(self, text: str) -> str:
        """What of a text names another number of programs."""
        found = counted_programs(text, self.names, self.numbers)
        return next((piece for number, piece in found if number != len(self.programs)), "")

    def changed(self, text: Text) -> Text:
        """A text in which the fact that counts programs counts those of this packet."""
        said, at, quoted, length = list[str](), 0, list[Quoted](), 0
        for one in text.quoted:
            words = str(text[one.start : one.end])
            if one.where in self.counts:
                words = self.counting(words)
            length += one.start - at
            said += (text[at : one.start], words)
            quoted.append(Quoted(length, length + len(words), one.where))
            length, at = length + len(words), one.end
        return Text("".join((*said, text[at:])), text.where, text.lang, tuple(quoted))

    def counting(self, words: str) -> str:
        """What the fact says, with the number of these programs in the place of its own."""
        found = self.numbers.numbers(words)
        if not found:
            return words
        before, number, after = (
            words[: found[0].start],
            words[found[0].start : found[0].end],
            words[found[0].end :],
        )
        own = self.number if number[0].isdecimal() else self.numbers.written(len(self.programs))
        return before + (own[:1].upper() + own[1:] if number[:1].isupper() else own) + after


def _later(text: Text | None, by: int) -> tuple[Quoted, ...]:
    """What a text quotes, so many characters further on."""
    return tuple(Quoted(one.start + by, one.end + by, one.where) for one in (text.quoted if text else ()))


def told_of(name: str, problems: Sequence[Problem]) -> Iterator[Finding]:
    """What is told of such a packet, as it is found in its document."""
    for one in problems:
        yield Finding(name, 0, one.check, one.severity, one.what, str(one.where), one.hint)
