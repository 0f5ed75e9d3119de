"""Preflight: a proof for each fault, found by its own check and by no other; a clean one has no finding."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_letters

import pytest

from brochure import shipped
from brochure.errors import Finding, gathered
from brochure.model import PageSource, PageView, Proof, Rules, Run
from brochure.preflight.layout import DOCUMENT, Check, checks_of, document, fullness, inspect, pages
from brochure.typeset import typeset
from tests.builders.documents import FACE, FACE_FILE, FAMILY, make_source
from tests.builders.publication import make_picture
from tests.builders.typefaces import make_typeface

#: Fills a page of 300 by 400 points far enough.
FULL = '<p style="margin-top: 180pt">Words at the foot</p>'
PICTURE = "asset:content/picture.png"
SHALOM = "\u05e9\u05dc\u05d5\u05dd"
LINES = "one two three<br>four five six<br>seven eight<br>nine ten"


def image(attributes: str, size: tuple[int, int] = (20, 20)) -> PageSource:
    """A page with one picture."""
    assets = {FACE: FACE_FILE, PICTURE: make_picture(size=size)}
    return make_source(f'<h1>Title</h1><img src="{PICTURE}" {attributes}>{FULL}', assets=assets)


def with_another_face() -> PageSource:
    """A page with a face that the brand does not name."""
    address, file = "asset:fonts/BrochureSans-Regular.ttf", shipped("fonts") / "BrochureSans-Regular.ttf"
    css = (
        f'@font-face {{ font-family: Other; src: url("{address}") }} h1 {{ font-family: "Brochure Sans",'
        " Other }"
    )
    source = make_source(f"<h1>Title</h1>{FULL}", css.replace("Other", "Brochure Sans"))
    return replace(source, assets={**source.assets, address: file})


TEXTS = ("First", "17", "Third", "Fourth")


def panel(style: str, text: str = LINES) -> PageSource:
    """A page with a text in a box that does not grow."""
    return make_source(
        '<h1>Title</h1><div data-source="content/a.yaml:7" style="overflow: hidden;'
        f' {style}">{text}</div>{FULL}'
    )


def placed(*tops: int) -> PageSource:
    """A page with texts that stand at these heights."""
    texts = (
        f'<p data-source="content/a.yaml:{n}" style="position: absolute; top: {top}pt">Text {n}</p>'
        for n, top in enumerate(tops, 1)
    )
    return make_source(f"<h1>Title</h1>{''.join(texts)}{FULL}")


#: What holds for a brochure.
BROCHURE = checks_of(Rules(pages=(4, 8)))
CLEAN = make_source(
    f'<h1>Title</h1><h2>Part</h2><h3>Piece</h3><h2 id="b">Part</h2><p><a href="#b">There</a></p>{FULL}'
)
FAULTS: dict[str, tuple[PageSource, Check, str]] = {
    "a glyph is missing": (
        make_source(f'<h1>Title</h1><p data-source="content/a.yaml:7">snow ☃ and 日</p>{FULL}'),
        pages.missing_glyphs,
        "missing-glyph",
    ),
    "a family is unknown": (
        make_source(f'<h1>Title</h1><p style="font-family: Nowhere">Words</p>{FULL}'),
        document.fallback_fonts,
        "fallback-font",
    ),
    "words run from right to left": (
        make_source(
            f'<h1>Title</h1><p data-source="content/a.yaml:7">A {SHALOM} and more</p>{FULL}',
            assets={FACE: make_typeface(ascii_letters + SHALOM)},
        ),
        pages.leftward_text,
        "right-to-left",
    ),
    "letters stand far apart": (
        make_source(f'<h1>Title</h1><p style="letter-spacing: .1em">Words</p><p>Others</p>{FULL}'),
        pages.spaced_letters,
        "spaced-letters",
    ),
    "a text is hidden": (
        make_source(f'<h1>Title</h1><p data-source="content/a.yaml:7" style="display: none">Lost</p>{FULL}'),
        document.unprinted_text,
        "unprinted",
    ),
    "a picture has too few pixels": (
        image('alt="A field" data-source="content/a.yaml:7" style="width: 90pt"'),
        pages.coarse_pictures,
        "coarse-picture",
    ),
    "words on a picture are too faint": (
        image(
            'alt="A field" style="width: 90pt; position: absolute; left: 0; top: 60pt"><p style="'
            'color: navy; position: absolute; left: 9pt; top: 80pt" data-source="content/a.yaml:7">Dark</p'
        ),
        pages.faint_type,
        "faint-type",
    ),
    "another typeface is used": (with_another_face(), document.fallback_fonts, "fallback-font"),
    "a text is too long": (panel("height: 30pt"), fullness.overset_text, "overset"),
    "a word is too wide": (
        panel("width: 60pt", "Unbreakable-word".replace("-", "x")),
        fullness.overset_text,
        "overset",
    ),
    "a text runs off the page": (
        make_source(
            f'<h1>Title</h1><p style="margin-left: 200pt; white-space: nowrap">{"words " * 9}</p>{FULL}'
        ),
        fullness.overset_text,
        "overset",
    ),
    "a text is too close to the trim": (
        make_source(f'<h1>Title</h1><p style="margin-left: -25pt">Words</p>{FULL}'),
        fullness.overset_text,
        "overset",
    ),
    "two texts overlap": (placed(40, 44), pages.overlapping_text, "overlap"),
    "a page is nearly empty": (
        make_source(f'<h1>Title</h1>{FULL}<p style="break-before: page">Words</p>'),
        fullness.page_depth,
        "page-depth",
    ),
    "a heading is left alone": (
        make_source(f"<h1>Title</h1>{FULL}<h2>Part</h2>"),
        document.lonely_headings,
        "lonely-heading",
    ),
    "a last line is one short word": (
        make_source(f"<h1>Title</h1><p>A few words and<br>one.</p>{FULL}"),
        document.short_last_lines,
        "short-last-line",
    ),
    "a heading level is skipped": (
        make_source(f"<h1>Title</h1><h3>Piece</h3>{FULL}"),
        document.heading_levels,
        "heading-order",
    ),
    "there are two titles": (
        make_source(f"<h1>Title</h1><h1>Title</h1>{FULL}"),
        document.heading_levels,
        "heading-order",
    ),
    "the first heading is no title": (
        make_source(f"<h2>Part</h2>{FULL}"),
        document.heading_levels,
        "heading-order",
    ),
    "a picture has no words": (image(""), document.figures_without_alternative, "no-alternative"),
    "a picture's words are a file name": (
        image('alt="IMG_0042.JPG"'),
        document.figures_without_alternative,
        "no-alternative",
    ),
    "there is no title": (
        make_source(f"<h1>Title</h1>{FULL}", title=""),
        document.title_and_language,
        "no-title",
    ),
    "there is no language": (
        make_source(f"<h1>Title</h1>{FULL}", language=""),
        document.title_and_language,
        "no-language",
    ),
    "the engine complains": (
        make_source(f"<h1>Title</h1>{FULL}", "p { colour: red }"),
        document.engine_complaints,
        "engine",
    ),
    "an anchor is missing": (
        make_source(f'<h1>Title</h1><a href="#nowhere">There</a>{FULL}'),
        document.engine_complaints,
        "engine",
    ),
}

#: Faults that WeasyPrint 70 notices too, without a line or a page.
ENGINE_NOTICES = frozenset({"a picture has no words", "there is no language"})


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_by_its_own_check_and_by_no_other(fault: str) -> None:
    source, check, slug = FAULTS[fault]
    proof = typeset(source)
    assert {finding.slug for finding in check(proof)} == {slug}
    others = [other for other in DOCUMENT if other is not check and list(other(proof))]
    assert others == ([document.engine_complaints] if fault in ENGINE_NOTICES else [])


def test_a_clean_proof_has_no_finding() -> None:
    proof = typeset(CLEAN)
    assert inspect(proof) == ()
    assert inspect(replace(proof, pages=proof.pages * 4), BROCHURE) == ()


def test_every_check_is_proved() -> None:
    proved = {check for _, check, _ in FAULTS.values()}
    assert set(DOCUMENT) - proved == set()
    assert {getattr(check, "func", check) for check in set(BROCHURE) - set(DOCUMENT)} == {pages.page_count}


def the_finding(fault: str) -> Finding:
    """The only finding of a fault's own check."""
    source, check, _ = FAULTS[fault]
    (finding,) = check(typeset(source))
    return finding


def test_missing_glyphs_are_named_with_their_line_and_their_script() -> None:
    sign, han = pages.missing_glyphs(typeset(FAULTS["a glyph is missing"][0]))
    assert (han.where, han.page, han.severity) == ("content/a.yaml:7", 1, "error")
    assert han.what == f'{FAMILY} has no glyph for the Han of "snow ☃ and 日": 日 (U+65E5)'
    assert sign.what == f"{FAMILY} has no glyph for ☃ (U+2603)"
    (symbol,) = pages.missing_glyphs(typeset(make_source("<h1>Title</h1><p>To \uf0e0 there</p>")))
    assert symbol.hint.startswith("delete it, or type what it stood for")


def test_an_overset_text_is_named_with_its_line_its_lines_and_its_characters() -> None:
    finding = the_finding("a text is too long")
    assert (finding.where, finding.page, finding.severity) == ("content/a.yaml:7", 1, "error")
    assert finding.what == 'the text does not fit: 2 lines too much, from "seven eight"'
    assert finding.hint == f"cut about {len('seven eight') + len('nine ten')} characters"


def test_texts_below_the_foot_of_one_panel_are_one_problem_at_the_first_of_them() -> None:
    texts = "".join(f'<p data-source="content/a.yaml:{n}">{words}</p>' for n, words in enumerate(TEXTS, 1))
    (finding,) = fullness.overset_text(typeset(panel("height: 30pt", texts)))
    assert finding.where == "content/a.yaml:2"
    assert finding.what == 'the text does not fit: 3 lines too much, from "Third"'
    assert finding.hint == f"cut about {sum(map(len, TEXTS[1:]))} characters"


def test_one_line_too_much_is_said_in_the_singular() -> None:
    assert "1 line too much" in the_finding("a word is too wide").what


@pytest.mark.parametrize("height", [60, 58, 61])
def test_a_text_that_just_fits_is_not_overset(height: int) -> None:
    assert inspect(typeset(panel(f"height: {height}pt"))) == ()


def test_descenders_may_leave_their_panel_and_lines_may_not() -> None:
    assert inspect(typeset(panel("height: 57pt"))) == ()
    assert [finding.slug for finding in inspect(typeset(panel("height: 50pt")))] == ["overset"]


def test_an_overlap_names_both_texts_and_a_line() -> None:
    finding = the_finding("two texts overlap")
    assert finding.what == '"Text 2" is printed over "Text 1"'
    assert finding.where == "content/a.yaml:2"


def test_lines_that_follow_one_another_do_not_overlap() -> None:
    assert inspect(typeset(placed(40, 52, 64))) == ()
    tight = make_source(f'<h1>Title</h1><p style="line-height: 10pt">{"words " * 60}</p>{FULL}')
    assert inspect(typeset(tight)) == ()


def test_an_empty_page_says_which_one_it_is_and_how_full() -> None:
    finding = the_finding("a page is nearly empty")
    assert (finding.page, finding.severity) == (2, "warning")
    assert finding.what == "the page is 7% full"  # a margin of 10 pt and a line of 10 on 15 pt, of 340 pt


def test_a_picture_fills_a_page_too() -> None:
    body = f'<h1>Title</h1>{FULL}<img src="{PICTURE}" alt="Blue" style="break-before: page; height: 200pt">'
    assert inspect(typeset(make_source(body, assets={FACE: FACE_FILE, PICTURE: make_picture()}))) == ()


@pytest.mark.parametrize("kind", sorted(pages.QUIET_KINDS))
def test_pages_that_are_empty_by_design_are_not_reported(kind: str) -> None:
    assert list(fullness.page_depth(make_proof(make_page(kind)))) == []
    quiet = replace(make_page("story"), is_quiet=True, architecture="plate")
    proof = make_proof(make_page(kind), make_page("story"), quiet)
    assert [finding.page for finding in fullness.page_depth(proof)] == [2]


def test_a_page_that_was_composed_says_how_much_text_it_lacks_and_where() -> None:
    line = Run("Sixteen letters.", "content/a.yaml:1", 30, 0, 200, 10, 10.4, FAMILY, (0, 0, 1, 1), tag="p")
    runs = tuple(replace(line, top=top, bottom=top + 10) for top in range(30, 240, 15))
    title = replace(line, text="A title of the kind's own. " * 20, where="layouts/kinds/k.yaml:9", bottom=30)
    page = replace(make_page("story"), runs=(title, *runs), area=(30, 30, 270, 370), architecture="side")
    (finding,) = fullness.page_depth(make_proof(page))
    assert (finding.severity, finding.where) == ("note", "content/a.yaml:1")
    assert finding.what == "the page is 60% full"  # 205 of 340 points
    assert finding.hint.startswith("add about 4 lines (64 characters)")  # up to 75 %, 255 points
    assert list(fullness.page_depth(make_proof(replace(page, architecture="")))) == []


@pytest.mark.parametrize("count", range(1, 14))
def test_a_brochure_has_four_or_eight_pages(count: int) -> None:
    found = [finding.what for finding in pages.page_count(make_proof(*[make_page()] * count), (4, 8))]
    assert found == ([] if count in (4, 8) else [f"the brochure has {count} pages"])


def test_a_link_to_the_web_is_no_fault() -> None:
    assert (
        inspect(typeset(make_source(f'<h1>Title</h1><a href="https://harbor.example">There</a>{FULL}')))
        == ()
    )


def test_findings_come_in_the_order_of_pages_and_each_once() -> None:
    body = "".join(
        f'<p style="break-after: page" data-source="content/a.yaml:{n}">☃ and ☃</p>' for n in range(1, 4)
    )
    found = inspect(
        typeset(make_source(f"<h1>Title</h1>{body}")),
        (pages.missing_glyphs, pages.missing_glyphs, fullness.page_depth),
    )
    glyphs = [finding for finding in found if finding.slug == "missing-glyph"]
    assert [finding.page for finding in glyphs] == [1, 2, 3]
    assert list(found) == sorted(found)


def test_a_finding_reads_as_one_sentence_with_a_hint() -> None:
    assert (
        str(Finding("p", 2, "s", "error", "It is so", "content/a.yaml:7", "mend it"))
        == "content/a.yaml:7: It is so (page 2 of p.pdf). Hint: mend it."
    )
    assert str(Finding("p", 2, "s", "error", "It is so.")) == "p.pdf, page 2: It is so."
    assert str(Finding("p", 0, "s", "error", "It is so")) == "p.pdf: It is so."
    assert (
        str(Finding("p-card", 0, "s", "note", "It is so", "a.yaml:7")) == "a.yaml:7: It is so (p-card.pdf)."
    )


def test_what_is_the_same_in_a_brochure_and_in_the_packet_is_told_once_with_both_pages() -> None:
    def told(*findings: Finding) -> list[str]:
        return [one.told(same) for one, same in gathered(findings)]

    short = Finding("p", 2, "page-depth", "note", "the page is 66% full", "a.yaml:7", "add 4 lines", (66,))
    bound = short._replace(document="packet", page=14)
    assert told(short, bound) == [
        "a.yaml:7: the page is 66% full (page 2 of p.pdf and page 14 of packet.pdf). Hint: add 4 lines."
    ]
    worse = bound._replace(
        severity="warning", what="the page is 40% full", hint="add 9 lines", figures=(40,)
    )
    assert told(short, worse) == [
        "a.yaml:7: the page is 40% full (page 14 of packet.pdf and page 2 of p.pdf). Hint: add 9 lines."
    ]
    many = [short._replace(document=f"p{number}") for number in range(9)]
    assert told(*many) == [
        "a.yaml:7: the page is 66% full (page 2 of p0.pdf, page 2 of p1.pdf and 7 more). Hint: add 4 lines."
    ]
    apart = (
        bound._replace(where="a.yaml:9"),
        bound._replace(slug="other"),
        bound._replace(what="Else", figures=()),
    )
    assert len(told(short, *apart)) == 4
    cut = short._replace(severity="error", what="2 lines too much", hint="cut 60 characters")
    assert len(told(cut, cut._replace(document="packet", hint="cut 90 characters"))) == 2
    assert len(told(short._replace(where=""), bound._replace(where=""))) == 2, "its place is the page"
    inks = [
        Finding("p", page, "small-text-inks", "warning", "4 inks", "", "take one") for page in (2, 3, 7, 9)
    ]
    assert told(*inks) == ["p.pdf, pages 2, 3 and 2 more: 4 inks. Hint: take one."]
    assert told(*inks[:2]) == ["p.pdf, pages 2 and 3: 4 inks. Hint: take one."]


def make_page(kind: str = "", *runs: Run) -> PageView:
    """A page without text, of 300 by 400 points."""
    return PageView(kind, 300, 400, (30, 30, 270, 370), runs)


def make_proof(*views: PageView) -> Proof:
    """A proof of these pages, without a PDF."""
    return Proof("p", "P", "en", b"", views)


@pytest.mark.parametrize(("across", "does_column"), [(20, False), (500, True)])
def test_a_smaller_place_is_named_where_it_would_do(across: int, does_column: bool) -> None:
    source = image('alt="A field" data-source="content/a.yaml:7" style="width: 500pt"', (across, 20))
    (finding,) = pages.coarse_pictures(typeset(source))
    assert f"({across} by 20 now)" in finding.hint
    assert ("place: column" in finding.hint) is does_column
