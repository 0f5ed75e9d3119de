"""Text as HTML: Markdown, quotes and dashes, no word left alone. Must not know layouts or files."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from brochure.model import Text
from brochure.model.language import language_spans

NO_BREAK: Final = "\u00a0"
NARROW_NO_BREAK: Final = "\u202f"
#: A hyphen at which no line ends, made of characters that every typeface has.
NO_BREAK_HYPHEN: Final = "\u2060-\u2060"
#: Opening and closing quotation marks, double and single, by language.
QUOTES: Final = {
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": ["«\u202f", "\u202f»", "‹\u202f", "\u202f›"],
    "es": "«»“”",
}
#: A last word of up to this many characters is not left alone on the last line of a paragraph.
LAST_WORD: Final = 12
#: Headings inside a text are written ###, whatever the level of the heading above them.
WRITTEN_LEVEL: Final = 3
#: What is Markdown elsewhere and words here: code wants a typeface that no brand has, and definitions print nothing.
NO_MARKDOWN: Final = ["code", "fence", "backticks", "reference"]
#: Web and e-mail addresses, which have to stay as they are written.
_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)\S+|\S+@\S+)")
#: Inches are not among them: "in" after a number is nearly always a word, as in 4 in 10.
_UNIT = re.compile(r"(?<=\d) (?=[%$€£°]|(?:percent|pt|mm|h|am|pm)\b)")
_TITLE = re.compile(r"\b(Dr|Drs|Mr|Ms|Mrs|St|No|pp?)\. (?=\S)")
_INITIAL = re.compile(r"\b([A-Z])\. (?=[A-Z])")
_YEARS = re.compile(r"(?<![\w-])((?:1[5-9]|2[01])\d\d)-(\d{2}|\d{4})(?![\w-])")


@cache
def _markdown(language: str) -> MarkdownIt:
    quotes = QUOTES.get(language.partition("-")[0].lower(), QUOTES["en"])
    markdown = MarkdownIt("commonmark", {"typographer": True, "quotes": quotes, "html": False}).use(
        language_spans
    )
    markdown.core.ruler.at("smartquotes", _quotes)
    return markdown.enable("smartquotes").disable(NO_MARKDOWN)


def _quotes(state: StateCore) -> None:
    """Quotes as each language sets them: the words of a span apart from those around it."""
    for token in state.tokens:
        for language, run in _runs(token.children or []):
            other = StateCore("", _markdown(language), {}) if language else state
            process_inlines(run, other)


def _runs(children: list[Token]) -> list[tuple[str, list[Token]]]:
    """The tokens of each stretch in one language, "" for the text's own."""
    runs: list[tuple[str, list[Token]]] = [("", [])]
    open_runs = [0]
    for child in children:
        if child.type == "span_close":
            open_runs.pop()
        runs[open_runs[-1]][1].append(child)
        if child.type == "span_open":
            runs.append((str(child.attrs["lang"]), []))
            open_runs.append(len(runs) - 1)
    return runs


def polish(words: str) -> str:
    """No-break spaces before units and after initials and titles; dashes and ellipses. Addresses stay as they are."""
    return "".join(
        piece if number % 2 else _polish(piece) for number, piece in enumerate(_ADDRESS.split(words))
    )


def _polish(words: str) -> str:
    words = _UNIT.sub(NARROW_NO_BREAK, words)
    words = _TITLE.sub(rf"\1.{NO_BREAK}", words)
    words = _INITIAL.sub(rf"\1.{NO_BREAK}", words)
    words = _YEARS.sub(r"\1–\2", words)
    return words.replace("---", "—").replace("--", "–").replace("...", "…")


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
    markdown = _markdown(text.lang or language)
    tokens = markdown.parse(str(text), {})
    _polish_tokens(tokens, LAST_WORD)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) - WRITTEN_LEVEL + level, 6)}"
        if text.where and token.map and token.nesting == 1:
            token.attrSet("data-source", f"{text.where.file}:{text.where.line + token.map[0]}")
        if text.lang and token.level == 0 and token.nesting >= 0:
            token.attrSet("lang", text.lang)
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))


def line(text: str, language: str) -> Markup:
    """One line with emphasis, quotes and dashes."""
    return title(text, language, 0)


def title(text: str, language: str, limit: int) -> Markup:
    """A line that is not left with one word on its last line; balanced where lines hold `limit` characters."""
    own = getattr(text, "lang", None)
    markdown = _markdown(own or language)
    tokens = markdown.parseInline(balance(str(text), limit) if limit else str(text), {})
    _polish_tokens(tokens, 12 if limit else 5)
    html = Markup(markdown.renderer.render(tokens, markdown.options, {}).strip())
    return Markup('<span lang="{}">{}</span>').format(own, html) if own else html


def plain(text: str) -> str:
    """A line without its Markdown, for titles of documents, outlines and text alternatives."""
    tokens = _markdown("en").parseInline(str(text), {})
    return polish("".join(child.content for token in tokens for child in token.children or [])).replace(
        "\u2011", "-"
    )


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
