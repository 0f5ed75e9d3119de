"""Numbered sources: a small number behind what has one, and what the numbers mean, listed once.

A layout calls for a source with `cite` and prints the list with `sources()`, behind all calls; in a document
that does not, nothing is called for. Takes the words of sources; gives HTML. Must not know publications.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from brochure.model import Text

_CALL: Final = re.compile(r'<sup class="cited".*?</sup>', re.DOTALL)


@dataclass(frozen=True)
class NumberedSource:
    """One line of the list: its number and name in the document, and its words."""

    number: int
    name: str
    call: str
    text: Text


@dataclass
class Citations:
    """The sources of one document in the order in which it calls for them."""

    document: str = ""
    numbers: dict[str, NumberedSource] = field(default_factory=dict)
    is_listed: bool = False

    def call(self, text: Text) -> Markup:
        """The number of a source as a link to it; the first one can be linked to from there."""
        name = Markup("")
        if text not in self.numbers:
            number = len(self.numbers) + 1
            target = f"{self.document}--source-{number}"
            self.numbers[text] = NumberedSource(number, target, f"{target}-call", text)
            name = Markup(' id="{}"').format(f"{target}-call")
        known = self.numbers[text]
        return Markup('<a href="#{}"{}>{}</a>').format(known.name, name, known.number)

    def list(self) -> tuple[NumberedSource, ...]:
        """Every source that was called for; from now on the document has its list."""
        self.is_listed = True
        return tuple(self.numbers.values())

    def finished(self, html: str) -> str:
        """The document, without calls for what it does not list."""
        return html if self.is_listed else _CALL.sub("", html)
