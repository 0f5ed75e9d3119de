"""What is written is what others read: Chrome, poppler and screen readers, whatever the typeface draws."""

from __future__ import annotations

from io import BytesIO
from string import ascii_letters, punctuation

import pytest
from pypdf import PdfReader

from brochure.preflight.layout import document
from brochure.typeset import typeset
from tests.builders.documents import FACE, make_source
from tests.builders.reading import READERS, in_chrome, in_tags, unread
from tests.builders.reading import words as words_in
from tests.builders.typefaces import make_typeface

LATIN = ascii_letters + punctuation + "0123456789"
#: Hindi, with vowel signs that are drawn before the letters that they follow.
HINDI = "\u0939\u093f\u0902\u0926\u0940 \u0915\u093f\u0924\u093e\u092c \u0926\u093f\u0928"
THAI = "\u0e01\u0e33\u0e25\u0e31\u0e07 \u0e19\u0e49\u0e33"
SMALL = "p { font-variant-caps: all-small-caps }"
#: By what is read: the body and its stylesheet.
PAGES = {
    "words that are marked up": (
        "<p><em>one</em> <strong>two</strong> <a href='#a' id='a'>three</a> four</p>",
        "",
    ),
    "words of which a part is marked up": ("<p><em>un</em>believ<strong>able</strong></p>", ""),
    "marked-up words at the ends of lines": (
        "<p>" + "<em>Words of</em> <strong>one</strong> " * 12 + "</p>",
        "p { width: 90pt }",
    ),
    "lines that are broken by hand": ("<h1>One<br>two</h1><p>three <br> four<br/>five</p>", ""),
    "texts side by side without white": (
        "<p><span class=f>40</span><span>of them</span></p>",
        ".f { display: block }",
    ),
    "white that is kept": (
        "<p>one\n  two   three <em>  four\n</em> five</p>",
        "p { white-space: pre-wrap }",
    ),
    "an initial": ("<p>Once upon a time</p>", "p::first-letter { font-size: 30pt; float: left }"),
    "small capitals beside both cases": (
        "<h1>AFTER after Residency RESIDENCY</h1><p>After The Residency of McGill IT</p>",
        SMALL + "p { letter-spacing: .08em }",
    ),
    "letters that a stylesheet turns": (
        "<p class=u>Straße in Köln ŉ</p><p class=l>MD PhD</p><p class=c>van Gogh’s</p>",
        ".u { text-transform: uppercase } .l { text-transform: lowercase }"
        " .c { text-transform: capitalize }",
    ),
    "spaces that do not break": ("<h1>Dr.\xa0Who and\xa0I</h1><p>Dr. Who and I\xa0too</p>", ""),
    "hyphens of every kind": (
        "<p>underrepresented long-term-care \u2010 co\u2011operate semi\u2060-\u2060annual dis\xadcharge</p>"
        * 3,
        "p { hyphens: auto; width: 60pt; hyphenate-limit-chars: 4 2 2 }",
    ),
    "words that are broken anywhere": (
        "<p>https://www.harbor.example/apply/2026-27/0123456789</p><p>residency@harbor.example</p>",
        "p { width: 62pt; overflow-wrap: anywhere }",
    ),
    "an address in a link, which is copied whole though it has two lines": (
        '<p>To <a href="mailto:residency@harbor.example">residency@\u200bharbor.\u200bexample</a> now</p>',
        "p { width: 62pt }",
    ),
    "ligatures": ("<p>office fi fl difficult</p><p style='letter-spacing: .05em'>office fi fl</p>", ""),
    "accents in two ways": ("<p>Zoe\u0308 Zo\u00eb Mun\u0303oz Mu\u00f1oz</p>", ""),
    "no-break spaces between marked-up words and at the ends of lines": (
        "<p><b>one</b>&nbsp;<i>two</i><span>&nbsp;</span>three</p>"
        "<p class=n>and\xa0 more \xa0now \u200b\xa0then</p>",
        ".n { width: 30pt; overflow-wrap: anywhere }",
    ),
    "letters that become several": (
        "<p class=u>i\u0307 stra\xdfe \u0149 \u0390</p><p class=l>\u0130STANBUL</p><p class=w>abc 12</p>",
        ".u { text-transform: uppercase } .l { text-transform: lowercase }"
        " .w { text-transform: full-width }",
    ),
    "words that go on over a page": (
        "<p>" + "characteristically under-represented " * 40 + "</p>",
        "@page { size: 120pt 90pt; margin: 20pt } p { hyphens: auto }",
    ),
}


@pytest.mark.parametrize("what", PAGES)
def test_everybody_reads(what: str) -> None:
    body, css = PAGES[what]
    proof = typeset(make_source(body, css))
    assert unread(f"<body>{body}</body>", proof.pdf) == {}
    assert list(document.unprinted_text(proof)) == []
    assert {"Chrome", "tags"} <= READERS.keys()
    if "mailto" in body:
        links = PdfReader(BytesIO(proof.pdf)).pages[0]["/Annots"]
        address = "residency@harbor.example"
        assert {link.get_object()["/Contents"] for link in links} == {address}
        assert all(address in " ".join(read(proof.pdf).split()) for read in READERS.values())


#: What stylesheets print elsewhere and HTML does not print: the body and its stylesheet.
PRINTED_ELSEWHERE = {
    "a running element": (
        "<h1 class=h>Title <b>here</b></h1><p>Text</p>",
        ".h { position: running(head) } @page { @top-left { content: element(head) } }",
    ),
    "a running head from a hidden text": (
        "<h1 class=h>Title here</h1><p>Text</p>",
        ".h { string-set: head content(text); visibility: hidden }"
        " @page { @top-left { content: string(head) } }",
    ),
    "what HTML means for others": (
        "<p hidden>Hidden</p><p><ruby>base<rp>(</rp><rt>above</rt><rp>)</rp></ruby></p>",
        "",
    ),
    "a sign that divides words and is a letter": (
        "<p>responsibility</p>",
        "p { width: 20pt; hyphens: auto; hyphenate-character: 's' }",
    ),
}


@pytest.mark.parametrize("what", PRINTED_ELSEWHERE)
def test_what_is_printed_elsewhere_or_not_meant_to_be_is_not_told_as_lost(what: str) -> None:
    assert list(document.unprinted_text(typeset(make_source(*PRINTED_ELSEWHERE[what])))) == []


def test_of_what_is_dropped_whole_words_are_told_on_one_line() -> None:
    style = "position: absolute; bottom: 0; overflow-wrap: anywhere"
    words = "\n".join(f"responsibility-{number:02}" for number in range(16))
    proof = typeset(make_source(f'<p style="{style}">{words}</p>', "@page { size: 100pt 100pt }"))
    (finding,) = document.unprinted_text(proof)
    assert "\n" not in finding.what
    assert finding.what.startswith('"responsibility-')
    ((_, lost),) = proof.unprinted
    printed = words_in(in_tags(proof.pdf))
    assert lost.split()[1:] == words.split()[-len(lost.split()) + 1 :]
    assert not printed & words_in(" ".join(lost.split()[1:]))


@pytest.mark.parametrize("text", [HINDI, THAI], ids=["Hindi", "Thai"])
def test_a_script_whose_signs_are_drawn_in_another_order_is_read_as_it_is_written(text: str) -> None:
    body = f"<p>{text} or <em>{text}</em></p>"
    source = make_source(body, assets={FACE: make_typeface(LATIN + text)})
    assert unread(f"<body>{body}</body>", typeset(source).pdf) == {}


def test_letters_are_whole_words_up_to_the_spacing_that_preflight_allows() -> None:
    for spacing, is_whole in ((".08em", True), (".2em", False)):
        pdf = typeset(make_source(f'<p style="letter-spacing: {spacing}">Whole Words</p>')).pdf
        assert ("Whole" in words_in(in_chrome(pdf))) is is_whole
        assert "Whole" in words_in(in_tags(pdf))
