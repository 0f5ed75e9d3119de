"""Whatever is written is printed: any letters and punctuation go in, and all words come out on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brochure import shipped
from brochure.compose import Composer
from brochure.compose.markup import line, prose, title
from brochure.model import Line, PageSource, Program, plain
from brochure.model.text import Prose
from brochure.preflight.layout import DOCUMENT, inspect
from brochure.typeset import typeset
from tests.builders.documents import FACE_FILE, brochure_of, make_composer, squash, words_of


def letters_of_every_face() -> str:
    """The letters of Latin, Greek and Cyrillic that all shipped faces have."""
    faces = sorted(shipped("fonts").glob("*.ttf"))
    assert FACE_FILE in faces
    maps = []
    for face in faces:
        with TTFont(face, lazy=True) as font:
            maps.append(set(font.getBestCmap()))
    shared = set.intersection(*maps)
    return "".join(c for c in map(chr, sorted(shared)) if c.isalpha() and squash(c) == c and c < "\u2000")


LETTERS = letters_of_every_face()
PUNCTUATION = ".,;:!?'\"()-–—…/%$+*_#>&§«»“”’[]`~|=^"
WORDS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=14)
MARKED = st.builds(
    lambda word, before, after: before + word + after,
    WORDS,
    st.sampled_from(["", *PUNCTUATION]),
    st.sampled_from(["", *PUNCTUATION]),
)
LINES = st.lists(MARKED, min_size=1, max_size=8).map(" ".join)
PROSE = st.lists(LINES, min_size=4, max_size=12).map(
    "\n\n".join
)  # setting costs by the document more than by the word
quick = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def composer(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    """A composer for the tiny publication, without its shared section."""
    return make_composer(tmp_path_factory.mktemp("any"))


def brochure_with(composer: Composer, **changes: object) -> PageSource:
    """The tiny brochure with some fields of its program changed."""
    program: Program = composer.publication.programs[0].model_copy(update=changes)
    publication = composer.publication.model_copy(update={"programs": (program,)})
    return brochure_of(Composer(publication, Path(), composer.layouts))


def test_letters_of_three_alphabets_are_tried() -> None:
    assert set("AzÀőŞģĦłŃŘșŵẞ") - {"ẞ"} <= set(LETTERS)
    assert set("ΑωάΐДяЁђ") <= set(LETTERS)
    assert len(LETTERS) > 500


@pytest.mark.long
@quick
@given(text=PROSE, name=LINES)
def test_all_words_of_a_text_and_of_a_name_are_printed(composer: Composer, text: str, name: str) -> None:
    story = composer.publication.programs[0].story
    section = story.sections[0].model_copy(update={"short": None, "text": Prose(text), "title": Line(name)})
    proof = typeset(
        brochure_with(
            composer,
            name=Line(name),
            back=Line(name),
            story=story.model_copy(update={"sections": (section,)}),
        )
    )
    assert [
        str(finding)
        for finding in inspect(proof, DOCUMENT)
        if finding.slug in ("missing-glyph", "fallback-font", "overset", "engine")
    ] == []
    printed = squash(words_of(proof.pdf))
    assert [said for said in text.split("\n\n") if squash(said) not in printed] == []
    assert printed.count(squash(name)) >= 3, "on the cover, above the text and at the end"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    text=st.text(st.sampled_from(LETTERS[:60] + PUNCTUATION + " \n<>&_[]{}0123456789-"), max_size=60),
    limit=st.integers(0, 40),
)
def test_no_text_brings_setting_down_or_becomes_an_element(text: str, limit: int) -> None:
    for html in (line(text, "en"), title(text, "de", limit), prose(Prose(text), "fr-FR", 4)):
        assert "<script" not in html
        assert html.count("<") == html.count(">")
    assert plain(text) is not None


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=LINES, limit=st.integers(0, 40))
def test_a_line_keeps_all_its_words_in_their_order(text: str, limit: int) -> None:
    assert squash(plain(text)) == squash(text)
    assert squash(plain(title(text, "en", limit).striptags())) == squash(text)
