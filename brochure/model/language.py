"""Languages: their tags, their quotation marks, and the dashes and spaces that a typesetter would set.

Takes words; gives polished ones. Must not know Markdown, files or HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

#: Opening and closing quotation marks, double and single, by language (CLDR, "delimiters").
QUOTES: Final = {
    "en": "“”‘’",
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "sr", "is", "lt"), "„“‚‘"),
    **dict.fromkeys(("es", "it", "ca", "el", "pt-pt"), "«»“”"),
    **dict.fromkeys(("ru", "uk", "be"), "«»„“"),
    **dict.fromkeys(("nb", "nn", "no"), "«»‘’"),
    **dict.fromkeys(("de-ch", "fr-ch", "it-ch"), "«»‹›"),
    **dict.fromkeys(("sv", "fi"), "””’’"),
    **dict.fromkeys(("pl", "ro"), "„”«»"),
    **dict.fromkeys(("ja", "zh-hant", "zh-tw", "zh-hk"), "「」『』"),
    "et": "„“«»",
    "hr": "„”‚’",
    "hu": "„”»«",
    "fr": ["«\u202f", "\u202f»", "‹\u202f", "\u202f›"],
}

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
#: Web and e-mail addresses, which have to stay as they are written.
_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)\S+|(?<!\S)\S+@\S+)")
#: Inches are not among them: "in" after a number is nearly always a word, as in 4 in 10.
_UNIT = re.compile(r"(?<=\d) (?=[%$€£¥°]|(?:percent|pt|mm|h|am|pm|EUR|USD|CHF|GBP)\b)")
_SUM = re.compile(r"((?<!\w)[$€£¥]|\b(?:EUR|USD|CHF|GBP)) (?=\d)")
#: A telephone number of digits: one that begins with + or 0, or three groups of them.
TELEPHONE: Final = re.compile(
    r"(?<![\w.,/:-])(?:(?:\+|\(?0)[0-9()/. -]{6,}[0-9]|\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b)"
)
#: A longer one may go on in the next line: a narrow column has no room for more.
_LONGEST_NUMBER: Final = 20
_TITLE = re.compile(r"\b(Dr|Drs|Mr|Ms|Mrs|St|No|pp?)\. (?=\S)")
_INITIAL = re.compile(r"\b([A-Z])\. (?=[A-Z])")
#: What may be years from one to another; figures beside it make it a telephone number, a date or a code.
_YEARS = re.compile(
    r"(?<![\w./+#-])(?<!\d )(?<!\d\))(?<!\d\) )((?:1[5-9]|2[01])\d\d)-(\d{2}|\d{4})(?![\w-]|[./]\w)"
)
#: What says that a number is none of years.
_NUMBERED = re.compile(r"(?:\b(?:ISSN|ISBN|tel|phone|fax|call|code|id|no|nr)\.?:?|[№#])\s*$", re.IGNORECASE)
_PAGES = re.compile(r"(\b(?:pp?|S)\.[ \u00a0]|\b(?:[Pp]ages|Seiten) )(\d{1,5})-(\d{1,5})(?![\w-])")


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


def polish(words: str) -> str:
    """No-break spaces in sums and short telephone numbers, before units, after initials and titles.

    Dashes and ellipses. Addresses stay as they are.
    """
    return "".join(
        piece if number % 2 else _polish(piece) for number, piece in enumerate(_ADDRESS.split(words))
    )


def _polish(words: str) -> str:
    words = TELEPHONE.sub(lambda found: unbroken(found[0]), words)
    words = _UNIT.sub(NARROW_NO_BREAK, words)
    words = _SUM.sub(rf"\1{NO_BREAK}", words)
    words = _TITLE.sub(rf"\1.{NO_BREAK}", words)
    words = _INITIAL.sub(rf"\1.{NO_BREAK}", words)
    words = _YEARS.sub(_range_of_years, words)
    words = _PAGES.sub(_range_of_pages, words)
    return words.replace("---", "—").replace("--", "–").replace("...", "…")


def unbroken(number: str) -> str:
    """A telephone number that stays on one line, where it is short enough for any."""
    return number.replace(" ", NO_BREAK) if len(number) <= _LONGEST_NUMBER else number


def _range_of_years(found: re.Match[str]) -> str:
    first, last = found.groups()
    whole = int(last if len(last) == 4 else first[:2] + last) + (100 if last == "00" else 0)
    is_range = int(first) < whole < 2200 and not _NUMBERED.search(found.string[: found.start()])
    return f"{first}–{last}" if is_range else found[0]


def _range_of_pages(found: re.Match[str]) -> str:
    before, first, last = found.groups()
    return f"{before}{first}–{last}" if int(first) < int(last) else found[0]


def leftward_words(text: str) -> str:
    """The first words of a text that run from right to left, or the mark that turns them; empty without."""
    for at, character in enumerate("" if text.isascii() else text):
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


def quotes_of(language: str) -> str | Sequence[str]:
    """The quotation marks of a language; English ones where it is not known."""
    parts = language.lower().split("-")
    tags = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((QUOTES[tag] for tag in tags if tag in QUOTES), QUOTES["en"])
