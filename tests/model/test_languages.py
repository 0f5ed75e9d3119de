"""Parts in other languages: a whole text, or a few words of one, from the file to the tags of the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from brochure.compose.markup import lang, line, prose, title
from brochure.content import load, schemas
from brochure.errors import ContentError
from brochure.model import Line, Publication, Text, as_span, is_language, language_hint, plain
from brochure.model.text import Prose
from brochure.typeset import typeset
from tests.builders.documents import brochure_of, make_composer
from tests.builders.publication import make_program, make_publication

PROGRAM = "programs/primary-care.yaml"
THIN = "\u202f"


def loaded(folder: Path, files: dict[str, str | bytes | None]) -> Publication:
    """The tiny publication with some files changed."""
    return load(make_publication(folder, files))


def problems(folder: Path, files: dict[str, str | bytes | None]) -> list[str]:
    """What is wrong with it."""
    with pytest.raises(ContentError) as caught:
        loaded(folder, files)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "tag", ["fr", "es-MX", "zh-Hant", "zh-Hant-TW", "es-419", "haw", "de-1996", "sl-rozaj", "EN-us"]
)
def test_language_tags_are_known_by_their_form(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("French", "write fr"),
        ("fr_FR", "write fr-FR"),
        (" es ", "write es"),
        ("", "write a BCP 47 tag, such as fr or es-MX"),
        ("f", "write a BCP 47 tag, such as fr or es-MX"),
        ("en--US", "write a BCP 47 tag, such as fr or es-MX"),
        ("fr FR", "write a BCP 47 tag, such as fr or es-MX"),
    ],
)
def test_what_is_no_tag_is_told_with_the_likeliest_one(tag: str, hint: str) -> None:
    assert not is_language(tag)
    assert language_hint(tag) == hint


def test_any_text_may_say_its_language_and_keeps_its_line(tmp_path: Path) -> None:
    story = (
        "\n  title: {text: Bienvenue, lang: fr}\n  lead:\n    lang: es-MX\n    text: |\n      Hablamos.\n "
        " sections:\n    - points: [One, {text: Deux, lang: fr}]\n"
    )
    program = loaded(tmp_path, {PROGRAM: make_program(story=story)}).programs[0]
    found: list[Text | None] = [program.story.title, program.story.lead, *program.story.sections[0].points]
    assert [(str(text).strip(), text.lang) for text in found if text] == [
        ("Bienvenue", "fr"),
        ("Hablamos.", "es-MX"),
        ("One", None),
        ("Deux", "fr"),
    ]
    assert [text.where.line for text in found if text and text.where] == [4, 8, 10, 10]


def test_a_fact_takes_its_language_along(tmp_path: Path) -> None:
    facts = "vacation:\n  value: 4\n  label: weeks\n  words: {text: quatre semaines, lang: fr}\n"
    program = loaded(
        tmp_path,
        {
            "facts.yaml": facts,
            PROGRAM: make_program(story="\n  text: '{vacation}. {Vacation}.'\n  sections: [life]"),
        },
    ).programs[0]
    assert program.story.text == "[quatre semaines]{lang=fr}. [Quatre semaines]{lang=fr}."


@pytest.mark.parametrize(
    ("story", "problem"),
    [
        (
            "{title: {text: Bienvenue, lang: french}}",
            '3:34: lang must be a language tag, not "french". Hint: write fr.',
        ),
        ("{title: {text: Bienvenue, lang: [fr]}}", "lang must be a language tag, not a list."),
        (
            "{title: {text: Bienvenue}}",
            "3:16: lang is missing. Hint: add lang: the language of the text, such as fr.",
        ),
        (
            "{title: {text: Bienvenue, lang: fr, size: 9}}",
            '"size" is not a key that belongs here. Hint: keep text and lang.',
        ),
        (
            "{title: {lang: fr}}",
            (
                "title must be text, not a mapping of keys. Hint: give it the keys text and lang, such as"
                " {text: Bienvenue, lang: fr}."
            ),
        ),
        ("{title: {text: '', lang: fr}}", "title must not be empty."),
        (
            "{text: '[Bienvenue]{lang=french}'}",
            '{lang=french}: "french" is not a language tag. Hint: write fr.',
        ),
        (
            "{text: 'Bienvenue {lang=fr}'}",
            (
                "{lang=fr} belongs to no words. Hint: write the words in brackets before it:"
                " [Bienvenue]{lang=fr}."
            ),
        ),
        (
            "{text: '[[a]{lang=fr}](https://x.example)'}",
            (
                "words in another language cannot stand inside a link. Hint: put the link inside the"
                " brackets: [[words](https://...)]{lang=fr}."
            ),
        ),
        (
            "{text: 'Bienvenue]{lang=fr}'}",
            (
                "]{lang=fr} closes a bracket that was never opened. Hint: write it such as"
                " [Bienvenue]{lang=fr}."
            ),
        ),
    ],
)
def test_what_is_not_a_language_is_a_problem_at_its_line(tmp_path: Path, story: str, problem: str) -> None:
    found = problems(tmp_path, {PROGRAM: make_program(story=story)})
    assert len(found) == 1
    assert found[0].startswith("content/programs/primary-care.yaml:3:")
    assert problem in found[0]


@pytest.mark.parametrize(
    ("written", "set"),
    [
        ("a [b]{lang=fr} c d", 'a <span lang="fr">b</span> c d'),
        (
            "[a *b* [c](https://x.example)]{lang=fr}",
            '<span lang="fr">a <em>b</em> <a href="https://x.example">c</a></span>',
        ),
        ("[a [b]{lang=de}]{lang=fr}", '<span lang="fr">a <span lang="de">b</span></span>'),
        ("[[a](https://x.example)]{lang=fr}", '<span lang="fr"><a href="https://x.example">a</a></span>'),
        ("\\[a]{lang=fr}", "[a]{lang=fr}"),
        ("[a]{lang=f}", "[a]{lang=f}"),
        ("[a](https://x.example)", '<a href="https://x.example">a</a>'),
        ("[a] {b}", "[a] {b}"),
    ],
)
def test_words_in_brackets_are_a_span_in_their_language(written: str, set: str) -> None:
    assert str(line(Line(written), "en")).replace("\u00a0", " ") == set


def test_quotes_follow_the_language_of_the_words_between_them() -> None:
    words = Line('He "said" ["oui"]{lang=fr} and "no" ["ja"]{lang=de}')
    assert (
        str(line(words, "en")).replace("\u00a0", " ")
        == f'He “said” <span lang="fr">«{THIN}oui{THIN}»</span> and “no” <span lang="de">„ja“</span>'
    )
    assert str(line(Line('"ja"', None, "de"), "en")) == '<span lang="de">„ja“</span>'


def test_every_block_of_a_text_in_another_language_says_so() -> None:
    html = str(prose(Prose('"Un"\n\n- deux\n\n### Trois\n\n> quatre', None, "fr"), "en", 4))
    assert [html.count(f'<{tag} lang="fr"') for tag in ("p", "ul", "h4", "blockquote")] == [1, 1, 1, 1]
    assert f"«{THIN}Un{THIN}»" in html


def test_titles_texts_in_attributes_and_plain_words() -> None:
    assert str(title(Line("Bienvenue", None, "fr"), "en", 20)) == '<span lang="fr">Bienvenue</span>'
    assert (lang(Line("Oui", None, "fr")), lang(Line("Yes")), lang("Yes")) == (' lang="fr"', "", "")
    assert plain("Say [oui]{lang=fr} now") == "Say oui now"
    assert (as_span("oui", "fr"), as_span("yes", None)) == ("[oui]{lang=fr}", "yes")


def test_a_language_reaches_the_page(tmp_path: Path) -> None:
    story = (
        "\n  title: {text: Bienvenue, lang: fr}\n  lead: {text: Nous parlons., lang: fr}\n  text: Say"
        " [oui]{lang=fr} now.\n"
    )
    html = brochure_of(make_composer(tmp_path, {PROGRAM: make_program(story=story)})).html
    assert '<span lang="fr">Bienvenue</span></h2>' in html
    assert '<p data-source="content/programs/primary-care.yaml:5:16" lang="fr">Nous' in html
    assert 'Say <span lang="fr">oui</span>' in html


def both_forms(schema: dict[str, Any]) -> bool:
    """Whether a field may be words or words with a language."""
    branches = [branch for branch in schema["anyOf"] if branch.get("type") != "null"]
    forms = branches[0].get("anyOf", branches)
    return any(form.get("required") == ["text", "lang"] for form in forms) and any(
        "string" in form["type"] for form in forms
    )


def test_editors_know_both_forms_of_a_text() -> None:
    fields = schemas()["section"]["properties"]
    assert (
        both_forms(fields["title"]) and both_forms(fields["text"]) and both_forms(fields["points"]["items"])
    )


def languages_of(node: Any) -> Iterator[tuple[str, str]]:
    """The role and language of every structure element that has a language."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from languages_of(kid)
    elif isinstance(node, dict):
        if "/Lang" in node:
            yield str(node.get("/S")), str(node["/Lang"])
        if "/K" in node:
            yield from languages_of(node["/K"])


def test_a_language_reaches_the_tags_of_the_pdf(tmp_path: Path) -> None:
    story = (
        "\n  title: {text: Bienvenue, lang: fr}\n  lead: {text: Nous parlons., lang: fr}\n  text: Say"
        " [ja]{lang=de} now.\n"
    )
    proof = typeset(brochure_of(make_composer(tmp_path, {PROGRAM: make_program(story=story)})))
    root: Any = PdfReader(BytesIO(proof.pdf)).trailer["/Root"]
    assert list(languages_of(root["/StructTreeRoot"]["/K"])) == [
        ("/Span", "fr"),
        ("/P", "fr"),
        ("/Span", "de"),
    ]
