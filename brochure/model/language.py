"""Languages: their tags, and words in another one inside a text. Must not know content or layouts."""

from __future__ import annotations

import re
from typing import Final

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


def is_language(tag: str) -> bool:
    """Whether a tag is well-formed, such as fr, es-MX or zh-Hant."""
    return _TAG.fullmatch(tag) is not None


def language_hint(tag: str) -> str:
    """What to write in the place of a tag that is not well-formed."""
    likely = _NAMES.get(tag.strip().casefold(), tag.strip().replace("_", "-"))
    return f"write {likely}" if is_language(likely) else "write a BCP 47 tag, such as fr or es-MX"


def as_span(words: str, language: str | None) -> str:
    """Words for the inside of another text: in brackets with their language, where they have their own."""
    return f"[{words}]{{lang={language}}}" if language else words
