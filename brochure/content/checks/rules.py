"""Rules of the field that a type cannot say: codes, addresses, dates, pictures, consent.

Takes the library; gives problems. A picture is looked at as bytes: whether it is one that can be printed.
Must not know layouts.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit
from xml.parsers import expat

from PIL import Image, ImageFile, UnidentifiedImageError

from brochure.content.references import fill, names_of
from brochure.content.sources import Library
from brochure.content.values import FieldValue, describe
from brochure.errors import Problem
from brochure.model import (
    Apply,
    Contact,
    Item,
    Person,
    Picture,
    Program,
    Season,
    Table,
    Text,
    dead_number,
    region_of,
)

FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".svg": "SVG"}
_ELSEWHERE: Final = re.compile(r"@import|url\(\s*+[\"']?+(?!#|data:image/)", re.IGNORECASE)

Words = tuple[str, str]
PICTURES: Final = frozenset({(Picture, "file"), (Person, "photo")})


def _nrmp(value: str) -> Words | None:
    """NRMP: institution 4 digits, specialty 3 digits, type, track."""
    if re.fullmatch(r"[0-9]{7}[A-Z][0-9]{1,3}", value):
        return None
    hint = "it has seven digits, a capital letter and a track, such as 1234140C0"
    return f'nrmp_code "{value}" is not an NRMP code', hint


def _acgme(value: str) -> Words | None:
    if re.fullmatch(r"[0-9]{10}", value):
        return None
    return f'acgme_id "{value}" is not an ACGME program number', "it has ten digits"


def _email(value: str) -> Words | None:
    if re.fullmatch(r"[^@\s<>()\[\],;:]+@([\w-]+\.)+[\w-]{2,}", value):
        return None
    return f'email "{value}" is not an e-mail address', "write it such as residency@example.org"


def _web(value: str) -> Words | None:
    try:
        address = urlsplit(value)
        host = address.hostname or ""
        _ = address.port
    except ValueError:
        host = ""
    is_whole = value.startswith("https://") and not re.search(r"[\s<>\"{}|\\^`]", value)
    if is_whole and re.fullmatch(r"([\w-]+\.)+[\w-]{2,}", host):
        return None
    return (
        f'web "{value}" is not the address of a page',
        "write it in full, such as https://www.example.org/residency",
    )


def _season(value: str) -> Words | None:
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", value)
    if found and (int(found[1]) + 1) % 100 == int(found[2]):
        return None
    return f'label "{value}" is not a season', "write two years that follow each other, such as 2019-20"


FIELD_RULES: Final[dict[tuple[type[Item], str], Callable[[str], Words | None]]] = {
    (Program, "nrmp_code"): _nrmp,
    (Program, "acgme_id"): _acgme,
    (Contact, "email"): _email,
    (Contact, "web"): _web,
    (Apply, "web"): _web,
    (Season, "label"): _season,
}


def check_rules(library: Library) -> Iterator[Problem]:
    """Every rule, over every value."""
    (_, names), issued = names_of(library), _day(library.table("season"), "issued")
    settings = library.table("publication")
    region = region_of(str(settings.get("language", "")) if settings else "")
    for _, entry in library.entries:
        if isinstance(entry.value, Text) and entry.owner and entry.value.strip():
            rule = FIELD_RULES.get((entry.owner, entry.field))
            if rule and (words := rule(fill(entry.value.strip(), names)[0])):
                yield Problem(entry.where, *words)
            if (entry.owner, entry.field) in PICTURES:
                path = fill(entry.value.strip(), names)[0]
                yield from library.faults_of(path, entry.where, picture_fault)
            if (entry.owner, entry.field) == (Contact, "phone"):
                yield from _phone(entry, fill(entry.value.strip(), names)[0], region)
            if entry.field == "consent_until" and issued:
                yield from _consent(entry, issued)
        elif entry.field == "honors" and isinstance(entry.value, Table):
            yield from _honor(entry)
    yield from _season_dates(library)


def _day(table: Table | None, field: str) -> date | None:
    try:
        return date.fromisoformat(str(table.get(field) if table else "").strip())
    except ValueError:
        return None


def _consent(entry: FieldValue, issued: date) -> Iterator[Problem]:
    until = _day(entry.table, entry.field)
    if until and until < issued:
        what = f"consent ended on {until}, before this season is issued ({issued})"
        yield Problem(entry.where, what, "ask for consent again, or take this out")


def _phone(entry: FieldValue, said: str, region: str) -> Iterator[Problem]:
    if piece := dead_number(said, region):
        what = f"no telephone number can be read from {describe(piece)}, so that no link dials it"
        hint = "write whole numbers with a comma between them, such as 617-555-0142, fax 617-555-0143"
        yield Problem(entry.where, what, hint, "warning")


def _honor(entry: FieldValue) -> Iterator[Problem]:
    for field in ("distinction", "year"):
        if field not in entry.value:
            hint = f"honors are set in order of years; add {field}, or use roster"
            yield Problem(entry.where, f"{field} is missing", hint)


def _season_dates(library: Library) -> Iterator[Problem]:
    season = library.table("season")
    issued, until = _day(season, "issued"), _day(season, "valid_until")
    if season and issued and until and until < issued:
        what = f"valid_until ({until}) is before issued ({issued})"
        yield Problem(season.places["valid_until"], what, "exchange the two, or correct the year")


def picture_fault(path: str, data: bytes) -> Words | None:
    """Why a picture cannot be printed."""
    ending = PurePosixPath(path).suffix.lower()
    if ending not in FORMATS:
        return f'"{path}" is not a picture that can be printed', "save it as PNG, JPEG, WebP or SVG"
    if ending == ".svg":
        return _svg_fault(path, data)
    return pixels_fault(path, data, FORMATS[ending])


def _svg_fault(path: str, data: bytes) -> Words | None:
    watch = _SvgWatch()
    try:
        watch.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return (
            f'"{path}" is not an SVG drawing',
            "open it in a drawing program and save it again as plain SVG",
        )
    if watch.root != "svg":
        return f'"{path}" is not an SVG drawing', "save it again as plain SVG"
    if watch.fault:
        return f'"{path}" {watch.fault}', "save it again as plain SVG with everything embedded"
    return None


class _SvgWatch:
    """Reads a drawing once and remembers the first thing that reaches out of it."""

    def __init__(self) -> None:
        self.root = self.fault = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        # Otherwise words arrive in pieces, and "@import" could hide between two of them.
        self.parser.buffer_text, self.parser.buffer_size = True, 1_000_000
        self.parser.StartElementHandler = self.element
        self.parser.CharacterDataHandler = self.words
        self.parser.EntityDeclHandler = self.entity
        self.parser.ProcessingInstructionHandler = self.instruction

    def element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.root = self.root or tag
        if tag.lower() in ("script", "foreignobject", "iframe"):
            self.fault = self.fault or f"holds a {tag}"
        for key, value in attributes.items():
            plain = key.rpartition(" ")[2].lower()
            if plain.startswith("on"):
                self.fault = self.fault or f"holds a script ({plain})"
            elif (
                plain in ("href", "src")
                and tag != "a"
                and not value.strip().startswith(("#", "data:image/"))
            ):
                self.fault = self.fault or "refers to another file"
            else:
                self.words(value)

    def words(self, value: str) -> None:
        if _ELSEWHERE.search(value):
            self.fault = self.fault or "refers to another file"

    def entity(self, *declaration: Any) -> None:
        # Stops at the declaration: an entity that is never declared cannot be unfolded a billion times.
        raise ValueError("entities are not allowed")

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            self.fault = self.fault or "refers to another file"


@contextmanager
def _truncation_refused() -> Iterator[None]:
    """Pictures that were cut short are refused, which the typesetting engine turns off for everybody."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def pixels_fault(path: str, data: bytes, form: str) -> Words | None:
    """Why a picture, which its name says to be in this form, cannot be printed."""
    try:
        with warnings.catch_warnings(), _truncation_refused():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                found = picture.format
                picture.verify()
            # verify() passes a JPEG that was cut short; reading its pixels, coarsely, does not.
            with Image.open(io.BytesIO(data)) as picture:
                picture.draft(None, (64, 64))
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return f'"{path}" has too many pixels', "make it smaller; 5000 pixels are enough for a page"
    except UnidentifiedImageError:
        return f'"{path}" is not a picture', "open it in a picture program and save it again"
    # Pillow's readers raise whatever a broken file brings about: SyntaxError, OSError, ValueError,
    # struct.error …
    except Exception:
        return f'"{path}" is damaged', "open it in a picture program and save it again"
    if found != form:
        return f'"{path}" is a {found} file', "name it by what it is, or save it again"
    return None
