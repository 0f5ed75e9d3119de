"""Composed documents become pages: the same words, nothing that runs, colors for the dark."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from brochure.editions.web import Around, WebPage, broken_links, web_page
from brochure.editions.web.surroundings import Night
from brochure.model import PageSource, contrast, luminance, mix

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


def test_an_entry_of_a_week_has_the_swatch_that_its_key_explains() -> None:
    swatch = '<span class="swatch" hidden style="background-image: url(asset:art/r.svg)"></span>'
    html = page(f'<li class="inscription">{swatch} Studio</li>', {"asset:art/r.svg": RING}).data.decode()
    assert re.search(r'<li class="inscription"><span class="swatch"><svg viewBox', html)


def test_the_tab_key_stops_at_tables_that_a_telephone_may_have_no_room_for_and_at_no_others() -> None:
    rows = "<tr>" + "".join(f"<td>Word{column}</td>" for column in range(9)) + "</tr>"
    small = "<tr><th>Level</th><td>For those who have never held a bow</td></tr>"
    for inside, name, is_stop in (
        (small, "", False),
        (small.replace("never", "never_" * 9), "", True),
        (small.replace("never held", "never\u200bheld" * 9), "", False),
        (rows, "", True),
        (rows.replace("<td>", "<td data-print>", 7), "", False),
        (rows, "stacked", False),
        (rows * 2 + rows.replace("Word", "Long" * 9), "stacked", True),
    ):
        html = page(f'<h2>At a glance</h2><table class="{name}">{inside}</table>').data.decode()
        assert ('tabindex="0"' in html) == ('role="region" ' in html) == is_stop, (inside, name)
        assert ('aria-label="At a glance"' in html) == is_stop


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
    night = Night({**COLORS, "accent": "#1F6B60", "brick": "#9C3D2B"})
    assert night.of("#1F6B60") == night.colors["accent"]
    assert night.of("#FBF9F4") == night.of(COLORS["light"]) == night.colors["paper"]
    assert night.of("#FF00FF") is None
    filled, later, rest = (
        night.of(mix("#9C3D2B", COLORS[other], share))
        for other, share in (("ink", 0.0), ("ink", 0.6), ("paper", 0.8))
    )
    assert filled and later and rest
    assert luminance(rest) < luminance(filled) < luminance(later), "by day it is the other way round"


def test_a_key_keeps_to_its_drawing_in_the_dark_and_a_drawing_with_its_own_ground_is_left() -> None:
    pale = mix("#1F6B60", COLORS["paper"], 0.5)
    ring = RING.replace(b"#1F6B60", pale.encode())
    seal = RING.replace(b"/></svg>", b'/><path fill="#FF00FF" d="M0 0"/></svg>')
    body = (
        f'<li style="border-left-color: {pale}">Work</li><img src="asset:art/r.svg" alt="A day">'
        '<p class="inscription" style="left: 2pt; color: #F6F2EA">Studio</p>'
        '<img src="asset:art/s.svg" alt="A seal">'
    )
    html = page(body, {"asset:art/r.svg": ring, "asset:art/s.svg": seal}).data.decode()
    dark = Night({**COLORS, "accent": "#1F6B60"}).of(pale)
    names = {said: name for name, said in re.findall(r"\.(s\d+)\{([^}]*)\}", html)}
    assert re.search(rf'<path fill="{pale}"[^>]* class="{names[f"fill:{dark}"]}">', html)
    assert re.search(rf'<li class="s\d+ {names[f"border-left-color:{dark}"]}">', html)
    assert f"color:{Night({**COLORS, 'accent': '#1F6B60'}).paper}" in names, "as what it stands on"
    assert '<path fill="#1F6B60" d="M0 0"></path><path fill="#FF00FF"' in html
    assert html.index(f"border-left-color: {pale}") < html.index(f"border-left-color:{dark}")


def test_what_is_copied_is_the_address_itself() -> None:
    made = page("<p><a href='mailto:a@b.example'>a@\u200bb.example</a>, 555\u2060-\u20600177, or</p>")
    html = made.data.decode()
    assert ">a@<wbr>b.example</a>" in html and '<span class="one">555-0177,</span> or' in html
    assert not re.search("[\u200b\u2060]", html) and made.words == ("a@b.example,", "555-0177,", "or")
