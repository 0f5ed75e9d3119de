"""Facts that contradict one another and the season: each check finds what it is for, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError, Finding
from brochure.model import CONTENT_CHECKS
from tests.builders.publication import make_program, make_publication
from tests.builders.rich import write_rich
from tests.builders.sample import ROOT

SEASON = "label: 2019-20\nissued: 2019-07-01\nvalid_until: 2020-06-30\n"
#: What is told of nearly every publication.
BESIDE = ("unprinted", "read-lists", "same-text")
Files = dict[str, "str | bytes | None"]


def found(folder: Path, files: Files) -> list[Finding]:
    """What checks whose gravity can be set notice in a publication."""
    notices = load(make_publication(folder, {"season.yaml": SEASON, **files})).notices
    return [one for one in notices if one.slug in CONTENT_CHECKS and one.slug not in BESIDE]


def fact(value: str, words: str, label: str = "weeks of vacation", more: str = "") -> Files:
    said = f"vacation:\n  value: {value}\n  words: {words}\n  label: {label}\n{more}"
    return {"facts.yaml": said}


def story(text: str, **files: str) -> Files:
    return {"programs/primary-care.yaml": make_program(story=f'{{text: "{text}"}}'), **files}


#: Pairs of a value and words that contradict one another, and pairs that do not, by languages.
CONTRADICTING = {
    "en-US": [
        ("5", "four weeks"),
        ("45 %", "nearly 40 %"),
        ("4–5", "four weeks"),
        ("12", "ten weeks"),
        ("41", "40 years"),
        ("310", "three hundred and twelve weeks"),
    ],
    "de": [("5", "vier Wochen"), ("24", "fünfundzwanzig Wochen")],
    "fr-FR": [("5", "quatre semaines")],
    "es": [("5", "cuatro semanas")],
}
AGREEING = {
    "en": [
        ("4", "four weeks"),
        ("4–5", "four or five days"),
        ("3 + 1", "three years of residency and one of fellowship"),
        ("11,400", "eleven thousand people"),
        ("212", "two hundred and twelve births"),
        ("60 %", "three in five"),
        ("97 %", "all but one"),
        ("45 %", "nearly half"),
        ("24 h", "day and night"),
        ("31", "thirty-one summers"),
        ("41", "more than 40 years"),
        ("50", "five decades"),
        ("4", "{text: quatre semaines, lang: fr}"),
    ],
    "de": [("4", "Wochen, und zwar vier"), ("21", "einundzwanzig Tage"), ("1", "eine Woche")],
    "fi": [("4", "neljä viikkoa")],
}


def facts_in(language: str, pairs: list[tuple[str, str]]) -> Files:
    said = [
        f'fact-{number}:\n  value: "{value}"\n  words: {words}\n  label: {language}-{number}\n'
        for number, (value, words) in enumerate(pairs)
    ]
    return {
        "facts.yaml": "".join(said),
        "publication.yaml": f"title: Courses\nlanguage: {language}\n",
        "sections/life.md": "Text.",
    }


@pytest.mark.parametrize("language", CONTRADICTING)
def test_a_value_that_its_words_contradict_is_told(tmp_path: Path, language: str) -> None:
    pairs = CONTRADICTING[language]
    told = found(tmp_path, facts_in(language, pairs))
    assert {(one.slug, one.severity) for one in told} == {("value-words", "warning")}
    assert sorted(one.where for one in told) == sorted(
        f"content/facts.yaml:{4 * number + 3}:10" for number in range(len(pairs))
    )
    assert any(f"the value {pairs[0][0]}, and its words say" in one.what for one in told)


@pytest.mark.parametrize("language", AGREEING)
def test_a_value_that_is_said_in_other_ways_is_not(tmp_path: Path, language: str) -> None:
    assert found(tmp_path, facts_in(language, AGREEING[language])) == []


def test_a_share_is_the_percentage_that_the_value_says(tmp_path: Path) -> None:
    (one,) = found(tmp_path, fact("45 %", "nearly half", more="  share: 40\n"))
    assert (one.slug, one.where) == ("value-words", "content/facts.yaml:5:3")
    assert one.hint == "write share: 45, or correct the value"


def test_a_figure_written_by_hand_is_noted_with_its_fact(tmp_path: Path) -> None:
    (one,) = found(tmp_path, story("Everybody has four weeks of vacation. Four weeks of nights follow."))
    assert (one.slug, one.severity) == ("written-figure", "note")
    assert (one.where, one.hint) == (
        "content/programs/primary-care.yaml:3:30",
        "write {vacation} in its place",
    )


def test_another_figure_than_the_fact_s_is_told(tmp_path: Path) -> None:
    terms = "{sections: [{title: Terms, terms: [{label: Vacation, value: Three weeks}]}]}"
    files: Files = {
        "programs/primary-care.yaml": make_program(story=terms),
        "programs/other.yaml": make_program(story='{text: "You have 5 weeks of vacation, and rest."}'),
    }
    assert [(one.slug, one.severity, one.where) for one in found(tmp_path, files)] == [
        ("other-figure", "warning", "content/programs/other.yaml:3:25"),
        ("other-figure", "warning", "content/programs/primary-care.yaml:3:68"),
    ]


def test_other_figures_and_references_are_nobody_s_fault(tmp_path: Path) -> None:
    texts = (
        "Residents have {vacation} of vacation.",
        "There are four weeks of nights. Vacation is another matter.",
        "Choose three to five weeks of vacation.",
        "A few weeks of vacation, and 12 weeks of parental leave.",
        "The 4th week of vacation is free.",
    )
    assert found(tmp_path, story(" ".join(texts))) == []


COURSE = """name: Drawing
promise: Two weeks with a pencil
stages:
  - {{name: Looking, dates: {looking}}}
  - {{name: Building, dates: {building}}}
dates: 2027-07-05 to 2027-07-16
seats: 10
price: "€ 450"
story:
  sections:
    - terms: [{{label: {term}, value: "€ 490"}}, {{label: Places, value: {places}}}]
      dates: [{{label: {label}, date: 2027-06-08}}]
    - title: Single rooms
      terms: [{{label: Price, value: € 300}}]
      text: The price is € 300. There are eight places.
  text: |
    {text}
apply:
  deadline: {deadline}
"""
CONTRADICTED = {
    "looking": "2027-07-12 to 2027-07-16",
    "building": "2027-07-05 to 2027-07-20",
    "term": "Price",
    "places": "Nine",
    "label": "Enroll by",
    "deadline": "2027-07-06",
    "text": """The course begins on Tuesday, July 6. Drawing ends on July 18, 2027!
    The price is € 480, with all meals. Costs: € 500, or less. There are fourteen places. Enroll by June 9.

    - **Price:** € 475
    - Seats: 12

    | Price | € 460 |
    |---|---|

    The course costs € 510.""",
}
AGREED = {
    "looking": "2027-07-05 to 2027-07-11",
    "building": "2027-07-12 to 2027-07-16",
    "term": "Room",
    "places": "Ten",
    "label": "Open day",
    "deadline": "2027-05-01",
    "text": """The course begins on July 5. The show ends on July 18.
    Enrollment for the course begins on March 1. The price is € 400 for members.
    Lunch costs € 12. Price: $ 520. The course costs € 450, and € 500 with a room.
    There are two places for guests. There are ten places, and fourteen places at the table.
    Apply by March 1. Enroll by May 1. The deadline for rooms is June 1. The early deadline is April 1.
    The course begins in July.""",
}


def test_what_a_program_says_in_two_ways_is_told_with_both_places(tmp_path: Path) -> None:
    files: Files = {
        "publication.yaml": "title: Courses\nkind: school\n",
        "season.yaml": "label: 2027\nkey_dates: [{label: Registration deadline, date: 2027-05-01}]\n",
        "sections/life.md": "Text.",
        "programs/primary-care.yaml": None,
        "programs/drawing.yaml": COURSE.format(**CONTRADICTED),
        "programs/etching.yaml": COURSE.format(**AGREED),
    }
    told = [
        (one.slug, one.where.partition("/")[2], one.what.split('"')[1::2]) for one in found(tmp_path, files)
    ]
    course = "programs/drawing.yaml"
    assert told == [
        ("other-days", f"{course}:5:29", ["Building", "Looking"]),
        ("other-days", f"{course}:5:29", ["Building"]),
        ("other-figure", f"{course}:11:38", ["€ 490"]),
        ("other-figure", f"{course}:11:70", ["Nine"]),
        ("other-days", f"{course}:12:34", ["Enroll by"]),
        ("other-days", f"{course}:17:26", ["course begins on Tuesday, July 6"]),
        ("other-days", f"{course}:17:59", ["Drawing ends on July 18, 2027"]),
        ("other-figure", f"{course}:18:9", ["price is € 480"]),
        ("other-figure", f"{course}:18:41", ["Costs: € 500"]),
        ("other-figure", f"{course}:18:74", ["fourteen places"]),
        ("other-days", f"{course}:18:101", ["Enroll by June 9"]),
        ("other-figure", f"{course}:20:20", ["Price: € 475"]),
        ("other-figure", f"{course}:21:7", ["Seats: 12"]),
        ("other-figure", f"{course}:23:7", ["Price | € 460"]),
        ("other-figure", f"{course}:26:9", ["course costs € 510"]),
        ("other-days", f"{course}:28:13", []),
        ("other-days", "season.yaml:2:44", ["Registration deadline"]),
    ]


def test_what_is_said_in_two_ways_is_told_in_the_language_of_the_publication(tmp_path: Path) -> None:
    text = (
        "Der Preis beträgt 470 €. Zeichnen beginnt am 6. Juli. Anmeldeschluss ist der 7. Juni;"
        " Bewerbungsschluss ist der 1. Mai."
    )
    more = (
        f'dates: 2027-07-05 to 2027-07-16\nprice: "450 €"\napply: {{deadline: 2027-06-08}}\nback: "{text}"\n'
    )
    files: Files = {
        "publication.yaml": "title: Kurse\nlanguage: de\nkind: school\n",
        "season.yaml": "label: 2027\n",
        "sections/life.md": "Text.",
        "programs/primary-care.yaml": make_program(more, name="Zeichnen"),
    }
    assert [one.hint for one in found(tmp_path, files)] == [
        "write 450 €, or correct price",
        "write 5. Juli, or correct dates",
        "write the same day in both, or say what each is for",
    ]


def test_a_contact_that_is_printed_in_place_of_another_is_told_once_with_what_it_lacks(
    tmp_path: Path,
) -> None:
    apply = "apply: {contact: {name: Ada, phone: 617-555-0142}}\n"
    files: Files = {
        "institution.yaml": "name: Harbor\n"
        "contact: {address: [1 Pier], phone: 617-555-0142, email: a@b.example}\n",
        "programs/primary-care.yaml": make_program(apply),
        "programs/other.yaml": make_program(apply),
        "programs/third.yaml": make_program(),
    }
    (one,) = found(tmp_path, files)
    assert (one.slug, one.severity, one.where) == (
        "other-contact",
        "note",
        "content/programs/other.yaml:4:18",
    )
    assert one.what.endswith("(content/institution.yaml:2:10), without address, email; so are 1 more")


@pytest.mark.parametrize(
    ("language", "text", "hints"),
    [
        (
            "en",
            "It costs € 1.150 or 2.500,50 EUR, not € 1,150, $1.15 or € 1.250 million, for 1.150 people.",
            ["write € 1,150", "write 2,500.50 EUR"],
        ),
        ("de", "Das kostet 1,150 €, nicht 1.150 €, 1.150,50 € oder 1,25 €.", ["write 1.150 €"]),
    ],
)
def test_thousands_that_read_as_decimals_are_told(
    tmp_path: Path, language: str, text: str, hints: list[str]
) -> None:
    told = found(tmp_path, story(text, **{"publication.yaml": f"title: X\nlanguage: {language}\n"}))
    assert [(one.slug, one.hint) for one in told] == [("thousands", hint) for hint in hints]


LEFT_OVER = {
    "Ask [JD1] about it": '"[JD1]" would be printed',
    "Half stay. [Comment: check this]": '"[Comment: check this]" would be printed',
    "TODO": '"TODO" would be printed',
    "Rounds at XXX o'clock": '"XXX" would be printed',
    "Lorem ipsum dolor": '"Lorem ipsum" would be printed',
    "[Apply](https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx&data=05)": (
        "this address is that of a mail program or a search"
    ),
    "**Where they go**\n\nTo the valley.": '"Where they go" looks like a heading',
}
MEANT = (
    "Dates to be announced? Yes. See [the map](https://a.example/?url=b) in XX rooms, todo el año.",
    "**Where they go** is up to them.\n\nTo the valley.",
    "They go\n\n**to the valley.**\n\nAll of them.",
    "**Every one**",
)


def test_words_that_nobody_means_to_print_are_told(tmp_path: Path) -> None:
    for number, (text, what) in enumerate(LEFT_OVER.items()):
        said = text.replace("\n", "\\n")
        (one,) = found(tmp_path / str(number), story(said))
        assert what in one.what and one.slug == "left-over" and one.hint, text
    for number, text in enumerate(MEANT):
        assert found(tmp_path / f"meant-{number}", story(text.replace("\n", "\\n"))) == [], text


@pytest.mark.parametrize(
    ("alt", "is_told"),
    [("IMG_1234.jpg", True), ("Picture", True), ("DSC 0042", True), ("Three residents at a table", False)],
)
def test_the_name_of_a_file_is_no_alternative_of_a_picture(tmp_path: Path, alt: str, is_told: bool) -> None:
    cover = make_program(f"cover: {{file: a.svg, alt: {alt}}}\n")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'
    told = found(tmp_path, {"programs/primary-care.yaml": cover, "a.svg": drawing})
    assert [one.what for one in told] == [f'"{alt}" does not say what the picture shows'] * is_told


def test_numbers_of_programs_are_counted(tmp_path: Path) -> None:
    files: Files = {
        "sections/life.md": "Text.",
        "facts.yaml": "programs:\n  value: 8\n  label: programs\n",
        "packets/packet.yaml": "title: Eight ways into medicine\nwelcome:\n  title: Two paths\n"
        "  text: In the two programs, and in all nine programs of the house, two paths meet.\n",
        "programs/other.yaml": make_program(),
    }
    assert [(one.slug, one.where, one.hint) for one in found(tmp_path, files)] == [
        (
            "counts",
            "content/facts.yaml:2:10",
            "write value: 2 and words: that say it, or add what is missing to programs/",
        ),
        ("counts", "content/packets/packet.yaml:1:8", "write two, or a sentence that needs no number"),
        ("counts", "content/packets/packet.yaml:4:41", "write two, or a sentence that needs no number"),
    ]


def test_points_are_as_many_as_their_title_says(tmp_path: Path) -> None:
    points = "{sections: [{points_title: Five areas of focus, points: [a, b, c, d]}]}"
    (one,) = found(tmp_path, {"programs/primary-care.yaml": make_program(story=points)})
    assert (one.slug, one.what) == ("counts", '"Five areas of focus" says 5, and 4 points follow')
    points = "{sections: [{points_title: For the first 90 days, points: [a, b, c, d]}]}"
    assert found(tmp_path, {"programs/primary-care.yaml": make_program(story=points)}) == []


def test_a_fact_beside_a_text_and_in_the_band_below_it_is_told(tmp_path: Path) -> None:
    facts = "".join(
        f"{name}:\n  value: {name[0]}7\n  label: {name} there\n" for name in ("beds", "wards", "labs")
    )
    story = "{title: T, text: Here., facts: [beds, labs], statistics: [wards, beds, labs]}"
    other = "{title: T, text: Here., facts: [beds], statistics: [wards, labs]}"
    files = {
        "sections/life.md": "Text.",
        "facts.yaml": facts,
        "programs/other.yaml": make_program(story=other),
    }
    first, second = found(tmp_path, {**files, "programs/primary-care.yaml": make_program(story=story)})
    assert (first.slug, first.severity) == ("shown-twice", "note") and first.what.startswith(
        "beds stands in"
    )
    assert second.what.startswith("labs stands in") and second.where.startswith(
        "content/programs/primary-care"
    )


ROSTER = "Name,PGY,Class of,Role\nAnn,1,2022,\nBea,2,2021,PGY-2 and chief\nCora,3,2020,\n"


def roster(sheet: str, length: int = 3) -> Files:
    return {
        "programs/primary-care.yaml": make_program(
            f"stages: [{{name: All, length_years: {length}}}]\n", story="{sections: [{roster: all.csv}]}"
        ),
        "all.csv": sheet,
    }


def test_years_and_classes_fit_the_season(tmp_path: Path) -> None:
    assert found(tmp_path, roster(ROSTER)) == []
    assert found(tmp_path, roster(ROSTER.replace("2022", "2023").replace("2021", "2022"), 4))[0].slug == (
        "class-year"
    )
    wrong = ROSTER.replace("1,2022", "1,2021").replace("PGY-2", "PGY-1")
    assert [(one.where, one.what) for one in found(tmp_path, roster(wrong))] == [
        ("content/all.csv:2:3", "PGY-1 in 2019-20 is the class of 2022, not of 2021"),
        ("content/all.csv:3:4", 'the role says "PGY-1", and pgy is 2'),
    ]
    next_season = {"season.yaml": SEASON.replace("2019-20", "2020-21").replace("2020-06", "2021-06")}
    assert len(found(tmp_path, {**roster(ROSTER), **next_season})) == 3


@pytest.mark.parametrize(
    ("year", "told"),
    [
        ("2020-2021", ["academic_year says 2020-2021, and the label of the season 2019-20"]),
        ("2019-2020", []),
    ],
)
def test_both_names_of_a_season_are_of_the_same_years(tmp_path: Path, year: str, told: list[str]) -> None:
    season = SEASON + f"academic_year: {year}\n"
    assert [one.what for one in found(tmp_path, {"season.yaml": season})] == told


@pytest.mark.parametrize(
    ("season", "told"),
    [
        ("label: Summer 2028\nissued: 2027-01-11\nvalid_until: 2027-08-31\n", "hold until 2027-08-31"),
        ("label: 2024-25\nissued: 2026-07-01\n", "the day of issue 2026-07-01"),
        ("label: 2026-27\nissued: 2025-09-01\nvalid_until: 2026-06-30\n", ""),
        ("label: Summer 2027\nissued: 2026-10-01\nvalid_until: 2027-08-31\n", ""),
    ],
)
def test_a_season_is_not_of_other_years_than_its_days(tmp_path: Path, season: str, told: str) -> None:
    said = found(tmp_path, {"season.yaml": season})
    assert [(one.slug, one.where) for one in said] == [("season-dates", "content/season.yaml:1:1")] * bool(
        told
    )
    assert all(told in one.what for one in said)


def test_a_new_season_says_anew_of_when_its_facts_are(tmp_path: Path) -> None:
    season = "label: 2021-22\nfacts_as_of: {}\n"
    confirmed = {"confirmed.yaml": "before: May 2020\nvalues: {}\n"}
    (one,) = found(tmp_path, confirmed | {"season.yaml": season.format("May 2020")})
    assert (one.slug, one.where) == ("old-facts", "content/season.yaml:2:1")
    assert "as in the season before" in one.what
    assert found(tmp_path, confirmed | {"season.yaml": season.format("May 2021")}) == []


def test_key_dates_lie_in_the_season(tmp_path: Path) -> None:
    dates = (
        "key_dates:\n  - {label: Opens, date: 2019-06-30}\n  - {label: Closes, date: 2020-07-01}\n"
        "  - {label: Last Monday, date: 2019-09-09}\n  - {label: Wednesday evening, date: 2019-09-09}\n"
    )
    told = found(tmp_path, {"season.yaml": SEASON + dates})
    assert [(one.slug, one.where) for one in told] == [
        ("season-dates", "content/season.yaml:5:20"),
        ("season-dates", "content/season.yaml:6:21"),
        ("weekday", "content/season.yaml:8:32"),
    ]
    assert told[2].hint == "write Monday, or correct the day"


def test_days_of_a_program_that_are_over_when_the_season_is_issued_are_told(tmp_path: Path) -> None:
    stages = "stages:\n  - {name: Gone, dates: 2018-07-01 to 2019-06-30}\n"
    stages += "  - {name: Now, dates: 2019-06-01 to 2020-06-30}\n"
    told = found(tmp_path, {"season.yaml": SEASON, "programs/primary-care.yaml": make_program(stages)})
    assert [one.slug for one in told] == ["season-dates"]
    assert "the last day is 2019-06-30, before the day of issue (2019-07-01)" in told[0].what


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("We begin on Monday, September 10, 2019.", "en", "Tuesday"),
        ("We begin on Monday, the 10 September 2019.", "en", "Tuesday"),
        ("We begin on Mon 2019-09-10.", "en", "Tuesday"),
        ("Am Montag, dem 10. September 2019, fangen wir an.", "de", "Dienstag"),
        ("Le lundi 10 septembre, nous nous voyons.", "fr", "mardi"),
        ("We begin on Tuesday, September 10, 2019, and in May.", "en", ""),
        ("On Monday, March 2 and on Sunday, May 3, and 3 times on Friday.", "en", ""),
    ],
)
def test_a_day_of_the_week_is_that_of_its_date(tmp_path: Path, text: str, language: str, right: str) -> None:
    files = {
        **story(text),
        "publication.yaml": f"title: Courses\nlanguage: {language}\n",
        "facts.yaml": None,
    }
    files["sections/life.md"] = None
    hints = [one.hint for one in found(tmp_path, files) if one.slug == "weekday"]
    assert hints == ([f"write {right}, or correct the date"] if right else [])


def test_consent_holds_as_long_as_the_brochures(tmp_path: Path) -> None:
    people = "jane-doe:\n  name: Jane Doe\n  consent_until: {}\n"
    until = {"people.yaml": people.format("2019-12-31")}
    (one,) = found(tmp_path, until)
    told = one.slug, one.severity, one.where
    assert told == ("consent-validity", "warning", "content/people.yaml:3:3")
    assert found(tmp_path, {"people.yaml": people.format("2020-06-30")}) == []
    (one,) = found(tmp_path, {**until, "season.yaml": "label: 2019-20\n"})
    assert one.what.startswith("issued is missing, so that nobody can tell whether the consent of 1 person")
    with pytest.raises(ContentError, match=r"consent of Jane Doe ended on 2019-06-30.*\[consent\]"):
        found(tmp_path, {"people.yaml": people.format("2019-06-30")})


def test_what_is_of_an_older_season_is_told_once_a_file(tmp_path: Path) -> None:
    facts = "".join(f"{name}:\n  value: 4\n  label: {name}\n  as_of: {{}}\n" for name in ("first", "second"))
    season = {"season.yaml": SEASON.replace("2019-20", "2020-21").replace("2020-06", "2021-06")}
    bare = {"sections/life.md": "Text."}
    (one,) = found(tmp_path, {"facts.yaml": facts.format("2019-20", "2019-20"), **season, **bare})
    assert (one.slug, one.where) == ("old-facts", "content/facts.yaml:4:3")
    assert one.what == 'as_of "2019-20" is older than the season 2020-21, and so are 1 more in this file'
    fresh = [("2020-21", "2019"), ("2014 to 2020", "August 2020")]
    for first, second in fresh:
        assert found(tmp_path, {"facts.yaml": facts.format(first, second), **season, **bare}) == []


def test_what_nothing_prints_is_noted(tmp_path: Path) -> None:
    files: Files = {
        "publication.yaml": "title: Courses\n",
        "people.yaml": "jane-doe:\n  name: Jane Doe\n",
        "sections/other.md": "Nobody uses this.\n",
        "chapters/city.yaml": "title: City\nline: By the water\n",
        "lists/old.csv": "Name\nJane\n",
    }
    notices = load(make_publication(tmp_path, files)).notices
    assert [(one.where, one.severity) for one in notices if one.slug == "unprinted"] == [
        ("content/chapters/city.yaml", "note"),
        ("content/facts.yaml:5:1", "note"),
        ("content/lists/old.csv", "note"),
        ("content/people.yaml:1:1", "note"),
        ("content/sections/other.md", "note"),
    ]


@pytest.mark.parametrize(("gravity", "severity"), [("error", "error"), ("note", "note"), ("off", "")])
def test_a_publication_says_how_grave_a_check_is(tmp_path: Path, gravity: str, severity: str) -> None:
    settings = {"publication.yaml": f"title: Courses\nchecks: {{value-words: {gravity}}}\n"}
    files = {**fact("5", "four weeks"), **settings}
    if severity == "error":
        with pytest.raises(ContentError, match=r"its words say 4: .four weeks.*\[value-words\]"):
            found(tmp_path, files)
    else:
        assert [one.severity for one in found(tmp_path, files)] == ([severity] if severity else [])


def test_a_check_that_is_not_known_is_told_with_the_one_that_is_meant(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        found(tmp_path, {"publication.yaml": "title: Courses\nchecks: {value-word: note}\n"})
    assert '"value-word" is not a check of content. Hint: perhaps value-words is meant' in str(caught.value)


def test_nothing_is_told_of_what_is_right(tmp_path: Path) -> None:
    """The sample and the rich publication; starters are among their own tests."""
    rich = write_rich(tmp_path / "rich", without=("photographs",))
    for content in (ROOT / "content", rich / "content"):
        told = load(content).notices
        beside = (*BESIDE, "other-contact")
        assert [one for one in told if one.slug in CONTENT_CHECKS and one.slug not in beside] == []


def test_the_page_about_checks_names_each_with_its_gravity() -> None:
    """And no function that checks content is there for nobody."""
    page = (ROOT / "docs/checks.md").read_text("utf-8")
    rows = [f"| `{name}` | {one.gravity} | {one.about} |\n" for name, one in CONTENT_CHECKS.items()]
    assert [row for row in rows if row not in page] == [], "rows that docs/checks.md lacks"
    assert "".join(rows) in page, "rows of docs/checks.md are those of CONTENT_CHECKS in their order"
    text = "".join(path.read_text("utf-8") for path in (ROOT / "brochure/content").rglob("*.py"))
    every = re.findall(r"^def (check_\w+)", text, re.M)
    assert [one for one in every if len(re.findall(rf"\b{one}\(", text)) < 2] == [], "nobody calls them"


def test_files_of_other_programs_are_told_as_none_that_is_read(tmp_path: Path) -> None:
    files: Files = {"Text.docx": b"PK", "pictures/Poster.HEIC": b"x", "notes.odt": b"PK"}
    files["publication.yaml"] = "title: Medicine\n"  # with all checks as they are
    notices = load(make_publication(tmp_path, files)).notices
    told = [one for one in notices if "of this kind" in one.what]
    assert [(str(one.where), one.what, one.hint) for one in told] == [
        (
            "content/Text.docx",
            "no files of this kind are read: Text.docx, notes.odt, pictures/Poster.HEIC",
            "copy what they hold into the content (Word documents are dropped on a text in the studio), or"
            " delete them",
        )
    ]


def test_a_fact_that_a_list_names_twice_is_told(tmp_path: Path) -> None:
    said = make_program(story="{title: The story, facts: [vacation, outpatient, vacation]}")
    notices = load(make_publication(tmp_path, {"programs/primary-care.yaml": said})).notices
    assert [one.what for one in notices] == [
        '"vacation" is there twice in facts, and would be printed twice'
    ]
