"""What layouts say by themselves: in the publication's language, by its rules of one and several."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from brochure.build import Places
from brochure.compose.phrases import Phrases, locale_of, parse_words
from brochure.errors import ContentError
from brochure.press import check
from tests.builders.documents import brochure_of, everything, make_composer, make_job
from tests.builders.publication import make_program, make_publication

DAY = date(2019, 7, 1)
STAGES = (
    "stages: [{name: Klinik, length_years: 3, disciplines: [Innere Medizin, Kinderheilkunde, Chirurgie]}]\n"
)
GERMAN = {
    "publication.yaml": "title: Weiterbildung\nlanguage: de\n",
    "programs/primary-care.yaml": make_program(STAGES),
}


@pytest.mark.parametrize(
    ("language", "day", "years", "listed", "number"),
    [
        ("en-US", "July 1, 2019", "1 year, 3 years", "a, b, and c", "4.5"),
        ("de", "1. Juli 2019", "1 Jahr, 3 Jahre", "a, b und c", "4,5"),
        ("de-AT", "1. Juli 2019", "1 Jahr, 3 Jahre", "a, b und c", "4,5"),
        ("pl", "1 lipca 2019", "1 rok, 3 lata", "a, b i c", "4,5"),
    ],
)
def test_days_durations_lists_and_numbers_are_said_in_the_language(
    language: str, day: str, years: str, listed: str, number: str
) -> None:
    phrases = Phrases({}, language)
    assert phrases.day(DAY) == day
    assert ", ".join(phrases.duration(count, "year") for count in (1, 3)) == years
    assert (phrases.listed(["a", "b", "c"]), phrases.number(4.5)) == (listed, number)


def test_words_of_the_layouts_own_leave_no_short_one_alone_on_a_line(tmp_path: Path) -> None:
    season = "label: '2027'\nkey_dates: [{label: Applications open, date: 2027-02-01}]\n"
    composer = make_composer(tmp_path, {"season.yaml": season, "programs/primary-care.yaml": make_program()})
    poster = composer.document(make_job(composer, form="poster")).html
    assert "Feb 1,\xa02027" in poster and "A pattern drawn from the program’s\xa0name." in poster


def test_days_from_one_to_another_take_a_second_line_between_the_two_only(tmp_path: Path) -> None:
    files = {
        "publication.yaml": "title: All\nlanguage: en-GB\nkind: school\n",
        "programs/primary-care.yaml": make_program(
            stages="[{name: Upper floor, dates: 2027-10-01 to 2028-01-30}]", dates="2027-10-01 to 2028-01-30"
        ),
    }
    html = brochure_of(make_composer(tmp_path, files)).html
    assert html.count("1\xa0Oct\xa02027\u2009–\u200930\xa0Jan\xa02028") > 1 and "Oct 2027" not in html


@pytest.mark.parametrize(("kind", "head"), [("school", "Details"), ("residency", "What is given")])
def test_what_heads_a_table_of_terms_is_right_for_what_its_kind_says_there(
    tmp_path: Path, kind: str, head: str
) -> None:
    """Of courses the terms are mostly what they cost."""
    story = "{title: A, sections: [{title: Costs, terms: [{label: Tuition, value: $70}]}]}"
    files = {
        "publication.yaml": f"title: All\nkind: {kind}\n",
        "programs/primary-care.yaml": make_program(story=story),
    }
    assert f'<th scope="col">{head}</th>' in brochure_of(make_composer(tmp_path, files)).html


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("en-US", "en_US"),
        ("de-1996", "de"),
        ("fr-XX-1694acad", "fr"),
        ("qq-DE", "en"),
        ("zh-Hant", "zh_Hant"),
    ],
)
def test_what_is_not_known_of_a_language_is_taken_from_its_shorter_tag_and_then_from_english(
    language: str, known: str
) -> None:
    assert str(locale_of(language)).startswith(known)


def test_a_phrase_has_a_form_for_each_plural_category_of_its_language() -> None:
    forms = 'left: {one: "{count} check", few: "{count} kontrole", other: "{count} checks"}\n'
    words = parse_words(forms + 'plain: "{count} x"\n', "words.yaml")
    english, polish = Phrases(words, "en"), Phrases(words, "pl")
    assert [english.counted("left", count) for count in (1, 2)] == ["1 check", "2 checks"]
    assert [polish.counted("left", count) for count in (1, 2, 5)] == ["1 check", "2 kontrole", "5 checks"]
    assert (english.counted("plain", 3), english["left"]) == ("3 x", "{count} checks")


@pytest.mark.parametrize("said", ["left: {one: a}", "left: {one: a, other: b, lots: c}"])
def test_forms_that_no_language_has_are_told(said: str) -> None:
    with pytest.raises(ContentError, match="left has forms that no language has"):
        parse_words(said, "layouts/words.yaml")


def test_a_german_publication_has_german_days_durations_and_lists(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, {**everything(), **GERMAN})
    html = brochure_of(composer).html
    assert '<html lang="de"' in html and composer.language == "de"
    assert "1. Juli\xa02019" in html and "July 1" not in html
    assert "Klinik: 3 Jahre." in html
    assert "Innere Medizin, Kinderheilkunde und Chirurgie" in html


def test_words_that_no_layout_prints_and_words_that_stay_english_are_told(tmp_path: Path) -> None:
    words = "the-program: Das Programm\nlife: Leben\nseason: Unser Jahr\nglanze: Alle\nmine: Meins\n"
    make_publication(tmp_path, {"publication.yaml": "title: Haus\nlanguage: de\nchecks: {unprinted: off}\n"})
    layouts = tmp_path / "layouts"
    (layouts / "parts").mkdir(parents=True)
    (layouts / "words.yaml").write_text(words, "utf-8")
    (layouts / "parts/contact.html.j2").write_text('<p>{{ words["mine"] }}</p>', "utf-8")
    notices = check(Places(tmp_path, tmp_path / "output")).notices
    hint = "delete the line; what stands above a group is its kicker (docs/kinds.md)"
    assert [(one.where, one.what, one.hint) for one in notices if one.severity == "warning"] == [
        ("layouts/words.yaml:1:1", "no layout prints the words the-program", hint),
        ("layouts/words.yaml:2:1", "no layout prints the words life", hint),
        ("layouts/words.yaml:4:1", "no layout prints the words glanze", "perhaps glance is meant"),
    ]
    kickers, note = [one for one in notices if one.severity == "note"]
    assert kickers.where == "content/publication.yaml" and ": The program, " in kickers.what
    assert note.what.startswith("in de these words of the layouts are missing, and English: ring-of-year, ")
    (layouts / "words.yaml").unlink()
    (tmp_path / "content/publication.yaml").write_text(
        "title: House\nlanguage: en-GB\nchecks: {unprinted: off}\n", "utf-8"
    )
    assert check(Places(tmp_path, tmp_path / "output")).notices == ()
