"""Numbers as Excel shows them: each format beside what its own TEXT() gives, without room at the ends."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from brochure.content.number_formats import (
    BUILT_IN,
    DAY_ZERO_1904,
    is_moment,
    locale_of,
    shown_number,
    shown_text,
)

#: What Excel 365 writes for its categories Currency and Accounting.
EUROS = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'
DOLLARS = '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"??_);_(@_)'
PHONE = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"
NUMBERS = [
    ("General", "60000", "60000"),
    ("General", "12.5", "12.5"),
    ("General", "-12.5", "-12.5"),
    ("General", "0.333333333333333", "0.333333333"),
    ("General", "1234567.89123456", "1234567.891"),
    ("General", "0.00005", "0.00005"),
    ("General", "4915112345678", "4915112345678"),
    ('General" years"', "3", "3 years"),
    ("@", "2139", "2139"),
    ("0", "12.5", "13"),
    ("0", "-12.5", "-13"),
    ("0", "-0.4", "0"),
    ("0;-0", "-0.4", "-0"),
    ("0.00", "1.5", "1.50"),
    ("0.00", "1.005", "1.01"),
    ("0.0##", "2", "2.0"),
    ("0.##", "5", "5."),
    (".00", "0.5", ".50"),
    ("#.0", "0.5", ".5"),
    ("???.???", "12.5", "12.5"),
    ("00000", "2139", "02139"),
    ("000000", "-42", "-000042"),
    ("#,##0", "1234567", "1,234,567"),
    ("#,##0.00", "-1234.5", "-1,234.50"),
    ("0,000", "5", "0,005"),
    ("#,##0,", "60499", "60"),
    ('0.0,,"M"', "12200000", "12.2M"),
    ("0%", "0.125", "13%"),
    ("0.0%", "0.125", "12.5%"),
    ("0\\ %", "0.4", "40 %"),
    ('"$"#,##0', "60000", "$60,000"),
    ('"$"#,##0', "-60000", "-$60,000"),
    ("[$$-409]#,##0.00", "60000", "$60,000.00"),
    ("[$€-407]\\ #,##0.00", "1234.5", "€ 1,234.50"),
    ("#,##0.00\\ [$€-407]", "1234.5", "1,234.50 €"),
    ("[$CHF-807]\\ #,##0", "75000", "CHF 75,000"),
    ("[$€-de-DE]#,##0", "50", "€50"),
    ("€ 0", "50", "€ 50"),
    ('0" hours"', "12", "12 hours"),
    ("\\P\\G\\Y0", "2", "PGY2"),
    ("000\\-00\\-0000", "123456789", "123-45-6789"),
    (PHONE, "5550100", "555-0100"),
    (PHONE, "2125550100", "(212) 555-0100"),
    ("#,##0_);[Red](#,##0)", "-1234", "(1,234)"),
    ('0;-0;"none"', "0", "none"),
    ('"+"0;"-"0;0', "3", "+3"),
    ("0;0", "-5", "5"),
    ("[Red]0;[Color 12]0", "-5", "5"),
    (DOLLARS, "60000", "$60,000"),
    (DOLLARS, "-60000", "$(60,000)"),
    (DOLLARS, "0", "$-"),
    (EUROS, "60000", "60,000.00 €"),
    (EUROS, "-60000", "-60,000.00 €"),
    ('_("USD"* #,##0_)', "60000", "USD 60,000"),
    ('0;;"zero"', "-1", ""),
    (";;;", "5", ""),
]
#: 2026-03-04 is day 46085, a Wednesday.
MOMENTS = [
    ("yyyy\\-mm\\-dd", "46085", "2026-03-04"),
    ("d/m/yy", "46085", "4/3/26"),
    ("dddd\\,\\ mmmm\\ d\\,\\ yyyy;@", "46085", "Wednesday, March 4, 2026"),
    ("ddd\\ dd\\ mmm\\ yyyy", "46085", "Wed 04 Mar 2026"),
    ("mmmmm\\-yy", "46085", "M-26"),
    ("[$-407]d/\\ mmmm\\ yyyy;@", "46085", "4. März 2026"),
    ("[$-40C]d\\ mmmm\\ yyyy", "46085", "4 mars 2026"),
    ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "46085", "Wednesday, March 4, 2026"),
    ("h:mm", "0.3125", "7:30"),
    ("hh:mm:ss", "0.354166666666667", "08:30:00"),
    ("h:mm AM/PM", "0.3125", "7:30 AM"),
    ("h:mm\\ AM/PM", "0.875", "9:00 PM"),
    ("h AM/PM", "0", "12 AM"),
    ("h\\ A/P", "0.5", "12 P"),
    ("mm:ss.0", "0.00146990740740741", "02:07.0"),
    ("h:mm", "0.37499", "8:59"),
    ("[$-F400]h:mm:ss\\ AM/PM", "0.875", "9:00:00 PM"),
    ("m/d/yyyy h:mm", "46085.5", "3/4/2026 12:00"),
]
UNREAD = [
    "# ?/?",
    "0/8",
    "0.00E+00",
    "##0.0E+0",
    "[h]:mm",
    "[mm]",
    "ge-m-d",
    "[DBNum1]0",
    "0*-",
    '0;"x',
    "0b",
]


@pytest.mark.parametrize(("code", "value", "words"), [*NUMBERS, *MOMENTS])
def test_a_number_is_shown_as_excel_shows_it(code: str, value: str, words: str) -> None:
    assert shown_number(Decimal(value), code, locale_of("en-US")) == words
    assert is_moment(code) == ((code, value, words) in MOMENTS)


@pytest.mark.parametrize(
    ("tag", "code", "value", "words"),
    [
        ("de", "#,##0.00\\ [$€-407]", "60000", "60.000,00 €"),
        ("de", "General", "12.5", "12,5"),
        ("fr", "#,##0\\ [$€-40C]", "60000", "60\u202f000 €"),
        ("de", BUILT_IN[14], "46085", "04.03.2026"),
        ("en-US", BUILT_IN[14], "46085", "3/4/2026"),
        ("en-GB", BUILT_IN[22], "46085.5", "04/03/2026 12:00"),
        ("de", "dd/mm/yyyy", "46085", "04.03.2026"),
        ("fr", "d mmmm yyyy", "46085", "4 mars 2026"),
        ("no such language", "#,##0", "1234", "1,234"),
    ],
)
def test_signs_and_names_are_those_of_the_language(tag: str, code: str, value: str, words: str) -> None:
    assert shown_number(Decimal(value), code, locale_of(tag)) == words


@pytest.mark.parametrize("code", UNREAD)
def test_other_formats_are_not_read(code: str) -> None:
    assert shown_number(Decimal("0.5"), code, locale_of("en")) is None
    assert is_moment("[h]:mm") and is_moment("ge-m-d") and not is_moment("0.00E+00")


@pytest.mark.parametrize("value", ["-1", "0.5", "60", "2958466"])
def test_days_that_excel_does_not_show_are_not_read(value: str) -> None:
    assert shown_number(Decimal(value), "d/m/yyyy", locale_of("en")) is None


def test_some_workbooks_count_days_from_1904() -> None:
    assert shown_number(Decimal(44623), "d/m/yyyy", locale_of("en"), DAY_ZERO_1904) == "4/3/2026"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("General", "Jane"),
        ("0.00", "Jane"),
        (";;;0", "Jane"),
        ('"Dr. "@', "Dr. Jane"),
        (DOLLARS, "Jane"),
        (";;;", ""),
    ],
)
def test_a_text_is_shown_as_the_last_code_says(code: str, words: str) -> None:
    assert shown_text("Jane", code) == words


def test_no_code_whatever_ends_in_a_fault() -> None:
    random = Random(7)
    signs = [
        *'0#?.,%;@/_*\\"[]$-+EeymdhsAP gb€1 ',
        "AM/PM",
        "[$€-407]",
        "[>5]",
        "[Red]",
        "General",
        "[$-F800]",
    ]
    for _ in range(3_000):
        code = "".join(random.choices(signs, k=random.randint(0, 12)))
        value = Decimal(f"{random.choice((0, 1, -1)) * 10 ** random.uniform(-300, 300):.15g}")
        for number in (value, Decimal("46085.5"), Decimal("-0.5")):
            said = shown_number(number, code, locale_of("de"))
            assert said is None or said == said.strip(" ")
        is_moment(code)
        shown_text("Jane", code)
