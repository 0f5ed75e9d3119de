"""The layouts with far too much and with almost nothing: everything is printed, once, where it fits."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from brochure import shipped
from brochure.build import Desk, pages_of
from brochure.build.brochures import make as make_document
from brochure.compose.lists import column_starts
from brochure.compose.markup import running_foot, shortened
from brochure.errors import Finding, Where
from brochure.model import SHEETS, PageSource, Placement, Proof, Run
from brochure.preflight.layout import breaks
from brochure.review import utterances
from brochure.typeset import lay_out, typeset
from tests.builders.documents import (
    LONG_WORD,
    SENTENCE,
    Marks,
    brochure_of,
    chapter_of,
    everything,
    make_composer,
    make_job,
    nothing,
    squash,
    texts_of,
)
from tests.builders.merging import typeset as plainly_typeset
from tests.builders.publication import make_picture, make_program, set_once
from tests.builders.reading import unread

FILES = {"everything": everything() | set_once(), "nothing": nothing()}
#: The files whose texts a document prints in full.
PRINTED = {
    "brochure": ("programs/primary-care.yaml", "institution.yaml", "lists/residents.csv"),
    "chapter": ("chapters/all.yaml", "lists/residents.csv"),
}
FULL = [
    pytest.param("everything", "a4", "brochure", marks=pytest.mark.long),
    pytest.param("everything", "letter", "chapter", marks=pytest.mark.long),
]
BARE = [("nothing", "letter", "brochure"), ("nothing", "a4", "brochure"), ("nothing", "a4", "chapter")]


@dataclass(frozen=True)
class Printed:
    """A document that was set, and the text of its PDF: letters and digits, without the running feet."""

    source: PageSource
    proof: Proof
    findings: tuple[Finding, ...]
    text: str


Printer = Callable[[str, str, str], Printed]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Printer:
    """Sets a document once for all tests: (content, sheet, format)."""

    @cache
    def make(content: str, sheet: str, form: str) -> Printed:
        composer = make_composer(tmp_path_factory.mktemp(content), FILES[content], sheet)
        is_brochure = form == "brochure"
        desk = replace(shared, keep=tmp_path_factory.mktemp("stages"))
        job = make_job(composer, form="brochure" if is_brochure else None)
        made = make_document(job, composer, desk)
        assert desk.keep is not None
        html = (desk.keep / f"{job.name}.html").read_text("utf-8")
        source = replace(composer.document(job), html=html)
        proof = Proof(
            made.name, made.title, made.language, made.result.read(), pages_of(made.result.read_layout())
        )
        label, widths = (
            composer.publication.season.label,
            composer.layouts.type_of(composer.publication.brand)[1],
        )
        foot = running_foot(proof.title, label, composer.sheet, widths)
        lines = [line for page in pages_said(proof.pdf) for line in page if not is_foot(line, foot)]
        return Printed(source, proof, made.findings, squash("".join(lines)))

    return make


def pages_said(pdf: bytes) -> list[list[str]]:
    """The lines of text of each page."""
    return [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(pdf)).pages]


def is_foot(line: str, foot: str) -> bool:
    """Whether a line is this running foot, with or without the number of its page."""
    return bool(re.fullmatch(rf"(\d+ )?{re.escape(foot)}( \d+)?", line.strip()))


def written(content: str, form: str) -> list[str]:
    """The texts that a document prints."""
    return [text for name in PRINTED[form] for text in texts_of(str(FILES[content][name]), name)]


def fact_uses(content: str, form: str) -> Counter[str]:
    """How often each fact's number is to be printed: once for each place that names the fact."""
    facts = yaml.safe_load(str(FILES[content]["facts.yaml"]))
    named = Counter(_named(yaml.safe_load(str(FILES[content][PRINTED[form][0]]))))
    return Counter({Marks.found(facts[name]["label"])[0]: number for name, number in named.items()})


def _named(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [*value.get("facts", ()), *([value["share"]] if "share" in value else [])]
        return own + [name for item in value.values() for name in _named(item)]
    return [name for item in value for name in _named(item)] if isinstance(value, list) else []


@pytest.mark.parametrize(("content", "sheet", "form"), [*FULL, *BARE])
def test_nothing_is_overset_or_overlaps_or_is_missing(
    printed: Printer, content: str, sheet: str, form: str
) -> None:
    found = [
        str(finding) for finding in printed(content, sheet, form).findings if finding.severity == "error"
    ]
    assert found == []


@pytest.mark.parametrize(("content", "sheet", "form"), FULL)
def test_every_text_is_printed(printed: Printer, content: str, sheet: str, form: str) -> None:
    text, expected = printed(content, sheet, form).text, written(content, form)
    assert len(expected) > 150
    assert [said for said in expected if squash(said) not in text] == []


@pytest.mark.parametrize(("content", "sheet", "form"), FULL)
def test_everybody_reads_every_word(printed: Printer, content: str, sheet: str, form: str) -> None:
    made = printed(content, sheet, form)
    assert unread(made.source.html, made.proof.pdf) == {}


@pytest.mark.parametrize(("content", "sheet", "form"), FULL)
def test_every_text_is_printed_only_once(printed: Printer, content: str, sheet: str, form: str) -> None:
    expected = Counter(mark for said in written(content, form) for mark in Marks.found(said)) + fact_uses(
        content, form
    )
    assert len(expected) > 150
    assert Counter(Marks.found(printed(content, sheet, form).text)) == expected


@pytest.mark.parametrize(("content", "sheet", "form"), FULL)
def test_every_text_on_paper_leads_to_the_line_that_it_was_written_on(
    printed: Printer, content: str, sheet: str, form: str
) -> None:
    lines = {
        Where(f"content/{name}", number): line
        for name, text in FILES[content].items()
        if isinstance(text, str)
        for number, line in enumerate(text.splitlines(), 1)
    }
    runs = [
        run
        for page in printed(content, sheet, form).proof.pages
        for run in page.runs
        if Marks.found(run.text)
    ]
    said = [piece for run in runs for piece in pieces(run)]
    assert len(said) > 150
    assert [
        (text, where)
        for text, where in said
        if not set(Marks.found(text)) <= set(Marks.found(lines.get(where, "")))
    ] == []


def pieces(run: Run) -> Iterator[tuple[str, Where]]:
    """What a run says, each piece with the line where it is written: what facts say apart."""
    own, at = "", 0
    for words in run.quoted:
        own, at = own + run.text[at : words.start], words.end
        yield run.text[words.start : words.end], line_of(words.where)
    yield own + run.text[at:], line_of(run.where)


def line_of(where: str) -> Where:
    """The line of a place that has a column."""
    file, line, _ = where.rsplit(":", 2) if where else ("", "0", "")
    return Where(file, int(line))


@pytest.mark.parametrize(("content", "sheet", "form"), [*FULL, *BARE])
def test_pages_have_the_size_of_their_sheet(printed: Printer, content: str, sheet: str, form: str) -> None:
    pages = PdfReader(io.BytesIO(printed(content, sheet, form).proof.pdf)).pages
    assert len(pages) > 0
    for box in [box for page in pages for box in (page.mediabox, page.cropbox, page.trimbox)]:
        assert (float(box.width), float(box.height)) == pytest.approx(
            (SHEETS[sheet].width, SHEETS[sheet].height), abs=0.01
        )


@pytest.mark.parametrize(("content", "sheet", "form"), BARE[:2])
def test_a_brochure_fills_whole_sheets_and_opens_with_its_cover(
    printed: Printer, content: str, sheet: str, form: str
) -> None:
    pages = printed(content, sheet, form).proof.pages
    assert len(pages) % 4 == 0
    assert pages[0].kind == "cover"
    assert [page.kind for page in pages[1:]].count("cover") == 0


@pytest.mark.parametrize(("content", "sheet", "form"), FULL)
def test_a_running_foot_is_one_line_whatever_the_name(
    printed: Printer, content: str, sheet: str, form: str
) -> None:
    begin = (
        "Combined Internal Medicine, Pediatrics and Psychiatry…"
        if form == "brochure"
        else "A chapter with a title that is so long that it takes at…"
    )
    said = pages_said(printed(content, sheet, form).proof.pdf)
    feet = [line for page in said for line in page if "· 2019–20" in line]
    assert len(feet) > 4
    assert [line for line in feet if not is_foot(line, f"{begin} · 2019–20")] == []


@pytest.mark.parametrize("words", ["Wide", "One long word " + "x" * 90])
def test_a_title_is_cut_after_a_word_where_there_is_one(words: str) -> None:
    cut = shortened(words, 30)
    assert len(cut) <= 30 and (cut == words or cut == "One long word…")
    assert shortened("x" * 90, 30) == "x" * 29 + "…"


PEOPLE = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo", "Kay", "Lee", "Mo")


def people_tops(folder: Path, section: str) -> Counter[int]:
    """How many names stand at each height, where the only section of a story is this one."""
    program = make_program(story=f"{{title: The story, sections: [{{title: People, {section}}}]}}")
    files = {"a.png": make_picture(), "programs/primary-care.yaml": program}
    proof = typeset(brochure_of(make_composer(folder, files)))
    return Counter(round(run.top) for page in proof.pages for run in page.runs if run.text.strip() in PEOPLE)


@pytest.mark.parametrize(
    ("number", "rows"),
    [
        (7, 2),
        (13, 3),
        *(pytest.param(*one, marks=pytest.mark.long) for one in ((2, 1), (3, 1), (5, 1), (6, 2), (11, 3))),
    ],
)
def test_no_portrait_is_left_alone_in_its_row(tmp_path: Path, number: int, rows: int) -> None:
    people = ", ".join(f"{{name: {name}, photo: a.png}}" for name in PEOPLE[:number])
    tops = people_tops(tmp_path, f"people: [{people}]")
    assert len(tops) == rows and min(tops.values()) > 1


SOME = ("Ada Lovelace", "Bo van der Berg", "Cy Ní Bhraonáin", "Di Łukasz-Ek", "Flo Xu")


@pytest.mark.parametrize("pictured", [3, 1])
def test_who_has_no_portrait_has_initials_that_nobody_hears(tmp_path: Path, pictured: int) -> None:
    people = ", ".join(
        f'{{name: {name}, credentials: "MD, PhD", role: Role {n}{", photo: a.png" * (n < pictured)}}}'
        for n, name in enumerate(SOME)
    )
    program = make_program(story=f"{{title: Ours, sections: [{{title: People, people: [{people}]}}]}}")
    proof = typeset(
        brochure_of(
            make_composer(tmp_path, {"a.png": make_picture(), "programs/primary-care.yaml": program})
        )
    )
    printed = [run.text.strip() for page in proof.pages for run in page.runs]
    letters = ["AL", "BB", "CB", "DŁ", "FX"][pictured:]
    assert [one for one in printed if one in ("AL", "BB", "CB", "DŁ", "FX")] == letters
    assert not {word for one in utterances(proof.pdf) for word in one.text.split()} & set(letters)
    assert [one[-2:] for one in printed if one.startswith("Role")] == [f" {n}" for n in range(5)]
    assert {run.split(" ")[-2:][0] for run in printed if run.endswith("PhD")} == {"MD,"}, "kept together"


def test_fields_of_a_kinds_own_go_below_facts_that_are_higher_than_the_text(tmp_path: Path) -> None:
    facts = "".join(f"fact-{n}:\n  value: {n}\n  label: of them\n" for n in range(4))
    facts += "vacation: {value: 4, label: weeks}\n"
    own = 'positions: 6\nstart: July 1\nacgme_id: "1200000000"\nnrmp_code: 0000120C0\n'

    def lines(facts_of: str) -> tuple[int, float]:
        story = f"{{title: Ours, lead: Short., text: Brief., facts: [{facts_of}]}}"
        program = make_program(own, story=story)
        folder = tmp_path / (facts_of[:1] or "none")
        files = {"facts.yaml": facts, "programs/primary-care.yaml": program} | set_once()
        runs = [
            run for page in typeset(brochure_of(make_composer(folder, files))).pages for run in page.runs
        ]
        values = [run for run in runs if run.text in ("6", "July 1", "1200000000", "0000120C0")]
        lead = next(run for run in runs if run.text == "Brief.")
        return len({round(run.top) for run in values}), min(run.top for run in values) - lead.top

    assert lines("")[0] == 4, "below one another, beside the text"
    rows, below = lines("fact-0, fact-1, fact-2, fact-3")
    assert rows == 1 and below > 100


@pytest.mark.parametrize(
    ("sentences", "is_large"), [(3, True), (20, False), pytest.param(1, True, marks=pytest.mark.long)]
)
def test_a_text_of_a_few_sentences_is_what_its_page_is_about(
    tmp_path: Path, shared: Desk, sentences: int, is_large: bool
) -> None:
    text = "Glass was blown here. " * sentences
    composer = make_composer(
        tmp_path, {"programs/primary-care.yaml": make_program(story=f"{{text: {text}}}")}
    )
    made = make_document(make_job(composer), composer, shared)
    runs = [run for page in pages_of(made.result.read_layout()) for run in page.runs if "Glass" in run.text]
    assert {run.size > 20 for run in runs} == {is_large} and not made.findings
    assert {page.fill > 0.75 for page in made.pages if page.architecture == "large-text"} <= {True}


def test_a_group_without_words_begins_with_its_first_section(tmp_path: Path) -> None:
    sections = "[{title: Sections, text: And words.}]"

    def gap(lead: str) -> float:
        program = make_program(story=f"{{title: Ours, {lead}sections: {sections}}}")
        files = {"programs/primary-care.yaml": program} | set_once()
        proof = typeset(brochure_of(make_composer(tmp_path / (lead[:4] or "none"), files)))
        tops = {
            run.text: run for page in proof.pages for run in page.runs if run.text in ("Ours", "Sections")
        }
        return tops["Sections"].top - tops["Ours"].bottom

    assert gap("") < 45 < gap("lead: Some., ")


def test_the_years_of_a_timeline_stand_close_below_its_scale(tmp_path: Path) -> None:
    events = "[{year: 1901, title: First}, {year: 1951, title: Second}]"
    chapter = f"title: A chapter\nline: Much\nsections:\n  - {{title: Years, events: {events}}}\n"
    pages = typeset(chapter_of(make_composer(tmp_path, {"chapters/all.yaml": chapter}))).pages
    tops = {run.text: run.top for page in pages for run in page.runs if run.text in ("Years", "First")}
    assert tops["First"] - tops["Years"] < 60


def test_classes_stand_side_by_side_and_names_alone_in_columns(tmp_path: Path) -> None:
    classes = ", ".join(f"{{name: {name}, class_of: {2025 + n % 3}}}" for n, name in enumerate(PEOPLE[:9]))
    tops = people_tops(tmp_path / "classes", f"roster: [{classes}]")
    assert list(tops.values()) == [3, 3, 3]
    names = ", ".join(f"{{name: {name}}}" for name in PEOPLE[:12])
    tops = people_tops(tmp_path / "names", f"people: [{names}]")
    assert list(tops.values()) == [3, 3, 3, 3]


@pytest.mark.parametrize(
    ("field", "said", "headings"),
    [
        ("pgy", (3, 1, 2, 3, 1, 2), ["PGY-1", "PGY-2", "PGY-3"]),
        (
            "class_of",
            (2027, 2025, 2026, 2025, 2027, 2026),
            ["Class of 2025", "Class of 2026", "Class of 2027"],
        ),
        ("class_of", (2027, 2027, 2026, 2026), ["Class of 2027", "Class of 2026"]),
        ("class_of", (2026, 2026, 2027, 2027), ["Class of 2026", "Class of 2027"]),
        ("class_of", (2027, 2027, 2027), ["Class of 2027"]),  # said once, not of each
    ],
)
def test_classes_stand_in_their_order_however_a_list_is_sorted(
    tmp_path: Path, field: str, said: tuple[int, ...], headings: list[str]
) -> None:
    people = ", ".join(f"{{name: {PEOPLE[n]}, {field}: {value}}}" for n, value in enumerate(said))
    program = make_program(story=f"{{title: The story, sections: [{{title: People, roster: [{people}]}}]}}")
    html = brochure_of(make_composer(tmp_path, {"programs/primary-care.yaml": program})).html
    assert re.findall(r">((?:PGY-|Class of )\d+)<", html.replace("\xa0", " ")) == headings


def test_a_class_goes_on_on_the_next_page_with_two_rows_of_it_on_either_side(tmp_path: Path) -> None:
    people = ", ".join(
        f"{{name: {year} {n:02}, class_of: {year}, school: A college of medicine, hometown: A town}}"
        for year in (2021, 2022, 2023)
        for n in range(13)
    )
    parted = 0
    for words in (40, 44):
        text = "Words of it. " * words
        program = make_program(
            story=f"{{title: Ours, text: '{text}', sections: [{{title: All, roster: [{people}]}}]}}"
        )
        files = {"programs/primary-care.yaml": program}
        proof = typeset(brochure_of(make_composer(tmp_path / str(words), files)))
        names = [[run for run in page.runs if re.match(r"20\d\d \d", run.text)] for page in proof.pages]
        found = [Counter(run.text[:4] for run in page) for page in names]
        parted += sum(map(len, found)) - 3
        assert all(count >= 4 for page in found for count in page.values()), words
        said = [run.text for page in names for run in page]
        assert said == sorted(said)
        tops = [round(run.top) for run in names[1]]
        assert tops == sorted(tops)  # they are read along the rows
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(proof.pdf)).pages]
        heads = [re.findall(r"class of (\d+), continued", page.replace("\xa0", " "), re.I) for page in pages]
        begun = [list(set(before) & set(page)) for before, page in pairwise([Counter[str](), *found])]
        assert heads == begun, "what goes on is named above it, and nothing else"
    assert parted


def test_a_long_timeline_begins_where_the_text_before_it_ends(tmp_path: Path) -> None:
    events = ", ".join(f"{{year: {1901 + 9 * n}, title: Event {n}}}" for n in range(9))
    chapter = (
        f"title: A chapter\nline: Much\ntext: Some.\nsections:\n  - {{title: Years, events: [{events}]}}\n"
    )
    pages = typeset(chapter_of(make_composer(tmp_path, {"chapters/all.yaml": chapter}))).pages
    told = [sum(run.text.startswith("Event") for run in page.runs) for page in pages]
    assert len(told) == 2 and min(told) >= 2 and sum(told) == 9


def test_columns_are_as_even_as_they_can_be_in_the_order_of_what_stands_in_them() -> None:
    chance = Random(2)
    for _ in range(300):
        heights = [chance.choice((1, 1.5, 2, 7)) for _ in range(chance.randrange(9))]
        columns = chance.randrange(1, 5)

        def highest(cuts: tuple[int, ...], heights: list[float] = heights) -> float:
            return max(sum(heights[a:b]) for a, b in pairwise((0, *cuts, len(heights))))

        starts = column_starts(heights, columns)
        assert list(starts) == sorted(set(starts)) and len(starts) < columns
        ways = (cuts for n in range(columns) for cuts in combinations(range(1, len(heights)), n))
        assert highest(starts) == min(map(highest, ways))


@pytest.mark.parametrize(("sheet", "form"), [("letter", "brochure"), ("a4", "brochure"), ("a4", "chapter")])
def test_almost_nothing_is_still_a_whole_document(printed: Printer, sheet: str, form: str) -> None:
    document = printed("nothing", sheet, form)
    expected = ("Primary Care", "Close to home", "The whole story") if form == "brochure" else ("A chapter",)
    assert all(squash(text) in document.text for text in expected)
    assert "None" not in document.text


def test_a_side_column_at_the_foot_of_a_page_is_not_printed_again_on_the_next(tmp_path: Path) -> None:
    mark, rows = Marks(), []
    for number in range(40):
        title = mark("A title of a section that is so long that it takes four lines")
        rows.append(
            {"title": title, "facts": ["vacation"], "text": (SENTENCE * (4 + number * 4 % 9)).strip()}
        )
    composer = make_composer(
        tmp_path, {"chapters/all.yaml": yaml.safe_dump({"title": "Rows", "line": "Many", "sections": rows})}
    )
    pages = typeset(chapter_of(composer)).pages
    assert len(pages) > 12
    found = Marks.found(squash("".join(run.text for page in pages for run in page.runs)))
    assert found == [mark for row in rows for mark in Marks.found(row["title"])]


@pytest.mark.long
def test_a_long_word_is_broken_rather_than_lost(printed: Printer) -> None:
    document = printed("everything", "letter", "chapter")
    words = document.text.count(LONG_WORD)
    assert words == sum(said.count(LONG_WORD) for said in written("everything", "chapter")) > 5
    edges = [run.right for page in document.proof.pages for run in page.runs]
    assert max(edges) <= SHEETS["letter"].width - 57.6 + 1


@pytest.mark.long
def test_a_large_picture_is_printed_at_the_resolution_of_a_screen(printed: Printer) -> None:
    pages = PdfReader(io.BytesIO(printed("everything", "letter", "chapter").proof.pdf)).pages
    widths = [
        image.image.width
        for page in pages
        for image in page.images
        if image.image and image.image.width > 400
    ]
    assert widths
    assert all(width < 1200 for width in widths)


def test_no_point_of_a_list_stands_alone_at_an_end_of_a_page() -> None:
    style = (shipped("layouts") / "parts/points.css").read_text("utf-8")
    points = "".join(f"<li>Point {number}</li>" for number in range(1, 5))
    for above in range(20, 200, 15):
        page = f"@page {{ size: 200pt 220pt; margin: 10pt }} .above {{ height: {above}pt }} {style}"
        body = f'<div class="above"></div><div class="points"><ol>{points}</ol></div>'
        pdf = PdfReader(io.BytesIO(plainly_typeset(body, variant=None, css=page)))
        shown = [re.findall(r"Point\s([0-9])", one.extract_text()) for one in pdf.pages]
        assert [number for some in shown for number in some] == ["1", "2", "3", "4"]
        assert all(len(some) != 1 for some in shown), above


@pytest.mark.parametrize(
    ("days", "sheet"),
    [
        (7, "a5"),
        (1, "letter"),
        *(
            pytest.param(*one, marks=pytest.mark.long)
            for one in ((1, "a5"), (3, "a5"), (3, "letter"), (7, "letter"))
        ),
    ],
)
def test_the_days_of_a_season_have_room_wherever_they_are_printed(
    tmp_path: Path, days: int, sheet: str
) -> None:
    dates = "".join(
        f'  - {{label: Applications of group {n} open, date: 2027-0{n + 1}-14, time: "9:30 am"}}\n'
        for n in range(days)
    )
    season = f"label: 2027\nissued: 2027-01-01\nkey_dates:\n{dates}"
    careers = "careers: {title: Where they go, sections: [{title: Then, text: They teach.}]}\n"
    program = make_program(
        f"{careers}apply: {{requirements: [Letters], questions: [{{question: Who?, answer: You.}}]}}\n"
    )
    composer = make_composer(tmp_path, {"season.yaml": season, "programs/primary-care.yaml": program}, sheet)
    job = make_job(composer)
    fitting = composer.fitting(job)
    assert fitting is not None
    laid = {}
    for one in fitting.architectures:
        units = ("careers", "apply") if "group" in one.units and "apply" in one.carries else ("apply",)
        is_able = {"group", "apply"} & {*one.units} and one.suits(fitting.unit(units[0]).matter)
        if is_able and (len(units) > 1 or "apply" in one.units):
            source = composer.measured_document(job, 1.0, Placement(units, one.id))
            pages = lay_out(source)
            laid[one.id] = sum("Applications" in run.text for page in pages for run in page.runs)
            assert [one.told() for one in breaks(source.name, pages)] == [], one.id
    assert len(laid) >= 7 and all(shown >= days for shown in laid.values())
