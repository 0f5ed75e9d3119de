"""What is made of veraPDF's reports, and what happens where it is missing or falls over."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from pikepdf import Dictionary, Name, Pdf
from pypdf import PdfReader

from brochure.build import Places, Watcher, Wish
from brochure.errors import Finding
from brochure.pdf.file import save, xmp_stream
from brochure.preflight import conformance
from brochure.preflight.conformance import FailedCheck, NoValidatorError, findings
from brochure.press import build
from brochure.typeset import typeset
from tests.builders.command_line import Here
from tests.builders.documents import make_source
from tests.builders.publication import make_plain_publication, make_program

CONTEXT = "root/document[0]/pages[2](12 0 obj PDPage)/contentStream[0]/content[8]{mcid:3}"
BOTH = ("ua1", "2a")
Reports = Callable[..., None]


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Reports:
    """Has the validator report that some files fail a check of each profile; it cannot read the others."""

    def set_up(
        *fails: Path,
        titles: Sequence[str] = ("PDF/UA-1 validation profile",),
        printed: str | None = None,
        context: str = CONTEXT,
    ) -> None:
        rule = {
            "clause": "7.3",
            "testNumber": 1,
            "description": "Figure tags\nshall have text",
            "checks": [{"context": context}, {"context": context}],
        }
        results = [
            {"profileName": title, "compliant": False, "details": {"ruleSummaries": [rule]}}
            for title in titles
        ]
        said = (
            printed
            if printed is not None
            else json.dumps(
                {
                    "report": {
                        "jobs": [
                            {"itemDetails": {"name": str(file)}, "validationResult": results}
                            for file in fails
                        ]
                    }
                }
            )
        )
        monkeypatch.setattr(
            conformance.subprocess,
            "run",
            lambda *_a, **_k: SimpleNamespace(stdout=said, stderr="no memory\n", returncode=1),
        )

    return set_up


def test_failures_name_the_page_and_the_clause_and_become_findings(tmp_path: Path, reports: Reports) -> None:
    good, lost = tmp_path / "a.pdf", tmp_path / "b.pdf"
    reports(good)
    failures = conformance.validate(dict.fromkeys((good, lost), ("ua1",)), tmp_path / "jar")
    assert failures[0] == FailedCheck(good, "ua1", "7.3-1", 3, "Figure tags\nshall have text")
    assert failures[-1] == FailedCheck(lost, "ua1", "", 0, "the validator cannot read the file")
    assert [str(finding) for finding in findings(failures)] == [
        (
            "a.pdf, page 3: fails PDF/UA-1 7.3-1: Figure tags shall have text. Hint: give the picture an"
            " alt: text, or an empty one where it is decoration."
        ),
        (
            "b.pdf: fails PDF/UA-1: the validator cannot read the file. Hint: keep the file and tell the"
            " makers of brochure."
        ),
    ]


def test_a_failure_in_the_structure_tree_names_the_page_that_the_element_stands_on(
    tmp_path: Path, reports: Reports
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(typeset(make_source('<h1>One</h1><h3 style="break-before: page">Two</h3>')).pdf)
    with Pdf.open(file) as pdf:
        (number,) = (
            one.objgen[0] for one in pdf.objects if isinstance(one, Dictionary) and one.get("/S") == Name.H3
        )
    reports(
        file,
        context=f"root/document[0]/StructTreeRoot[0](3 0 obj PDStructTreeRoot)/K[0]({number} 0 obj SEHn H3)",
    )
    assert {one.page for one in conformance.validate({file: ("ua1",)}, tmp_path / "jar")} == {2}


def test_a_file_is_judged_by_each_profile_that_is_wanted_and_fails_one_that_it_does_not_claim(
    tmp_path: Path, reports: Reports
) -> None:
    file = tmp_path / "a.pdf"
    reports(file, titles=("PDF/A-2A validation profile", "PDF/A-2B validation profile"))
    assert [
        (one.profile, one.what)
        for one in conformance.validate({file: (*BOTH, "2b")}, tmp_path / "jar")
        if one.page != 3
    ] == [("ua1", "the file does not claim it")]
    assert {one.profile for one in conformance.validate({file: (*BOTH, "2b")}, tmp_path / "jar")} == {
        "ua1",
        "2a",
        "2b",
    }


def claiming(*claims: str) -> bytes:
    """A PDF whose metadata have these fields."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Metadata = xmp_stream(pdf, dict.fromkeys(claims, "1"))
        return save(pdf)


def test_a_build_has_each_file_judged_by_what_it_claims(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pdfs = {
        "both": claiming("pdfuaid:part", "pdfaid:part"),
        "one": claiming("pdfuaid:part"),
        "none": claiming(),
    }
    wanted: dict[str, list[str]] = {}

    def validate(claims: dict[Path, list[str]], _jar: Path) -> list[FailedCheck]:
        assert all(file.read_bytes() == pdfs[file.stem] for file in claims)
        wanted.update({file.stem: profiles for file, profiles in claims.items()})
        return [FailedCheck(file, "ua1", "", 0, "it is at fault") for file in claims]

    monkeypatch.setattr(conformance, "validate", validate)
    assert [finding.document for finding in conformance.judge(pdfs, tmp_path / "jar")] == ["both", "one"]
    assert wanted == {"both": ["ua1", "2a"], "one": ["ua1"]}


def test_a_validator_that_falls_over_is_told(tmp_path: Path, reports: Reports) -> None:
    reports(printed="")
    with pytest.raises(NoValidatorError, match="no memory"):
        conformance.validate({tmp_path / "a.pdf": BOTH}, tmp_path / "jar")


def test_a_machine_without_java_or_maven_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(conformance.shutil, "which", lambda _program: None)
    with pytest.raises(NoValidatorError, match="Java is not installed"):
        conformance.validator(fetch=True)
    monkeypatch.setattr(conformance, "_works", lambda _program: True)
    with pytest.raises(NoValidatorError, match="Maven, which fetches"):
        conformance.validator(fetch=True)
    with pytest.raises(NoValidatorError, match="make conformance"):
        conformance.validator()


def test_another_file_in_its_place_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(conformance, "_works", lambda _program: True)
    path = conformance.cache() / "greenfield-apps-1.28.2.jar"
    path.parent.mkdir()
    path.write_bytes(io.BytesIO(b"another").getvalue())
    with pytest.raises(NoValidatorError, match="is not the file it should be"):
        conformance.validator()


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content of a publication with one program, on a machine that has a validator."""
    monkeypatch.setattr(conformance, "validator", lambda: tmp_path / "jar")
    return make_plain_publication(tmp_path, {"programs/primary-care.yaml": make_program()})


def test_a_file_that_fails_is_not_published_when_validated(
    content: Path, monkeypatch: pytest.MonkeyPatch, here: Here
) -> None:
    command, folder = ("build", "--validate", "--publication", content.parent), content.parent / "output"
    monkeypatch.setattr(conformance, "validate", lambda _claims, _jar: [])
    assert here(*command).code == 0
    (file,) = folder.rglob("*.pdf")
    before = file.read_bytes()
    monkeypatch.setattr(
        conformance,
        "validate",
        lambda claims, _jar: [
            FailedCheck(file, "ua1", "7.3-1", 2, "Figure needs a text") for file in claims
        ],
    )
    (content / "programs/primary-care.yaml").write_text(make_program(promise="Another one"), "utf-8")
    ended = here(*command)
    assert ended.code == 1
    assert f"error: {file.name}, page 2: fails PDF/UA-1 7.3-1: Figure needs a text." in ended.err
    assert file.read_bytes() == before


def test_what_fails_on_a_page_from_elsewhere_names_that_pdf_and_who_can_mend_it(
    content: Path, tmp_path: Path
) -> None:
    (content / "benefits.pdf").write_bytes(typeset(make_source("<h1>Benefits</h1>")).pdf)
    chapter = "title: Packet\nchapters:\n  - {insert: benefits.pdf, title: Benefits, line: Of employees}\n"
    (content / "packets").mkdir(exist_ok=True)
    (content / "packets/packet.yaml").write_text(chapter, "utf-8")

    def judge(files: Mapping[str, bytes]) -> list[Finding]:
        pages = range(1, len(PdfReader(io.BytesIO(files["packet"])).pages) + 1)
        return [Finding("packet", page, "conformance", "error", "fails 7.3-1", "", "mend") for page in pages]

    wish = Wish(brochures=False, packets=("packet",))
    published = build(Places(tmp_path, tmp_path / "output"), wish, Watcher(), judge=judge)
    found = [one for document in published for one in document.findings if one.slug == "conformance"]
    (said,) = [str(one) for one in found if one.where]
    assert len(found) == 4 and re.fullmatch(
        r"content/packets/packet\.yaml:3: content/benefits\.pdf, page 1: fails 7\.3-1 \(page \d+ of"
        r" packet\.pdf\)\. Hint: ask its makers for a PDF in which that is mended\.",
        said,
    )


def test_a_validator_that_falls_over_in_a_build_is_one_line(
    content: Path, reports: Reports, here: Here
) -> None:
    reports(printed="")
    ended = here("build", "--validate", "--publication", content.parent)
    assert ended.code == 3 and "--validate: the validator fails: no memory" in ended.err
    assert not list((content.parent / "output").rglob("*.pdf"))
