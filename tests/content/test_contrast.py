"""Colors that every reader can tell apart: what is judged, what is told, and that the hint mends it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brochure import shipped
from brochure.compose.drawings import DIAL_TINTS
from brochure.content import load
from brochure.content.checks.contrast import RULES
from brochure.errors import ContentError
from brochure.model import (
    GRAPHIC_CONTRAST,
    REST_SHARE,
    TEXT_CONTRAST,
    TINT_SHARE,
    contrast,
    mix,
    nearest_passing,
    tints,
)
from brochure.model.brand import faintest
from tests.builders.publication import make_program, make_publication

PROGRAM, CHAPTER = "programs/primary-care.yaml", "chapters/all.yaml"
DEFAULT = (Path(__file__).resolve().parents[2] / "brochure/content/default_brand.yaml").read_text("utf-8")
COLORS = dict(re.findall(r'^    ([a-z-]+): "(#[0-9A-F]{6})"', DEFAULT, re.MULTILINE))
ACCENTS = ("harbour", "copper", "brick", "plum", "sky", "ochre", "moss", "granite")


def brand(**changes: str) -> str:
    """The default brand with some colors changed; underscores stand for hyphens."""
    for name in changes:
        key = name.replace("_", "-")
        assert f'    {key}: "{COLORS[key]}"' in DEFAULT
    changed = {name.replace("_", "-"): color for name, color in changes.items()}
    return re.sub(
        r'^    ([a-z-]+): "(#.{6})"',
        lambda m: f'    {m[1]}: "{changed.get(m[1], m[2])}"',
        DEFAULT,
        flags=re.MULTILINE,
    )


def problems(folder: Path, said: str, accent: str = "ochre") -> list[str]:
    """What is wrong with a brand, in a publication whose program has an accent."""
    files: dict[str, str | bytes | None] = {"brand.yaml": said, PROGRAM: make_program(f"accent: {accent}\n")}
    try:
        load(make_publication(folder, files))
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_accent_of_the_default_brand_passes(tmp_path: Path, accent: str) -> None:
    assert problems(tmp_path, DEFAULT, accent) == []


def test_the_shipped_content_passes() -> None:
    content = Path(__file__).resolve().parents[2] / "content"
    assert load(content, (shipped("fonts"),)).programs


def test_a_pale_accent_is_told_at_its_line_with_a_color_that_passes(tmp_path: Path) -> None:
    said = brand(ochre="#B8862E")
    found = problems(tmp_path, said)
    assert len(found) == 1
    words = re.fullmatch(
        r"content/brand\.yaml:(\d+):5: ochre has a contrast of ([\d.]+):1 with (.+), where text needs"
        r' 4\.5:1\. Hint: write "(#[0-9A-F]{6})"\.',
        found[0],
    )
    assert words
    assert said.splitlines()[int(words[1]) - 1].strip() == 'ochre: "#B8862E"'
    assert float(words[2]) < TEXT_CONTRAST
    assert problems(tmp_path, brand(ochre=words[4])) == []


@pytest.mark.parametrize(
    ("name", "color"),
    [
        ("ink", "#9AA0A6"),
        ("grey", "#8E9499"),
        ("ochre", "#FFD400"),
        ("ochre", "#FF0000"),
        ("harbour", "#77AACC"),
        ("ochre", "#E0E0E0"),
    ],
)
def test_the_hint_mends_every_color(tmp_path: Path, name: str, color: str) -> None:
    first = problems(tmp_path, brand(**{name: color}))
    assert len(first) == 1 and f": {name} has a contrast of" in first[0]
    hint = re.search(r'write "(#.{6})"', first[0])
    assert hint and problems(tmp_path, brand(**{name: hint[1]})) == []


def test_an_accent_that_nobody_uses_is_not_judged(tmp_path: Path) -> None:
    assert problems(tmp_path, brand(ochre="#FFD400"), "copper") == []


def test_the_accents_of_chapters_are_judged(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "brand.yaml": brand(plum="#DDAACC"),
        CHAPTER: "title: All\nline: A line\naccent: plum\n",
    }
    with pytest.raises(ContentError, match="plum has a contrast"):
        load(make_publication(tmp_path, files))


def test_light_type_that_no_accent_can_carry_is_told_without_a_color(tmp_path: Path) -> None:
    found = problems(tmp_path, brand(paper_on_color="#707070"))
    assert len(found) == 2
    assert all(
        "with paper-on-color, where text needs 4.5:1. Hint: no lightness of" in problem for problem in found
    )


@pytest.mark.parametrize(
    "said",
    [
        "",
        "color:\n  palette: []\n",
        brand(ochre="red"),
        DEFAULT.replace("primary: harbour", "primary: nothing"),
    ],
)
def test_a_brand_that_is_wrong_otherwise_is_told_as_that(tmp_path: Path, said: str) -> None:
    assert problems(tmp_path, said) != []
    assert not any("contrast" in problem for problem in problems(tmp_path, said))


def test_the_number_that_is_told_is_never_the_one_that_is_needed(tmp_path: Path) -> None:
    near = nearest_passing(
        "#8A5F10",
        lambda color: (
            4.40
            < min(contrast(color, COLORS["paper"]), contrast(color, mix(color, COLORS["paper"], TINT_SHARE)))
            < 4.5
        ),
    )
    assert near
    assert [
        re.search(r"of ([\d.]+):1", problem)[1] for problem in problems(tmp_path, brand(ochre=near))
    ] == ["4.4"]  # type: ignore[index]


def test_the_nearest_color_keeps_its_hue_and_is_itself_where_it_passes() -> None:
    assert nearest_passing("#8A5F10", lambda color: True) == "#8A5F10"
    assert nearest_passing("#FF0000", lambda color: contrast(color, "#FFFFFF") >= TEXT_CONTRAST) == "#ED0000"
    assert nearest_passing("#888888", lambda color: False) is None


@pytest.mark.parametrize("accent", ACCENTS)
def test_tints_that_say_something_keep_their_contrast_with_the_paper(accent: str) -> None:
    paper, color = COLORS["paper"], COLORS[accent]
    for shares in ((0.0, 0.2, 0.4, 0.55), DIAL_TINTS):
        found = tints(color, paper, shares)
        assert found[0] == color
        assert all(contrast(tint, paper) >= GRAPHIC_CONTRAST - 0.05 for tint in found)
    assert contrast(color, mix(color, paper, REST_SHARE)) >= GRAPHIC_CONTRAST


def test_no_share_is_left_where_the_color_itself_is_too_pale() -> None:
    assert faintest("#DDDDDD", "#FFFFFF", GRAPHIC_CONTRAST, 0.5) == 0.0
    assert tints("#DDDDDD", "#FFFFFF", (0.0, 0.5)) == ("#DDDDDD", "#DDDDDD")


def test_every_rule_says_where_the_layouts_print_it() -> None:
    assert len(RULES) > 5
    assert all(rule.why and rule.least in (TEXT_CONTRAST, GRAPHIC_CONTRAST) for rule in RULES)
