"""A page of the site: a document in its frame, and whether it says what it should; and what programs read of
a site: structured data, the map of its pages, a feed, and what servers are to say.

Takes composed HTML and plain values; gives bytes and text that depend on nothing else. Must not know where
files stand, nor what a publication is about: its kind says what a program is called at schema.org.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from posixpath import dirname, join, normpath
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement

from brochure.editions.web.dressing import Dressing
from brochure.editions.web.html_tree import read_html, words_of, write_html
from brochure.editions.web.surroundings import Around, Night, PageStyles
from brochure.model import Days, Institution, PageSource, Program, Publication, plain

#: What a page may do, said in itself too, since a folder on a disk has no server to say so. `{}` is the hash
#: of its own styles.
POLICY: Final = (
    "default-src 'none'; style-src 'self' file: {}; img-src 'self' file:; font-src 'self' file:;"
    " base-uri 'none'; form-action 'self'"
)
_COLORS: Final = re.compile(r"--([\w-]+)\s*:\s*(#[0-9A-Fa-f]{6})")
#: Addresses that lead out of the site, or to nobody's page.
_ELSEWHERE: Final = frozenset({"http", "https", "mailto", "tel"})
#: A path that servers' settings take without quotes.
_PLAIN_PATH: Final = re.compile(r"[\w./~+-]*")
_META: Final = frozenset({"charset", "name", "content", "property", "http-equiv"})


@dataclass(frozen=True)
class WebPage:
    """One page: its path in the site and its bytes; the words of its document, those that were composed for
    it, and those of these that paper alone has; where it leads, and its own places for links.
    """

    path: str
    data: bytes
    words: tuple[str, ...]
    composed: tuple[str, ...]
    left: Mapping[str, int]
    links: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()

    @property
    def lost(self) -> Counter[str]:
        """Words that were composed and that the page does not say."""
        return Counter(self.composed) - Counter(self.words) - Counter(self.left)


def web_page(
    path: str,
    frame: PageSource,
    documents: Sequence[PageSource],
    around: Around,
    colors: Mapping[str, str],
    data: Mapping[str, Any] | None = None,
) -> WebPage:
    """A frame with these documents in its place for them; `data` is what search engines read of it.

    `colors` are those of the whole publication; the page's own accent is said by its frame.
    """
    root = read_html(frame.html)
    own = dict(_COLORS.findall(root.get("style", "")))
    rules = PageStyles(Night({**colors, **own}))
    ids = dict[str, str]()
    head, body = root.find("head"), root.find("body")
    assert head is not None and body is not None  # the parser makes both
    framed = Dressing(frame, around, rules, ids)
    dressed = Element("body", {"class": body.get("class", "")})
    dressed.extend(framed.body())
    left, composed = Counter[str](), list[str]()
    place = next((one for one in dressed.iter() if "data-document" in one.attrib), None)
    for document in documents:
        worn = Dressing(document, around, rules, ids)
        parts = worn.body()
        left += worn.left
        composed += worn.composed
        if place is not None:
            place.extend(parts)
    if place is not None:
        del place.attrib["data-document"]
    made = Element("html", {"lang": root.get("lang", "")})
    made.append(_head(head, around, _styles(own, rules), data))
    made.append(dressed)
    html = f"<!DOCTYPE html>\n{write_html(made)}\n"
    said = words_of(place) if place is not None else []
    links = (address for one in made.iter() for address in _addresses(one))
    places = frozenset(filter(None, (one.get("id") for one in made.iter())))
    return WebPage(
        path, html.encode(), tuple(said), tuple(composed), left, tuple(dict.fromkeys(links)), places
    )


def _styles(own: Mapping[str, str], rules: PageStyles) -> str:
    """The page's own colors, by day and by night, and what its single elements need."""
    day = "".join(f"--{name}:{color};" for name, color in own.items())
    night = "".join(f"--{name}:{color};" for name, color in rules.night.colors.items())
    return f":root{{{day}}}@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}{rules.css}"


def _head(head: Element, around: Around, styles: str, data: Mapping[str, Any] | None) -> Element:
    """What a page says of itself: what its template does, and what it may do and read."""
    made = Element("head")
    SubElement(made, "meta", {"charset": "utf-8"})
    digest = b64encode(sha256(styles.encode()).digest()).decode()
    policy = POLICY.format(f"'sha256-{digest}'")
    SubElement(made, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(made, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(made, "meta", {"name": "color-scheme", "content": "light dark"})
    for one in head:
        if one.tag == "title":
            SubElement(made, "title").text = one.text
        elif one.tag == "meta" and one.get("content") and not {"charset", "http-equiv"} & set(one.attrib):
            SubElement(made, "meta", {name: value for name, value in one.attrib.items() if name in _META})
        elif one.tag == "link" and (address := one.get("href", "")):
            known = {name: value for name, value in one.attrib.items() if name in ("rel", "type", "title")}
            SubElement(made, "link", {**known, "href": around.files.get(address, address)})
    SubElement(made, "style").text = styles
    if data:
        said = json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
        SubElement(made, "script", {"type": "application/ld+json"}).text = said
    return made


def broken_links(pages: Collection[WebPage], files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The page and the address of each link that leads to no page, file or place of the site."""
    places = {page.path: page.places for page in pages}
    known = {*places, *files}
    for page in pages:
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme in _ELSEWHERE:
                continue
            target = normpath(join(dirname(page.path), unquote(parts.path))) if parts.path else page.path
            at = unquote(parts.fragment)
            is_there = target in known and not parts.scheme and not parts.netloc
            if not is_there or (at and target in places and at not in places[target]):
                yield page.path, address


def _addresses(one: Element) -> Iterator[str]:
    """What an element links to or shows."""
    if not isinstance(one.tag, str):
        return
    yield from (one.attrib[name] for name in ("href", "src") if name in one.attrib)
    yield from (part.split()[0] for part in one.get("srcset", "").split(",") if part.strip())


_SCHEMA: Final = "https://schema.org"
#: How the types of what takes place once are called there.
_EVENT: Final = "Event"
_CURRENCIES: Final = {"$": "USD", "€": "EUR", "£": "GBP"}
_SUM: Final = re.compile(r"\d+(?:[.,\u00a0\u202f' ]\d+)*")
_CENTS: Final = re.compile(r"(.*?)(?:[.,](\d\d))?")
_SPANS: Final = {"year": "P{}Y", "month": "P{}M", "week": "P{}W", "day": "P{}D", "hour": "PT{}H"}


@dataclass(frozen=True)
class FeedEntry:
    """One page in the feed: its title, line and address in the site, and what its text is known by."""

    title: str
    line: str
    path: str
    fingerprint: str


def program_data(
    publication: Publication, program: Program, address: str, picture: str = ""
) -> dict[str, Any]:
    """What search engines read of a program, in the words of schema.org that its kind names; nothing of an
    event without a day, which they refuse. The addresses are whole, or empty.
    """
    about = publication.kind.schema_org
    held = {**_days_of(publication, program), **_place_of(publication, program)}
    if about.begins and about.begins not in held and str(about.type).endswith(_EVENT):
        return {}
    if about.instance and held:
        held = {f"has{about.instance}": {"@type": str(about.instance), **held}}
    known: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": str(about.type),
        "name": plain(program.name),
        "description": plain(program.promise),
        **({"url": address} if address else {}),
        **({"image": picture} if picture else {}),
        **held,
    }
    if about.institution:
        known[str(about.institution)] = _organization(publication.institution)
    stages = program.stages
    lengths = [stage.length for stage in stages if stage.length]
    if about.length and lengths and len(lengths) == len(stages) and len({unit for _, unit in lengths}) == 1:
        known[str(about.length)] = _SPANS[lengths[0][1]].format(f"{sum(value for value, _ in lengths):g}")
    for name, said in about.fields.items():
        if (value := program.fields.get(name)) is not None:
            is_price = publication.kind.fields.program[name].type == "price"
            known[str(said)] = (
                _offer(plain(value), publication.settings.language) if is_price else _said(value)
            )
    return known


def _days_of(publication: Publication, program: Program) -> dict[str, Any]:
    """The first and the last day of a program's stages, or else of a field of its kind that is days."""
    about, fields = publication.kind.schema_org, publication.kind.fields.program
    days = [stage.dates for stage in program.stages if stage.dates]
    days = days or [one for name in fields if isinstance(one := program.fields.get(name), Days)]
    known = {}
    if days and about.begins:
        known[str(about.begins)] = min(one.first for one in days).isoformat()
    if days and about.ends:
        known[str(about.ends)] = max(one.last for one in days).isoformat()
    return known


def _place_of(publication: Publication, program: Program) -> dict[str, Any]:
    """Where a program is held: its room, in what belongs to the institution, at the address of that."""
    about, house = publication.kind.schema_org, publication.institution
    known = {**(program.apply.fields if program.apply else {}), **program.fields}
    room = known.get(about.room) if about.room else None
    postal = (house.contact.address if house.contact else ()) or house.sites
    if not about.place or not (room or postal):
        return {}
    place = {"@type": "Place", "name": ", ".join(plain(one) for one in (room, house.name) if one)}
    if postal:
        place["address"] = ", ".join(map(plain, postal))
    return {str(about.place): place}


def _said(value: object) -> object:
    """The value of a field as schema.org has it."""
    if isinstance(value, Days):
        return f"{value.first.isoformat()}/{value.last.isoformat()}"
    return value.isoformat() if isinstance(value, date) else value


def _offer(price: str, language: str) -> dict[str, Any]:
    """What something costs: a sum where a price is one in a currency that it names, else its words."""
    known: dict[str, Any] = {"@type": "Offer", "description": price}
    sums, signs = _SUM.findall(price), [code for sign, code in _CURRENCIES.items() if sign in price]
    is_dollar = signs != ["USD"] or language in ("en", "en-US", "es-US")
    if price.casefold() == "free":
        known["price"] = "0"
    elif len(sums) == len(signs) == 1 and is_dollar:
        known |= {"price": _plain_sum(sums[0]), "priceCurrency": signs[0]}
    return known


def _plain_sum(written: str) -> str:
    """A sum without what parts its thousands, its cents after a point."""
    whole, cents = _CENTS.fullmatch(written).groups()  # type: ignore[union-attr]  # any sum has this form
    digits = "".join(filter(str.isdigit, whole))
    return f"{digits}.{cents}" if cents else digits


def _organization(institution: Institution) -> dict[str, Any]:
    known: dict[str, Any] = {"@type": "Organization", "name": plain(institution.name)}
    contact = institution.contact
    if contact and contact.web:
        known["url"] = str(contact.web)
    if contact and contact.email:
        known["email"] = str(contact.email)
    if contact and contact.phone:
        known["telephone"] = str(contact.phone)
    return known


def sitemap(address: str, paths: Iterable[str]) -> str:
    """The map of a site that stands at an address."""
    urls = "".join(f"<url><loc>{escape(address + _bare(path))}</loc></url>\n" for path in paths)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _bare(path: str) -> str:
    return "" if path == "index.html" else path


def feed(
    title: str, author: str, address: str, day: date, language: str, entries: Sequence[FeedEntry]
) -> str:
    """An Atom feed. Each entry's id is made of what its page says, so that readers show what has changed."""
    at = f"{day.isoformat()}T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(language)}">',
        f"<title>{escape(title)}</title>",
        f"<author><name>{escape(author)}</name></author>",
        f"<id>{_urn(title, author)}</id>",
        f"<updated>{at}</updated>",
        *([f'<link rel="self" href="{escape(address)}feed.xml"/>'] if address else []),
        f'<link href="{escape(address) or "index.html"}"/>',
    ]
    for one in entries:
        lines += [
            f"<entry><title>{escape(one.title)}</title>",
            f'<link href="{escape(address + one.path)}"/>',
            f"<id>{_urn(one.path, one.fingerprint)}</id><updated>{at}</updated>",
            f"<summary>{escape(one.line)}</summary></entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _urn(*parts: str) -> str:
    """A name that these words have, always the same one."""
    return UUID(bytes=sha256("\n".join(parts).encode()).digest()[:16], version=5).urn


def server_files(address: str = "") -> Mapping[str, bytes]:
    """What tells servers how to send the site: for Apache, for those that read `_headers`, and for nginx,
    with the path of its address where that is known and written plainly.
    """
    path = unquote(urlsplit(address).path).rstrip("/")
    top = path if address and _PLAIN_PATH.fullmatch(path) else "SITE"
    said = {
        "Content-Security-Policy": POLICY.format("'unsafe-inline'") + "; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    lasting, fresh = "public, max-age=31536000, immutable", "no-cache"
    kinds = {"avif": "image/avif", "webp": "image/webp", "woff2": "font/woff2", "xml": "application/xml"}
    headers = ["/*", *(f"  {name}: {value}" for name, value in said.items()), f"  Cache-Control: {fresh}"]
    headers += ["/assets/*", "  ! Cache-Control", f"  Cache-Control: {lasting}"]
    apache = [f"AddType {kind} .{ending}" for ending, kind in kinds.items()]
    apache += ["<IfModule mod_headers.c>", *(f'Header set {name} "{value}"' for name, value in said.items())]
    apache += [f'Header set Cache-Control "{fresh}"', "</IfModule>"]
    if top != "SITE":
        apache.append(f"ErrorDocument 404 {top}/404.html")
    assets = ["<IfModule mod_headers.c>", f'Header set Cache-Control "{lasting}"', "</IfModule>"]
    nginx = [
        "# Inside the server block, where SITE is the path of the site, such as /programs/2027, or nothing."
    ]
    nginx = nginx if top == "SITE" else ["# Inside the server block."]
    every = [f'  add_header {name} "{value}" always;' for name, value in said.items()]
    every += [f"  error_page 404 {top}/404.html;"] if top != "SITE" else []
    for place, kept in (("assets/", lasting), ("", fresh)):
        nginx += [f"location {top}/{place} {{", *every, f'  add_header Cache-Control "{kept}";', "}"]
    texts = {".htaccess": apache, "assets/.htaccess": assets, "_headers": headers, "nginx.conf": nginx}
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in texts.items()}
