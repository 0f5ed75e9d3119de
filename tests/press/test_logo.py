"""The institution's logo: printed in every document, on whatever ground, and told where it would vanish."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from brochure.build import Desk, Places, Published, Watcher, Wish
from brochure.compose import Layouts
from brochure.compose.picture_places import placed_logo
from brochure.content import load
from brochure.press import build, check
from brochure.review import utterances
from tests.builders.publication import make_publication

FORMATS = ("brochure", "flyer", "leaflet", "card")
SAYS = "The anchor of Harbor Hospital"


def drawing(color: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">'
        f'<path fill="{color}" d="M0 0h90v30z"/></svg>'
    )


def institution(*names: str) -> str:
    logos = "".join(f"{name}: {{file: {name}.svg, alt: {SAYS}}}\n" for name in names)
    return f"name: Harbor Hospital\ndepartment: Medicine\n{logos}"


def notices(folder: Path, **logos: str) -> list[str]:
    files = {f"{name}.svg": drawing(color) for name, color in logos.items()}
    make_publication(folder, {"institution.yaml": institution(*logos), **files})
    return [str(one) for one in check(Places(folder, folder / "output")).notices]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Published]:
    folder = tmp_path_factory.mktemp("logo")
    files = {"logo.svg": drawing("#12314A"), "packets/packet.yaml": "title: All of it\n"}
    make_publication(folder, {"institution.yaml": institution("logo"), **files})
    with Desk.own() as desk:
        places = Places(folder, folder / "output")
        return {one.name: one for one in build(places, Wish(formats=FORMATS), Watcher(), desk)}


def test_every_document_prints_it_with_its_words(published: dict[str, Published]) -> None:
    counts = {
        name: sum(line.text == SAYS for line in utterances(one.path.read_bytes())) if one.path else -1
        for name, one in published.items()
    }
    one, packet = "primary-care", "packet"
    # In the packet on its cover and its back: the brochure's own end, which says nothing else, is not in it.
    assert counts == {one: 1, f"{one}-card": 1, f"{one}-flyer": 1, f"{one}-leaflet": 1, packet: 2}


def test_a_dark_one_is_told_once_and_no_more_where_there_is_a_light_one(tmp_path: Path) -> None:
    assert notices(tmp_path, logo="#12314A") == [
        "content/institution.yaml:3:14: parts of the logo cannot be told from harbour; it stands on a light"
        " plate there. Hint: give logo_light: the logo as it is drawn for dark grounds."
    ]
    assert notices(tmp_path, logo="#12314A", logo_light="#FFFFFF") == []


def test_one_that_is_hardly_told_from_a_color_stands_on_a_plate_as_one_that_is_not(tmp_path: Path) -> None:
    """Nobody drew it for that ground, so it needs there what every drawing does."""
    (said,) = notices(tmp_path, logo="#3F6E8E")
    assert "parts of the logo cannot be told from harbour" in said
    content = tmp_path / "content"
    house = load(content, Layouts.of(tmp_path).fonts, ()).institution
    dark, paper = (placed_logo(house, content, ground) for ground in ("#12314A", "#FFFFFF"))
    assert dark and dark.clear > 0 and paper and paper.clear == 0


def test_a_white_one_that_nobody_would_see_on_paper_is_told(tmp_path: Path) -> None:
    (said,) = notices(tmp_path, logo="#FFFFFF")
    assert "can hardly be seen on the paper, its contrast is 1:1" in said
    assert notices(tmp_path, logo="#12314A", logo_light="#FFFFFF") == []


def test_pixels_that_are_seen_through_do_not_count(tmp_path: Path) -> None:
    picture, data = Image.new("RGBA", (90, 30), (255, 255, 255, 0)), BytesIO()
    picture.paste((18, 49, 74, 255), (0, 0, 40, 30))
    picture.save(data, "PNG")
    named = {"institution.yaml": institution("logo").replace("logo.svg", "logo.png")}
    make_publication(tmp_path, {**named, "logo.png": data.getvalue()})
    (said,) = check(Places(tmp_path, tmp_path / "output")).notices
    assert "light plate" in said.what
