"""Telephone numbers: what a link dials is what was meant, or there is no link."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import Reader
from brochure.model import dead_number, numbers_to_dial
from tests.builders.documents import brochure_of, make_composer
from tests.builders.publication import make_plain_publication, make_program


@pytest.mark.parametrize(
    ("written", "dialed"),
    [
        ("(555) 010-0142", ["5550100142"]),
        ("555.010.0142", ["5550100142"]),
        ("555\u2013010\u20130142", ["5550100142"]),
        ("(555) 010-0142 ext. 4", ["5550100142;ext=4"]),
        ("(555) 010-0142 x4", ["5550100142;ext=4"]),
        ("+1 (555) 010-0142 #12", ["+15550100142;ext=12"]),
        ("555-010-0142 (ext. 4)", ["5550100142"]),
        ("+1 617 555 0142 Durchwahl 12", ["+16175550142"]),
        ("555-010-0142 or 555-010-0143", ["5550100142", "5550100143"]),
        ("555-010-0142 / 0143", ["5550100142"]),
        ("020 7946 0018 / 020 7946 0019", ["02079460018", "02079460019"]),
        ("1-800-FLOWERS", ["18003569377"]),
        ("(617) 555-CARE, 1-800-CALL-NOW", ["6175552273", "18002255669"]),
        ("toll-free 1-800-RIVER-22", ["18007483722"]),
        ("1 800 GO-BOATS, 1 (800) GO-BOATS", ["18004626287", "18004626287"]),
        ("617-555-0142 (9 am-5 pm)", ["6175550142"]),
        ("+44 20 7946 0018 (24 hours)", ["+442079460018"]),
        ("+44 (0)20 7946 0018", ["+442079460018"]),
        ("44 (0)20 7946 0018", ["+442079460018"]),
        ("0044 20 7946 0018", ["+442079460018"]),
        ("+39 06 6982", ["+39066982"]),
        ("(+49) 30 12345-0", ["+4930123450"]),
        ("030 12345-67", ["0301234567"]),
        ("911", ["911"]),
        ("Tel. (555) 010-0142, Fax (555) 010-0143", ["5550100142"]),
        ("(555) 010-0142 (fax)", []),
        ("Phone/Fax: 555-010-0142", ["5550100142"]),
        ("555-0142 FAX", []),
        ("Mo-Fr 8-16 Uhr, 030 1234567", ["0301234567"]),
        ("see the website", []),
    ],
)
def test_a_link_dials_the_number_that_is_meant(written: str, dialed: list[str]) -> None:
    found = numbers_to_dial(written, "US")
    assert [one.address.removeprefix("tel:") for one in found if one.address] == dialed
    assert not dead_number(written, "US")


@pytest.mark.parametrize(
    ("written", "piece"),
    [
        ("617 555 0142 617 555 0143", "617 555 0142 617 555 0143"),
        ("24/7 (555) 010-0142 8-5 weekdays", "24/7 (555) 010-0142 8-5 weekdays"),
        ("1-800-flowers", "1-800-flowers"),
        ("555-010-0142, 617 555 01 42 617 555 0143", "617 555 01 42 617 555 0143"),
    ],
)
def test_what_cannot_be_told_apart_has_no_link_and_is_told(written: str, piece: str) -> None:
    assert dead_number(written, "US") == piece
    assert piece not in {written[one.start : one.end] for one in numbers_to_dial(written, "US")}


def test_a_line_of_numbers_is_printed_as_it_was_written_with_a_link_each(tmp_path: Path) -> None:
    line = "contact: {phone: 'Office <555-010-0142 ext. 4>, fax 555-010-0143'}"
    institution = {"institution.yaml": f"name: House\n{line}\n"}
    html = brochure_of(make_composer(tmp_path, institution)).html
    link = '<a href="tel:5550100142;ext=4">555-010-0142\u00a0ext.\u00a04</a>'  # on one line
    assert f">Office &lt;{link}&gt;, fax 555-010-0143</p>" in html


def test_a_number_that_cannot_be_dialed_is_told_at_its_line(tmp_path: Path) -> None:
    apply = "apply: {contact: {phone: 617 555 0142 617 555 0143}}\n"
    make_plain_publication(tmp_path, {"programs/stanbury.yaml": make_program(apply)})
    (notice,) = Reader(tmp_path / "content").read().notices
    assert str(notice) == (
        'content/programs/stanbury.yaml:4:19: no telephone number can be read from "617 555 0142 617 555'
        ' 0143", so that no link dials it. Hint: count its digits, and write a comma between'
        " two numbers: 617-555-0142, fax 617-555-0143."
    )
