"""References: `{vacation}` in a text is replaced by what the fact says.

Takes texts and the names that mean something; gives texts without references, and those that mean nothing.
Must not know files or models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from brochure.errors import likeliest, perhaps
from brochure.model import Quoted, Text, is_language, language_hint

_TOKEN: Final = re.compile(r"(?<=\])\{lang=(?P<lang>[^{}\n]*)\}|\{\{|\}\}|\{(?P<name>[^{}\n]*)\}|[{}]")


@dataclass(frozen=True)
class Names:
    """What references mean: name to words, None where the name is known but its words are not.

    `open_heads` are first parts after which anything may follow, because the file that would tell could not be read;
    with `open` any name may mean something. `hint` tells what is meant here at all, where that is little.
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
    """A piece of text that cannot be printed, what is wrong with it, what would mend it, and its line in the text."""

    piece: str
    what: str
    hint: str
    line: int = 0


def fill(text: str, names: Names) -> tuple[Text, list[Fault]]:
    """The text with its references replaced (unknown ones stay), and the faults; a capital capitalises the words.

    It is quoted where its words have a place of their own.
    """
    said, length, at = list[str](), 0, 0
    quoted, faults = list[Quoted](), list[Fault]()
    for token in _TOKEN.finditer(text):
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
    if token["lang"] is not None:
        return token[0], list(_language_faults(token, text))
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


def _language_faults(token: re.Match[str], text: str) -> Iterator[Fault]:
    if not is_language(token["lang"].strip()):
        what = f'{token[0]}: "{token["lang"].strip()}" is not a language tag'
        yield Fault(token[0], what, language_hint(token["lang"]), text.count("\n", 0, token.start()))


def _fault(piece: str, key: str, names: Names) -> Fault:
    if len(piece) == 1:
        return Fault(piece, f"a lone {piece} refers to nothing", f"write {piece * 2} to print one")
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
    near = likeliest(key, names.words)
    hint = names.hint or "name a fact of facts.yaml, or write {{ to print a brace"
    return Fault(piece, f"{piece} refers to nothing", perhaps(near and f"{{{near}}}") or hint)
