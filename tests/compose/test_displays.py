"""What goes across the page, set from rich data in another language: every word has room, is read once and
in its order, and sources are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from brochure.build import Desk, pages_of
from brochure.build.brochures import make as make_document
from brochure.errors import Finding
from brochure.model import PageView, Run
from brochure.review import utterances
from tests.builders.documents import make_composer, make_job
from tests.builders.reading import unread

pytestmark = pytest.mark.long
LONG = "Palliativmedizin am Lebensende zu Hause"
NAMES = ("Kardiologie", "Notaufnahme", "Intensivstation", LONG, "Ambulanz", "Wahlfach", "Urlaub")
SETTINGS = ("inpatient", "outpatient", "elective", "research", "vacation", "other")
BLOCKS = [
    {
        "pgy": year,
        "rotation": NAMES[(n + year) % 7],
        "weeks": 4,
        "setting": SETTINGS[n % 6],
        "site": "Nord",
        "source": "Dienstplan",
    }
    for year in (1, 2, 3)
    for n in range(13)
]
WEEK = [
    {
        "day": "Mo-Fr",
        "start": "7:15",
        "end": "8:00",
        "what": "Visite",
        "setting": "Station",
        "source": "Bericht 2025",
    },
    {"day": "Dienstag", "start": "8 Uhr", "end": "12 Uhr", "what": LONG, "setting": "Ambulanz"},
    {"day": "Di", "start": "11:00", "end": "13:00", "what": "Mittag"},
    {"day": "So", "start": "19:00", "end": "7:00", "what": "Nachtdienst", "setting": "Dienst"},
]
MONTH = [
    {"date": "2026-12-28", "what": "Fortbildung über alles, was lang ist", "setting": "Lehre"},
    {"date": "2027-01-05", "what": "Teambesprechung", "source": "Haushalt"},
]
MATCHES = [
    {
        "year": 2018 + n % 8,
        "specialty": NAMES[n % 5],
        "institution": ("Köln", "Basel")[n % 2],
        "count": 1 + n % 3,
    }
    for n in range(28)
]
QUESTIONS = [
    {"question": f"Gilt Frage Nummer {n}?", "answer": "Das ist so. " * (1 + n % 4)} for n in range(7)
]
DATES = [
    {"label": label, "date": date, "time": "9:00", "timezone": "MEZ", "source": "Kammer"}
    for label, date in (
        ("Rangliste fällig", "2027-03-03"),
        ("Bewerbungsbeginn", "2026-09-02"),
        ("Erste Einladungen an alle Bewerberinnen", "2026-12-31"),
        ("Tag der offenen Tür", "2026-12-31"),
    )
]
SHOWN = {"week": WEEK, "month": MONTH, "matches": MATCHES, "questions": QUESTIONS}


def files() -> dict[str, str | bytes | None]:
    """The publication: a brochure with an application, and a chapter that shows everything."""

    def said(data: Any) -> str:
        return yaml.safe_dump(data, allow_unicode=True)

    facts = {
        name: {"value": value, "label": f"Wert {name}", "source": source, **more}
        for name, value, source, more in (
            ("eins", "45 %", "Bericht 2025", {"share": 45}),
            ("zwei", "1.234", "Haushalt", {}),
            ("drei", "12 bis 14", "Bericht 2025", {}),
            ("vier", "einundsechzig Lampen", "Bericht 2024", {"as_of": "2019"}),
        )
    }
    story: dict[str, Any] = {"title": "Das Programm", "text": "Ein Text. " * 90, "statistics": [*facts]}
    story["sections"] = [{"title": "Jahre", "blocks": BLOCKS}]
    program = {"name": "Innere Medizin", "promise": "Nah am Wasser", "start": "1. Juli", "story": story}
    program["apply"] = {
        "title": "Von September bis März",
        "text": "So geht es.",
        "requirements": ["Ein Zeugnis"],
        "questions": QUESTIONS[:4],
        "web": "https://www.hafen.example/bewerben",
    }
    chapter = {
        "title": "Alles",
        "line": "Ein Kapitel",
        "blocks": BLOCKS,
        "statistics": ["eins", "zwei", "drei"],
    }
    aside = {"title": "Hinweis", "text": "Ein Wort beiseite."}
    chapter["sections"] = [{"title": "Bilder", **SHOWN, "matches_list": True, "sidebar": aside}]
    return {
        "publication.yaml": "title: Weiterbildung\nlanguage: de\nsheet: a4\nsources: yes\n",
        "season.yaml": said({"label": "2026-27", "key_dates": DATES}),
        "facts.yaml": said(facts),
        "people.yaml": None,
        "sections/life.md": None,
        "programs/primary-care.yaml": said(program),
        "chapters/alles.yaml": said(chapter),
    }


@dataclass(frozen=True)
class Set:
    """A document as it was set."""

    html: str
    pdf: bytes
    pages: tuple[PageView, ...]
    findings: tuple[Finding, ...]

    @property
    def runs(self) -> list[Run]:
        """All texts of its pages."""
        return [run for page in self.pages for run in page.runs]

    @property
    def heard(self) -> str:
        """What a screen reader says."""
        return "\n".join(one.text for one in utterances(self.pdf))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Callable[[str], Set]:
    """Sets the brochure or the chapter, each once."""
    folder: Path = tmp_path_factory.mktemp("displays")
    composer = make_composer(folder, files(), "a4")

    @cache
    def make(which: str) -> Set:
        desk = replace(shared, keep=tmp_path_factory.mktemp("stages"))
        job = make_job(composer, form="brochure" if which == "brochure" else None)
        one = make_document(job, composer, desk)
        assert desk.keep is not None
        html = (desk.keep / f"{job.name}.html").read_text("utf-8")
        return Set(html, one.result.read(), tuple(pages_of(one.result.read_layout())), one.findings)

    return make


@pytest.mark.parametrize("which", ["brochure", "chapter"])
def test_everything_has_room_and_is_read(made: Callable[[str], Set], which: str) -> None:
    document = made(which)
    assert [str(one) for one in document.findings if one.severity == "error"] == []
    assert unread(document.html, document.pdf) == {}


def test_names_stand_in_their_part_or_in_the_key(made: Callable[[str], Set]) -> None:
    document = made("chapter")
    for name in {*NAMES, "Visite", "Mittag", "Nachtdienst", "Teambesprechung", "Köln", "Basel"}:
        assert name in document.heard.replace("\N{NO-BREAK SPACE}", " ")
    assert {"Jul", "Jan", "Jun"} <= {run.text.strip(" .") for run in made("brochure").runs}
    # The fills say which setting a name is of; so does the text alternative.
    assert re.search(r"inpatient: .*Notaufnahme", document.heard)


def test_bars_count_people_and_run_institutions_in(made: Callable[[str], Set]) -> None:
    html = made("chapter").html
    lengths = [float(one) for one in re.findall(r'class="length" style="width: ([\d.]+)%"', html)]
    counts = [int(one) for one in re.findall(r"</span> <strong>(\d+)</strong></p>", html)]
    assert len(lengths) == 5 and lengths == sorted(lengths, reverse=True)
    assert [one / lengths[0] for one in lengths] == pytest.approx(
        [one / counts[0] for one in counts], abs=0.01
    )
    assert sum(counts) == sum(int(str(one["count"])) for one in MATCHES)
    assert html.count('class="one-by-one"') == 1


def test_the_same_source_has_one_number(made: Callable[[str], Set]) -> None:
    chapter, brochure = made("chapter").html, made("brochure").html.replace("\N{NO-BREAK SPACE}", " ")
    call = r'>([^<>]*)(?:</span>)?<sup class="cited"[^>]*><a href="#[a-z-]+--source-(\d)"'
    said = {
        (unescape(words).replace("\N{NO-BREAK SPACE}", " "), n) for words, n in re.findall(call, chapter)
    }
    assert {("Wert eins", "1"), ("Wert zwei", "2"), ("Wert drei", "1")} < said
    assert {("Nord", "3"), (", 7:15–8:00", "1"), ("Teambesprechung", "2")} < said, "diagrams call for theirs"
    assert ("Rangliste fällig", "5") in re.findall(call, brochure)
    listed = re.findall(r'class="number" href="#[^"]+">(\d)</a> ([^<]+)</div>', brochure)
    assert listed[:3] == [("1", "Bericht 2025"), ("2", "Haushalt"), ("3", "Bericht 2024, 2019")]


def test_those_who_apply_have_a_page_with_the_season_on_a_line(made: Callable[[str], Set]) -> None:
    document = made("brochure")
    page = next(page for page in document.pages if any("Von September" in run.text for run in page.runs))
    dates = [run.text for run in page.runs if re.fullmatch(r"\d+\. \w+\.?", run.text)]
    assert sorted(dates) == ["2. Sept.", "3. März", "31. Dez.", "31. Dez."]
    said = " ".join(run.text for run in page.runs)
    assert "Ein Zeugnis" in said and "Gilt Frage Nummer 3?" in said.replace("\N{NO-BREAK SPACE}", " ")
    code = [one for page in document.pages for one in page.pictures if one.right - one.left == 108]
    assert len(code) == 1


def test_small_formats_print_the_figures_of_the_band(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, files(), "a4")
    html = composer.document(make_job(composer, form="flyer")).html
    assert "Wert eins" in html and "Wert drei" in html and "source-1" not in html
