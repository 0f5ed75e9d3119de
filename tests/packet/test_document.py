"""The merge: what the packet says of itself, what it stores and what it leaves out."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NumberObject, TextStringObject

from brochure.packet import PacketError, Part, assemble
from tests.builders.merging import (
    SQUARE,
    bind,
    edit,
    entries,
    folios,
    front,
    n,
    objects,
    page_count,
    program,
    programs,
    read,
    typeset,
    xmp,
)


def test_the_packet_says_what_it_is() -> None:
    said = {"Author": "St. Mary & Co", "Creator": "brochure", "CreationDate": "D:2026"}
    reader = bind(programs(2), information=said, title="Packet <2027>", language="en-US")
    assert reader.metadata == {"/Author": "St. Mary & Co", "/Creator": "brochure", "/Title": "Packet <2027>"}
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert (metadata.dc_title, metadata.dc_language, metadata.dc_creator) == (
        {"x-default": "Packet <2027>"},
        ["en-US"],
        ["St. Mary & Co"],
    )
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.root_object["/Lang"] == "en-US"
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


@pytest.mark.parametrize(
    ("variants", "claimed"),
    [
        (("pdf/ua-1", "pdf/ua-1"), {"pdfuaid:part": "1"}),
        (("pdf/ua-1", "pdf/a-2a"), {}),
        (("pdf/a-2a", "pdf/a-2a"), {"pdfaid:part": "2", "pdfaid:conformance": "A"}),
        (("pdf/a-2a", "pdf/a-2u"), {"pdfaid:part": "2", "pdfaid:conformance": "U"}),
        (("pdf/a-2b", "pdf/a-3b"), {}),
        (("pdf/a-1b", "pdf/a-1b"), {}),
        (("pdf/ua-2", "pdf/ua-2"), {}),
    ],
)
def test_a_claim_is_kept_where_every_part_makes_it(
    variants: tuple[str, ...], claimed: dict[str, str]
) -> None:
    parts = [
        Part(f"part-{index}", "Part", typeset("<h1>Title</h1>", variant=variant))
        for index, variant in enumerate(variants)
    ]
    reader = bind(parts)
    assert dict(re.findall(r"<((?:pdfuaid|pdfaid):(?:part|conformance))>(\w+)<", xmp(reader))) == claimed
    assert xmp(reader).count("<rdf:RDF") == 1
    assert len(reader.root_object.get("/OutputIntents", [])) == (
        1
        if "/OutputIntents" in read(parts[0].pdf).root_object
        and "/OutputIntents" in read(parts[1].pdf).root_object
        else 0
    )


def test_equal_pictures_and_typefaces_are_stored_once() -> None:
    same = typeset(f'<h1>Same letters</h1><p><img alt="A square" src="{SQUARE}"></p>')
    one, two = (
        list(objects(bind([Part(f"part-{index}", "Part", same) for index in range(count)])))
        for count in (1, 2)
    )
    for held in (one, two):
        assert (
            sum(isinstance(value, dict) and value.get("/Subtype") == "/Image" for value in held) == 2
        )  # with its mask
        fonts = [
            value for value in held if isinstance(value, dict) and value.get("/Type") == "/FontDescriptor"
        ]
        assert len({value.raw_get("/FontFile2").idnum for value in fonts}) == 1
    elements_of_one, elements_of_two = (
        sum(isinstance(value, dict) and value.get("/Type") == "/StructElem" for value in held)
        for held in (one, two)
    )
    assert elements_of_two == 2 * elements_of_one - 1, "equal elements are not the same element"


def test_scripts_programs_and_hidden_files_stay_out() -> None:
    def arm(writer: PdfWriter) -> None:
        run = entries({"/S": n("/JavaScript"), "/JS": TextStringObject("app.alert(1)")})
        launch = entries({"/S": n("/Launch"), "/F": TextStringObject("calc.exe")})
        root = writer.root_object
        root[n("/OpenAction")] = run
        root[n("/Names")] = entries(
            {"/JavaScript": entries({"/Names": ArrayObject([TextStringObject("a"), run])})}
        )
        writer.add_attachment("hidden.txt", b"hidden")
        page = writer.pages[0]
        page[n("/AA")] = entries({"/O": run})
        first, second, third = (one.get_object() for one in page["/Annots"])
        first[n("/A")], second[n("/A")][n("/Next")] = launch, run
        third[n("/A")] = entries({"/S": n("/URI"), "/URI": TextStringObject(" JavaScript:alert(1)")})

    armed = typeset(
        '<h1>Title</h1><p><a href="https://a.org">a</a> <a href="https://b.org">b</a> <a'
        ' href="https://c.org">c</a></p>'
    )
    everything = repr(list(objects(bind([Part("armed", "Armed", edit(armed, arm))]))))
    assert "https://b.org" in everything
    assert not re.search(r"JavaScript|/JS|Launch|calc|OpenAction|hidden|EmbeddedFile|/AA", everything)


def test_layers_are_shown_as_they_were() -> None:
    def layered(state: str) -> bytes:
        def add(writer: PdfWriter) -> None:
            shown, hidden = (
                writer._add_object(entries({"/Type": n("/OCG"), "/Name": TextStringObject(name)}))
                for name in ("shown", "hidden")
            )
            usual = (
                entries({"/OFF": ArrayObject([hidden])})
                if state == "/ON"
                else entries({"/BaseState": n("/OFF"), "/ON": ArrayObject([shown])})
            )
            writer.root_object[n("/OCProperties")] = entries(
                {"/OCGs": ArrayObject([shown, hidden]), "/D": usual}
            )

        return edit(typeset("<p>Text</p>"), add)

    properties = bind([Part("a", "A", layered("/ON")), Part("b", "B", layered("/OFF"))]).root_object[
        "/OCProperties"
    ]
    assert [one["/Name"] for one in properties["/OCGs"]] == ["shown", "hidden", "shown", "hidden"]
    assert [one.idnum for one in properties["/D"]["/OFF"]] == [
        properties["/OCGs"][1].indirect_reference.idnum,
        properties["/OCGs"][3].indirect_reference.idnum,
    ]


def test_fields_of_two_forms_do_not_fill_each_other_in() -> None:
    def asked(writer: PdfWriter) -> None:
        field = writer._add_object(
            entries(
                {
                    "/FT": n("/Tx"),
                    "/T": TextStringObject("name"),
                    "/Subtype": n("/Widget"),
                    "/Rect": ArrayObject([NumberObject(9)] * 4),
                }
            )
        )
        writer.pages[0][n("/Annots")] = ArrayObject([field])
        writer.root_object[n("/AcroForm")] = entries({"/Fields": ArrayObject([field])})

    form = edit(typeset("<p>Text</p>", variant=None), asked)
    fields = bind([Part("a", "A", form), Part("b", "B", form)]).get_fields()
    assert fields is not None and {"a.name", "b.name"} <= fields.keys()


def test_a_page_tree_by_another_hand_is_read_as_it_is_meant() -> None:
    def nest(writer: PdfWriter) -> None:
        root = writer.root_object["/Pages"]
        flat = list(root["/Kids"])
        inner = writer._add_object(
            entries(
                {
                    "/Type": n("/Pages"),
                    "/Count": NumberObject(len(flat)),
                    "/Kids": writer._add_object(ArrayObject(flat)),
                    "/Rotate": NumberObject(90),
                }
            )
        )
        box = writer.pages[0]["/MediaBox"]
        for page in flat:
            page.get_object().pop("/MediaBox")
            page.get_object()[n("/Parent")] = inner
        root.get_object()[n("/Kids")] = ArrayObject([inner])
        root.get_object()[n("/MediaBox")] = box

    reader = bind([Part("nested", "Nested", edit(program(1), nest)), *programs(1)])
    assert len(reader.pages) == 2 * page_count(program(1))
    assert [page.rotation for page in reader.pages] == [90] * page_count(program(1)) + [0] * page_count(
        program(1)
    )
    assert all(page.mediabox.width == 300 for page in reader.pages)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nnothing", b"GIF89a"])
def test_parts_that_cannot_be_read_are_named_together(pdf: bytes) -> None:
    with pytest.raises(PacketError) as raised:
        bind([*programs(1), Part("broken", "Broken", pdf), Part("worse", "Worse", pdf)])
    assert [problem.where.file for problem in raised.value.problems] == ["broken", "worse"]


def damage_typeface(writer: PdfWriter) -> None:
    writer.pages[0]["/Resources"]["/Font"][n("/Lost")] = writer._add_object(TextStringObject("damage-me"))


def misplace_content(writer: PdfWriter) -> None:
    writer.pages[0][n("/Contents")] = writer.pages[0]["/Resources"].indirect_reference


def misplace_tags(writer: PdfWriter) -> None:
    writer.root_object[n("/StructTreeRoot")] = NumberObject(7)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (damage_typeface, "the PDF cannot be read: "),
        (misplace_content, "the content of page 1 is damaged"),
        (misplace_tags, "StructTreeRoot is damaged"),
    ],
)
def test_a_damaged_part_is_named_with_what_is_wrong(change: Callable[[PdfWriter], None], said: str) -> None:
    pdf = edit(program(1), change).replace(b"(damage\\055me)", b"~damage~")
    with pytest.raises(PacketError) as raised:
        bind([*programs(1), Part("damaged", "Damaged", pdf)])
    (problem,) = raised.value.problems
    assert problem.where.file == "damaged" and said in problem.what


def test_a_locked_part_is_named() -> None:
    with pytest.raises(PacketError, match="locked: the PDF cannot be read"):
        bind(
            [
                Part(
                    "locked",
                    "Locked",
                    edit(program(1), lambda writer: writer.encrypt("secret", algorithm="RC4-128")),
                )
            ]
        )


@pytest.mark.parametrize("parts", [[], [Part("a", "A", b""), Part("a", "B", b"")]])
def test_a_packet_of_nothing_or_of_equal_names_is_refused(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match="parts need names"):
        bind(parts)


def whole_packet() -> str:
    """The hash of a packet with all that a packet may have."""
    parts = [front("packet:program-1#apply"), *programs(2)]
    pdf = assemble(parts, title="T", language="en", information={"Author": "A"}, folios=[folios(9)])
    return hashlib.sha256(pdf).hexdigest()


@pytest.mark.long
def test_the_same_parts_give_the_same_bytes_in_any_process() -> None:
    folder = Path(__file__).resolve().parents[2]
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(folder)}
    code = "from tests.packet.test_document import whole_packet; print(whole_packet())"
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stdout == f"{whole_packet()}\n"
