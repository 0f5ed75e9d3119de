"""Languages: their tags, and how texts in them are read: Markdown, quotation marks, dashes and spaces.

Takes words; gives markdown-it's tokens, polished words, and plain ones for what knows no markup. Must not
know files or HTML.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.rules_core.state_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

#: Language, script, region, variants (BCP 47, section 2.1); no extensions, private use or grandfathered
#: tags.
_TAG: Final = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
_NAMES: Final = {
    "arabic": "ar",
    "chinese": "zh",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "haitian": "ht",
    "hebrew": "he",
    "hindi": "hi",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "latin": "la",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "turkish": "tr",
    "ukrainian": "uk",
    "vietnamese": "vi",
}
#: How letters, and marks that nobody sees, are called that turn a line to the left (Unicode, annex 9).
_LEFTWARD: Final = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
NO_BREAK: Final = "\u00a0"
NARROW_NO_BREAK: Final = "\u202f"
#: Opening and closing quotation marks, double and single, by language.
QUOTES: Final = {
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": ["«\u202f", "\u202f»", "‹\u202f", "\u202f›"],
    "es": "«»“”",
}
#: What is Markdown elsewhere and words here: code wants a typeface that no brand has, and definitions print
#: nothing.
NO_MARKDOWN: Final = ["code", "fence", "backticks", "reference"]
#: Web and e-mail addresses, which have to stay as they are written.
_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)\S+|(?<!\S)\S+@\S+)")
#: Inches are not among them: "in" after a number is nearly always a word, as in 4 in 10.
_UNIT = re.compile(r"(?<=\d) (?=[%$€£°]|(?:percent|pt|mm|h|am|pm)\b)")
_TITLE = re.compile(r"\b(Dr|Drs|Mr|Ms|Mrs|St|No|pp?)\. (?=\S)")
_INITIAL = re.compile(r"\b([A-Z])\. (?=[A-Z])")
_YEARS = re.compile(r"(?<![\w-])((?:1[5-9]|2[01])\d\d)-(\d{2}|\d{4})(?![\w-])")
#: What follows the words of a span.
SPAN_END: Final = re.compile(r"\{lang=([^{}\n]*)\}")


def is_language(tag: str) -> bool:
    """Whether a tag is well-formed, such as fr, es-MX or zh-Hant."""
    return _TAG.fullmatch(tag) is not None


def language_hint(tag: str) -> str:
    """What to write in the place of a tag that is not well-formed."""
    likely = _NAMES.get(tag.strip().casefold(), tag.strip().replace("_", "-"))
    return f"write {likely}" if is_language(likely) else "write a BCP 47 tag, such as fr or es-MX"


def region_of(tag: str) -> str:
    """The country that a tag names, such as US of en-US; empty where it names none."""
    return next((part.upper() for part in tag.split("-")[1:] if len(part) == 2 and part.isalpha()), "")


def as_span(words: str, language: str | None) -> str:
    """Words for the inside of another text: in brackets with their language, where they have their own."""
    return f"[{words}]{{lang={language}}}" if language else words


@cache
def markdown(language: str) -> MarkdownIt:
    """Reads texts of one language: no HTML or code, its own quotation marks, spans in other languages."""
    quotes = QUOTES.get(language.partition("-")[0].lower(), QUOTES["en"])
    reader = MarkdownIt("commonmark", {"typographer": True, "quotes": quotes, "html": False}).use(
        language_spans
    )
    reader.core.ruler.at("smartquotes", _quotes)
    return reader.enable("smartquotes").disable(NO_MARKDOWN)


def _quotes(state: StateCore) -> None:
    """Quotes as each language sets them: the words of a span apart from those around it."""
    for token in state.tokens:
        for language, run in _runs(token.children or []):
            other = StateCore("", markdown(language), {}) if language else state
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
    """No-break spaces before units and after initials and titles.

    Dashes and ellipses. Addresses stay as they are.
    """
    return "".join(
        piece if number % 2 else _polish(piece) for number, piece in enumerate(_ADDRESS.split(words))
    )


def _polish(words: str) -> str:
    words = _UNIT.sub(NARROW_NO_BREAK, words)
    words = _TITLE.sub(rf"\1.{NO_BREAK}", words)
    words = _INITIAL.sub(rf"\1.{NO_BREAK}", words)
    words = _YEARS.sub(r"\1–\2", words)
    return words.replace("---", "—").replace("--", "–").replace("...", "…")


def plain(text: str) -> str:
    """A line without its Markdown, for titles of documents, outlines and text alternatives."""
    tokens = markdown("en").parseInline(str(text), {})
    return polish("".join(child.content for token in tokens for child in token.children or [])).replace(
        "\u2011", "-"
    )


def language_spans(reader: MarkdownIt) -> None:
    """A plugin for markdown-it: `[words]{lang=fr}` becomes a span."""
    reader.inline.ruler.before("link", "language", _span)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    start, limit = state.pos + 1, state.posMax
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = SPAN_END.match(state.src, end + 1, limit) if end >= 0 else None
    if not found or not is_language(found[1].strip()):
        return False
    if not silent:
        state.pos, state.posMax = start, end
        state.push("span_open", "span", 1).attrs = {"lang": found[1].strip()}
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = found.end(), limit
    return True


def leftward_words(text: str) -> str:
    """The first words of a text that run from right to left, or the mark that turns them; empty without."""
    for at, character in enumerate(text):
        if unicodedata.bidirectional(character) in _LEFTWARD:
            if not character.isprintable():
                return f"{unicodedata.name(character, 'the mark')} (U+{ord(character):04X})"
            words = re.match(r"[^\n]{1,40}", text[at:])
            return f'"{words[0].strip()}"' if words else ""
    return ""


#: Why such words are refused, and what helps.
LEFTWARD: Final = (
    "runs from right to left, which cannot be set yet: its words would stand in the wrong order"
)
INSTEAD: Final = (
    "write it in Latin letters, or have its page made elsewhere and insert that PDF in the packet"
)
