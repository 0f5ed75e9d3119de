"""Whether a site says what its PDFs say, and leads where it says. Must not know where files stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from brochure.editions.web import WebPage, broken_links
from brochure.errors import Finding
from brochure.review import utterances

#: What the transcript of a PDF says besides the words on its pages.
_ASIDE: Final = re.compile(r" ?\[(link to|in) [^\]]*?(: |\])|\]|\(header\)|\xad\s*|[\u200b\u2060]")
#: The number of an item, which a page draws and does not say; and what is said and stands on no page.
_NUMBER: Final = re.compile(r"^\w{1,3}[.)]? ")
_UNPRINTED: Final = frozenset({"document", "page"})


def lost_words(pages: Mapping[str, WebPage], pdfs: Mapping[str, bytes]) -> Iterator[Finding]:
    """What a PDF says and its page does not."""
    for name, page in pages.items():
        missing = page.lost
        if name in pdfs:
            said = " ".join(
                _NUMBER.sub("", one.text) if one.role == "item" else one.text
                for one in utterances(pdfs[name])
                if one.role not in _UNPRINTED
            )
            missing |= _words(said) - _words(" ".join(page.words)) - Counter(page.left)
        if missing:
            words = " ".join(list(missing)[:12])
            what = f"the PDF says what the page does not: {words}"
            hint = "have the layout write it as text of an element that docs/publishing.md lists"
            yield Finding(name, 0, "web-text", "error", what, f"site/{page.path}", hint)


def dead_ends(pages: Iterable[WebPage], files: Iterable[str]) -> Iterator[Finding]:
    """Links that lead nowhere."""
    for path, address in broken_links(pages, files):
        name = PurePosixPath(path).stem
        what, hint = f"a link leads nowhere: {address}", "mend the address, or the name of the place"
        yield Finding(name, 0, "broken-link", "error", what, f"site/{path}", hint)


def _words(said: str) -> Counter[str]:
    """The words of a transcript without its own, each as often as it is said."""
    plain_words = _ASIDE.sub("", said).replace("\u2011", "-")
    return Counter(
        word.strip(";") for word in re.split(r"[\s\xa0\u202f\u2009]+", plain_words) if word.strip(";")
    )
