"""Composed documents become pages: the same words, nothing that runs, colors for the dark."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from brochure.editions.web import Around, WebPage, broken_links, web_page
from brochure.editions.web.surroundings import Night
from brochure.model import PageSource, contrast

COLORS = {"paper": "#FBF9F4", "ink": "#1E2A36", "grey": "#4F5962", "rule": "#CFD6D3", "light": "#F6F2EA"}
FRAME = PageSource(
    "web-one",
    "One",
    "en",
    '<html lang="en" style="--accent: #1F6B60; --ground: #1F6B60"><head><title>One</title>'
    '<link rel="stylesheet" href="asset:web.css"><meta name="description" content=""></head>'
    '<body><main id="content"><div data-document></div></main></body></html>',
)
RING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#1F6B60" d="M0 0"/></svg>'


def page(body: str, assets: Mapping[str, bytes] | None = None) -> WebPage:
    """A document of this body on its page."""
    source = PageSource("one", "One", "en", f"<html><body>{body}</body></html>", assets=assets or {})
    around = Around("../", {"two": "../programs/two.html"}, {}, {"asset:web.css": "../assets/web.css"})
    return web_page("programs/one.html", FRAME, [source], around, COLORS)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">words</p>',
        '<a href="javascript:alert(1)">words</a>',
        '<a href=" JaVaScript:alert(1)">words</a>',
        '<a href="data:text/html,alert(1)">words</a>',
        '<a href="//elsewhere.example/alert(1)">words</a>',
        '<iframe src="https://elsewhere.example/alert(1)"></iframe>',
        '<svg onload="alert(1)"><script>alert(1)</script></svg>',
        '<img src="https://elsewhere.example/alert(1)" onerror="alert(1)" alt="">',
        '<p style="background: url(https://elsewhere.example/alert(1))">words</p>',
        '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
        '<form action="https://elsewhere.example/alert(1)"><input></form>',
        '<p style="--a: }</style><script>alert(1)</script>">words</p>',
        "<template><p>alert(1)</p></template>",
    ],
)
def test_nothing_that_could_run_or_ask_elsewhere_passes(hostile: str) -> None:
    said = page(f"<p>before</p>{hostile}<p>after</p>")
    html = said.data.decode()
    assert "before" in html and "after" in html
    assert "alert" not in html and "elsewhere.example" not in html and "<script" not in html


def test_words_stay_in_their_order_without_what_is_for_paper_alone() -> None:
    made = page('<div class="group"><h2>Two words</h2><p>and more <span data-print>on 7</span></p></div>')
    assert made.words == ("Two", "words", "and", "more")
    assert made.composed == ("Two", "words", "and", "more", "on", "7")
    assert not made.lost


def test_a_text_that_a_page_cannot_show_is_told() -> None:
    made = page("<p>kept</p><button>pressed</button>")
    assert list(made.lost) == ["pressed"]


def test_drawings_stand_in_the_page_with_their_words_and_sizes_in_points_stay_behind() -> None:
    body = (
        '<img src="asset:art/r.svg" alt="Three years." style="width: 234pt"><div style="height: 9pt"></div>'
    )
    html = page(body, {"asset:art/r.svg": RING}).data.decode()
    assert 'role="img" aria-label="Three years."' in html
    assert "pt" not in re.sub(r"<head>.*</head>", "", html, flags=re.S).replace("script", "")
    assert "style=" not in html


def test_titles_are_not_tied_to_lines_of_paper_and_rings_beside_a_name_stay() -> None:
    body = (
        "<h1>Internal\u00a0Medicine Residency</h1><p>Keep\u00a0this, Dr.\u00a0Vyas</p>"
        '<p class="promise">The\u00a0light at\u00a0work, 40\u00a0km</p>'
        '<div class="mark" data-fills style="background-image: url(asset:art/r.svg)"></div>'
        '<div class="plate"></div>'
    )
    html = page(body, {"asset:art/r.svg": RING}).data.decode()
    assert "<h1>Internal Medicine Residency</h1>" in html and "Keep\u00a0this" in html
    assert "The light at\u00a0work, 40\u00a0km" in html
    assert re.search(r'<div class="mark"><svg viewBox="0 0 9 9"', html) and "plate" not in html


def test_links_lead_to_pages_and_dead_ends_are_told() -> None:
    made = page(
        '<h2 id="one--here">a</h2><a href="#one--here">b</a><a href="packet:two#x">c</a><a href="#no">d</a>'
    )
    html = made.data.decode()
    assert 'id="here"' in html and 'href="#here"' in html and 'href="../programs/two.html"' in html
    found = list(broken_links([made], ["assets/web.css"]))
    assert found == [("programs/one.html", "../programs/two.html"), ("programs/one.html", "#no")]


@pytest.mark.parametrize("accent", ["#12314A", "#9C3D2B", "#535F2C", "#000000", "#F0E040"])
def test_every_text_color_can_be_read_in_the_dark(accent: str) -> None:
    dark = Night({**COLORS, "accent": accent}).colors
    for name in ("ink", "grey", "accent"):
        assert contrast(dark[name], dark["paper"]) >= 4.5
        assert contrast(dark[name], dark["tint"]) >= 4.5


def test_a_mixture_of_a_page_s_colors_is_the_same_mixture_in_the_dark() -> None:
    night = Night({**COLORS, "accent": "#1F6B60"})
    assert night.of("#1F6B60") == night.colors["accent"]
    assert night.of("#FBF9F4") == night.colors["paper"]
    assert night.of("#FF00FF") is None
