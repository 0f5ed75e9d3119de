"""The preflight command as a user has it: files from anywhere, profiles of print shops, reports, manual."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from brochure import press
from brochure.build import Places
from brochure.cli.app import run
from brochure.compose.brand_sheet import rows
from brochure.content import load, load_printer
from brochure.errors import ContentError, Finding
from brochure.model import GRAVITIES, Inspected, Length, Printer
from brochure.preflight.file import CHECKS, examine, manual
from brochure.review import transcript
from brochure.typeset import typeset
from tests.builders.command_line import objects, run_command
from tests.builders.documents import brochure_of, make_composer
from tests.builders.press_files import make_draft, make_press_file, text
from tests.builders.publication import make_publication

ROOT = Path(__file__).resolve().parents[2]
WEB = {
    "institution.yaml": (
        "name: Harbor Hospital\nshort_name: Harbor\ncontact:\n  web: https://example.org/apply\n"
    )
}
PROFILE = (
    "description: Harbor Press\nfolds: [97 pt, 198.5 pt]\ncondition: FOGRA39\ngravity:\n  font-subset: off\n"
)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A brochure in its screen edition, with a QR code."""
    return typeset(brochure_of(make_composer(tmp_path_factory.mktemp("screen"), WEB))).pdf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, screen: bytes) -> Path:
    """A publication with a printer's profile, and files to be checked: a valid one, one for the screen."""
    made = tmp_path_factory.mktemp("shop")
    make_publication(made, {"printers/harbor-press.yaml": PROFILE})
    (made / "valid.pdf").write_bytes(make_press_file())
    (made / "screen.pdf").write_bytes(screen)
    return made


def preflight(folder: Path, *arguments: str | Path) -> int:
    """Runs the command on a publication."""
    return run(["preflight", "--publication", str(folder), *map(str, arguments)])


def test_a_file_without_faults_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert preflight(folder, folder / "valid.pdf", "--printer", "harbor-press") == 0
    said = capsys.readouterr()
    assert said.out == f"{folder}/valid.pdf  2 pages  4.167 x 5.556 in  nothing found\n"
    assert said.err == ""


def test_a_file_for_the_screen_is_in_rgb_and_has_no_bleed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preflight(folder, folder / "screen.pdf") == 1
    said = capsys.readouterr().err
    assert f"error: {folder}/screen.pdf, page 1: an area or line is in RGB" in said
    assert (
        f"error: {folder}/screen.pdf, pages 1, 2 and 3: the bleed is 0 mm on the left, 3 mm is asked for"
        in said
    )


def test_what_is_found_is_one_object_a_line_for_programs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preflight(folder, "--json", folder / "valid.pdf", folder / "screen.pdf") == 1
    found = objects(capsys.readouterr().out)
    assert [Path(one["inspected"]["file"]).name for one in found if "inspected" in one] == [
        "valid.pdf",
        "screen.pdf",
    ]
    assert {"rgb", "bleed", "output-intent"} <= {one["finding"]["slug"] for one in found if "finding" in one}


def test_folds_may_be_given_with_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert preflight(folder, folder / "valid.pdf", "--fold", "100pt", "--fold", "200pt") == 1
    assert "the panels are 1.3889, 1.3889, 1.3889 in wide" in capsys.readouterr().err
    assert preflight(folder, folder / "valid.pdf", "--fold", "100") == 2
    assert (
        capsys.readouterr().err
        == '--fold: a fold must be a length. Hint: write a number and mm, cm, in or pt, such as "3.625'
        ' in".\n'
    )
    assert preflight(folder, folder / "valid.pdf", "--fold", "200pt", "--fold", "100pt") == 2
    assert (
        capsys.readouterr().err
        == "--fold: folds go from left to right, each beyond the one before it. Hint: give the smallest"
        " first.\n"
    )
    assert preflight(folder, folder / "valid.pdf", "--fold", "99in") == 1
    assert (
        f"error: {folder}/valid.pdf, pages 1 and 2: the fold at 99in is beyond the page, which is 4.167 in"
        in capsys.readouterr().err
    )


def test_a_file_that_cannot_be_read_does_not_keep_others_from_being_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preflight(folder, folder / "nowhere.pdf", folder / "valid.pdf", "--printer", "harbor-press") == 1
    said = capsys.readouterr()
    assert said.out.endswith("valid.pdf  2 pages  4.167 x 5.556 in  nothing found\n")
    assert (
        said.err
        == f"{folder}/nowhere.pdf: the file cannot be read (No such file or directory). Hint: name a PDF.\n"
    )


def locked() -> bytes:
    """A file with a password."""
    draft = make_draft()
    draft.finish.append(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))
    return draft.write()


def without_pages() -> bytes:
    """A file with no page in it."""
    data = io.BytesIO()
    PdfWriter().write(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Words", "the file is not a PDF"),
        (make_press_file()[:900], "the file is damaged"),
        (b"%PDF-1.7\nWords", "the file is damaged"),
        (locked(), "the file is locked"),
        (without_pages(), "the file has no pages"),
        (None, "the file cannot be read (No such file or directory)"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, words: str
) -> None:
    file = folder / "odd.pdf"
    file.unlink(missing_ok=True)
    if data is not None:
        file.write_bytes(data)
    assert preflight(folder, file) == 2
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert line.startswith(f"{file}: {words}") and "Hint: " in line and said.out == ""


def test_what_the_library_thinks_of_an_odd_file_is_not_printed(folder: Path, tmp_path: Path) -> None:
    odd = re.sub(rb"startxref\n\d+", b"startxref\n1", make_press_file())
    assert odd != make_press_file()
    (tmp_path / "odd.pdf").write_bytes(odd)
    ended = run_command("preflight", "--publication", folder, tmp_path / "odd.pdf")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_report_is_one_page_that_screen_readers_can_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = {name: tmp_path / f"{name}-report.pdf" for name in ("valid", "screen")}
    for name, report in reports.items():
        preflight(folder, folder / f"{name}.pdf", "--printer", "harbor-press", "--report", report)
    assert "report.pdf: " not in capsys.readouterr().err
    said = {name: transcript(report.read_bytes()) for name, report in reports.items()}
    assert all(len(PdfReader(report).pages) == 1 for report in reports.values())
    assert (
        "Nothing was found." in said["valid"] and "FOGRA39" in said["valid"] and "House Red" in said["valid"]
    )
    assert "Press preflight: screen.pdf" in said["screen"]
    assert "An area or line is in RGB" in said["screen"]


@pytest.mark.long
def test_a_report_with_every_check_at_fault_is_one_page_and_the_same_each_time(
    folder: Path, tmp_path: Path
) -> None:
    words = "something is very much the matter with what stands on this page, " * 3
    findings = tuple(
        Finding("file", page, slug, "error", words, "", words) for slug in GRAVITIES for page in (1, 2, 5)
    )
    one = Inspected(
        "file.pdf",
        "0" * 64,
        8,
        (612.0, 792.0),
        9.0,
        "FOGRA39",
        ("Serif",) * 30,
        ("Black",) * 30,
        "generic",
        findings,
    )
    places = Places(folder, tmp_path)
    written = []
    for name in ("one.pdf", "two.pdf"):
        assert press.report(places, one, tmp_path / name) == ()
        written.append((tmp_path / name).read_bytes())
    assert len(PdfReader(io.BytesIO(written[0])).pages) == 1
    assert written[0] == written[1]


def test_a_row_of_a_report_holds_what_one_check_found() -> None:
    findings = [
        Finding("file", page, slug, severity, f"fault {page}")
        for slug, severity, page in (
            ("rgb", "error", 3),
            ("notdef", "warning", 2),
            ("rgb", "error", 2),
            ("rgb", "error", 7),
        )
    ]
    assert [(row.severity, row.pages, row.what) for row in rows(findings)] == [
        ("error", "2–3, 7", "Fault 2."),
        ("warning", "2", "Fault 2."),
    ]


def test_a_report_is_about_one_file(folder: Path, tmp_path: Path) -> None:
    assert (
        preflight(folder, folder / "valid.pdf", folder / "screen.pdf", "--report", tmp_path / "report.pdf")
        == 2
    )
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("bleeed: 3 mm", '1:1: "bleeed" is not a key that belongs here. Hint: perhaps bleed is meant.'),
        (
            "bleed: 3",
            (
                '1:1: bleed must be a length, not "3". Hint: write a number and mm, cm, in or pt, such as'
                " 0.125 in."
            ),
        ),
        (
            "total_ink: lots",
            '1:1: total_ink must be a number, not "lots". Hint: write one number, in digits, or leave'
            " total_ink out.",
        ),
        ("gravity:\n  rgbb: off", '2:3: "rgbb" is not a check. Hint: perhaps rgb is meant.'),
        (
            "gravity:\n  rgb: fatal",
            (
                '2:3: rgb must be one of error, warning, note, off, not "fatal". Hint: write rgb: error or'
                " warning or note or off."
            ),
        ),
        (
            "binding: staple",
            (
                '1:1: binding must be one of any, saddle-stitch, leaflet, loose, not "staple". Hint: write'
                " binding: any or saddle-stitch or leaflet or loose."
            ),
        ),
        (
            "folds: [3 in, far]",
            (
                '1:15: item 2 of folds must be a length, not "far". Hint: write a number and mm, cm, in or'
                " pt, such as 0.125 in."
            ),
        ),
    ],
)
def test_a_wrong_profile_is_told_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    content = make_publication(tmp_path, {"printers/acme.yaml": line})
    for read in (lambda: load_printer(content, "acme"), lambda: load(content)):
        with pytest.raises(ContentError) as raised:
            read()
        assert [str(one) for one in raised.value.problems] == [f"content/printers/acme.yaml:{problem}"]


def test_a_profile_that_is_not_there_is_told_with_those_that_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preflight(folder, folder / "valid.pdf", "--printer", "harbour-press") == 2
    assert (
        capsys.readouterr().err
        == '--printer: there is no profile "harbour-press". Hint: perhaps harbor-press is meant.\n'
    )


def test_a_profile_can_do_without_a_check_and_make_another_graver(folder: Path) -> None:
    printer = load_printer(folder / "content", "harbor-press")
    assert (printer.gravity_of("font-subset"), printer.gravity_of("rgb"), printer.text_size) == (
        "off",
        "error",
        Printer().text_size,
    )
    draft = make_draft()
    draft.contents[1] += b"\n" + text("Small", 42, 300, 5)
    for gravity in ("note", "error"):
        other = printer.model_copy(update={"gravity": {"small-text": gravity}})
        assert [finding.severity for finding in examine(draft.write(), "file", other)] == [gravity]
    assert (
        examine(draft.write(), "file", printer.model_copy(update={"gravity": {"small-text": "off"}})) == ()
    )


def test_the_report_does_not_take_the_place_of_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "valid.pdf").read_bytes()
    assert (
        preflight(folder, folder / "valid.pdf", "--report", folder / ".." / folder.name / "valid.pdf") == 2
    )
    assert "--report: the report would take the place of the file it is about." in capsys.readouterr().err
    assert (folder / "valid.pdf").read_bytes() == before


def test_generic_is_there_without_a_file(tmp_path: Path) -> None:
    assert load_printer(tmp_path / "nowhere", "generic") == Printer()


def test_the_code_of_a_brochure_is_measured(screen: bytes) -> None:
    found = [
        finding
        for finding in examine(screen, "screen", Printer(qr_module=Length("2 mm")))
        if finding.slug.startswith("code-")
    ]
    assert [finding.what for finding in found] == ["the squares of a QR code are 1.15 mm, 2 mm is the least"]


def test_the_manual_is_fresh_and_tells_every_check() -> None:
    stale = "docs/preflight.md is stale; refresh it: python make_brochure.py schema"
    assert (ROOT / "docs" / "preflight.md").read_text("utf-8") == manual(CHECKS), stale
    assert all(f"\n### {check.slug}\n\n{check.about}\n" in manual(CHECKS) for check in CHECKS)
    assert all(GRAVITIES[check.slug] in ("error", "warning", "note") for check in CHECKS)
