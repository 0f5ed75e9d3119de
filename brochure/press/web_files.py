"""The files of a site that never change under one name: stylesheet, typefaces, pictures in sizes, drawings.

Each is called by the hash of its bytes, so that browsers may keep it. And whether pages say what PDFs say,
and lead where they say. Must not know where files stand.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import unescape
from pathlib import Path, PurePosixPath
from string import ascii_letters, digits
from typing import Final, NamedTuple
from unicodedata import category, normalize
from urllib.parse import urlsplit

from brochure.build import Desk, ReadAloud, ScalePicture, SubsetFont
from brochure.compose import Composer
from brochure.editions.web import Around, SizedPicture, WebPage, broken_links, needed_pictures, web_page
from brochure.errors import Finding
from brochure.model import Cut, HashedFile, Job, Made, PacketJob, PageSource, WebFrame, plain

#: Widths of pictures in pixels: those across the page, and small ones such as portraits.
_WIDE, _SMALL = (480, 960, 1440), (200, 400)
_FONT: Final = re.compile(r'url\("(asset:fonts/[^"]+)"\)')
#: What is no text of a page, and what every page may come to show: also in numbers, lists and answers.
_TAG: Final = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.S)
_PLAIN: Final = f"{ascii_letters}{digits} .,;:!?'\"()&/+-–…‘’“”·•‐\u00a0"
#: Drawings that a page shows as files, since it may never come to show them.
_ICON: Final = re.compile(r'<link rel="icon"[^>]*href="([^"]+)"')
_LAZY: Final = re.compile(r'<img[^>]*loading="lazy"[^>]*src="(asset:art/[^"]+)"')

#: What the transcript of a PDF says besides the words on its pages.
_ASIDE: Final = re.compile(
    r" ?\[link to [^\]]*\]|\[in [^\]:]*: |\]|\(header\)|\(empty\)|\xad\s*|[\u200b\u2060]"
)
#: The number of an item, which a page draws and does not say; and what is said and stands on no page.
_NUMBER: Final = re.compile(r"^\w{1,3}[.)]? ")
_UNPRINTED: Final = frozenset({"document", "page"})
_TO_PAGE: Final = re.compile(r"\[link to page (\d+)")
#: Pages that list people by the numbers of others.
_INDEX: Final = "index"


@dataclass
class SiteFiles:
    """The files of a site by their paths in it, as far as they are made."""

    desk: Desk
    files: dict[str, bytes] = field(default_factory=dict)

    def keep(self, stem: str, ending: str, data: bytes) -> str:
        """Puts a file among those that never change under one name; gives its path."""
        path = f"assets/{plain_name(stem) or 'file'}-{sha256(data).hexdigest()[:12]}.{ending}"
        self.files[path] = data
        return path

    def stylesheet(self, composer: Composer, sources: Iterable[PageSource]) -> str:
        """The stylesheet, its typefaces with the characters that the site shows, and no others."""
        css, fonts = composer.layouts.web_stylesheet(composer.publication.brand)
        letters = "".join(sorted(_letters(sources)))
        named = dict.fromkeys(_FONT.findall(css))
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            tasks = [SubsetFont(self.desk.file(_font_file(fonts, one)), letters) for one in named]
            made = list(beside.map(lambda task: self.desk.do("site", task).read(), tasks))
        for address, data in zip(named, made, strict=True):
            stem = PurePosixPath(address.partition("?")[0]).stem
            css = css.replace(f'"{address}"', f'"{PurePosixPath(self.keep(stem, "woff2", data)).name}"')
        return self.keep("web", "css", _smaller(css).encode())

    def icon(self, frame: PageSource) -> dict[str, str]:
        """The drawing that marks a page, by its address; none where there is none."""
        address = icon_of(frame.html)
        drawing = frame.assets.get(address)
        return {address: self.keep("icon", "svg", drawing)} if isinstance(drawing, bytes) else {}

    def keep_missing(
        self, sources: Iterable[PageSource], address: str, style: str, colors: Mapping[str, str]
    ) -> None:
        """Keeps what servers show in place of a page that is not there."""
        top = urlsplit(address).path
        for source in sources:
            files = {
                one: f"{top}{file}" for one, file in {"asset:web.css": style, **self.icon(source)}.items()
            }
            self.files["404.html"] = web_page(
                "404.html", source, (), Around(top, {}, {}, files), colors
            ).data

    def pictures(self, sources: Iterable[PageSource]) -> dict[str, SizedPicture]:
        """Every picture of content that a page shows, in sizes; and drawings that pages show as files."""
        wanted = dict[str, tuple[Path | bytes, Cut | None]]()
        for source in sources:
            for address in needed_pictures(source):
                asset = source.assets[address]
                if isinstance(asset, (Path, bytes)):
                    wanted[address] = asset, source.cuts.get(address)
            for address in _LAZY.findall(source.html):
                asset = source.assets[address]
                if isinstance(asset, bytes):
                    wanted[address] = asset, None
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            shown = beside.map(lambda one: self._picture(one[0], *one[1]), wanted.items())
            return {address: one for address, one in zip(wanted, shown, strict=True) if one}

    def _picture(self, address: str, asset: Path | bytes, cut: Cut | None) -> SizedPicture | None:
        stem, ending = PurePosixPath(address).stem, PurePosixPath(address).suffix.lower().lstrip(".")
        is_photograph = cut is not None or ending in ("jpg", "jpeg")
        if isinstance(asset, bytes) or not is_photograph:
            data = asset if isinstance(asset, bytes) else asset.read_bytes()
            return SizedPicture((("", ((self.keep(stem, ending, data), 0),)),), 0, 0)
        if cut is not None and cut.start > 0:
            return None  # the other half of a spread, which is shown whole
        if cut is not None:
            cut = replace(cut, start=0.0, end=1.0, scrim=None)
        kinds, size = [], (0, 0)
        for form, widths in (("AVIF", _WIDE), ("WEBP", _WIDE), ("JPEG", _WIDE[1:2])):
            files = dict[int, str]()
            for width in widths if cut is not None else _SMALL[: len(widths)]:
                task = ScalePicture(self.desk.file(asset), cut, width, form)  # type: ignore[arg-type]
                result = self.desk.do("site", task)
                size = int(result.details["width"]), int(result.details["height"])
                ending = "jpg" if form == "JPEG" else form.lower()
                files[size[0]] = self.keep(f"{stem}-{size[0]}", ending, result.read())
            kinds.append((f"image/{form.lower()}", tuple((name, width) for width, name in files.items())))
        return SizedPicture(tuple(kinds), *size)


def missing_page(composer: Composer, index: WebFrame) -> list[PageSource]:
    """What servers show in place of a page that is not there: at any depth, so that its links begin at the
    top of the server, and it can be made only where it is known at which address the site stands.
    """
    if not (address := composer.publication.settings.site):
        return []
    said, line = (plain(composer.words[name]) for name in ("page-missing", "page-missing-line"))
    frame = replace(
        index, kind="missing", name="web-404", title=said.rstrip(".!"), description=said, cover=""
    )
    top = urlsplit(address).path
    return [composer.web_frame(replace(frame, top=top, canonical="", heading=said, said=line))]


def icon_of(html: str) -> str:
    """The address of the drawing by which browsers mark a page; empty where it has none."""
    found = _ICON.search(html)
    return found[1] if found else ""


def plain_name(words: str, longest: int = 255) -> str:
    """Words as a part of a file's name that every system and server takes; of too long ones the first."""
    plain_letters = normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name, room = re.sub(r"[^a-z0-9]+", "-", plain_letters).strip("-"), max(longest, 0)
    return name if len(name) <= room else name[: room + 1].rpartition("-")[0] or name[:room]


def _letters(sources: Iterable[PageSource]) -> set[str]:
    """The characters that pages show: those of their text, and those of every sentence; spaces of all widths
    among them, which another typeface would have in others.
    """
    shown = {*_PLAIN}
    for one in sources:
        text = unescape(_TAG.sub("", one.html))
        shown |= {*text, *text.upper()}
    return {letter for letter in shown if letter.isprintable() or category(letter) == "Zs"}


def _font_file(fonts: Mapping[str, Path], address: str) -> Path:
    return fonts.get(address) or fonts[address.partition("?")[0]]


def _smaller(css: str) -> str:
    """A stylesheet without remarks and the white that no browser reads."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", bare).strip()


def lost_words(
    pages: Mapping[str, WebPage],
    jobs: Mapping[str, Job | PacketJob],
    made: Mapping[str, Made],
    composer: Composer,
    desk: Desk,
) -> Iterator[Finding]:
    """What PDFs say and pages do not: of each document its own page, and of a packet the pages of all that
    it binds. There a document may have other labels than alone, and days in another form, since its pages
    may be laid out otherwise.
    """
    words = composer.layouts.phrases(composer.language, composer.publication.kind)
    labels = " ".join((*words.values(), *words.months()))
    names = [name for name in pages if name in jobs]
    with ThreadPoolExecutor(desk.workers.places) as beside:
        heard = list(beside.map(lambda name: _heard(made[name], desk), names))
    for name, said in zip(names, heard, strict=True):
        job, page = jobs[name], pages[name]
        missing = page.lost
        if isinstance(job, PacketJob):
            parts = _in_parts(job, made[name], said)
            missing |= _not_on(page, parts.pop(name, ()))
            for part, own in parts.items():
                known = " ".join((labels, *pages[part].words, *pages[part].left))
                said_there = " ".join(one.text for one in _without_references(own))
                if unknown := _letters_of(said_there) - _letters_of(known):
                    yield _lost(name, pages[part], sorted(unknown))
        else:
            missing |= _not_on(page, said)
        if missing:
            yield _lost(name, page, missing)


def _lost(name: str, page: WebPage, missing: Iterable[str]) -> Finding:
    words = " ".join(list(missing)[:12])
    what = f"the PDF says what the page does not: {words}"
    hint = "have the layout write it as text of an element that docs/publishing.md lists"
    return Finding(name, 0, "web-text", "error", what, f"site/{page.path}", hint)


class _Said(NamedTuple):
    """One utterance of a PDF, with the number of its page."""

    role: str
    text: str
    page: int


def _heard(made: Made, desk: Desk) -> list[_Said]:
    pdf = made.result.data
    assert isinstance(pdf, HashedFile)  # a store keeps what is sound
    said = json.loads(desk.do(made.name, ReadAloud(pdf)).read().decode("utf-8", "surrogatepass"))
    every = (_Said(*one) for one in said)
    return [
        one._replace(text=_NUMBER.sub("", one.text)) if one.role == "item" else one
        for one in every
        if one.role not in _UNPRINTED
    ]


def _not_on(page: WebPage, said: Iterable[_Said]) -> Counter[str]:
    """The words that a page lacks, each as often as it does."""
    words = _words(" ".join(one.text for one in said))
    return words - _words(" ".join(page.words)) - Counter(page.left)


def _in_parts(job: PacketJob, made: Made, said: Iterable[_Said]) -> dict[str, list[_Said]]:
    """What a packet says, by the document whose page of the site says it; nothing of what is for paper
    alone, or from elsewhere.
    """
    owners = [job.name] * made.counts[job.name]
    for member in job.members:
        owners += [member.part if isinstance(member, Job) else ""] * made.counts[member.name]
    rest = made.pages[len(owners) :]
    owners += ["" if view.kind == _INDEX else job.name for view in rest]
    parts = dict[str, list[_Said]]()
    for one in said:
        if (owner := owners[one.page - 1]) and one.role != "part":
            parts.setdefault(owner, []).append(one)
    return parts


def _without_references(said: Sequence[_Said]) -> list[_Said]:
    """What a document in a packet says but for what leads to pages of the packet's other documents."""
    own, kept = {one.page for one in said}, list[_Said]()
    for one in said:
        if any(int(number) not in own for number in _TO_PAGE.findall(one.text)):
            while kept and kept[-1].role in ("heading", "list"):  # they say that such lines follow
                kept.pop()
        else:
            kept.append(one)
    return kept


def dead_ends(pages: Collection[WebPage], files: Iterable[str]) -> Iterator[Finding]:
    """Links that lead nowhere."""
    for path, address in broken_links(pages, files):
        name = PurePosixPath(path).stem
        what, hint = f"a link leads nowhere: {address}", "mend the address, or the name of the place"
        yield Finding(name, 0, "broken-link", "error", what, f"site/{path}", hint)


def _letters_of(said: str) -> set[str]:
    """The different words of a text in small letters, without numbers: notes have others in a packet."""
    return set(re.findall(r"[^\W\d_]+", " ".join(_words(said)).casefold()))


def _words(said: str) -> Counter[str]:
    """The words of a transcript without its own, each as often as it is said."""
    plain_words = _ASIDE.sub("", said).replace("\u2011", "-")
    return Counter(
        word.strip(";") for word in re.split(r"[\s\xa0\u202f\u2009]+", plain_words) if word.strip(";")
    )
