"""Colors that print as other ones are told, and the hints work when they are followed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brochure.content import load
from brochure.pdf import PrintedColors, color_difference
from tests.builders.publication import make_publication

ROLES = (
    '    milk: "#FFFFFF"\n    coal: "#111111"\n    ash: "#555555"\n    mist: "#CCCCCC"\n'
    "  background: milk\n  foreground: coal\n  secondary: ash\n  tertiary: mist\n  light: milk\n"
)


def told(folder: Path, glow: str, press: str = "") -> list[str]:
    brand = f'color:\n  palette:\n    glow: "{glow}"\n{ROLES}  primary: glow\n{press}'
    return [str(one) for one in load(make_publication(folder, {"brand.yaml": brand})).notices]


@pytest.mark.parametrize("color", ["#0000FF", "#7D55C7", "#3300CC", "#9000FF"])
def test_a_color_that_no_ink_prints_is_told_and_the_one_of_the_hint_is_not(
    tmp_path: Path, color: str
) -> None:
    (said,) = told(tmp_path, color)
    assert re.match(
        r"content/brand\.yaml:3:5: no ink prints glow: it would look like #[0-9A-F]{6}, not", said
    )
    found = re.search(r'Hint: write "(#[0-9A-F]{6})"', said)
    assert found and told(tmp_path, found[1]) == []


def test_a_color_that_can_be_printed_is_not_told_on_any_shipped_paper(tmp_path: Path) -> None:
    for condition in ("FOGRA39", "FOGRA47", "CGATS TR 006"):
        assert told(tmp_path, "#1F6B60", f"press: {{condition: {condition}}}\n") == []


def test_inks_of_another_color_are_told_and_those_of_the_hint_are_not(tmp_path: Path) -> None:
    (said,) = told(tmp_path, "#1F6B60", "press: {inks: {glow: [0, 80, 75, 45]}}\n")
    assert "content/brand.yaml:14:16: inks: glow looks like #9" in said
    found = re.search(r"Hint: write (glow: \[[\d, ]+\])\.", said)
    assert found and told(tmp_path, "#1F6B60", f"press: {{inks: {{{found[1]}}}}}\n") == []


def test_differences_are_those_of_the_standard() -> None:
    """Pairs that Sharma, Wu and Dalal give with theirs (2005)."""
    for one, other, difference in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ):
        assert color_difference(one, other) == pytest.approx(difference, abs=1e-4)


def test_a_profile_that_cannot_be_read_is_told() -> None:
    with pytest.raises(ValueError, match="the output profile cannot be read"):
        PrintedColors(b"no profile").inks_of("#123456")
