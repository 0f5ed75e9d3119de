"""What others read in a PDF, and what was composed for it, both as words."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

import pypdfium2

from brochure.review import utterances

#: Elements that stand in a line; all others stand apart.
_IN_LINE = frozenset({"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup"})
_UNREAD = frozenset({"head", "style", "svg"})
_EMPTY = frozenset({"br", "hr", "img", "link", "meta", "wbr"})
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
#: What is no part of a word: hyphens at the ends of lines, and signs that nobody sees.
_NO_LETTER = re.compile("\xad\\s*|[\u200b\u2060]")
#: Narrow spaces, which are a space to some readers and nothing to others.
_NARROW = re.compile("[\u202f\u2009]")


class _Composed(HTMLParser):
    """Collects what is said, with white where something stands apart; what is `hidden` says nothing,
    nor what is so for who listens.
    """

    def __init__(self) -> None:
        super().__init__()
        self.text, self.unread = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_hidden = "hidden" in dict(attrs) or ("aria-hidden", "true") in attrs
        if tag in _UNREAD or ((self.unread or is_hidden) and tag not in _EMPTY):
            self.unread.append(tag)
        self.text += "" if tag in _IN_LINE else " "

    def handle_endtag(self, tag: str) -> None:
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()
        self.text += "" if tag in _IN_LINE else " "

    def handle_data(self, data: str) -> None:
        self.text += "" if self.unread else data


def composed(html: str) -> str:
    """All that a document's HTML says."""
    reader = _Composed()
    reader.feed(html)
    return reader.text


def in_chrome(pdf: bytes) -> str:
    """What Chrome copies and searches; it marks a word that goes on in the next line."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return re.sub("[\ufffe\x02]", "\xad", "\n".join(pages))


def in_poppler(pdf: bytes) -> str:
    """What Linux's viewers copy and search."""
    return _run(["pdftotext", "-", "-"], pdf)


def in_tags(pdf: bytes) -> str:
    """What a screen reader says."""
    return re.sub(r" \[link to [^\]]*\]", "", "\n".join(one.text for one in utterances(pdf)))


def _run(command: list[str], pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


#: Everybody who is here to read, by name.
READERS: Mapping[str, Callable[[bytes], str]] = {
    "Chrome": in_chrome,
    "tags": in_tags,
    **({"poppler": in_poppler} if shutil.which("pdftotext") else {}),
}


def words(text: str) -> Counter[str]:
    """The words of a text, each as often as it is there."""
    plain = _NO_LETTER.sub("", text).replace("\u2011", "-")
    return Counter(word.strip(";") for word in _SPACE.split(plain) if word.strip(";"))


def unread(html: str, pdf: bytes) -> dict[str, dict[str, int]]:
    """What was composed and is not read as it was written, by who reads it."""
    said = words(composed(html))
    assert said.total() > 0
    missing = dict[str, dict[str, int]]()
    for name, read in READERS.items():
        lost = _apart(said) - _apart(_parted(words(read(pdf)), said))
        # Single signs at equal distances, such as 3 + 1, are one word to poppler.
        if kept := {word: count for word, count in lost.items() if len(word) > 1 or name != "poppler"}:
            missing[name] = kept
    return missing


def _apart(found: Counter[str]) -> Counter[str]:
    """Words, with those that have a narrow space inside as several."""
    parts = Counter[str]()
    for word, count in found.items():
        for part in _NARROW.split(word):
            parts[part] += count
    return parts


def _parted(found: Counter[str], said: Counter[str]) -> Counter[str]:
    """What a reader found, with the narrow spaces that it took for nothing."""
    known = {_NARROW.sub("", word): word for word in said if _NARROW.search(word)}
    parted = Counter[str]()
    for word, count in found.items():
        parted[known.get(word, word)] += count
    return parted


#: Words in a row that a reader knows again.
_RUN = 8


def read_before(text: str) -> float:
    """The share of a text's words that stand in runs of eight or more which were read before in it."""
    said = re.findall(r"[\w’'%-]+", re.sub("[-\u2010\xad]\\s*\n|\xad\\s*", "", text).lower())
    known, again = set[tuple[str, ...]](), set[int]()
    for start in range(len(said) - _RUN + 1):
        run = tuple(said[start : start + _RUN])
        if run in known:
            again.update(range(start, start + _RUN))
        known.add(run)
    return len(again) / len(said)
