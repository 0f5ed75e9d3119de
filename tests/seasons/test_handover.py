"""The sheet for whoever takes over says who, when, where from, what is open and what was built."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pypdf import PdfReader

from tests.builders.command_line import Here
from tests.builders.publication import make_publication

FILES = {
    "institution.yaml": "name: Harbor Hospital\ncontact: {email: office@harbor.example}\n",
    "season.yaml": (
        "label: 2020-21\nvalid_until: 2021-06-30\n"
        "key_dates:\n  - {label: Open day, date: 2020-09-12, source: The dean}\n"
    ),
    "facts.yaml": (
        "vacation:\n  value: 4\n  label: weeks off\n  as_of: 2019-20\n  source: Handbook, page 3\n"
    ),
    "people.yaml": "jane-doe:\n  name: Jane Doe\n  role: Director\n  consent_until: 2021-12-31\n",
    "confirmed.yaml": (
        'values:\n  people.jane-doe: {says: "0123456789abcdef", season: 2019-20}\n'
        '  facts.gone: {says: "0123456789abcdef", season: 2019-20}\n'
    ),
    "programs/primary-care.yaml": (
        "name: Primary Care\npromise: Close to home\nleaders: [jane-doe]\nstory: {title: Story}\n"
    ),
    "sections/life.md": None,
}
SAID = (
    "Harbor Hospital. Season 2020-21. Valid until 2021-06-30.",
    "office@harbor.example",
    "Jane Doe",
    "Director",
    "2020-09-12",
    "3 of 3 values are not confirmed",
    "content/facts.yaml",
    "Handbook, page 3",
    "facts.gone",
    "2021-12-31",
    "output/2020-21/",
    "content/season.yaml",
)


def test_as_a_text_and_as_a_tagged_pdf(tmp_path: Path, here: Here) -> None:
    """Both say the same, and the same each time; the PDF has tags and no finding."""
    make_publication(tmp_path, FILES)
    text, pdf = tmp_path / "next.md", tmp_path / "next.pdf"
    for target in (text, pdf):
        ended = here("--publication", tmp_path, "handover", target)
        assert (ended.code, ended.err) == (0, ""), ended.err
    said = text.read_text("utf-8")
    pages = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages)
    for words in SAID:
        assert words in said
        assert words in pages
    before = pdf.read_bytes()
    assert here("--publication", tmp_path, "handover", pdf).code == 0
    assert pdf.read_bytes() == before
    with pikepdf.open(pdf) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root


def test_days_of_programs_stand_among_the_dates(tmp_path: Path, here: Here) -> None:
    files = {
        **FILES,
        "publication.yaml": "title: Courses\nkind: school\n",
        "programs/primary-care.yaml": (
            "name: Primary Care\npromise: Close to home\nstory: {title: Story}\n"
            "dates: 2020-09-14 to 2020-09-18\nstages: [{name: Looking, dates: 2020-09-14}]\n"
        ),
    }
    make_publication(tmp_path, files)
    assert here("--publication", tmp_path, "handover", tmp_path / "next.md").code == 0
    said = (tmp_path / "next.md").read_text("utf-8")
    for row in (
        "| 2020-09-12 | Open day | The dean |",
        "| 2020-09-14 to 2020-09-18 | Primary Care: Dates |  |",
        "| 2020-09-14 | Primary Care: Looking |  |",
    ):
        assert row in said


def test_what_was_built_is_in_it(tmp_path: Path, here: Here) -> None:
    """Each file with its pages, and what the season was made of."""
    make_publication(tmp_path, FILES)
    assert here("--publication", tmp_path, "build", "--format", "card").code == 0
    here("--publication", tmp_path, "handover", tmp_path / "next.md")
    said = (tmp_path / "next.md").read_text("utf-8")
    assert "| screen/primary-care-card.pdf | 2 |" in said
    assert "| content.zip |" in said
    lost = said.partition("## What was confirmed before, and is no longer there")[2]
    assert lost.split("\n\n")[1].splitlines()[0] == "| Values | Last known |"
    assert "What is approved" not in said, "where nobody approves anything"


def test_other_endings_are_told(tmp_path: Path, here: Here) -> None:
    """With the two that there are."""
    make_publication(tmp_path, FILES)
    ended = here("--publication", tmp_path, "handover", tmp_path / "next.docx")
    assert ended.code == 2
    assert "name a file that ends in .pdf, or .md for a text" in ended.err
