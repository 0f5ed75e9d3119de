"""Words as they are printed: quotes, dashes, spaces that do not break, nothing that is taken for HTML."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from brochure.compose.markup import (
    MAY_END,
    balance,
    breakable,
    closed,
    line,
    place,
    prose,
    tie_last,
    title,
    with_notes_numbered,
)
from brochure.compose.template_values import shown
from brochure.errors import Where
from brochure.model import Line, Quoted, Text, plain, polish
from brochure.model.parts import Match
from brochure.model.text import Prose

NB, THIN = "\u00a0", "\u202f"


def printed(words: str, language: str = "en-US") -> str:
    """A line of content as HTML, without what says where an address may be divided."""
    return str(line(words, language)).replace(MAY_END, "")


@pytest.mark.parametrize(
    ("language", "quoted"),
    [
        ("en-US", "He said “yes, ‘sure’ it’s.”"),
        ("en", "He said “yes, ‘sure’ it’s.”"),
        ("de-DE", "He said „yes, ‚sure‘ it’s.“"),
        ("fr-FR", f"He said «{THIN}yes, ‹{THIN}sure{THIN}› it’s.{THIN}»"),
        ("ES", "He said «yes, “sure” it’s.»"),
        ("xx", "He said “yes, ‘sure’ it’s.”"),
    ],
)
def test_quotes_follow_the_language(language: str, quoted: str) -> None:
    assert printed("He said \"yes, 'sure' it's.\"", language).replace(NB, " ") == quoted


@pytest.mark.parametrize(
    ("written", "set"),
    [
        ("wards -- and clinics", "wards – and clinics"),
        ("wards---clinics", "wards—clinics"),
        ("wait...", "wait…"),
        ("40 % of it", f"40{THIN}% of it"),
        ("9:00 pm or 10 am", f"9:00{THIN}pm or 10{THIN}am"),
        ("10 percent and 8 h", f"10{THIN}percent and 8{THIN}h"),
        ("Costs: € 1.150 or 45 EUR", f"Costs: €{NB}1.150 or 45{THIN}EUR"),
        (
            "call +49 3476 8122-31 or (617) 555 0123 now",
            f"call +49{NB}3476{NB}8122-31 or (617){NB}555{NB}0123 now",
        ),
        ("+49 (0) 3476 8122 311 44", "+49 (0) 3476 8122 311 44"),
        ("in 2019 or 0.5 to 12 345 678", "in 2019 or 0.5 to 12 345 678"),
        ("4 in 10 residents", "4 in 10 residents"),
        ("10 pmol, 5 hats", "10 pmol, 5 hats"),
        ("Dr. Ada, Mrs. Bo, St. Mary, pp. 4", f"Dr.{NB}Ada, Mrs.{NB}Bo, St.{NB}Mary, pp.{NB}4"),
        ("J. F. Kennedy", f"J.{NB}F.{NB}Kennedy"),
        ("It ended. Then", "It ended. Then"),
        ("2019-20", "2019–20"),
        ("(1811-1911), 2019-20.", "(1811–1911), 2019–20."),
    ],
)
def test_dashes_and_spaces_are_set_as_a_typesetter_would(written: str, set: str) -> None:
    assert polish(written) == set


@pytest.mark.parametrize(
    "code",
    [
        "617-726-2000",
        "1-800-1999-20",
        "(555) 2019-2000-1",
        "1234140C0",
        "2019-07-01",
        "A-2019-20",
        "2019-20-B",
        "4812-20",
        "well-known",
        "https://x.example/a--b/2019-20/...",
        "http://x.example/2019-2020",
        "www.x.example/a---b",
        "a--b@x.example",
    ],
)
def test_numbers_codes_and_addresses_stay_as_they_are(code: str) -> None:
    assert polish(code) == code
    assert polish(f"2019-20 -- {code} -- 40 %") == f"2019–20 – {code} – 40{THIN}%"


@pytest.mark.parametrize(
    "written",
    [
        "Call (555) 2010-4567 or (555) 2010-2015, fax 555 2010-2015.",
        "ISBN 978-3-16-148410-0, ISSN 1550-1736, ISSN: 2010-2015, Tel. 2010-2015",
        "2026-11-28 and 2026-11, 10-12-2026, C-1999-2001, 1999-2001-B, 2010-2015/7, #2010-2015",
        "room 1999-1811, code 2010-2015, 4-5 years",
    ],
)
def test_hyphens_of_numbers_and_codes_stay_hyphens(written: str) -> None:
    assert polish(written) == written


def test_ranges_of_years_and_pages_have_a_dash() -> None:
    written = "2019-2023, 1999-00, (1811-1911), pp. 3-5, pages 10-12, S. 7-9, p. 9-3"
    said = f"2019–2023, 1999–00, (1811–1911), pp.{NB}3–5, pages 10–12, S. 7–9, p.{NB}9-3"
    assert polish(written) == said


@pytest.mark.parametrize(
    ("written", "set"),
    [
        (
            "The class of '26 liked the '90s, rock 'n' roll.",
            "The class of ’26 liked the ’90s, rock ’n’ roll.",
        ),
        ("the residents' lounge of '26, 'tis so", "the residents’ lounge of ’26, ’tis so"),
        ("'Twas in '99 that 'it' began", "’Twas in ’99 that ‘it’ began"),
        ("'s ochtends in '26", "’s ochtends in ’26"),
        ("rock'n'roll and James' own", "rock’n’roll and James’ own"),
        ('She is 5\'10", a sheet 8.5" x 11" large', 'She is 5\'10", a sheet 8.5" x 11" large'),
        ("\"'Yes,' she said.\"", "“‘Yes,’ she said.”"),
        ('("so") -- "so"--"so"', "(“so”) – “so”–“so”"),
        ('"*so*" and "**so** it *is*", ["so"](https://x.example)', "“so” and “so it is”, “so”"),
        ('"It goes on', "“It goes on"),
        ('it goes on."', "it goes on.”"),
        ('\\"as written\\"', '"as written"'),
        ("see https://x.example/it's/'26 now", "see https://x.example/it's/'26 now"),
    ],
)
def test_apostrophes_and_quotes_are_what_was_meant(written: str, set: str) -> None:
    assert unescape(re.sub("<.*?>", "", printed(written))).replace(NB, " ") == set


@pytest.mark.parametrize(
    ("language", "quoted"),
    [
        ("de-CH", "«so» ‹so›"),
        ("pt-BR", "“so” ‘so’"),
        ("pt-PT", "«so» “so”"),
        ("pl", "„so” «so»"),
        ("sv-SE", "”so” ’so’"),
        ("ru", "«so» „so“"),
        ("it", "«so» “so”"),
    ],
)
def test_quotes_are_those_of_the_language_and_of_its_region(language: str, quoted: str) -> None:
    assert printed("\"so\" 'so'", language).replace(NB, " ") == quoted


@pytest.mark.parametrize(
    ("written", "links"),
    [
        ("See www.harbor.example/a--b.", {"https://www.harbor.example/a--b": "www.harbor.example/a--b"}),
        (
            "(https://x.example/2019-20/a_b_c)",
            {"https://x.example/2019-20/a_b_c": "https://x.example/2019-20/a_b_c"},
        ),
        (
            "Mail o.b@x.example, c@x.org!",
            {"mailto:o.b@x.example": "o.b@x.example", "mailto:c@x.org": "c@x.org"},
        ),
        ("To o'b@x.example", {"mailto:o'b@x.example": "o'b@x.example"}),
        ("[www.x.example](https://y.example)", {"https://y.example": "www.x.example"}),
        ("https://x.example/_a_/b", {"https://x.example/_a_/b": "https://x.example/_a_/b"}),
        ("https://x.example/a%20b", {"https://x.example/a%20b": "https://x.example/a%20b"}),
        ("At the end.In May, x.org, ftp://x.org and @home", {}),
    ],
)
def test_bare_addresses_are_links_and_stay_as_they_are_written(written: str, links: dict[str, str]) -> None:
    assert dict(re.findall('<a href="([^"]*)"[^>]*>(.*?)</a>', printed(written))) == links
    assert plain(written) == re.sub(r"\[(.*)\]\(.*\)", r"\1", written)


@pytest.mark.parametrize(
    ("written", "items"),
    [
        ("2026. A good year for all.", ["p: 2026. A good year for all."]),
        ("14. August", ["p: 14. August"]),
        ("007. Bond", ["p: 007. Bond"]),
        ("2025. One\n2026. Two", ["p: 2025. One", "p: 2026. Two"]),
        ("4. four\n5. five", ["li 4: four", "li 5: five"]),
        ("1. one\n1. two\n1. three", ["li 1: one", "li 2: two", "li 3: three"]),
        ("1. one\n3. three\n7. seven", ["li 1: one", "li 3: three", "li 7: seven"]),
        (
            "2026. A year\n\nAnd\n\n4. four\n5. five",
            ["p: 2026. A year", "p: And", "li 4: four", "li 5: five"],
        ),
        ("1. one\n\nText\n\n2. two", ["li 1: one", "p: Text", "li 2: two"]),
        ("9. nine\n\n   14. August", ["p: 9. nine", "p: 14. August"]),
    ],
)
def test_numbers_stay_as_they_are_written(written: str, items: list[str]) -> None:
    html, found, number = str(prose(Prose(written), "en", 4)), list[str](), 0
    for tag, attributes, words in re.findall(r"<(p|li|ol)([^>]*)>([^<\n]*)", html):
        said = re.search(r'(?:start|value)="(\d+)"', attributes)
        if tag == "p":
            found.append(f"p: {words}")
        elif tag == "ol":
            number = int(said[1]) - 1 if said else 0
        else:
            number = int(said[1]) if said else number + 1
            found.append(f"li {number}: {words}")
    assert [one.replace(NB, " ") for one in found] == items


def test_a_hyphen_that_does_not_break_needs_no_glyph_of_its_own() -> None:
    written = Prose("a 24\u2011hour shift, and more of it")
    assert "24\u2060-\u2060hour" in prose(written, "en", 3)
    assert plain(written) == "a 24-hour shift, and more of it"


@pytest.mark.parametrize(
    ("address", "pieces"),
    [
        ("residency.office@north-lake.example.edu", "residency. office@ north- lake. example.edu"),
        ("https://harbor.example/gme/how-to-apply", "https://harbor. example/ gme/ how- to-apply"),
        ("j.doe@x.org", "j.doe@x.org"),
    ],
)
def test_a_long_address_is_divided_behind_its_signs_and_not_near_its_end(address: str, pieces: str) -> None:
    assert breakable(address).replace(MAY_END, " ") == pieces
    assert MAY_END in line(f"Write to {address} soon", "en") or pieces == address


def test_the_address_of_a_link_and_what_it_shows_stay_as_they_are() -> None:
    address = "https://x.example/a--b/2019-20"
    assert printed(f"<{address}>") == f'<a href="{address}" class="address">{address}</a>'
    assert printed(f"[2019-20 -- here]({address})") == f'<a href="{address}">2019–20 –\u2060{NB}here</a>'


@pytest.mark.parametrize(
    ("words", "limit", "tied"),
    [
        ("one two ok", 5, f"one two{NB}ok"),
        ("one two three", 5, f"one two{NB}three"),
        ("one two three", 4, "one two three"),
        ("one two", 5, "one two"),
        ("one", 5, "one"),
        ("", 5, ""),
    ],
)
def test_a_short_last_word_never_stands_alone(words: str, limit: int, tied: str) -> None:
    assert tie_last(words, limit) == tied


def test_paragraphs_lines_and_titles_all_tie_their_last_word() -> None:
    assert f"to{NB}it</p>" in prose(Prose("There is more to it"), "en", 4)
    assert printed("There is more to it").endswith(f"to{NB}it")
    assert str(title("Where the graduates go", "en", 40)).endswith(f"graduates{NB}go")


def test_no_line_begins_with_the_space_behind_a_dash() -> None:
    assert f"–\u2060{NB}tiles" in line("The town of Lisbon – tiles", "en")
    assert f"–\u2060{NB}Azulejos" in prose(Prose("The town of Lisbon – Azulejos"), "en", 3)
    assert f"–\u2060{NB}the" in title("São João: Azulejos – the old town", "en", 20)


def test_last_words_that_fill_a_line_are_not_tied_so_that_the_one_before_them_is_not_left_alone() -> None:
    name = "Combined Internal Medicine, Pediatrics and Adolescent Psychiatry"
    assert str(title(name, "en", 24)).endswith(f" Adolescent{NB}Psychiatry")
    assert NB not in str(title(name, "en", 20))


@pytest.mark.parametrize(
    ("words", "limit", "last"),
    [
        ("Two thousand births a year, and the time to follow them home", 60, "the time to follow them home"),
        ("Mend the system while you work in it", 38, "you work in it"),
        (
            "From the ward to the bench, with four protected years that nobody takes back",
            36,
            "nobody takes back",
        ),
        ("Applied otorhinolaryngology", 60, "otorhinolaryngology"),
        ("Two centuries on the wards", 29, "on the wards"),
        ("Both", 60, "Both"),
    ],
)
def test_the_last_line_of_a_title_is_no_remnant(words: str, limit: int, last: str) -> None:
    together = closed(words, limit)
    assert together.replace(NB, " ") == words
    assert together.split(" ")[-1].replace(NB, " ").endswith(last)
    assert len(together.split(" ")[-1]) <= max(limit // 2, max(map(len, words.split())))
    assert title(words, "en", limit).split(" ")[-1] == together.split(" ")[-1]


@pytest.mark.parametrize(
    "words",
    [
        "Three years across the whole of medicine",
        "Physician Scientist Pathway",
        "One two three four five six seven",
    ],
)
def test_a_title_for_two_lines_breaks_near_its_middle_and_nowhere_else(words: str) -> None:
    balanced = balance(words, 22)
    first, second = balanced.split(" ")
    assert balanced.replace(NB, " ") == words
    assert max(len(first), len(second)) <= 22
    assert abs(len(first) - len(second)) <= max(map(len, words.split()))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Short",
        "Exactly twenty-two abc",
        "x" * 30,
        "a title that is so long that two lines will never hold it",
    ],
)
def test_a_title_for_one_line_or_for_many_is_left_alone(words: str) -> None:
    assert balance(words, 22) == words


def test_every_block_of_a_text_says_on_which_line_it_was_written() -> None:
    text = Prose("One\nstill one\n\nTwo\n\n- a\n- b\n\n### Head\n\n> quote", Where("content/x.md", 10))
    html = str(prose(text, "en", 4))
    assert '<p data-source="content/x.md:10">One' in html
    assert '<p data-source="content/x.md:13">Two' in html
    assert '<li data-source="content/x.md:15">a' in html
    assert '<li data-source="content/x.md:16">b' in html
    assert '<h4 data-source="content/x.md:18">Head' in html
    assert '<p data-source="content/x.md:20">quote' in html


def test_a_text_without_a_place_says_none() -> None:
    assert "data-source" not in prose(Prose("One\n\n- a"), "en", 4)
    assert place(Line("One")) == ""
    assert place("One") == ""


def test_a_line_says_its_place_even_if_the_name_of_its_file_is_odd() -> None:
    assert place(Line("One", Where("content/a.yaml", 3, 7))) == ' data-source="content/a.yaml:3:7"'
    assert place(Line("One", Where('a" onload="b', 3))) == ' data-source="a&#34; onload=&#34;b:3"'


FACT = Where("content/facts.yaml", 9, 5)


def quoting(kind: type[Text], before: str, words: str, after: str) -> Text:
    """A text in which a fact says some words."""
    quoted = (Quoted(len(before), len(before + words), FACT),)
    return kind(before + words + after, Where("content/x.md", 4, 3), quoted=quoted)


@pytest.mark.parametrize(
    ("before", "words", "after", "said"),
    [
        ('They have *"some', "four weeks", '"* off.', [12, "fourweeks", "content/facts.yaml:9:5"]),
        ("Oder [was]{lang=en} -- ", "[quatre semaines]{lang=fr}", "", [7, "quatresemaines", FACT]),
    ],
)
def test_words_of_a_fact_say_their_own_place_without_a_span_that_would_set_them_apart(
    before: str, words: str, after: str, said: list[object]
) -> None:
    text = quoting(Line, before, words, after)
    attributes = re.fullmatch(r' data-source="content/x.md:4:3" data-quoted="(.*)"', place(text))
    assert attributes and json.loads(unescape(attributes[1])) == [[*said[:2], str(FACT)]]
    assert line(text, "en") == line(str(text), "en")
    blocks = prose(quoting(Prose, f"One.\n\n- {before}", words, after), "en", 4)
    assert re.findall("<(\\w+)[^>]* data-quoted=", blocks) == ["li"]
    assert attributes[1].replace("&#34;", "&quot;") in blocks


def test_a_field_that_is_no_text_says_the_place_of_its_key() -> None:
    match = shown(
        Match(year=2019, specialty=Line("Cardiology", FACT)).placed({"year": Where("content/m.csv", 2, 1)})
    )
    assert place(match, "year") == ' data-source="content/m.csv:2:1"'
    assert place(match, "specialty") == ' data-source="content/facts.yaml:9:5"'
    assert place(match, "count") == ""


@pytest.mark.parametrize(("level", "tag"), [(2, "h2"), (3, "h3"), (4, "h4"), (9, "h6")])
def test_headings_inside_a_text_stand_below_the_heading_above_it(level: int, tag: str) -> None:
    assert f"<{tag}>Head</{tag}>" in prose(Prose("### Head"), "en", level)


@pytest.mark.parametrize(
    "raw",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "<!DOCTYPE html>",
        "</p></div>",
        "a <br/> b",
        "<style>p{}</style>",
    ],
)
def test_raw_html_is_printed_and_never_obeyed(raw: str) -> None:
    escaped = raw.replace("<", "&lt;").replace(">", "&gt;")
    assert printed(f"x {raw}").replace(NB, " ") == f"x {escaped}"
    assert str(title(f"x {raw}", "en", 0)).replace(NB, " ") == f"x {escaped}"
    assert str(prose(Prose(raw), "en", 4)).replace(NB, " ").strip() == f"<p>{escaped}</p>"


def test_what_no_address_or_number_can_be_is_read_soon_and_stays_as_it_is() -> None:
    for written in ("www." * 5000, "://" * 5000, f"pp. {'1' * 5000}-{'2' * 5000}", f"{'9' * 5000}. a"):
        assert printed(written).replace(NB, " ") == written


def test_a_line_that_is_a_link_itself_has_none_inside() -> None:
    written = "*See* www.x.example and [here](https://x.example)"
    shown = line(written, "en", links=False).replace(MAY_END, "")
    assert shown.replace(NB, " ") == "<em>See</em> www.x.example and here"


def test_a_link_that_would_run_a_script_is_printed_and_leads_nowhere() -> None:
    assert printed("[x](javascript:run)") == "[x](javascript:run)"


@pytest.mark.parametrize(
    "words",
    [
        "    Set in by four spaces",
        "`Back` and ticks",
        "```\nA fence\n```",
        "[Note]: here",
        "[a][b]\n\n[b]: x.example",
    ],
)
def test_code_and_definitions_are_words_like_any_others(words: str) -> None:
    html = str(prose(Prose(words), "en", 4))
    assert "<code" not in html and "<pre" not in html and "<a" not in html
    assert re.sub(r"\W", "", re.sub(r"<.*?>", "", html)) == re.sub(r"\W", "", words)


def test_letters_of_symbol_typefaces_stay_what_they_are_in_every_text() -> None:
    signs = "".join(map(chr, range(0xE000, 0xF900)))
    note = Prose(f"One{signs}two 5'10\" [^a]\n\n[^a]: Three")
    made = with_notes_numbered(f"{prose(note, 'en', 4)}<b>{signs}</b>{printed(signs)}", "doc")
    assert made.count(signs) == 3 and "doc--note-1-1" in made
    fact = Text(f"a {signs} b", Where("a.yaml", 1, 1), quoted=(Quoted(0, 1, Where("facts.yaml", 2, 3)),))
    assert json.loads(unescape(str(place(fact))).split("data-quoted=")[1][1:-1]) == [
        [0, "a", "facts.yaml:2:3"]
    ]


def test_ampersands_quotes_and_angles_are_escaped() -> None:
    assert printed('A & B "C" 1 < 2 > 0') == f"A &amp; B “C” 1 &lt; 2 &gt;{NB}0"
    assert printed("&amp; &lt;") == "&amp; &lt;"


def test_emphasis_is_kept_and_plain_text_drops_it() -> None:
    assert printed("*one* and **two**") == "<em>one</em> and <strong>two</strong>"
    assert (
        plain("*one* and **two**, [three](https://x.example), 2019-20 & <b>")
        == "one and two, three, 2019–20 & <b>"
    )
