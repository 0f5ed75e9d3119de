"""Parts in other languages: language tags, and `[Bienvenue]{lang=fr}` inside a text.

Takes words and markdown-it; gives tags that are checked and spans with a `lang`. Must not know content or layouts.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

#: Language, script, region, variants (BCP 47, section 2.1); no extensions, private use or grandfathered tags.
_TAG: Final = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
#: What follows the words of a span.
SPAN_END: Final = re.compile(r"\{lang=([^{}\n]*)\}")
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


def is_language(tag: str) -> bool:
    """Whether a tag is well-formed, such as fr, es-MX or zh-Hant."""
    return _TAG.fullmatch(tag) is not None


def language_hint(tag: str) -> str:
    """What to write in the place of a tag that is not well-formed."""
    likely = _NAMES.get(tag.strip().casefold(), tag.strip().replace("_", "-"))
    return f"write {likely}" if is_language(likely) else "write a BCP 47 tag, such as fr or es-MX"


def as_span(words: str, language: str | None) -> str:
    """Words for the inside of another text: in brackets with their language, where they have one of their own."""
    return f"[{words}]{{lang={language}}}" if language else words


def language_spans(markdown: MarkdownIt) -> None:
    """A plugin for markdown-it: `[words]{lang=fr}` becomes a span."""
    markdown.inline.ruler.before("link", "language", _span)


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
