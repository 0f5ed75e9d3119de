"""veraPDF judges what the program makes: the sample, all that texts may have and the colors of the press in
one run; A4, every format, packets with PDFs from elsewhere and a stress publication in another, which takes
long. A merge that loses tags fails the same judgment."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from brochure.build import Desk, Places, Watcher, Wish
from brochure.preflight.conformance import FailedCheck
from brochure.press import build, start
from brochure.typeset import prepared, typeset
from tests.builders.documents import FACE, FACE_FILE, make_source, nothing
from tests.builders.photographed import photographed
from tests.builders.publication import make_plain_publication, make_publication, set_once
from tests.builders.referee import both, judged, referee
from tests.builders.sample import ROOT, copy_of_sample
from tests.compose.test_displays import files as displays
from tests.editions.test_press_edition import both_editions
from tests.press.test_every_field import make_marked
from tests.press.test_sample import wishes_on_a4
from tests.typeset.test_tags import DEFECTS, EVERYTHING, FEET, PICTURE, photo

PHOTOS = {
    "cmyk": photo("CMYK"),
    "grey": photo("L"),
    "turned": photo("RGB", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"),
    "clear": photo("RGBA", "PNG"),
    "palette": photo("P", "PNG", transparency=0),
    "deep": photo("I;16", "PNG"),
}
EVERY_FORMAT, SMALL = Wish(formats=()), Wish(formats=("flyer", "leaflet", "card"), packets=())
#: A brochure of the sample that is judged alone; its packet has all of them.
ALONE = Wish(programs=("stanbury",), packets=())
PACKET = Wish(brochures=False, packets=("packet",))
#: A week, a month, matches, questions, statistics and numbered sources, in another language.
DISPLAYS = {**displays(), **set_once(), "packets/packet.yaml": "title: Alles\nchapters: [alles]\n"}


def made(publication: Path, output: Path, desk: Desk, wish: Wish = Wish()) -> list[Path]:  # noqa: B008  it is frozen
    """The files of a publication, built; a finding of an error would keep one back."""
    published = build(Places(publication, output), wish, Watcher(), desk)
    assert [
        str(finding) for one in published for finding in one.findings if finding.severity == "error"
    ] == []
    return [one.path for one in published if one.path]


def files_of_the_sample(folder: Path, desk: Desk) -> dict[str, list[Path]]:
    """What claims PDF/UA-1 and PDF/A-2a, by what it shows; what other tests have set is not set again."""
    letter = [path for wish in (ALONE, PACKET) for path in made(ROOT, folder / "letter", desk, wish)]
    shown = features(folder / "features")
    return {
        "letter": letter,
        "features": shown,
        "merged plainly": [merged_plainly([letter[0], shown[0]], folder / "plain.pdf")],
    }


def files_of_others(folder: Path, desk: Desk) -> dict[str, list[Path]]:
    """The same of other publications, of every format, and of all that content may say."""
    a4, starter = copy_of_sample(folder / "on A4", "a4"), start(folder / "starter")
    photographs = photographed(folder / "photographs")
    make_marked(folder / "full", "side")
    return {
        "a4": made(a4, folder / "a4", desk, wishes_on_a4(a4)[1]),
        "formats": made(starter, folder / "formats", desk, EVERY_FORMAT),
        "everything": made(folder / "full", folder / "everything", desk),
        "photographs": [
            path for wish in (Wish(), SMALL) for path in made(photographs, folder / "pictures", desk, wish)
        ],
        "nothing": made(make_publication(folder / "bare", nothing()).parent, folder / "nothing", desk),
        "displays": made(make_publication(folder / "shown", DISPLAYS).parent, folder / "displays", desk),
        "with a guest": with_a_guest(folder / "guest", desk) if find_spec("typst") else [],
    }


def with_a_guest(folder: Path, desk: Desk) -> list[Path]:
    """A packet with a PDF that Typst has made, and which claims PDF/UA-1 alone."""
    chapters = "[{insert: benefits.pdf, title: Benefits, line: Of employees}]"
    packet = f"title: All of it\nchapters: {chapters}\n"
    make_plain_publication(folder, {"packets/packet.yaml": packet, "benefits.pdf": by_typst()})
    return made(folder, folder / "output", desk, PACKET)


def by_typst() -> bytes:
    import typst

    source = (
        '#set document(title: "Benefits")\n= Benefits\n#link("https://example.org")[A link]\n#table(columns:'
        " 2, table.header[A][B], [1], [2])"
    )
    return bytes(typst.compile(source.encode(), pdf_standards=["ua-1"]))


def press_files(folder: Path, desk: Desk) -> list[Path]:
    """Files for the press as they can be judged, and last one for the screen that claims the same."""
    shelf = both_editions(folder, desk)
    brochures = {name: pdf for name, pdf in shelf.files("press").items() if name != "packet.pdf"}
    pdfs = {name: as_archive(pdf) for name, pdf in brochures.items()}
    pdfs["spoiled.pdf"] = as_archive(shelf.files("screen")["stanbury.pdf"]).replace(
        b"/GTS_PDFA1", b"/GTS_PDFX "
    )
    for name, pdf in pdfs.items():
        (folder / name).write_bytes(pdf)
    return [folder / name for name in pdfs]


def as_archive(pdf: bytes) -> bytes:
    """The file with its output intent claimed for PDF/A-2b too.

    No open validator knows PDF/X; this one judges the same colors, fonts and transparency.
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    (intent,) = writer.root_object["/OutputIntents"]
    twin = DictionaryObject(intent.get_object())
    twin[NameObject("/S")] = NameObject("/GTS_PDFA1")
    writer.root_object[NameObject("/OutputIntents")].append(twin)
    claim = DecodedStreamObject()
    claim.set_data(
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        b' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2"'
        b' pdfaid:conformance="B"/></rdf:RDF></x:xmpmeta>'
    )
    claim.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(claim)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def features(folder: Path) -> list[Path]:
    """One document for every feature, and one with photographs of every kind."""
    folder.mkdir()
    pictures = {
        FACE: FACE_FILE,
        PICTURE: photo("RGB"),
        **{f"asset:content/{name}": prepared(data, 1000) for name, data in PHOTOS.items()},
    }
    bodies = {
        **{name: (body, css) for name, (body, css, _free) in DEFECTS.items()},
        "everything": (EVERYTHING, FEET),
    }
    bodies["photographs"] = (
        "".join(
            f'<img src="asset:content/{name}" alt="A field" style="opacity: .9; height: 20px">'
            for name in PHOTOS
        ),
        "",
    )
    files = []
    for name, (body, css) in bodies.items():
        proof = typeset(
            make_source(f"<h1>Title</h1>{body}", f"ul {{ list-style-type: disc }} {css}", assets=pictures)
        )
        assert proof.complaints == ()
        files.append(folder / f"{name}.pdf")
        files[-1].write_bytes(proof.pdf)
    return files


def merged_plainly(files: list[Path], target: Path) -> Path:
    """Documents as other tools merge them; the claim is put back, as it would be in good faith."""
    writer = PdfWriter()
    for file in files:
        writer.append(file)
    writer.xmp_metadata = PdfReader(files[0]).root_object["/Metadata"].get_data()  # type: ignore[assignment]
    writer.write(target)
    return target


@dataclass(frozen=True)
class Verdict:
    """All that was judged, by its kind, and what fails."""

    files: dict[str, list[Path]]
    failures: list[FailedCheck]

    def of(self, kind: str, count: int) -> list[tuple[str, str, str]]:
        """What fails in the files of a kind, of which there are so many: file, profile and reason."""
        files = self.files[kind]
        assert len(set(files)) == count and all(path.read_bytes().startswith(b"%PDF-") for path in files)
        return [(one.file.stem, one.profile, one.what) for one in self.failures if one.file in files]


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Verdict:
    """The judgment of the sample; the validator needs seconds to start, so it starts once."""
    referee()
    folder = tmp_path_factory.mktemp("judged")
    files = files_of_the_sample(folder, shared)
    wanted = both(path for paths in files.values() for path in paths)
    files["press"] = press_files(folder / "press", shared)
    return Verdict(files, judged(wanted | dict.fromkeys(files["press"], ("2b",))))


@pytest.fixture(scope="module")
def verdict_of_others(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Verdict:
    """The judgment of all else."""
    referee()
    files = files_of_others(tmp_path_factory.mktemp("judged"), shared)
    return Verdict(files, judged(both(path for paths in files.values() for path in paths)))


@pytest.mark.parametrize(("kind", "count"), [("letter", 2), ("features", len(DEFECTS) + 2)])
def test_nothing_fails(verdict: Verdict, kind: str, count: int) -> None:
    assert verdict.of(kind, count) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "count"),
    [("a4", 1), ("formats", 8), ("everything", 1), ("photographs", 5), ("displays", 2), ("nothing", 2)],
)
def test_nothing_fails_in_any_other_publication(verdict_of_others: Verdict, kind: str, count: int) -> None:
    assert verdict_of_others.of(kind, count) == []


def test_a_plain_merge_fails_the_same_judgment(verdict: Verdict) -> None:
    assert {profile for _, profile, _ in verdict.of("merged plainly", 1)} >= {"ua1"}


@pytest.mark.long
def test_a_packet_with_a_pdf_by_typst_keeps_what_both_claim(verdict_of_others: Verdict) -> None:
    pytest.importorskip("typst")
    assert verdict_of_others.of("with a guest", 1) == [("packet", "2a", "the file does not claim it")]


def test_colors_fonts_and_transparency_of_the_press_pass(verdict: Verdict) -> None:
    assert {name for name, _, _ in verdict.of("press", 3)} == {"spoiled"}
