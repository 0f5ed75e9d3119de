"""A composed document becomes part of a page on the web: the same words in the same order, without what is
for pages of paper alone.

Takes the HTML that was composed for print, and what its page knows of the site; gives a tree whose classes
the web's stylesheet dresses. Sizes in points stay behind, and with them feet, fillers and plates that say
nothing. Drawings of this program stand in the page itself, with their text alternatives; pictures become
files in several sizes. Nothing that could run passes, whoever wrote the layout. Must not know templates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import Final
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement

from brochure.editions.web.html_tree import classes, least_width, read_drawing, read_html, words_of
from brochure.editions.web.surroundings import DARK, ROOM, ROOM_AND_DARK, Around, PageStyles
from brochure.model import PageSource


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: What a page may consist of; of other elements what they hold stays, and of the second set nothing.
_ELEMENTS: Final = _named(
    "a abbr aside b blockquote br cite code dd del div dl dt em figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr i img li main mark nav ol p pre q s section small span strong sub sup table "
    "tbody td tfoot th thead time tr ul picture source"
)
_NOTHING: Final = _named(
    "script style iframe object embed template svg math form input button select textarea link meta "
    "base audio video"
)
_ATTRIBUTES: Final = _named(
    "id class lang dir href hreflang scope colspan rowspan headers start value reversed type datetime "
    "alt width height loading download data-document data-label"
)
#: What a page of the site's own may have besides: a form, and its attributes.
_FORM: Final = frozenset({"form", "fieldset", "legend", "label", "input", "button"})
_OF_FORMS: Final = frozenset({"action", "method", "name", "for", "min", "max", "inputmode"})
#: A call for a note: on the web the link has this role, as DPUB-ARIA has it, not what raises the link.
_CALL: Final = "doc-noteref"
#: Roles that HTML has no element for.
_ROLES: Final = frozenset({"alert", _CALL, "doc-backlink", "list", "listitem"})
#: How the name of another server begins, where a path does.
_ELSEWHERE: Final = re.compile(r"[/\\]{2}")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
#: Styles of a single element that hold on any screen, and those that hold where there is room for them.
_EVERYWHERE: Final = re.compile(
    r"(?:--[\w-]+|flex-grow|object-position|text-align|(?:border-left-|border-top-|background-)?color)\s*:"
    r"|(?:width|left)\s*:\s*[\d.]+%$"
)
_WHERE_WIDE: Final = re.compile(r"(?:grid-template-columns|column-count)\s*:")
#: What is drawn with words upon it: all of its sizes hold where there is room, and none elsewhere.
_DRAWN: Final = frozenset({"drawn", "inscription"})
#: What is balanced for the width of paper: a browser balances it again for its own (`text-wrap`).
_TITLES: Final = frozenset({"title", "promise", "end-line", "back-line"})
_TIED: Final = re.compile(r"(?<=[^\W\d_]{3})\u00a0(?=[^\W\d_])")
_SAFE: Final = re.compile(r"^[\w\s:;#%.,()+*/-]*$")
_BACKGROUND: Final = re.compile(r"background-image\s*:\s*url\(\"?(asset:[^)\"]+)\"?\)")
_COVER: Final = re.compile(r"@page cover \{[^}]*?url\(\"?(asset:art/[^)\"]+)\"?\)")
_BAND: Final = re.compile(
    r"@page opener:first \{ margin-top: ([\d.]+)pt;[^}]*?url\(\"?(asset:art/[^)\"]+)\"?\)"
)
#: What says where a line may end, and what says of a word that none may; both parted from other text.
_MAY_END, _JOINS = "\u200b", "\u2060"
_SIGNS: Final = re.compile(f"({_MAY_END}|[^\\s{_MAY_END}]*{_JOINS}[^\\s{_MAY_END}]*)")
#: How far above the first line of a chapter its band ends, in points, and how wide it is drawn.
_BELOW_BAND: Final = 45.0
#: What is seen of the art of a whole page.
_PAGE: Final = "0 0 612 792"
_ART: Final = "asset:art/"
#: How addresses of pictures of content begin: whole ones, and what is shown of them in one place.
_PICTURES: Final = ("asset:content/", "asset:cut/")
_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}$")
#: The pixels that a table has on the smallest telephone, and one whose rows stand below one another there.
_TABLE_ROOM, _STACKED_ROOM = 280.0, 680.0
_COLORED: Final = re.compile(r"([\w-]*color)\s*:\s*(#[0-9A-Fa-f]{6})")


@dataclass
class Dressing:
    """One document of a page, dressed element by element; `composed` are its words, and `left` those
    for paper alone.
    """

    source: PageSource
    around: Around
    rules: PageStyles
    ids: dict[str, str]
    left: Counter[str] = field(default_factory=Counter)
    composed: list[str] = field(default_factory=list)
    _heading: str = ""

    def body(self) -> list[Element]:
        """The children of the document's body as the page has them, with the art of its first page."""
        root = read_html(self.source.html)
        body = root.find("body")
        assert body is not None  # the parser makes one
        styles = "".join(one.text or "" for one in root.iter("style"))
        self.composed = words_of(body)
        self._name_ids(body)
        holder = Element("div")
        self._into(holder, body)
        self._with_art(holder, styles)
        return list(holder)

    def _name_ids(self, body: Element) -> None:
        """Gives each place a name of its own on the page, a short one where that is free."""
        prefix = f"{self.source.name.rpartition('/')[2]}--"
        for one in body.iter():
            if known := one.get("id"):
                short = known.removeprefix(prefix)
                self.ids[known] = short if short not in self.ids.values() else known

    def _into(self, holder: Element, element: Element) -> None:
        """Puts what an element holds, dressed, into another."""
        _add_text(holder, element.text)
        for inner in element:
            if isinstance(inner.tag, str):
                self._put(holder, inner)
            _add_text(holder, inner.tail)

    def _put(self, holder: Element, element: Element) -> None:
        if "data-print" in element.attrib:
            labels = (one.get("aria-label", "").split() for one in element.iter())
            self.left.update((*words_of(element), *chain.from_iterable(labels)))
            return
        is_taken = element.tag in _ELEMENTS or (self.around.takes_forms and element.tag in _FORM)
        if (element.tag in _NOTHING and not is_taken) or self._is_filler(element):
            return
        if not is_taken:
            self._into(holder, element)
            return
        if element.tag == "img":
            self._picture(holder, element)
            return
        into = SubElement(holder, "div") if element.tag == "table" else holder
        tag = "section" if element.tag == "div" and "group" in classes(element) else element.tag
        dressed = SubElement(into, tag, self._attributes(element))
        if art := self._background(element):
            dressed.append(art)
        self._into(dressed, element)
        if element.tag == "table":
            self._fit(into, dressed)
        if re.fullmatch("h[1-6]", element.tag) or _TITLES & set(classes(element)):
            _loosen(dressed)
        if dressed.get("role") == _CALL:
            del dressed.attrib["role"]
            for link in dressed.iter("a"):
                link.set("role", _CALL)
        if re.fullmatch("h[1-6]", element.tag) and not _DRAWN & set(classes(element)):
            self._heading = " ".join(words_of(dressed))

    def _fit(self, around: Element, table: Element) -> None:
        """Says of what is around a table whether it fits; where it may not, it is a stop of the Tab key, and
        the arrows move it from there. No style could make it one where it does move.
        """
        room = _STACKED_ROOM if "stacked" in classes(table) else _TABLE_ROOM
        if least_width(table) <= room:
            around.attrib["class"] = "fitting"
            return
        label = self._heading or self.source.title
        around.attrib |= {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label}

    def _is_filler(self, element: Element) -> bool:
        """Whether something only fills a page of paper: it says nothing and shows nothing but a ground."""
        if (
            element.tag != "div"
            or "data-document" in element.attrib
            or any(one.tag in ("img", "table", "span", "input") for one in element.iter())
        ):
            return False
        if words_of(element):
            return False
        given = classes(element)
        if "mark" in given:
            return False
        return (
            "data-fills" in element.attrib
            or not given
            or "url(" in element.get("style", "")
            or given[0] in _EMPTY
        )

    def _attributes(self, element: Element) -> dict[str, str]:
        found = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
        found |= {name: value for name, value in element.attrib.items() if name.startswith("aria-")}
        if self.around.takes_forms:
            found |= {name: value for name, value in element.attrib.items() if name in _OF_FORMS}
        if element.get("role") in _ROLES and element.tag != "ol":
            found["role"] = element.attrib["role"]
        if known := found.get("id"):
            found["id"] = self.ids.get(known, known)
        if "href" in found:
            address = self._address(found.pop("href"))
            found |= {"href": address} if address else {}
        named = [*classes(element), *self._styles(element)]
        if named:
            found["class"] = " ".join(named)
        elif "class" in found:
            del found["class"]
        return found

    def _address(self, address: str) -> str | None:
        """Where a link leads from this page; nothing where that is no page, mailbox or telephone."""
        if address.startswith("#"):
            return f"#{self.ids.get(unquote(address[1:]), address[1:])}"
        if address.startswith("packet:"):
            return self.around.documents.get(unquote(address.removeprefix("packet:").partition("#")[0]))
        scheme, top = urlsplit(address).scheme.lower(), self.around.top
        if scheme in _SCHEMES:
            return address
        if top.startswith("/") and address.startswith(top) and not _ELSEWHERE.match(address):
            return address
        return address if not scheme and not address.startswith(("/", "\\")) else None

    def _styles(self, element: Element) -> Iterator[str]:
        """The classes that stand for an element's own styles."""
        said = [
            one.strip() for one in element.get("style", "").split(";") if one.strip() and _SAFE.match(one)
        ]
        if _DRAWN & set(classes(element)):
            if kept := [one for one in said if "url" not in one]:
                yield self.rules.name(ROOM, ";".join(kept))
                yield from self._dark_styles(ROOM_AND_DARK, kept)
            return
        if kept := [one for one in said if _EVERYWHERE.match(one)]:
            yield self.rules.name("", ";".join(kept))
            yield from self._dark_styles(DARK, kept)
        if kept := [one for one in said if _WHERE_WIDE.match(one)]:
            yield self.rules.name(ROOM, ";".join(kept))

    def _dark_styles(self, media: str, said: Sequence[str]) -> Iterator[str]:
        """The class of what colors of an element's own are in the dark, as those of drawings."""
        colored = (_COLORED.fullmatch(one) for one in said)
        dark = [
            f"{one[1]}:{counterpart}"
            for one in colored
            if one and (counterpart := self.rules.night.of(one[2])) and counterpart != one[2]
        ]
        if dark:
            yield self.rules.name(media, ";".join(dark))

    def _background(self, element: Element) -> Element | None:
        found = _BACKGROUND.search(element.get("style", ""))
        return self._drawing(found[1], "", "ground-art") if found and found[1].startswith(_ART) else None

    def _drawing(self, address: str, alt: str, name: str, view: str = "") -> Element | None:
        """A drawing of this program, with its words; its colors have counterparts in the dark."""
        data = self.source.assets.get(address)
        if not isinstance(data, bytes):
            return None
        svg, stem = read_drawing(data), f"d{sha256(address.encode()).hexdigest()[:6]}"
        own = {"viewBox": view or svg.get("viewBox", ""), "class": name}
        own |= {"role": "img", "aria-label": alt} if alt else {"aria-hidden": "true"}
        if view:
            own["preserveAspectRatio"] = "xMidYMin slice"
        svg.attrib.clear()
        svg.attrib |= own
        for one in svg.iter():
            if known := one.get("id"):
                one.set("id", f"{stem}-{known}")
            if (clip := one.get("clip-path", "")).startswith("url(#"):
                one.set("clip-path", f"url(#{stem}-{clip[5:]}")
        if "cover-art" not in name:
            self._at_night(svg)
        return svg

    def _at_night(self, svg: Element) -> None:
        """Gives a drawing its colors for the dark: all of them, or none where one has no counterpart, since
        what is filled and what is not would change places. Such a drawing has a ground of its own.
        """
        painted = [
            (one, paint, color)
            for one in svg.iter()
            for paint in ("fill", "stroke")
            if _COLOR.match(color := one.get(paint, ""))
        ]
        dark = {color: self.rules.night.of(color) for _, _, color in painted}
        if None in dark.values():
            return
        for one, paint, color in painted:
            if dark[color] != color:
                named = self.rules.name(DARK, f"{paint}:{dark[color]}")
                one.set("class", f"{one.get('class', '')} {named}".strip())

    def _picture(self, holder: Element, element: Element) -> None:
        address, alt = element.get("src", ""), element.get("alt", "")
        given = self._attributes(element)
        if address.startswith(_ART) and element.get("loading") != "lazy":
            is_art = "cover-art" in classes(element)
            named = (
                given.get("class", "").split() if is_art else ["drawing", *given.get("class", "").split()]
            )
            drawing = self._drawing(address, alt, " ".join(named), _PAGE if is_art else "")
            if drawing is not None:
                holder.append(drawing)
            return
        shown = self.around.pictures.get(unquote(address))
        if shown is None:
            return
        *others, (_, last) = shown.kinds
        more = {"width": str(shown.width), "height": str(shown.height)} if shown.width else {}
        into = SubElement(holder, "picture") if others else holder
        for kind, files in others:
            sizes = ", ".join(f"{self.around.top}{name} {width}w" for name, width in files)
            SubElement(into, "source", {"type": kind, "srcset": sizes, "sizes": _sizes_of(element)})
        given |= {
            "src": f"{self.around.top}{last[-1][0]}",
            "alt": alt,
            **more,
            "loading": "lazy",
            "decoding": "async",
        }
        if "photograph" in classes(element) and _is_first(holder):
            del given["loading"]
        SubElement(into, "img", given)

    def _with_art(self, holder: Element, styles: str) -> None:
        """Puts the art of a cover, or of a chapter's band, behind its title."""
        cover, band = _COVER.search(styles), _BAND.search(styles)
        for one in holder.iter("div"):
            if "cover" in classes(one) and cover:
                art = self._drawing(cover[1], "", "cover-art", _PAGE)
            elif "band" in classes(one) and band:
                height = float(band[1]) - _BELOW_BAND
                art = self._drawing(band[2], "", "cover-art", f"0 0 612 {height:g}")
            else:
                continue
            if art is not None:
                one.insert(0, art)
            return


#: What stands empty on paper, and where the last of the classes is drawn by its size alone.
_EMPTY: Final = frozenset({"plate", "notes", "ring-foot", "back-art", "end-mark", "seal", "cover-logo"})


def _loosen(title: Element) -> None:
    """Lets a title be broken between any two of its words, since no line of paper holds it here."""
    for one in title.iter():
        one.text = one.text and _TIED.sub(" ", one.text)
        if one is not title:
            one.tail = one.tail and _TIED.sub(" ", one.tail)


def _sizes_of(element: Element) -> str:
    """How wide a picture is on the page, for browsers that choose a file by it."""
    named = set(classes(element))
    if "portrait" in named:
        return "160px"
    if named & {"leader-portrait", "logo-plate"}:
        return "96px"
    return "(min-width: 64rem) 720px, 100vw"


def _is_first(holder: Element) -> bool:
    """Whether a picture is that of a cover, which is to be seen at once."""
    return "cover-picture" in classes(holder)


def _add_text(holder: Element, text: str | None) -> None:
    """Text behind all that an element holds already.

    Signs that only say where a line may end, and where none may, would be copied with an address or a
    number: on a page elements say so.
    """
    for piece in _SIGNS.split(text or ""):
        if piece == _MAY_END:
            SubElement(holder, "wbr")
        elif _JOINS in piece:
            SubElement(holder, "span", {"class": "one"}).text = piece.replace(_JOINS, "")
        else:
            _add_plain(holder, piece)


def _add_plain(holder: Element, text: str) -> None:
    if not text:
        return
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + text
    else:
        holder.text = (holder.text or "") + text


def needed_pictures(source: PageSource) -> list[str]:
    """The pictures of content that a document shows, by their addresses."""
    every = (address for address in source.assets if address.startswith(_PICTURES))
    return [address for address in every if quote(address, safe=":/") in source.html]
