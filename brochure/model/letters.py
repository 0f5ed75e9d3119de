"""Letters that were lost or read wrongly on their way, and what is meant.

`ZoÃ«` for Zoë, `donâ€™t` for don’t, `Mu?oz`, `Jos�`: UTF-8 that somebody read as Windows-1252, Latin-1 or
MacRoman, once or twice, is told from letters that are meant by what comes out when it is read rightly:
Latin letters and the signs of print, or whole words in another script. And Windows-1252 itself, where it is
certain. Must not know files.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Signs that look like nothing at all, as they come along where words are copied.
NOTHING: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0f\ufeff"
#: What ends a line or a page elsewhere, by the names that people know.
_BREAKS: Final = {
    "\x0b": "line break of a word processor",
    "\x0c": "page break",
    "\x85": "line break of old computers",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
}
#: What an excerpt shows at most.
_SHOWN: Final = 40
#: How often letters may have been read wrongly, one time after the other.
_TIMES: Final = 3
_HIGH: Final = range(0x80, 0x100)
#: From what is seen to the bytes that it stands for, each as the letter of the same number.
_BYTES: Final = {
    "mac_roman": {
        **dict.fromkeys(_HIGH, " "),
        **{ord(bytes([byte]).decode("mac_roman")): chr(byte) for byte in _HIGH},
    },
    "cp1252": {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): chr(byte) for byte in _HIGH},
}
#: Letters in UTF-8: in MacRoman only those that begin with signs which no text has before a letter.
_LETTERS: Final = {
    "cp1252": re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"),
    "mac_roman": re.compile("[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]"),
}
#: A letter and what may follow at the end of a word, as in «CAFÉ», „Ä“ and está»…, are meant.
_QUOTED: Final = re.compile(r"[^\W\d_a-z]»?[»”“’‘›™…]")
#: The rest of a closing quotation mark, whose last byte is no letter in Windows-1252.
_REST: Final = re.compile("â€(?![\x80-\uffff])")
_LATIN: Final = re.compile("[\xa0-\u024f\u1e00-\u1eff\u2010-\u206f\u20ac\u2122\ufb00-\ufb06]+")
_LOST: Final = re.compile(r"[^\W\d_]\?+[^\W\d_]|(?<!\S)\?+[a-zß-öø-ÿ]{2}")


def misread(text: str) -> tuple[str, str] | None:
    """What of a text was probably read wrongly, and what is meant; nothing where all is well."""
    if text.isascii() or (meant := _mended(text)) == text:
        return None
    same = next(
        number for number, (one, other) in enumerate(zip(text, meant + "\0", strict=False)) if one != other
    )
    seen = excerpt(text, same)
    return seen, _mended(seen)


def misread_words(seen: str, meant: str) -> tuple[str, str]:
    """What to say of that, and what mends it."""
    what = f'"{seen}" seems to be read wrongly: "{meant}" is meant'
    return what, f"write {meant}, or save the file anew as UTF-8 from the program that wrote it"


def unprintable(sign: str) -> tuple[str, str]:
    """What to say of a sign that nothing can print, and what mends it."""
    code = f"U+{ord(sign):04X}"
    if name := _BREAKS.get(sign):
        return f"holds a {name} ({code})", "begin a new line in its place, or write a space"
    if unicodedata.category(sign) == "Cn":
        return f"holds {code}, which is no character of any script", "delete it"
    return f"holds the control character {code}", "delete it"


def without_unseen(words: str) -> str:
    """Words without the signs that nobody sees: an address with one leads elsewhere."""
    return words if words.isascii() else re.sub(f"[{NOTHING}]", "", words)


def lost(text: str, is_name: bool) -> str:
    """The words in which a letter has become a question mark; in a name none is meant at all."""
    for found in _LOST.finditer(text):
        word = excerpt(text, found.start(), 0)
        if not set(word) & set("/@=&"):
            return word
    return excerpt(text, text.index("?")) if is_name and re.search(r"[^\W\d_]\?", text) else ""


def excerpt(text: str, at: int, most: int = _SHOWN) -> str:
    """The whole of a short text, or else the word at a place in it."""
    if len(text) <= most and "\n" not in text:
        return text
    start = max((number for number in range(max(at - _SHOWN, 0), at) if text[number].isspace()), default=-1)
    start = start + 1 if start >= 0 else max(at - _SHOWN, 0)
    found = re.compile(r"\S*").match(text, at)
    return text[start : min(found.end() if found else at, at + _SHOWN)]


def _mended(text: str) -> str:
    for _ in range(_TIMES):
        before = text
        for name in _BYTES:
            text = _read_again(text, name)
        text = _REST.sub("”", text)
        if text == before:
            break
    return text


def _read_again(text: str, name: str) -> str:
    seen, parts, end = text.translate(_BYTES[name]), list[str](), 0
    found = [*_LETTERS[name].finditer(seen)]
    letters = [match[0].encode("latin-1").decode("utf-8", "replace") for match in found]
    is_script = _is_one_script("".join(letters))
    for match, letter in zip(found, letters, strict=True):
        here = text[match.start() : match.end()]
        is_quoted = _QUOTED.fullmatch(here) and _ends_a_word(
            text[: match.start()], here[0], text[match.end() :]
        )
        if (_LATIN.fullmatch(letter) and not is_quoted) or is_script:
            parts += text[end : match.start()], letter
            end = match.end()
    return "".join((*parts, text[end:]))


def _ends_a_word(before: str, letter: str, after: str) -> bool:
    """Whether a letter between these may be the last of a word: a capital not after a small one."""
    return not after[:1].isalnum() and not (letter.isupper() and before[-1:].islower())


def _is_one_script(letters: str) -> bool:
    """Whether these may be words: four letters or more of one script, or a pictograph."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters if letter.isalpha()}
    return len(scripts - {"LATIN"}) == 1 and len(letters) >= 4 and "\ufffd" not in letters


#: What Windows-1252 has between words and beside them: quotation marks, dashes, and other signs of print.
_SIGNS: Final = frozenset("\u00a0‘’“”–—…€£§°©®™·«»¿¡½¼¾×²³ºª")
#: Languages whose letters Windows-1252 has.
WESTERN: Final = frozenset(
    {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "nn", "no", "fi", "ca", "is"}
)


def western(data: bytes) -> str | None:
    """A text in Windows-1252, where that is certain; none where it is in UTF-8 or may be in another code.

    All letters beyond ASCII stand where a word has them, small ones and capitals, which no text in MacRoman
    or from DOS does that is read so.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    for at, letter in enumerate(text):
        if letter.isascii():
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        is_letter = letter.isalpha() and letter not in "ªº" and "\u00c0" <= letter <= "\u00ff"
        is_beside = (before and before.isalpha()) or (after and after.isalpha())
        is_capital_inside = letter.isupper() and before.islower()
        is_sign = letter in _SIGNS and (letter == "’" or not (before.isalpha() and after.isalpha()))
        if not ((is_letter and is_beside and not is_capital_inside) or is_sign):
            return None
    return text


def western_words(data: bytes) -> str:
    """Some words of a text in Windows-1252 with letters beyond ASCII; empty for a text in UTF-8."""
    text = western(data)
    words = re.findall(r"\w*[^\W\x00-\x7f]\w*", text) if text else []
    return ", ".join(list(dict.fromkeys(words))[:3])
