"""An applicant with a telephone: finds a program, reads it, has three bound into one packet of their own."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from brochure.build import Places
from brochure.serve import SeasonServer
from tests.builders.chromium import Hands
from tests.builders.season_server import serving as served

#: A small telephone, in pixels.
TELEPHONE = {"width": 375, "height": 667}
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def server(season: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeasonServer]:
    with served(season, tmp_path_factory.mktemp("cache")) as one:
        yield one


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.long)], ids=["script", "no script"])
def telephone(request: pytest.FixtureRequest, browser: Browser, server: SeasonServer) -> Iterator[Page]:
    """The first page of the season, on a telephone that may run scripts or not."""
    with browser.new_context(
        viewport=TELEPHONE, has_touch=True, is_mobile=True, java_script_enabled=request.param
    ) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"http://127.0.0.1:{server.port}/")
        yield page


def bound(page: Page, folder: Path) -> list[str]:
    """The programs in the packet that the form gives, in their order; each has its page."""
    with page.expect_download() as loaded:
        page.get_by_role("button", name="packet").press("Enter")
    path = folder / loaded.value.suggested_filename
    loaded.value.save_as(path)
    packet = PdfReader(BytesIO(path.read_bytes()))
    text = " ".join(one.extract_text() for one in packet.pages)
    names = [str(one.title) for one in packet.outline if not isinstance(one, list)]
    found = [one for one in names if one in ("Alpha", "Beta", "Delta", "Gamma")]
    assert all(f"The {one.lower()} one" in text for one in found)
    assert "/StructTreeRoot" in packet.root_object
    return found


def test_they_find_a_program_read_it_and_take_three_with_them(telephone: Page, tmp_path: Path) -> None:
    telephone.get_by_role("link", name="Beta", exact=False).first.tap()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Beta")
    expect(telephone.get_by_text("The beta one").first).to_be_visible()
    telephone.go_back()
    telephone.locator('a.button[href="packet"]').tap()
    for name, place in (("gamma", "1"), ("beta", "2"), ("alpha", "3")):
        telephone.locator(f"#choose-{name}").tap()
        telephone.locator(f"[name=place-{name}]").fill(place)
    assert bound(telephone, tmp_path) == ["Gamma", "Beta", "Alpha"]


def test_the_keyboard_does_it_too(browser: Browser, server: SeasonServer, tmp_path: Path) -> None:
    with browser.new_context(viewport=TELEPHONE) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/")
        hands = Hands(page)
        hands.to("Delta").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Delta")
        assert not page.evaluate(WIDER)
        page.go_back()
        page.locator('a.button[href="packet"]').press("Enter")
        for name in ("Alpha", "Beta", "Delta"):
            hands.to(name).press("Space")
        assert not page.evaluate(WIDER)
        assert bound(page, tmp_path) == ["Alpha", "Beta", "Delta"]
