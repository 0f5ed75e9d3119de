"""What Markdown may not hold: raw HTML, pictures, headings of the first two levels, links to elsewhere than the web.

Takes a text; gives its faults, each with the words by which it can be found. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from brochure.content.names import Fault
from brochure.model import is_language, language_spans

_LINKS: Final = ("https:", "http:", "mailto:", "tel:")
#: Told to pass everything on, so that nothing is dropped in silence.
_READER: Final = MarkdownIt("commonmark", {"html": True})
_READER.use(language_spans)
_READER.validateLink = lambda url: True  # type: ignore[method-assign]

#: What is left of a link that holds a span, which Markdown does not take for a link.
_LINK_END: Final = re.compile(r"\]\((https?|mailto|tel):")


@lru_cache(maxsize=4096)
def markdown_faults(text: str, one_line: bool) -> tuple[Fault, ...]:
    """The faults of a text; a single line knows emphasis and links, but no blocks."""
    tokens = _READER.parseInline(text) if one_line else _READER.parse(text)
    return tuple(_faults(tokens))


def _faults(tokens: list[Token], line: int = 0) -> Iterator[Fault]:
    """The faults of tokens; `line` is where those without a place of their own began."""
    is_told = False
    for number, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.type in ("html_inline", "html_block") and not is_told:
            is_told = True
            piece = token.content.strip().split("\n")[0]
            yield Fault(
                piece,
                f"HTML is not allowed: {_short(piece)}",
                "use Markdown, or write \\< to print a <",
                line,
            )
        elif token.type == "image":
            hint = "delete it and give the section a picture: with file: and alt:"
            yield Fault("![", "pictures cannot stand inside a text", hint, line)
        elif token.type == "heading_open" and token.tag in ("h1", "h2"):
            words = tokens[number + 1].content.split("\n")[0]
            what = f"the heading {_short(words)} is too high: levels 1 and 2 are the layout's"
            yield Fault(words, what, "use ###", line)
        elif token.type == "link_open":
            yield from _link(str(token.attrs.get("href", "")), line)
        elif token.type == "text" and (found := re.search(r"\]\{lang=[^{}\n]*\}", token.content)):
            yield from _stray(found[0], line)
        elif token.type == "span_close" and _LINK_END.match(
            tokens[number + 1].content if number + 1 < len(tokens) else ""
        ):
            hint = "put the link inside the brackets: [[words](https://...)]{lang=fr}"
            yield Fault("]{lang=", "words in another language cannot stand inside a link", hint, line)
        yield from _faults(token.children or [], line)


def _link(address: str, line: int) -> Iterator[Fault]:
    scheme = re.sub(r"[\x00-\x20]", "", address).casefold()
    # A reference that could not be replaced has been told already.
    if not scheme.startswith(_LINKS) and not unquote(address).startswith("{"):
        hint = "links begin with https://, http://, mailto: or tel:"
        yield Fault(
            unquote(address), f"the link {_short(unquote(address))} leads nowhere in print", hint, line
        )


def _stray(piece: str, line: int) -> Iterator[Fault]:
    """The end of a span whose bracket was never opened; a tag that is wrong has been told already."""
    if is_language(piece[len("]{lang=") : -1].strip()):
        yield Fault(
            piece,
            f"{piece} closes a bracket that was never opened",
            "write it such as [Bienvenue]{lang=fr}",
            line,
        )


def _short(words: str) -> str:
    return f'"{words if len(words) <= 60 else words[:57] + "..."}"'
