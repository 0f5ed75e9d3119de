"""veraPDF judges the sample on Letter and A4, the starter, a stress publication and every feature that texts may have:
no failure of PDF/UA-1 and PDF/A-2a, packets included; and a merge that loses tags fails the same test."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from documents import FACE, FACE_FILE, everything, make_source, nothing
from publication_builder import make_publication
from pypdf import PdfReader, PdfWriter
from referee import judged, referee
from test_tags import DEFECTS, EVERYTHING, FEET, PICTURE, photo

from brochure import conformance
from brochure.builds import Places, Watcher, Wish
from brochure.cli.running import run
from brochure.conformance import Failure, NoValidatorError, findings
from brochure.press import build
from brochure.starter import start
from brochure.typeset import prepared, typeset

pytestmark = pytest.mark.xdist_group("conformance")
ROOT = Path(__file__).resolve().parent.parent
PHOTOS = {"cmyk": photo("CMYK"), "grey": photo("L"), "turned": photo("RGB", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"), "clear": photo("RGBA", "PNG"), "palette": photo("P", "PNG", transparency=0), "deep": photo("I;16", "PNG")}


def made(publication: Path, output: Path) -> list[Path]:
    """Every file of a publication, built; a finding of an error would keep one back."""
    published = build(Places(publication, output), Wish(), Watcher())
    assert [str(finding) for one in published for finding in one.findings if finding.severity == "error"] == []
    return [one.path for one in published if one.path]


def on_a4(folder: Path) -> Path:
    """The sample, on the other sheet."""
    for path in (ROOT / "content").rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    settings = folder / "content" / "publication.yaml"
    settings.write_text(settings.read_text("utf-8").replace("sheet: letter", "sheet: a4"), "utf-8")
    return folder


def features(folder: Path) -> list[Path]:
    """One document for every feature, and one with photographs of every kind."""
    folder.mkdir()
    pictures = {FACE: FACE_FILE, PICTURE: photo("RGB"), **{f"asset:content/{name}": prepared(data, 1000) for name, data in PHOTOS.items()}}
    bodies = {**{name: (body, css) for name, (body, css, _free) in DEFECTS.items()}, "everything": (EVERYTHING, FEET)}
    bodies["photographs"] = ("".join(f'<img src="asset:content/{name}" alt="A field" style="opacity: .9; height: 20px">' for name in PHOTOS), "")
    files = []
    for name, (body, css) in bodies.items():
        proof = typeset(make_source(f"<h1>Title</h1>{body}", f"ul {{ list-style-type: disc }} {css}", assets=pictures))
        assert proof.complaints == ()
        files.append(folder / f"{name}.pdf")
        files[-1].write_bytes(proof.pdf)
    return files


def merged_plainly(files: list[Path], target: Path) -> Path:
    """The same brochures as other tools merge them; the claim is put back, as it would be in good faith."""
    writer = PdfWriter()
    for file in files:
        writer.append(file)
    writer.xmp_metadata = PdfReader(files[0]).root_object["/Metadata"].get_data()  # type: ignore[assignment]
    writer.write(target)
    return target


def test_nothing_fails_and_a_plain_merge_does(tmp_path: Path) -> None:
    sample = made(ROOT, tmp_path / "sample")
    assert len(sample) == 9
    publications = {"a4": on_a4(tmp_path / "a4"), "starter": start(tmp_path / "starter")}
    for name, content in (("full", everything()), ("bare", nothing())):
        publications[name] = make_publication(tmp_path / name, content).parent
    files = [*sample, *features(tmp_path / "features")]
    for name, folder in publications.items():
        files += made(folder, tmp_path / "output" / name)
    plain = merged_plainly(sample[:3], tmp_path / "plain.pdf")
    failures = judged([*files, plain])
    assert [str(failure) for failure in failures if failure.file != plain] == []
    assert {failure.profile for failure in failures if failure.file == plain} >= {"ua1"}


CONTEXT = "root/document[0]/pages[2](12 0 obj PDPage)/contentStream[0]/content[8]{mcid:3}"


def report(*files: Path) -> str:
    """What the validator prints where the first check of a rule fails."""
    rule = {"clause": "7.3", "testNumber": 1, "description": "Figure tags\nshall have text", "checks": [{"context": CONTEXT}, {"context": CONTEXT}]}
    result = {"compliant": False, "details": {"ruleSummaries": [rule]}}
    return json.dumps({"report": {"jobs": [{"itemDetails": {"name": str(file)}, "validationResult": [result]} for file in files]}})


def test_failures_name_the_page_and_the_clause_and_become_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, lost = tmp_path / "a.pdf", tmp_path / "b.pdf"
    monkeypatch.setattr(conformance.subprocess, "run", lambda *_a, **_k: SimpleNamespace(stdout=report(good), stderr="", returncode=1))
    failures = conformance.validate([good, lost], tmp_path / "jar", ["ua1"])
    assert failures[0] == Failure(good, "ua1", "7.3-1", 3, "Figure tags\nshall have text")
    assert failures[-1] == Failure(lost, "ua1", "", 0, "the validator cannot read the file")
    assert [str(finding) for finding in findings(failures)] == [
        "a.pdf, page 3: fails PDF/UA-1 7.3-1: Figure tags shall have text. Hint: give the picture an alt: text, or an empty one where it is decoration.",
        "b.pdf: fails PDF/UA-1: the validator cannot read the file. Hint: keep the file and tell the makers of brochure.",
    ]


def test_a_validator_that_falls_over_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance.subprocess, "run", lambda *_a, **_k: SimpleNamespace(stdout="", stderr="no memory\n", returncode=1))
    with pytest.raises(NoValidatorError, match="no memory"):
        conformance.validate([tmp_path / "a.pdf"], tmp_path / "jar")


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


def test_a_file_that_fails_is_not_published_when_validated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder = start(tmp_path / "starter")
    first = next(path for path in made(folder, tmp_path / "output") if path.stem == "family-medicine")
    before = first.read_bytes()
    monkeypatch.setattr(conformance, "validator", lambda: tmp_path / "jar")
    monkeypatch.setattr(conformance, "validate", lambda files, _jar, _profiles: [Failure(file, "ua1", "7.3-1", 2, "Figure needs a text") for file in files if file.stem == first.stem])
    program = folder / "content" / "programs" / "family-medicine.yaml"
    program.write_text(re.sub("(?m)^promise: .*", "promise: Another one", program.read_text("utf-8")), "utf-8")
    code = run(["build", "--validate", "--publication", str(folder), "--output", str(tmp_path / "output")])
    assert code == 1
    assert f"error: {first.name}, page 2: fails PDF/UA-1 7.3-1: Figure needs a text." in capsys.readouterr().err
    assert first.read_bytes() == before


def test_a_validator_that_falls_over_in_a_build_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(conformance, "validator", lambda: tmp_path / "jar")
    monkeypatch.setattr(conformance.subprocess, "run", lambda *_a, **_k: SimpleNamespace(stdout="", stderr="no memory\n", returncode=1))
    folder = start(tmp_path / "starter")
    assert run(["build", "--validate", "--publication", str(folder)]) == 3
    assert "--validate: the validator fails: no memory" in capsys.readouterr().err
    assert not list((folder / "output").rglob("*.pdf"))


def test_a_packet_with_a_pdf_by_typst_keeps_what_both_claim(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    folder = start(tmp_path / "starter")
    source = tmp_path / "benefits.typ"
    source.write_text('#set document(title: "Benefits")\n= Benefits\n#link("https://example.org")[A link]\n#table(columns: 2, table.header[A][B], [1], [2])')
    (folder / "content" / "benefits.pdf").write_bytes(typst.compile(str(source), pdf_standards=["ua-1"]))
    packet = folder / "content" / "packets" / "packet.yaml"
    packet.write_text(packet.read_text("utf-8").replace("chapters: [", "chapters: [{insert: benefits.pdf, title: Benefits, line: Of employees}, "), "utf-8")
    merged = next(path for path in made(folder, tmp_path / "output") if path.stem == "packet")
    assert {failure.profile for failure in judged([merged])} == {"2a"}
    assert [str(one) for one in conformance.judge({"packet": merged.read_bytes()}, referee())] == []
