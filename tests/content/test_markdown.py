"""Markdown that print does not know is told at its line, with words that work, and never printed raw."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import Reader
from brochure.errors import ContentError
from brochure.model import basic_reader
from tests.builders.publication import make_program, make_publication

#: A text with one fault each; the line of the text on which it stands, what is said, and the hint.
FAULTS: dict[str, tuple[int, str, str]] = {
    "See [our page] (https://a.example/x).": (
        1,
        "the two halves of a link",
        "write [our page](https://a.example/x).",
    ),
    "Or [form](https://a.example/a b.pdf).": (
        1,
        "a link whose address holds spaces",
        "write %20 for each space",
    ),
    "Or (our page)[https://a.example]": (
        1,
        "the brackets of a link are",
        "write [our page](https://a.example).",
    ),
    "Or [x](https://a.example": (1, 'the link "[x](https://a.example" has no end', "close it with )."),
    "Or [x](www.a.example)": (1, 'the link "www.a.example" leads nowhere', "write https://www.a.example."),
    "Or [x](a@a.example)": (1, 'the link "a@a.example" leads nowhere', "write mailto:a@a.example."),
    "Or <www.a.example>": (1, 'the address "<www.a.example>" is printed', "write www.a.example."),
    "See [a][b]\n\n[b]: https://b.example": (
        3,
        "the address of a link stands apart",
        "write [words](https://b.example)",
    ),
    "Paid.[^9]": (1, 'the note "[^9]" has no words', "write them on a line of their own: [^9]: words."),
    "Paid.[^a b]": (1, 'the name of the note "[^a b]" holds a space', "name it in one word"),
    "Paid\n\n[^8]: Late.": (3, "nothing calls for the note [^8]", "write [^8] after the words"),
    "Paid[^7]\n\n[^7]: a\n[^7]: b": (4, "the note [^7] is written twice", "give one another name."),
    "###Glued": (1, 'the heading "###Glued" is printed', "put a space after them."),
    "A title\n---\nx": (1, 'the line --- below "A title"', "write ### A title, and delete the line below."),
    "```\nrun\n```": (1, 'a text has no place for code: "```"', "delete the line ```."),
    "Type `run` here": (1, 'a text has no place for code: "`run`"', "write run without the marks."),
    "~~Old~~": (1, "words cannot be struck out", "delete them, or write Old."),
    "==Marked==": (1, "words cannot be marked", "write **Marked**."),
    "> [!NOTE]\n> Mind": (1, '"[!NOTE]" would be printed', "delete the line."),
    "| c | d |\n| e | f |": (
        1,
        "a table needs a line of headings",
        "write a table: | Year | Pay |, below it |---|---|",
    ),
    "| g | h | i |\n|---|---|\n| j | k |": (1, "a table needs a line of headings", "write a table:"),
    "| l | m |\n|---|---|\n| n | o | p |": (3, 'the row "| n | o | p |" has 3 cells', "give the headings"),
    "| l | m |\n|---|---|\n| n | o |\nAfter": (
        4,
        '"After" is read as a row',
        "leave an empty line after the table.",
    ),
    "Year\tPay\nPGY-1\t$60,000": (1, "columns that are set with tabs", "write a table:"),
    "Day     Hours\nFriday    9 to 3": (1, "columns that are set with", "write a table:"),
    "• First promise\n• Second": (1, '"• First promise" is no item of a list', 'write "- First promise".'),
    "Some:\n▪ Squared": (2, '"▪ Squared" is no item of a list', 'write "- Squared".'),
    "•\tTabbed\n•\tAgain": (1, '"•', 'write "- Tabbed".'),
    "o\tTabbed too\no\tAgain": (1, "these lines are no list", 'write "- Tabbed too", and the others'),
    "– Dashed\n– Again": (1, "these lines are no list", 'write "- Dashed", and the others'),
    "-Close\n-Again": (1, "these lines are no list", 'write "- Close", and the others'),
    "o Round\no Again": (1, "these lines are no list", 'write "- Round", and the others'),
    "1)Numbered\n2)Again": (1, "these lines are no list", 'write "1. Numbered", and the others'),
    "a) Lettered\nb) Again": (1, "these lines are no list", 'write "1. Lettered", and the others'),
    "I. Roman\nII. Again": (1, "these lines are no list", 'write "1. Roman", and the others'),
    "a. Pointed\nb. Again": (1, "these lines are no list", 'write "1. Pointed", and the others'),
    "✓ Ticked\n✓ Again": (1, "these lines are no list", 'write "- Ticked", and the others'),
    "🎨 Painted\n🎭 Acted": (1, "these lines are no list", 'write "- Painted", and the others'),
    "== A wiki's ==": (1, "words cannot be marked", "write **A wiki's**."),
    "H<sub>2</sub>O": (1, 'HTML is not allowed: "<sub>"', "write the lowered sign itself, such as ₂."),
    "Term\n: its meaning": (
        2,
        '": its meaning" would be printed with its colon',
        "say it in the line above",
    ),
    "Terms\n\n: apart": (3, '": apart" would be printed with its colon', "say it in the line above"),
    ">50 percent of us": (1, 'the > makes ">50 percent of us" a quotation', "write \\>50 percent of us."),
    "+ 44 20 7946": (1, 'the + makes "+ 44 20 7946" an item', "write \\+ 44 20 7946"),
    "- [ ] Untold": (1, "[ ] is printed and not a box to tick", "write the words alone after the -."),
    "One<br>two": (1, 'HTML is not allowed: "<br>"', "write \\ at the end of the line before it."),
    "<table><tr>": (1, 'HTML is not allowed: "<table><tr>"', "write | Year | Pay | with |---|---|"),
    "One.\\n\\nTwo": (1, "\\n is printed as it stands", "write | after the key"),
}
#: What stops nothing and may not be meant.
DOUBTS: dict[str, tuple[int, str, str]] = {
    "Days:\n14. August\n15. September": (
        2,
        "these lines are no list and run together",
        "leave an empty line above",
    ),
    "It is 5*3*2 in all": (1, '"*3" is read as emphasis inside a word', "write \\* to print it"),
    "*see note; 5*3 and 2*4": (1, "is read as emphasis inside a word", "write \\* to print it"),
    "Paid* as said.\n\n* Subject to change": (3, "the * makes", "write a note: [^1]"),
    "In the hos-\npital and in- or outpatient": (
        1,
        "printed in two, with a hyphen",
        "write hospital, or hos-pital",
    ),
    "In the cli- nics, pre- and post-natal": (1, "inside: cli- nics", "write clinics, or cli-nics"),
    "Open:\n\nMon: closed\nTue: 10 to 6\nWed: 10 to 6": (
        3,
        "these lines run together",
        "begin each with a hyphen",
    ),
    "Rooms for\n> 5 people": (2, 'the > makes "> 5 people" a quotation', "write \\> 5 people"),
    "With books\n\n+ a ferry": (3, 'the + makes "+ a ferry" an item', "write \\+ a ferry, or - a ferry"),
    "** Bold ** words": (1, "** is printed as it stands", "write **words** without spaces inside"),
}
#: What is meant as it is written.
FINE = (
    "In- and out, in- oder aus, A- B, Monday- Friday, the first-, second- and third-year",
    "[sic] (see below), [a] and [b](https://a.example)",
    "\\[Our page\\] (https://a.example), \\*\\*, \\`code\\`, \\~~no\\~~",
    "A. Smith\nB. Jones\n(1) one thing",
    "– A dash alone\nand more",
    "→ An arrow alone\nand more.  Two  spaces\n   and  three",
    "Mon: closed\n\nTue: 10 to 6\n\n- Wed: 10\n- Thu: 11\n- Fri: 12",
    "This is so: we walk\nup the hill. There: a house\nand a garden: roses",
    "5 * 3 * 2, a_b_c, 10^6, #1 of all, x > 3, C:\\new, 50 ` or so",
    "> A quotation\n\n* one\n* two\n\n+ plus\n+ more\n\n***\n\nEnd",
    "| Year | Pay |\n|------|----:|\n| 1 | $60,000 |\n\nPaid.[^a] And inline.^[So it is.]\n\n[^a]: Late.",
)


def publication(folder: Path, texts: list[str]) -> tuple[Path, list[int]]:
    """A publication with these texts, and the line before each."""
    said, lines = make_program(story="").rstrip() + "\n  sections:\n", list[int]()
    for text in texts:
        said += "    - text: |\n"
        lines.append(said.count("\n"))
        said += "".join(f"        {line}\n" for line in text.split("\n"))
    return make_publication(folder, {"programs/primary-care.yaml": said}), lines


def test_markdown_that_print_does_not_know_is_told_at_its_line_with_what_to_write(tmp_path: Path) -> None:
    content, lines = publication(tmp_path, list(FAULTS))
    with pytest.raises(ContentError) as caught:
        Reader(content).read()
    told = {problem.where.line: problem for problem in caught.value.problems}
    for above, (line, what, hint) in zip(lines, FAULTS.values(), strict=True):
        problem = str(told.pop(above + line))
        assert f": {what}" in problem
        assert f" Hint: {hint}" in problem
    assert not told


def test_what_is_doubtful_is_told_and_what_is_meant_is_not(tmp_path: Path) -> None:
    content, lines = publication(tmp_path, [*DOUBTS, *FINE])
    told = {int(one.where.split(":")[1]): str(one) for one in Reader(content).read().notices}
    for above, (line, what, hint) in zip(lines, DOUBTS.values(), strict=False):
        assert what in told[above + line] and hint in told.pop(above + line)
    assert not told


def test_a_single_line_holds_no_blocks_and_says_so(tmp_path: Path) -> None:
    points = ["• First", "- Second", "### Third", "Fourth[^1]", "`Fifth`", "Sixth", "# 1 of all"]
    story = "\n  sections:\n    - points:\n" + "".join(f"        - '{point}'\n" for point in points)
    with pytest.raises(ContentError) as caught:
        Reader(make_publication(tmp_path, {"programs/primary-care.yaml": make_program(story=story)})).read()
    hints = [problem.hint for problem in caught.value.problems]
    assert hints[:3] == [
        "write First",
        "write Second, or \\- Second to print the sign",
        "write Third, or \\### Third to print the sign",
    ]
    assert [problem.where.line for problem in caught.value.problems] == [6, 7, 8, 9, 10]


def test_signs_that_nobody_sees_lead_no_link_elsewhere() -> None:
    reader = basic_reader({}, True)
    said = "https://a.example/\u200bapply, [it](https://a.exam\u00adple/b), [me](mailto:j\u2060@a.example)"
    children = reader.parseInline(said, {})[0].children or []
    links = [child.attrs["href"] for child in children if child.type == "link_open"]
    assert links == ["https://a.example/apply", "https://a.example/b", "mailto:j@a.example"]
