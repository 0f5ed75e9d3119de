"""Names of people in an index: family name first, in the order of the language's alphabet.

Takes names and a language tag. Must not know where a name stands.
"""

from __future__ import annotations

import unicodedata
from typing import Final

#: What stands before a name and is no part of it, and what behind it.
_TITLES: Final = frozenset(
    {"dr", "dres", "prof", "professor", "mr", "mrs", "ms", "mx", "sir", "dame", "rev"}
)
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})
#: The alphabets that are not that of English; letters with marks that are not in one stand beside those that
#: they are made of (as in CLDR's root order).
_ENGLISH: Final = "abcdefghijklmnopqrstuvwxyz"
_ALPHABETS: Final = {
    **dict.fromkeys(("sv", "fi"), "abcdefghijklmnopqrstuvwxyzåäö"),
    **dict.fromkeys(("da", "nb", "nn", "no"), "abcdefghijklmnopqrstuvwxyzæøå"),
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "hr": "abcčćdđefghijklmnopqrsštuvwxyzž",
    "hu": "abcdefghijklmnoöpqrstuüvwxyz",
    "is": "aábcdðeéfghiíjklmnoópqrstuúvwxyýzþæö",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "sk": "aäbcčdefghijklmnoôpqrsštuvwxyzž",
    "sl": "abcčdefghijklmnopqrsštuvwxyzž",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
}
#: Letters that are not made of others and a mark, as those write them who do not have them.
_SPELLED: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def inverted(name: str) -> str:
    """A name as an index has it: `Lovelace, Ada`; titles before it are left out, `Jr.` stays at its end."""
    words = name.replace(",", " ,").split()
    while len(words) > 2 and words[0].rstrip(".").casefold() in _TITLES:
        words = words[1:]
    if "," in words:  # what follows a comma is no part of the name but for Jr.
        words, after = words[: words.index(",")], words[words.index(",") + 1 :]
        words += after if len(after) == 1 and _is_suffix(after[0]) else []
    suffix = [words.pop()] if len(words) > 2 and _is_suffix(words[-1]) else []
    family = words[-1:]
    given = words[:-1]
    while len(given) > 1 and given[-1].islower():
        family.insert(0, given.pop())
    return ", ".join(filter(None, (" ".join(family), " ".join(given), " ".join(suffix))))


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").casefold() in _SUFFIXES


def in_order(name: str, language: str) -> tuple[object, ...]:
    """The key by which names are sorted in a language: by letters, then by marks and capitals."""
    tag = language.partition("-")[0].lower()
    alphabet = _ALPHABETS.get(tag, _ENGLISH)
    small = name.replace("I", "ı").replace("İ", "i").lower() if tag == "tr" else name.lower()
    words = unicodedata.normalize("NFC", small)
    places = tuple(place for letter in words for place in _places(letter, alphabet))
    return places, words, name


def _places(letter: str, alphabet: str) -> list[tuple[int, str]]:
    """Where a letter stands: in the alphabet, with those that it is made of, or after all of them."""
    if letter in alphabet:
        return [(alphabet.index(letter) + 1, "")]
    bare = unicodedata.normalize("NFKD", letter.translate(_SPELLED))
    return [
        (alphabet.index(one) + 1, "")
        if one in alphabet
        else (0 if one.isspace() else len(alphabet) + 1, one)
        for one in bare
        if one.isalnum() or one.isspace()
    ]
