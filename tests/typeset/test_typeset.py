"""Typesetting: a document reads only what it brings, complaints are told, same input gives same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from brochure import shipped
from brochure.build import Desk
from brochure.build.brochures import set_document
from brochure.errors import MachineError
from brochure.model import Filler, PageSource, Proof, Stylesheet, file_of
from brochure.typeset import EngineError, typeset
from tests.builders.documents import (
    FACE,
    FACE_FILE,
    FACE_RULE,
    FAMILY,
    brochure_of,
    everything,
    make_composer,
    make_source,
    squash,
    words_of,
)
from tests.builders.publication import make_picture

PICTURE = "asset:content/picture.png"
#: A picture as a direct child of a grid brings WeasyPrint 70 down where its row does not fit on the page.
CRASH = f'<div style="display: grid"><img src="{PICTURE}" alt="A blue square" style="height: 500pt"></div>'


def complaints(proof: Proof) -> str:
    """What the engine said."""
    return "\n".join(complaint.text for complaint in proof.complaints)


def reader(proof: Proof) -> PdfReader:
    """The PDF, opened."""
    return PdfReader(io.BytesIO(proof.pdf))


@pytest.fixture(scope="module")
def plain() -> Proof:
    """A clean document of three pages."""
    pages = ["<h1>Title</h1><p>Words on the first page.</p>", "<h2>Next</h2>", "<p>Last</p>"]
    return typeset(
        make_source('<div style="break-after: page"></div>'.join(pages), language="de", title="Bare & clean")
    )


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that no document brings."""
    path = tmp_path_factory.mktemp("outside") / "secret.png"
    path.write_bytes(make_picture())
    return path


def test_a_clean_document_has_no_complaints_and_all_its_pages(plain: Proof) -> None:
    assert plain.complaints == ()
    assert len(plain.pages) == len(reader(plain).pages) == 3
    assert [page.kind for page in plain.pages] == ["", "", ""]
    assert {(round(page.width, 2), round(page.height, 2)) for page in plain.pages} == {(300, 400)}


def test_words_are_found_where_they_are_laid_out(plain: Proof) -> None:
    title, words = plain.pages[0].runs
    assert (title.text, words.text) == ("Title", "Words on the first page.")
    assert (words.left, words.size, words.family, words.where) == (
        pytest.approx(30),
        pytest.approx(10),
        FAMILY,
        "",
    )
    assert title.bottom < words.top < words.bottom < 400
    assert plain.pages[0].area == pytest.approx((30, 30, 270, 370))


def test_the_pdf_has_tags_title_language_and_page_labels(plain: Proof) -> None:
    pdf = reader(plain)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "de"
    assert pdf.metadata and pdf.metadata.title == "Bare & clean"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.page_labels == ["1", "2", "3"]


def test_the_lines_that_texts_were_written_on_and_their_panels_are_kept() -> None:
    panel = (
        '<div style="overflow: hidden; height: 50pt; width: 100pt" data-source="a.yaml:3:7">In the panel <b'
        ' data-source="a.yaml:4:1">bold</b></div>'
    )
    first, second, third = typeset(make_source(f"{panel}<p>Outside</p>")).pages[0].runs
    assert (first.where, second.where, third.where) == ("a.yaml:3:7", "a.yaml:4:1", "")
    assert first.panel == second.panel == pytest.approx((30, 30, 130, 80))
    assert third.panel == pytest.approx((0, 0, 300, 400))


@pytest.mark.parametrize("where", ["content/a.yaml", "content/a.yaml:3", "content/a.yaml:3:7"])
def test_a_place_names_its_file_whatever_coordinates_it_has(where: str) -> None:
    assert file_of(where) == "content/a.yaml"


def test_a_picture_that_the_document_brings_is_printed() -> None:
    proof = typeset(
        make_source(
            f'<figure data-source="a.yaml:3:5" style="margin: 0"><img src="{PICTURE}" alt="Blue"></figure>',
            assets={FACE: FACE_FILE, PICTURE: make_picture(size=(40, 40))},
        )
    )
    assert proof.complaints == ()
    assert len(reader(proof).pages[0].images) == 1
    (picture,) = proof.pages[0].pictures
    assert picture.where == "a.yaml:3:5"
    assert (picture.left, picture.top, picture.right, picture.bottom) == pytest.approx((30, 30, 60, 60))


def test_a_picture_that_is_missing_is_told() -> None:
    proof = typeset(make_source(f'<p>Words</p><img src="{PICTURE}" alt="Blue">'))
    assert [complaint.severity for complaint in proof.complaints] == ["error"]
    assert PICTURE in complaints(proof)
    assert "Words" in words_of(proof.pdf)


def test_a_picture_that_cannot_be_read_is_told() -> None:
    proof = typeset(
        make_source(f'<img src="{PICTURE}" alt="Blue">', assets={FACE: FACE_FILE, PICTURE: b"no picture"})
    )
    assert PICTURE in complaints(proof)


@pytest.fixture
def listener() -> socket.socket:
    """A server of our own that would notice a visitor."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0)
    yield server
    server.close()


@pytest.mark.parametrize(
    "form",
    [
        '<img src="{}" alt="x">',
        '<div style="background: url({})">x</div>',
        '<link rel="stylesheet" href="{}">',
        "<style>@import url({});</style>",
        "<style>@font-face {{ font-family: Other; src: url({}) }}</style>",
        '<object data="{}" type="image/png"></object>',
        '<embed src="{}">',
    ],
)
def test_no_address_outside_the_document_is_visited(
    form: str, outside: Path, listener: socket.socket
) -> None:
    host, port = listener.getsockname()
    for address in (
        f"http://{host}:{port}/x.png",
        outside.as_uri(),
        f"../{outside.name}",
        f"asset:../..{outside}",
        f"//{host}:{port}/x.png",
    ):
        proof = typeset(make_source("<p>Words</p>" + form.format(address)))
        assert complaints(proof), address
        assert all(len(page.images) == 0 for page in reader(proof).pages)
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    "rule",
    [
        "p {{ background: url({}) }}",
        "@import url({});",
        '@font-face {{ font-family: Other; src: url("{}") }}',
    ],
)
def test_a_stylesheet_visits_nothing_outside_either(
    rule: str, outside: Path, listener: socket.socket
) -> None:
    host, port = listener.getsockname()
    for address in (f"http://{host}:{port}/x", outside.as_uri(), "../x.css"):
        source = make_source("<p>Words</p>")
        styles = (Stylesheet("own.css", rule.format(address)), *source.stylesheets)
        proof = typeset(make_source("<p>Words</p>", stylesheets=styles))
        assert complaints(proof), address
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_rule_that_the_engine_does_not_know_is_told() -> None:
    proof = typeset(make_source("<p>Words</p>", "p { colour: red }"))
    assert [complaint.severity for complaint in proof.complaints] == ["warning"]
    assert "colour" in complaints(proof)


def test_complaints_about_shared_styles_are_told_by_every_document() -> None:
    source = make_source("<p>Words</p>", "p { colour: blue }")
    assert typeset(source).complaints == typeset(source).complaints != ()


def test_no_font_of_the_machine_is_ever_used() -> None:
    proof = typeset(
        make_source(
            '<p style="font-family: Helvetica, Arial, DejaVu Sans, sans-serif, monospace">Words 日本語 ☃</p>'
        )
    )
    faces = {
        str(face.get_object()["/BaseFont"])
        for page in reader(proof).pages
        for face in page["/Resources"]["/Font"].values()
    }
    assert {face.partition("+")[2] for face in faces} == {"Brochure-Serif"}
    assert {f"/{face}" for face in proof.faces} == faces


def test_letters_that_a_face_lacks_are_told() -> None:
    (run,) = typeset(make_source("<p>Ελλάδα 日 \u200b\u00ad\u00a0☃</p>")).pages[0].runs
    assert run.missing == "☃日"


def test_a_damaged_font_is_the_machines_fault() -> None:
    for data in (b"no font", FACE_FILE.read_bytes()[:400], b""):
        with pytest.raises(
            MachineError, match=r"fonts/BrochureSerif-Regular\.ttf: the font cannot be read"
        ) as error:
            typeset(make_source("<p>Words</p>", assets={FACE: data}))
        assert error.value.exit_code == 3


def test_a_font_that_vanished_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="the font cannot be read"):
        typeset(make_source("<p>Words</p>", assets={FACE: tmp_path / "gone.ttf"}))


def test_a_document_without_a_font_is_refused_before_the_engine_falls_over() -> None:
    with pytest.raises(MachineError, match="there is no font"):
        typeset(make_source("<p>Words</p>", assets={}))


def crashing() -> PageSource:
    """A document that the engine fails on."""
    return make_source(CRASH, assets={FACE: FACE_FILE, PICTURE: make_picture()})


def test_a_crash_of_the_engine_names_the_document() -> None:
    with pytest.raises(EngineError, match="failed on bare") as error:
        typeset(crashing())
    assert error.value.__cause__ is not None


def test_a_crash_names_the_place_and_the_hint_helps(tmp_path: Path) -> None:
    def reversed_row(display: str) -> PageSource:
        body = (
            f'<section class="row" style="display: {display}" data-source="content/a.yaml:3:1">'
            "<div><p>onetwothreeMuller</p></div>fourfive\u2014office</section>"
        )
        css = "@page { size: 90pt; margin: 40pt } section { flex-direction: row-reverse }"
        return make_source(body, css)

    with Desk.own(tmp_path) as desk:
        made = set_document("bare", lambda: reversed_row("flex"), desk)
        (finding,) = made.findings
        assert str(finding).startswith("content/a.yaml:3:1: the typesetting engine failed on bare, in <p>")
        assert '<section class="row">, which has display: flex, as a block' in finding.hint
        assert set_document("bare", lambda: reversed_row("block"), desk).result.data


@pytest.mark.parametrize("deep", ["p { color: %s }" % ("(" * 5000), ":not(" * 900 + "p" + ")" * 900 + "{}"])
def test_a_stylesheet_that_is_nested_without_end_is_a_finding(tmp_path: Path, deep: str) -> None:
    with Desk.own(tmp_path) as desk:
        made = set_document("bare", lambda: make_source("<p>Words</p>", css=deep), desk)
        assert [finding.slug for finding in made.findings] == ["engine-crash"]


def test_a_crash_is_a_finding_and_the_next_document_is_still_set(tmp_path: Path) -> None:
    with Desk.own(tmp_path) as desk:
        made = set_document("bare", lambda: crashing(), desk)
        assert [finding.slug for finding in made.findings] == ["engine-crash"]
        assert (made.result.data, made.sound) == (None, False)
        assert "display: grid" in (tmp_path / "bare.html").read_text("utf-8")
        after = set_document("bare", lambda: make_source("<h1>Words</h1>"), desk)
        assert after.sound and "Words" in words_of(after.result.read())


def test_filler_is_added_until_the_sheets_are_whole() -> None:
    page = '<p style="break-before: page">More</p>'
    five = make_source("<h1>Words</h1>" + page * 4)
    source = replace(five, filler=Filler(five.html.index("</body>"), page, page))
    with Desk.own() as desk:
        made = set_document("bare", lambda: source, desk, None, 4)
    assert made.sound and len(made.pages) == 8


PICTURED = """name: P
promise: p
accent: plum
stages: [{name: Core, length_years: 3, share: share}]
story: {title: T, text: Words, facts: [fact-1]}
life: {sections: [{title: One, share: share, picture: {file: pictures/large.jpg, alt: Blue}}]}
"""


def pictured(folder: Path) -> bytes:
    """A brochure with rings, a share and a photograph."""
    return typeset(
        brochure_of(make_composer(folder, {**everything(), "programs/primary-care.yaml": PICTURED}))
    ).pdf


@pytest.mark.long
def test_whatever_the_hash_seed_the_bytes_are_the_same(tmp_path: Path) -> None:
    folder, seed = Path(__file__).resolve().parents[2], os.environ.get("PYTHONHASHSEED")
    script = (
        "import sys; from pathlib import Path; from tests.typeset.test_typeset import pictured;"
        " sys.stdout.buffer.write(pictured(Path(sys.argv[1])))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "2" if seed == "1" else "1", "PYTHONPATH": str(folder)}
    there = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "there"],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    assert there.startswith(b"%PDF-") and len(there) > 10_000
    assert hashlib.sha256(there).hexdigest() == hashlib.sha256(pictured(tmp_path / "here")).hexdigest()


def test_every_shipped_face_prints_the_letters_of_names() -> None:
    faces = sorted(shipped("fonts").glob("*.ttf"))
    assert len(faces) == 12
    rules = "".join(
        f'@font-face {{ font-family: "Face {n}"; src: url("asset:fonts/{face.name}") }}'
        for n, face in enumerate(faces)
    )
    words = "ÀÉÎõü ĄčďĘğİłŃőŘşŤűŽ ẠếỮ Αθήνα Москва fi ffl “‘–—…’”"
    body = "".join(f"<p style='font-family: \"Face {n}\"'>{words}</p>" for n in range(len(faces)))
    assets = {f"asset:fonts/{face.name}": face for face in faces}
    proof = typeset(
        make_source(
            body,
            assets={**assets, FACE: FACE_FILE},
            stylesheets=(Stylesheet("all.css", FACE_RULE + rules + "@page { size: 600pt 600pt }"),),
        )
    )
    assert squash(words_of(proof.pdf)) == squash(words) * len(faces)
