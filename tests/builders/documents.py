"""Builders for tests of pages: a composer for some content, programs with everything or nothing, pages."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from pypdf import PdfReader

from brochure import shipped
from brochure.compose import Composer, Layouts
from brochure.content import load
from brochure.model import Job, PageSource, Publication, Stylesheet
from tests.builders.publication import make_picture, make_publication

#: One face for bare pages: the family that all of them use, and its address.
FAMILY = "Brochure Serif"
FACE = "asset:fonts/BrochureSerif-Regular.ttf"
FACE_FILE = shipped("fonts") / "BrochureSerif-Regular.ttf"
FACE_RULE = f'@font-face {{ font-family: "{FAMILY}"; src: url("{FACE}") }}'
PLAIN_STYLE = (
    f'@page {{ size: 300pt 400pt; margin: 30pt }} html {{ font: 10pt/15pt "{FAMILY}" }} body {{ margin: 0 }}'
    " img { display: block }"
)
LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosisorthopneumologyy"
NAMES = (
    "Marie-Hélène Dvořák-Łukasiewicz",
    "Ångström Øyvind Þórarinsson",
    "Nguyễn Thị Ánh Tuyết",
    "Żółć Gęślą-Jaźń",
    "José María Ñúñez y Muñoz",
    "Ελένη Παπαδοπούλου",
    "Дмитрий Щербаков-Ёлкин",
    "Ğülşah Çağlayan İncesu",
)
SENTENCE = (
    "Residents learn beside one another in the wards, in the clinics and at home, and each year brings"
    " another kind of work. "
)
PARTS = (
    "points",
    "people",
    "roster",
    "honors",
    "events",
    "dial",
    "blocks",
    "dates",
    "terms",
    "matches",
    "testimonials",
    "picture",
)


def make_composer(
    folder: Path, files: Mapping[str, str | bytes | None] | None = None, sheet: str = "letter"
) -> Composer:
    """A composer for the tiny publication with some files changed.

    `folder` may hold layouts and fonts of its own.
    """
    content = make_publication(folder, files)
    layouts = Layouts.of(folder)
    publication = load(content, layouts.fonts, layouts.folders)
    return Composer(on_sheet(publication, sheet), content, layouts)


def on_sheet(publication: Publication, sheet: str) -> Publication:
    """The same publication on another sheet."""
    settings = publication.settings.model_copy(update={"sheet": sheet})
    return publication.model_copy(update={"settings": settings})


def brochure_of(composer: Composer) -> PageSource:
    """The brochure of the first program."""
    return composer.document(make_job(composer))


def make_job(composer: Composer, number: int = 0, form: str | None = "brochure") -> Job:
    """The job of one of the programs in a format, or without a format of one of the chapters."""
    subjects = composer.publication.programs if form else composer.publication.chapters
    return Job(
        subjects[number],
        composer.publication.formats[form] if form else None,
        "screen",
        composer.sheet.name,
        composer.language,
    )


def chapter_of(composer: Composer) -> PageSource:
    """The first chapter."""
    return composer.document(make_job(composer, form=None))


def make_source(body: str, css: str = "", **changes: Any) -> PageSource:
    """A page with nothing but its body, set in one face of the shipped fonts.

    Clean unless the body is at fault.
    """
    language, title = changes.pop("language", "en"), changes.pop("title", "Bare page")
    html = f'<html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'
    styles = (Stylesheet("fonts.css", FACE_RULE), Stylesheet("plain.css", PLAIN_STYLE + css))
    fields = {"assets": {FACE: FACE_FILE}, "families": frozenset({FAMILY}), "stylesheets": styles, **changes}
    return PageSource("bare", title, language, html, **fields)


def squash(text: str) -> str:
    """Letters and digits: what line breaks, hyphenation, ligatures and typographic quotes leave alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def words_of(pdf: bytes) -> str:
    """All text of a PDF, page after page."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


class Marks:
    """Numbers texts, so that each can be told from every other on paper: `Z1001`, `Z1002` and so on."""

    def __init__(self) -> None:
        self.numbers = count(1001)

    def __call__(self, text: str) -> str:
        return f"{text} Z{next(self.numbers)}"

    @staticmethod
    def found(text: str) -> list[str]:
        """The numbers in a text, in its order."""
        return re.findall(r"Z\d{4}", text)


def texts_of(written: str, name: str) -> Iterator[str]:
    """Every numbered text of a YAML or CSV file, a paragraph or item each, without Markdown's signs."""
    for value in _values(
        [*csv.reader(io.StringIO(written))] if name.endswith(".csv") else yaml.safe_load(written)
    ):
        for paragraph in value.splitlines():
            if Marks.found(paragraph):
                yield re.sub(r"^ *(### |> |- )", "", paragraph).replace("*", "")


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _values(item)
    elif isinstance(value, str):
        yield value


def everything() -> dict[str, str | bytes | None]:
    """A publication whose program and chapter use every field, with texts that are hard to place."""
    mark = Marks()
    facts = {
        f"fact-{n}": {"value": value, "label": mark("a label that takes more than one line")}
        for n, value in enumerate(("4", "1,234", "$12,000", "1811"), 1)
    }
    facts["share"] = {"value": "40 %", "label": mark("of training in clinics"), "share": 40}
    program = {
        "name": "Combined Internal Medicine, Pediatrics and Psychiatry Training at Harbor Hospital",
        "full_name": "Combined Program",
        "kind": "combined",
        "accent": "plum",
        "promise": mark("One promise that needs more than a single line to be made in full"),
        "stages": [
            {"name": mark("Residency with a name that is long"), "length_years": 3, "share": "share"},
            {
                "name": mark("Subspecialization in psychosomatics"),
                "length_years": 2,
                "disciplines": ["Medicine", "Pediatrics", "Psychiatry"],
            },
            {"name": mark("Open research")},
        ],
        "positions": 12,
        "start": mark("July 1"),
        "acgme_id": "1400000001",
        "nrmp_code": "1234140C0",
        "eras": True,
        "leaders": [
            {
                "name": mark("Ada Lindqvist-Featherstonehaugh"),
                "credentials": "MD, PhD, MPH",
                "role": mark("Program director and associate professor of medicine"),
            },
            {"name": mark("Bo Berg"), "role": mark("Associate director")},
        ],
        "story": {
            "title": mark("The title of this page is a long one and runs on for eighty characters or so"),
            "lead": mark("A lead of one sentence.") + ".\n\n" + mark("And one more sentence") + ".",
            "text": mark(SENTENCE * 6),
            "facts": list(facts)[:4],
            "sections": [_prose(mark), _section(mark, "points")],
        },
        "training": {
            "title": mark("Years"),
            "lead": mark(SENTENCE),
            "text": mark(SENTENCE),
            "sections": [_section(mark, "blocks")],
        },
        "life": {
            "title": mark("Life"),
            "facts": ["share"],
            "sections": [
                _section(mark, part) for part in ("people", "roster", "dates", "testimonials", "dial")
            ],
        },
        "careers": {
            "title": mark(LONG_WORD),
            "text": mark(SENTENCE),
            "sections": [
                _section(mark, part) for part in ("honors", "events", "terms", "matches", "picture")
            ],
        },
        "apply": {
            "requirements": [mark("First requirement"), mark(LONG_WORD)],
            "visas": mark("J-1"),
            "signals": mark("Five signals"),
            "interviews": mark("By video"),
            "open_houses": [mark("October 8"), mark("October 15")],
            "web": f"https://www.harbor.example/{'apply/' * 12}",
        },
        "back": mark("A closing line that is so long that it takes two lines of its own at the end"),
    }
    chapter = {
        "title": mark("A chapter with a title that is so long that it takes at least two lines"),
        "line": "A line",
        "lead": mark(SENTENCE),
        "text": mark(SENTENCE * 3),
        "facts": ["fact-1", "fact-2"],
        "sections": [
            _prose(mark),
            *(_section(mark, part) for part in PARTS),
            {"title": mark("All at once"), "share": "share", **_parts(mark)},
        ],
    }
    institution = {
        "name": "Harbor Hospital",
        "department": mark("Department of Medicine"),
        "sites": [mark("Site"), mark(LONG_WORD)],
        "contact": {
            "name": mark("Office"),
            "role": mark("Residency office"),
            "address": [mark("12 Mill Street"), mark("Port Ellis")],
            "phone": "(555) 010-0142",
            "email": "residency@harbor.example",
        },
        "statements": [mark(SENTENCE * 2), mark("A second statement")],
    }
    return {
        "facts.yaml": _yaml(facts),
        "sections/life.md": None,
        "programs/primary-care.yaml": _yaml(program),
        "chapters/all.yaml": _yaml(chapter),
        "institution.yaml": _yaml(institution),
        "people.yaml": _yaml({"jane-doe": {"name": mark("Jane Doe")}}),
        "lists/residents.csv": _roster(mark),
        "pictures/large.jpg": make_picture("JPEG", (3000, 2000)),
        "pictures/portrait.png": make_picture("PNG", (300, 360)),
    }


def nothing() -> dict[str, str | bytes | None]:
    """A publication with one program of a name, a promise and a title, and nothing else."""
    return {
        "facts.yaml": None,
        "people.yaml": None,
        "sections/life.md": None,
        "institution.yaml": "name: Harbor Hospital\n",
        "programs/primary-care.yaml": (
            "name: Primary Care\npromise: Close to home\nstory:\n  title: The whole story\n"
        ),
        "chapters/all.yaml": "title: A chapter\nline: A line\n",
        "packets/packet.yaml": "title: The packet\n",
    }


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as people do."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def _yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000)


def _roster(mark: Marks) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Name", "Credentials", "Role", "PGY", "School", "Hometown"])
    for number in range(12):
        town = "Saint-Étienne-du-Rouvray"
        rows.writerow(
            [
                mark(NAMES[number % len(NAMES)]),
                "MD",
                "Resident",
                number % 4 + 1,
                "Université catholique de Louvain",
                town,
            ]
        )
    return out.getvalue()


def _prose(mark: Marks) -> dict[str, Any]:
    """Two pages of text with everything that Markdown may hold."""
    paragraphs = [mark(SENTENCE * 5) for _ in range(6)]
    paragraphs[1:1] = [
        f"### {mark('A heading inside')}",
        (
            f"- {mark('A point')}\n- {mark('*Another* point')}\n  - {mark('A point within')}\n    -"
            f" {mark('And within')}"
        ),
        f"> {mark('A quotation')}",
        f"* {mark('First')}\n* {mark(LONG_WORD)}",
        f"| Year | Pay |\n|---|--:|\n| 1 | {mark('60,000')} |\n| 2 | |",
        "Notes[^one] are called for[^one] twice.^[And see www.harbor.example.]",
        "[^one]: With *two* paragraphs,\n\n    and a list:\n\n    3) three\n    4) four",
    ]
    return {
        "title": mark(f"Prose of two pages and {LONG_WORD}"),
        "text": "\n\n".join(paragraphs),
        "facts": ["fact-1", "fact-3"],
    }


def _section(mark: Marks, part: str) -> dict[str, Any]:
    section = {
        "title": mark(f"The part {part}"),
        "text": mark(SENTENCE),
        part: "lists/residents.csv" if part == "roster" else _parts(mark)[part],
    }
    return {**section, "points_title": mark("Points")} if part == "points" else section


def _parts(mark: Marks) -> dict[str, Any]:
    """Each part that a section can have, in lists and with all of their fields.

    New numbers at every call.
    """
    return {
        "points": [mark(f"{SENTENCE}{LONG_WORD}"), mark("A short point")],
        "people": [
            {
                "name": mark(name),
                "credentials": "MD",
                "role": mark("Chief of the division"),
                "school": mark("School"),
                "hometown": mark("Town"),
                "photo": "pictures/portrait.png",
                "distinction": mark("Prize"),
                "year": 1999,
            }
            for name in NAMES[:3]
        ],
        "roster": [{"name": mark(name), "pgy": 1} for name in NAMES[:3]],
        "honors": [
            {
                "name": mark(name),
                "distinction": mark("A prize of a name that is long enough"),
                "year": 1950 + n,
            }
            for n, name in enumerate(NAMES[:3])
        ],
        "events": [
            {
                "year": 1800 + 20 * n,
                **({"when": f"late {1800 + 20 * n}s"} if n % 2 else {}),
                "title": mark("What happened"),
                "text": mark(SENTENCE),
            }
            for n in range(6)
        ],
        "dial": {
            "parts": 24,
            "unit": "hour",
            "names": [mark("Work"), mark("Sleep"), mark(LONG_WORD)],
            "caption": mark("A day"),
        },
        "blocks": [
            {
                "pgy": 1 + n // 4,
                "rotation": mark("A rotation"),
                "weeks": 13,
                "site": mark("Site"),
                "setting": ("inpatient", "outpatient", "elective", "vacation")[n % 4],
            }
            for n in range(8)
        ],
        "dates": [
            {
                "label": mark("Rank lists due"),
                "date": f"2019-0{n}-01",
                "time": mark("9:00 pm"),
                "timezone": mark("Eastern Time"),
            }
            for n in range(1, 4)
        ],
        "terms": [
            {"label": mark("Salary"), "value": mark("$70,000"), "note": mark("A condition")}
            for _ in range(3)
        ],
        "matches": [
            {
                "year": 2000 + n,
                "specialty": mark("Cardiology and critical care"),
                "institution": mark(LONG_WORD if n == 3 else "University"),
                "count": n + 1,
            }
            for n in range(9)
        ],
        "testimonials": [
            {
                "quote": mark(SENTENCE),
                "name": mark(name),
                "role": mark("PGY-2"),
                "consent_until": "2099-01-01",
            }
            for name in NAMES[:2]
        ],
        "picture": {
            "file": "pictures/large.jpg",
            "alt": "A field",
            "caption": mark("A caption"),
            "credit": mark("Photograph by somebody"),
        },
    }
