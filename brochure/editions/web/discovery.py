"""What programs read of a site: structured data, the map of its pages, a feed, and what servers are to say.

Takes plain values; gives text that depends on nothing else. Must not know files, nor what a publication is
about: its kind says what a program is called at schema.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from typing import Any, Final
from uuid import UUID

from brochure.editions.web.page_making import POLICY
from brochure.model import Institution, Program, Publication, plain

_SCHEMA: Final = "https://schema.org"
_SPANS: Final = {"year": "P{}Y", "month": "P{}M", "week": "P{}W", "day": "P{}D", "hour": "PT{}H"}


@dataclass(frozen=True)
class FeedEntry:
    """One page in the feed: its title, line and address in the site, and what its text is known by."""

    title: str
    line: str
    path: str
    fingerprint: str


def program_data(publication: Publication, program: Program, address: str) -> dict[str, Any]:
    """What search engines read of a program, in the words of schema.org that its kind names."""
    about = publication.kind.schema_org
    known: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": str(about.type),
        "name": plain(program.full_name or program.name),
        "description": plain(program.promise),
    }
    if address:
        known["url"] = address
    if about.institution:
        known[str(about.institution)] = _organization(publication.institution)
    stages = program.stages
    lengths = [stage.length for stage in stages if stage.length]
    if about.length and lengths and len(lengths) == len(stages) and len({unit for _, unit in lengths}) == 1:
        known[str(about.length)] = _SPANS[lengths[0][1]].format(f"{sum(value for value, _ in lengths):g}")
    days = [stage.dates for stage in stages if stage.dates]
    if days and about.begins:
        known[str(about.begins)] = min(one.first for one in days).isoformat()
    if days and about.ends:
        known[str(about.ends)] = max(one.last for one in days).isoformat()
    for name, said in about.fields.items():
        if (value := program.fields.get(name)) is not None:
            known[str(said)] = value.isoformat() if isinstance(value, date) else value
    return known


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


def server_files() -> Mapping[str, bytes]:
    """What tells servers how to send the site: for Apache, for those that read `_headers`, and for nginx."""
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
    assets = ["<IfModule mod_headers.c>", f'Header set Cache-Control "{lasting}"', "</IfModule>"]
    nginx = ["# Inside the server block, where SITE is the path at which the site stands."]
    every = [f'  add_header {name} "{value}" always;' for name, value in said.items()]
    for place, kept in (("SITE/assets/", lasting), ("SITE/", fresh)):
        nginx += [f"location {place} {{", *every, f'  add_header Cache-Control "{kept}";', "}"]
    texts = {".htaccess": apache, "assets/.htaccess": assets, "_headers": headers, "nginx.conf": nginx}
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in texts.items()}
