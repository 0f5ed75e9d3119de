"""A packet of some programs says by itself which they are, and counts them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from brochure.build import Desk, Places, Watcher, Wish, packet_wish
from brochure.compose import Phrases
from brochure.content import load
from brochure.errors import Finding, UsageError
from brochure.press import build, check, open_season, write_site
from brochure.press.packets_of_some import with_packet_of_some
from brochure.review import utterances
from tests.builders.publication import PLAIN, TINY, make_program, make_publication

PACKET = """title: Three ways into medicine
line: "{Programs} and one house"
welcome:
  title: One house, three ways to train
  lead: All {programs} lead through the same wards.
  text: Here are three programs, and a fourth is coming.
  facts: [programs, vacation]
"""
FACTS = """programs:
  value: 3
  words: three programs
  label: programs in this house
vacation:
  value: 4
  words: four weeks
  label: weeks of vacation
"""


def made(
    folder: Path, programs: list[str], title: str = "", more: str = ""
) -> tuple[str, str, list[Finding]]:
    """The name of the packet, what is said on its first pages, and what was found."""
    names = {"primary-care": "Primary Care", "stanbury": "Stanbury Pathway", "global": "Global Medicine"}
    files = {f"programs/{name}.yaml": make_program(name=said) for name, said in names.items()}
    settings = f"title: Residency\n{more}"
    plain = {f"../layouts/{name}": text for name, text in PLAIN.items() if name.startswith("brochure/")}
    make_publication(
        folder,
        {
            **files,
            **plain,
            "facts.yaml": FACTS,
            "packets/packet.yaml": PACKET,
            "publication.yaml": settings,
            "sections/life.md": "Life.",
        },
    )
    places = Places(folder, folder / "output")
    wish = packet_wish(check(places), programs, title=title)
    with Desk.own() as desk:
        (one,) = [one for one in build(places, wish, Watcher(), desk) if one.path]
    assert one.path
    said = " ".join(line.text for line in utterances(one.path.read_bytes()))
    return one.name, said, [found for found in one.findings if found.slug == "counts"]


def test_a_packet_of_two_of_three_names_and_counts_them(tmp_path: Path) -> None:
    name, said, found = made(tmp_path, ["stanbury", "primary-care"])
    assert name == "packet-stanbury-primary-care"
    for words in (
        "Stanbury Pathway and Primary Care",
        "This packet holds Stanbury Pathway and Primary Care.",
        "Two programs and one house",
        "All two programs lead through the same wards.",
        "2 of 3 programs",
    ):
        assert words in said
    assert "Three ways" not in said and "three ways" not in said and "programs in this house" not in said
    file = "content/packets/packet.yaml"
    assert [(one.severity, one.where, one.what, one.document) for one in found] == [
        (
            "note",
            f"{file}:4:10",
            'the title with "three ways" is left out of a packet of 2, for it counts others',
            name,
        ),
        (
            "warning",
            f"{file}:6:9",
            '"three programs" stands in the welcome of a packet of 2, for it counts others',
            name,
        ),
    ]
    assert found[1].hint == 'write {programs} in place of "three programs", or no number'


@pytest.mark.parametrize(
    ("chosen", "hint"),
    [
        (["stanbury"], "write a sentence that needs no number, and every packet has it"),
        (
            ["stanbury", "global"],
            "write no number; or add programs: {value: 3, words: three, label: programs} to facts.yaml, and"
            " write {programs} in its place",
        ),
    ],
)
def test_a_number_gives_way_to_a_fact_that_can_be_written(
    tmp_path: Path, chosen: list[str], hint: str
) -> None:
    files = {f"programs/{name}.yaml": make_program(name=name) for name in ("stanbury", "global")}
    packet = "title: x\nwelcome:\n  text: Here are three programs.\n"
    content = make_publication(tmp_path, {**files, "packets/packet.yaml": packet})
    words = Phrases({"some-programs": "{count} of {all} programs", "some-welcome": "{names}"}, "en")
    wish = packet_wish(publication := load(content), chosen)
    assert [one.hint for one in with_packet_of_some(publication, wish, words)[1]] == [hint]
    if "facts.yaml" in hint:  # done as it says, it counts this packet
        added = hint[hint.index("programs: {") : hint.index(" to facts")]
        files |= {"facts.yaml": TINY["facts.yaml"] + added}
        files |= {"packets/packet.yaml": packet.replace("three", "{programs}")}
        changed, told = with_packet_of_some(load(make_publication(tmp_path, files)), wish, words)
        welcome = changed.packets[0].welcome
        assert not told and welcome and welcome.text and "Here are two programs." in welcome.text


def test_a_title_is_given_and_a_check_may_be_off(tmp_path: Path) -> None:
    _, said, found = made(tmp_path, ["stanbury"], "For one reader", "checks: {counts: off}\n")
    assert "For one reader" in said and "This packet holds Stanbury Pathway." in said
    assert found == []


def test_all_programs_are_the_packet_as_it_is_written(tmp_path: Path) -> None:
    _, said, found = made(tmp_path, ["global", "stanbury", "primary-care"])
    assert "Three ways into medicine" in said and "This packet holds" not in said
    assert found == []
    with pytest.raises(UsageError, match="only a packet of programs that are named takes a title"):
        packet_wish(check(Places(tmp_path, tmp_path / "output")), ["packet"], title="Mine")


def test_programs_that_the_packet_lacks_are_counted_among_all(tmp_path: Path) -> None:
    files = {f"programs/{name}.yaml": make_program(name=name) for name in ("one", "two")}
    packet = {"packets/packet.yaml": "title: All\nprograms: [one]\n"}
    publication = load(make_publication(tmp_path, {**TINY, **files, **packet}))
    words = Phrases({"some-programs": "{count} of {all} programs", "this-packet": "{names}"}, "en-US")
    counts = [
        str(with_packet_of_some(publication, Wish(chosen, ("packet",)), words)[0].packets[0].line)
        for chosen in (("one", "two"), ("primary-care", "two", "one"))
    ]
    assert counts == ["2 of 3 programs", "3 of 3 programs"]


@pytest.mark.long
def test_contents_that_run_over_are_laid_out_in_another_way(tmp_path: Path, shared: Desk) -> None:
    """Few programs share a page with the contents, where a long name leaves the comparison room there."""
    long = "Internal Medicine, Categorical Track and Primary Care Plus"
    more = "start: July 1\nnrmp_code: 1234140C0\npositions: 4\nstages:\n- {name: One, length_years: 1}\n"
    more += "- {name: Residency, length_years: 3, share: half}\n"
    plain = {f"../layouts/{name}": text for name, text in PLAIN.items() if name.startswith("brochure/")}
    names = {"one": "One", "two": "Two", "cat": long}
    promise = "Fifty beds, three hospitals, one café that opens at five"
    files = {
        f"programs/{one}.yaml": make_program(more, name=said, promise=promise) for one, said in names.items()
    }
    facts = "half: {value: 50 %, label: of training in the clinic on Mill Street, share: 50}\n"
    make_publication(
        tmp_path,
        {**files, **plain, "programs/primary-care.yaml": None, "facts.yaml": facts, "sections/life.md": "-"}
        | {"packets/packet.yaml": "title: All\nline: And the house around them\n"},
    )
    places = Places(tmp_path, tmp_path / "output")
    site = write_site(places, shared, Watcher())
    assert site.folder, site.findings
    season = open_season(places, "2019-20", shared)
    pages = PdfReader(season.packet(tuple(names)).path).pages
    said = [" ".join(page.extract_text().split()) for page in pages]
    begin = next(number for number, words in enumerate(said) if "Contents" in words)
    front = said[
        begin : next(number for number, words in enumerate(said) if words.startswith("One") and number)
    ]
    assert len(front) == 2 and "The programs at a glance" in front[1], front
    for page in pages[begin : begin + 2]:
        links = [str(one.get_object()["/Contents"]) for one in page["/Annots"]]
        assert links and not any(one.isdecimal() for one in links), "one link for each, called by its name"
    assert "the house around" not in said[0], "of a line for chapters that are not in it"
    cover = PdfReader(season.packet(("one", "two")).path).pages[0].extract_text()
    assert "One and Two" in " ".join(cover.split()) and "2 of 3 programs" in cover
    with pypdfium2.PdfDocument(season.packet(("one",)).path) as packet:
        contents = packet[1].render(scale=0.2).to_pil().convert("L")
    width, height = contents.size
    assert len(contents.crop((0, height // 2, width, height * 9 // 10)).getcolors()) > 1, "it is half empty"
