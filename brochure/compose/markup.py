"""Text as HTML: Markdown, quotes and dashes, no word left alone. Must not know layouts or files."""

from __future__ import annotations

from typing import Final

from markdown_it.token import Token
from markupsafe import Markup

from brochure.model import NO_BREAK, Text, markdown, polish

#: A hyphen at which no line ends, made of characters that every typeface has.
NO_BREAK_HYPHEN: Final = "\u2060-\u2060"
#: A last word of up to this many characters is not left alone on the last line of a paragraph.
LAST_WORD: Final = 12
#: Headings inside a text are written ###, whatever the level of the heading above them.
WRITTEN_LEVEL: Final = 3


def tie_last(words: str, limit: int) -> str:
    """Ties the last word to the one before where it has at most `limit` characters, so that it never stands alone."""
    head, space, last = words.rstrip().rpartition(" ")
    return f"{head}{NO_BREAK}{last}" if space and " " in head and 0 < len(last) <= limit else words


def _polish_tokens(tokens: list[Token], limit: int) -> None:
    for token in tokens:
        runs = [child for child in token.children or [] if child.type == "text"]
        for run in runs:
            run.content = polish(run.content).replace("\u2011", NO_BREAK_HYPHEN)
        if runs:
            runs[-1].content = tie_last(runs[-1].content, limit)


def balance(words: str, limit: int) -> str:
    """Two lines of like length for a title that is longer than one line of `limit` characters and fits on two."""
    if not limit < len(words) <= 2 * limit - 4:
        return words
    gaps = [index for index, letter in enumerate(words) if letter == " "]
    middle = min(gaps, key=lambda gap: abs(len(words) - 2 * gap - 1), default=0)
    if not middle or max(middle, len(words) - middle - 1) > limit:
        return words
    return words[:middle].replace(" ", NO_BREAK) + " " + words[middle + 1 :].replace(" ", NO_BREAK)


def place(text: str) -> Markup:
    """The attribute that carries where a text was written to the laid-out box; empty for the layouts' own words."""
    where = getattr(text, "where", None)
    return Markup(' data-source="{}:{}"').format(where.file, where.line) if where else Markup("")


def lang(text: str) -> Markup:
    """The attribute that tells the language of a text that is an attribute itself; empty for the publication's own."""
    tag = getattr(text, "lang", None)
    return Markup(' lang="{}"').format(tag) if tag else Markup("")


def prose(text: Text, language: str, level: int) -> Markup:
    """Paragraphs, lists and headings from Markdown, ### at `level`; every block says which line it was written on."""
    reader = markdown(text.lang or language)
    tokens = reader.parse(str(text), {})
    _polish_tokens(tokens, LAST_WORD)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) - WRITTEN_LEVEL + level, 6)}"
        if text.where and token.map and token.nesting == 1:
            token.attrSet("data-source", f"{text.where.file}:{text.where.line + token.map[0]}")
        if text.lang and token.level == 0 and token.nesting >= 0:
            token.attrSet("lang", text.lang)
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def line(text: str, language: str) -> Markup:
    """One line with emphasis, quotes and dashes."""
    return title(text, language, 0)


def title(text: str, language: str, limit: int) -> Markup:
    """A line that is not left with one word on its last line; balanced where lines hold `limit` characters."""
    own = getattr(text, "lang", None)
    reader = markdown(own or language)
    tokens = reader.parseInline(balance(str(text), limit) if limit else str(text), {})
    _polish_tokens(tokens, 12 if limit else 5)
    html = Markup(reader.renderer.render(tokens, reader.options, {}).strip())
    return Markup('<span lang="{}">{}</span>').format(own, html) if own else html


def shortened(words: str, most: int) -> str:
    """At most so many characters, cut after a word where there is one."""
    if len(words) <= most:
        return words
    kept = words[:most].rpartition(" ")[0] or words[: most - 1]
    return kept.rstrip(" ,;:–-") + "…"


def css_string(text: str) -> Markup:
    """A string for a stylesheet: quoted, with everything but letters, digits and spaces escaped."""
    return Markup('"{}"').format(
        Markup("".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x}" for c in text))
    )
