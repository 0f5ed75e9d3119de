"""References: `{vacation}` becomes what the fact says, an id becomes a person, a name a shared section.

Takes sources and models; gives what names mean, texts without references, what is wrong with those that mean
nothing, and models in which everything is in place. Must not know which rules texts keep to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from brochure.content.sources import Library, Source, meant_id
from brochure.errors import MOST_TOLD, Hint, Mend, Severity, likeliest, perhaps
from brochure.model import (
    LONGEST_TEXT,
    Item,
    Person,
    Program,
    Quoted,
    Section,
    SectionBody,
    SectionUse,
    Table,
    Text,
    as_span,
    is_language,
    language_hint,
)

_TOKEN: Final = re.compile(r"(?<=\])\{lang=(?P<lang>[^{}\n]*)\}|\{\{|\}\}|\{(?P<name>[^{}\n]*)\}|[{}]")


@dataclass(frozen=True)
class Names:
    """What references mean: name to words, None where the name is known but its words are not.

    `open_heads` are first parts after which anything may follow, because the file that would tell could not
    be read; with `open` any name may mean something. `hint` tells what is meant here at all, where that is
    little.
    """

    words: Mapping[str, str | None]
    open_heads: frozenset[str] = frozenset()
    open: bool = False
    hint: str = ""

    def and_also(self, more: Names) -> Names:
        """These names and more."""
        heads, is_open = self.open_heads | more.open_heads, self.open or more.open
        return Names({**self.words, **more.words}, heads, is_open, self.hint or more.hint)

    def knows(self, name: str) -> bool:
        """Whether a reference to this name can be right."""
        return self.open or name in self.words or name.partition(".")[0] in self.open_heads


@dataclass(frozen=True)
class Fault:
    """A piece of text that cannot be printed, what is wrong with it, what would mend it, and its line."""

    piece: str
    what: str
    hint: str
    line: int = 0
    severity: Severity = "error"


def fill(text: str, names: Names) -> tuple[Text, list[Fault]]:
    """The text with its references replaced (unknown ones stay), and the faults.

    A capital capitalises the words. It is quoted where its words have a place of their own.
    """
    if len(text) > LONGEST_TEXT:  # which is told
        return Text(text), []
    if "{" not in text and "}" not in text:
        return Text(text, quoted=()), []
    said, length, at = list[str](), 0, 0
    quoted, faults = list[Quoted](), list[Fault]()
    for token in _TOKEN.finditer(text):
        if length > LONGEST_TEXT:
            what = f"with all references written out the text is longer than {LONGEST_TEXT:,} characters"
            faults.append(Fault(token[0], what, "divide it into sections"))
        if length > LONGEST_TEXT or len(faults) >= MOST_TOLD:
            break
        words, found = _meant(token, text, names)
        faults += found
        length += token.start() - at
        if isinstance(words, Text) and words.where:
            quoted.append(Quoted(length, length + len(words), words.where))
        said += (text[at : token.start()], words)
        length, at = length + len(words), token.end()
    filled = "".join((*said, text[at:])) if said else text
    return Text(filled, getattr(text, "where", None), getattr(text, "lang", None), tuple(quoted)), faults


def _meant(token: re.Match[str], text: str, names: Names) -> tuple[str, list[Fault]]:
    """The words in the place of a token, and what is wrong with it."""
    if token[0] in ("{{", "}}"):
        return token[0][0], []
    if (lang := token["lang"]) is not None:
        what = f'{token[0]}: "{lang.strip()}" is not a language tag'
        fault = Fault(token[0], what, language_hint(lang), text.count("\n", 0, token.start()))
        return token[0], [] if is_language(lang.strip()) else [fault]
    name = (token["name"] or "").strip()
    key = name[:1].lower() + name[1:]
    if token["name"] is None or not names.knows(key):
        return token[0], [replace(_fault(token[0], key, names), line=text.count("\n", 0, token.start()))]
    words = names.words.get(key)
    if words is None:
        return token[0], []
    return _capital(words) if name[:1].isupper() else words, []


def _capital(words: str) -> Text:
    begin = 1 if re.match(r"\[.*\]\{lang=", words, re.DOTALL) else 0
    capital = words[:begin] + words[begin : begin + 1].upper() + words[begin + 1 :]
    return Text(capital, getattr(words, "where", None))


def _fault(piece: str, key: str, names: Names) -> Fault:
    if len(piece) == 1:
        hint = Hint(f"write {piece * 2} to print one", Mend("replace", piece, (piece * 2,)))
        return Fault(piece, f"a lone {piece} refers to nothing", hint)
    if key.startswith("program") and key.partition(".")[0] == "program" and "program" not in names.words:
        return Fault(
            piece, f"{piece} means something in programs and shared sections only", "write the name out"
        )
    if re.match(r"lang\s*[=:]", key):
        return Fault(
            piece,
            f"{piece} belongs to no words",
            "write the words in brackets before it: [Bienvenue]{lang=fr}",
        )
    head, _, part = key.partition(".")
    if part and head in names.words:
        parts = [name.partition(".")[2] for name in names.words if name.startswith(head + ".")]
        return Fault(piece, f"{piece} refers to nothing", f"{head} has {', '.join(parts)}")
    printed = Mend("replace", piece, (f"{{{piece}}}",))
    hint = Hint(names.hint or "name a fact of facts.yaml, or write {{ to print a brace", printed)
    near = likeliest(key, names.words)
    likely = perhaps(near and f"{{{near}}}", typed=piece, way="replace")
    return Fault(piece, f"{piece} refers to nothing", likely or hint)


#: The fields that a reference to these files can print; the first that is given stands for the file itself.
PARTS: Final = {
    "season": ("label", "academic_year"),
    "institution": ("name", "short_name", "department"),
    "program": ("full_name", "name"),
}
_FACT: Final = ("words", "value", "label")
RESERVED: Final = tuple(PARTS)
_COMMON_ONLY: Final = "facts can refer to {season} and {institution} only"
#: The fields that others refer to hold no references themselves.
NO_NAMES: Final = Names({}, hint="others refer to this line, so it must be written out")
#: Inside programs and shared sections {program} means something, even where nobody knows yet what.
ANY_PROGRAM: Final = Names({"program": None, "program.name": None, "program.full_name": None})


def common_names(sources: Iterable[Source]) -> Names:
    """What `{season}` and `{institution}` mean; these fields themselves hold no references."""
    found = {source.kind: source for source in sources}
    words: dict[str, str | None] = {}
    for kind in ("season", "institution"):
        source = found.get(kind)
        words |= _parts(kind, source.table if source else None, PARTS[kind], NO_NAMES)
    unread = frozenset(
        kind for kind in ("season", "institution") if not (found.get(kind) and found[kind].table)
    )
    return Names(words, unread, hint=_COMMON_ONLY)


def all_names(sources: Iterable[Source]) -> Names:
    """The common names, and what each fact means; facts may refer to the common names."""
    sources = list(sources)
    common = replace(common_names(sources), hint="")
    facts = next((source for source in sources if source.kind == "facts"), None)
    if facts is None:
        return common
    words: dict[str, str | None] = {}
    for name, fact in (facts.table or {}).items():
        words |= _parts(meant_id(name), fact if isinstance(fact, Table) else None, _FACT, common)
    unsaid = (*facts.table.empty, *facts.table.refused) if facts.table else ()
    words |= dict.fromkeys(map(meant_id, unsaid))
    return common.and_also(Names(words, open=facts.table is None))


def names_of(library: Library) -> tuple[Names, Names]:
    """The common names and all names of a publication.

    The same objects as long as the files that give them are the same.
    """
    kinds = ("season", "institution", "facts")
    rests_on = (*map(library.table, kinds), *(bool(library.of(kind)) for kind in kinds))

    def make() -> tuple[Names, Names]:
        return common_names(library.sources), all_names(library.sources)

    return library.kept.once("names", rests_on, make)


def program_names(table: Table | None, names: Names) -> Names:
    """What `{program}` means in one program's file and in the sections that it uses."""
    return names.and_also(ANY_PROGRAM).and_also(Names(_parts("program", table, PARTS["program"], names)))


def _parts(head: str, table: Table | None, fields: tuple[str, ...], names: Names) -> dict[str, str | None]:
    words: dict[str, str | None] = {head: None}
    for field in fields:
        value = table.get(field) if table is not None else None
        if table is not None and field in table.empty:
            words[f"{head}.{field}"] = None
        if isinstance(value, str):
            said = as_span(fill(value.strip(), names)[0], getattr(value, "lang", None))
            words[f"{head}.{field}"] = Text(said, getattr(value, "where", None), quoted=())
            words[head] = words[head] or words[f"{head}.{field}"]
    return words


Model = TypeVar("Model", bound=Item)
Change = Callable[[str, Any], Any]


def resolve(
    model: Model, sections: Mapping[str, Section], people: Mapping[str, Person], names: Names
) -> Model:
    """A model with its shared sections, people and words in place."""

    program = model.id if isinstance(model, Program) else ""

    def change(field: str, value: Any) -> Any:
        if field in ("people", "leaders") and isinstance(value, str):
            value = people.get(value, value)
        if isinstance(value, SectionUse) and value.use:
            return merge(value, sections[value.use], program)
        return say(value, names)

    finished: Model = _rebuild(model, change)
    return finished


def merge(use: SectionUse, shared: Section, program: str = "") -> SectionUse:
    """The shared section with what the use says over it, and with its variant for a program.

    A text of its own, or a variant, drops the shared short one.
    """
    fields = set(SectionBody.model_fields)
    own = use.model_fields_set & fields
    variant = None if own & {"text", "short"} else shared.variants.get(program)
    dropped = {"short"} if variant or ("text" in own and "short" not in own) else set()
    taken = {name: getattr(shared, name) for name in shared.model_fields_set & fields - own - dropped}
    taken |= {"text": variant} if variant else {}
    places = {name: where for name, where in shared.places.items() if name in taken}
    return use.model_copy(update=taken).placed({**use.places, **places})


def say(value: Any, names: Names) -> Any:
    """A text with its references replaced, at the place where it was written; anything else as it is."""
    return type(value)(fill(value, names)[0]) if isinstance(value, Text) else value


def _rebuild(value: Any, change: Change, field: str = "") -> Any:
    """A copy of a value in which `change`, told the field, was made to each part, from the outside in."""
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
