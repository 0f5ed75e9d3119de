"""Faults of YAML, word for word, and the limits of the reader."""

from __future__ import annotations

import pytest

from brochure.errors import ContentError, Where
from brochure.model import parse_yaml

UNREADABLE = "this is not YAML: the line cannot be read"
AT_THE_MARGIN = "the line is not indented, so it does not belong to the text of line 1"
INDENT = "put 2 spaces before it, and before each line of that text"
A_SPACE = "write an ordinary space in its place"
DELETE = "delete it; it cannot be seen"
OPEN_QUOTES = "the quotes opened here are never closed"
CLOSE = "add the closing quote"
CLOSE_OR_APOSTROPHE = f"{CLOSE}, or put the whole value in double quotes, if this is an apostrophe"
KEYS_IN_TEXT = "the words of c hold a colon, so that they are read as keys"
BAR = "write c: | and begin the text on the line below it, indented as its other lines are"
SINGLE = "use single quotes, in which a backslash is a backslash"
#: A slip, where it is told, in which words, the hint, and what stands there when that is followed.
SLIPS = (
    (
        "name: Care: Boston",
        "1:11",
        UNREADABLE,
        'put the value in quotes, for it holds a colon: name: "Care: Boston"',
        'name: "Care: Boston"',
    ),
    ("a: 1\nname: 'Primary\nb: 2", "2:7", OPEN_QUOTES, CLOSE_OR_APOSTROPHE, "a: 1\nname: 'Primary'\nb: 2"),
    ("n: 'Primary\nb: 'x'\nc: d\n", "1:4", OPEN_QUOTES, CLOSE_OR_APOSTROPHE, "n: 'Primary'\nb: 'x'\nc: d\n"),
    (
        "name: @home",
        "1:7",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: name: "@home"',
        'name: "@home"',
    ),
    (
        "name: `home`",
        "1:7",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: name: "`home`"',
        'name: "`home`"',
    ),
    (
        "name: %home",
        "1:7",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: name: "%home"',
        'name: "%home"',
    ),
    (
        "name: **bold**",
        "1:8",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: name: "**bold**"',
        'name: "**bold**"',
    ),
    (
        "- **bold**",
        "1:4",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: - "**bold**"',
        '- "**bold**"',
    ),
    (
        "name: & Sons",
        "1:8",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: name: "& Sons"',
        'name: "& Sons"',
    ),
    (
        "name: [x](y) z",
        "1:10",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: name: "[x](y) z"',
        'name: "[x](y) z"',
    ),
    (
        "name: {season} z",
        "1:8",
        '"season" stands in { } without a colon and a value',
        "put the whole value in quotes if it begins with {, or write a key, a colon and a value",
        'name: "{season} z"',
    ),
    (
        "name: {season}",
        "1:8",
        '"season" stands in { } without a colon and a value',
        "put the whole value in quotes if it begins with {, or write a key, a colon and a value",
        'name: "{season}"',
    ),
    (
        "name: *bold",
        "1:7",
        '"*bold" refers to nothing',
        "put the value in quotes if it begins with *",
        'name: "*bold"',
    ),
    (
        "name: &bold x",
        "1:7",
        '"&bold" names a value that nothing refers to',
        "put the value in quotes",
        'name: "&bold x"',
    ),
    (
        "name: !bold x",
        "1:7",
        'the tag "!bold" is not allowed',
        "put the value in quotes if it begins with !",
        'name: "!bold x"',
    ),
    (
        "name: !!python/object:os.system x",
        "1:7",
        'the tag "tag:yaml.org,2002:python/object:os.system" is not allowed',
        "put the value in quotes if it begins with !",
        'name: "!!python/object:os.system x"',
    ),
    (
        "name: > 5 years",
        "1:9",
        UNREADABLE,
        ("begin the text on the line below >, indented; or put the value in quotes if it begins with >"),
        'name: "> 5 years"',
    ),
    (
        "text: | Words here\nb: c",
        "1:9",
        UNREADABLE,
        ("begin the text on the line below |, indented; or put the value in quotes if it begins with |"),
        "text: |\n    Words here\nb: c",
    ),
    ("a:\n\tb: 1", "2:1", UNREADABLE, "indent with spaces; YAML allows no tabs there", "a:\n  b: 1"),
    (
        "a:\n  - b\n\t- c\n",
        "3:1",
        UNREADABLE,
        "indent with spaces; YAML allows no tabs there",
        "a:\n  - b\n  - c\n",
    ),
    ("a:\n-\tb\n", "2:2", UNREADABLE, "put a space after the hyphen, no tab", "a:\n- b\n"),
    (
        "a:\n  b: x\n    c: y",
        "3:5",
        UNREADABLE,
        "put 2 spaces before it, as before the line above",
        "a:\n  b: x\n  c: y",
    ),
    ("a: x\nb:Close\nc: {}", "2:1", UNREADABLE, "put a space after the colon", "a: x\nb: Close\nc: {}"),
    ("a:\n- name:Jane", "2:3", UNREADABLE, "put a space after the colon", "a:\n- name: Jane"),
    (
        "name: x\n  role:Director",
        "2:3",
        "the line continues the text above it, since its colon has no space after it",
        "put a space after the colon, and indent it as the other keys are",
        "name: x\nrole: Director",
    ),
    (
        "a: x\nb\nc: y",
        "2:1",
        UNREADABLE,
        "put a colon after the key, or indent the line if it continues a text",
        "a: x\nb:\nc: y",
    ),
    (
        "a: x\npromise Three years\nc: y",
        "2:1",
        UNREADABLE,
        "put a colon after the key: promise: Three years; or indent a line that continues",
        "a: x\npromise: Three years\nc: y",
    ),
    (
        'a: x\n"promise:" Three years',
        "2:1",
        UNREADABLE,
        "write the key without quotes: promise: Three years",
        "a: x\npromise: Three years",
    ),
    (
        "a: x\npromise — Three years",
        "2:9",
        "— stands where YAML needs a colon",
        "write a colon and a space: promise: Three years",
        "a: x\npromise: Three years",
    ),
    (
        "a:\n  - A form\n  A photo\n  - A pen",
        "3:3",
        UNREADABLE,
        "begin each item with a hyphen and a space: - A photo; or indent a line that continues",
        "a:\n  - A form\n  - A photo\n  - A pen",
    ),
    (
        "a: x\n// Ask Ana\nb: y",
        "2:1",
        "// begins no remark in YAML",
        "write # in place of //: # Ask Ana",
        "a: x\n# Ask Ana\nb: y",
    ),
    (
        "a: x\n<!-- Ask Ana -->\nb: y",
        "2:1",
        "<!-- begins no remark in YAML",
        "write # in place of <!--: # Ask Ana",
        "a: x\n# Ask Ana\nb: y",
    ),
    (
        "a: ? what",
        "1:4",
        UNREADABLE,
        'put the value in quotes, for YAML reserves its first sign: a: "? what"',
        'a: "? what"',
    ),
    (
        '{"a": "x",\n "b": {"c": "y"},\n',
        "1:1",
        "the bracket opened here is not closed as YAML needs it",
        "add the closing bracket, or put the value in quotes if it begins with a bracket",
        '{"a": "x",\n "b": {"c": "y"}}\n',
    ),
    (
        "a:\n  b: |\n    Come and see.\nOpening hours: 9 to 5",
        "4:1",
        "the line is not indented, so it does not belong to the text of line 2",
        "put 4 spaces before it, and before each line of that text",
        "a:\n  b: |\n    Come and see.\n    Opening hours: 9 to 5",
    ),
    ("a: 'x',\nb: 'y',", "1:7", UNREADABLE, "delete the , behind the quotes: a: 'x'", "a: 'x'\nb: 'y'"),
    (
        'a: {b: ["x" "y"]}',
        "1:12",
        UNREADABLE,
        'put a comma between the values: a: {b: ["x", "y"]}',
        'a: {b: ["x", "y"]}',
    ),
    ("- One\n-Two", "2:1", UNREADABLE, "put a space after the hyphen", "- One\n- Two"),
    (
        "a: - One\n  - Two",
        "1:4",
        UNREADABLE,
        "begin the list on the line below its key; or put the value in quotes if it is a text",
        "a:\n  - One\n  - Two",
    ),
    (
        "a: 'it's'",
        "1:8",
        UNREADABLE,
        'write the value in double quotes, for it holds an apostrophe: a: "it\'s"',
        'a: "it\'s"',
    ),
    (
        "a: 'Residents' voices",
        "1:16",
        UNREADABLE,
        ("write the value in double quotes, for it holds an apostrophe: a: \"'Residents' voices\""),
        "a: \"'Residents' voices\"",
    ),
    (
        'a: "so "called" x"',
        "1:9",
        UNREADABLE,
        "write the whole value in single quotes, for it holds double ones: a: 'so \"called\" x'",
        "a: 'so \"called\" x'",
    ),
    (
        'a: "Three" years',
        "1:12",
        UNREADABLE,
        "write the whole value in single quotes, for it holds double ones: a: '\"Three\" years'",
        "a: '\"Three\" years'",
    ),
    (
        'a: "Three" years in John\'s valley',
        "1:12",
        UNREADABLE,
        (
            "write the whole value in single quotes, for it holds double ones; each apostrophe in "
            "it is written twice: a: '\"Three\" years in John''s valley'"
        ),
        "a: '\"Three\" years in John''s valley'",
    ),
    (
        'a: {b: "Salary" first, c: d}',
        "1:8",
        UNREADABLE,
        "put the whole value of b in quotes: a: {b: '\"Salary\" first', c: d}",
        "a: {b: '\"Salary\" first', c: d}",
    ),
    (
        'a: "C:\\data"',
        "1:7",
        UNREADABLE,
        "use single quotes, in which a backslash is a backslash: a: 'C:\\data'",
        "a: 'C:\\data'",
    ),
    (
        'a: "C:\\new"',
        "1:7",
        '"\\n" in double quotes is not a backslash and a letter, but a sign of its own',
        SINGLE,
        "a: 'C:\\new'",
    ),
    (
        'a: "C:\\table"',
        "1:7",
        '"\\t" in double quotes is not a backslash and a letter, but a sign of its own',
        SINGLE,
        "a: 'C:\\table'",
    ),
    (
        'a: "C:\\users"',
        "1:7",
        UNREADABLE,
        "use single quotes, in which a backslash is a backslash: a: 'C:\\users'",
        "a: 'C:\\users'",
    ),
    (
        'a: "x\\a"',
        "1:6",
        '"\\a" in double quotes is not a backslash and a letter, but a sign of its own',
        SINGLE,
        "a: 'x\\a'",
    ),
    ("a: 1\na: 2", "2:1", 'the key "a" is given twice', "it stands on line 1 too; keep one", "a: 1"),
    ("a: 1\na:", "2:1", 'the key "a" is given twice', "it stands on line 1 too; keep one", "a: 1"),
    (
        "a: {b: 1, b: 2}",
        "1:11",
        'the key "b" is given twice',
        "it stands on line 1 too; keep one",
        "a: {b: 1}",
    ),
    (
        "<<: {a: b}",
        "1:1",
        "merge keys (<<) are not allowed",
        "write the keys out, or use a shared section",
        "a: b",
    ),
    ("[a]: b", "1:1", "a key must be a word", "if a value begins with { or [, put it in quotes", '"[a]": b'),
    (
        "a: b\n---\nc: d",
        "2:1",
        "a second document begins here",
        "delete the line ---, or split the file",
        "a: b\nc: d",
    ),
    (
        "a: {label: Salary, value: $60,000, note: x}",
        "1:27",
        "the value of value ends at the comma, and what follows it has no colon",
        'put the value in quotes, for it holds a comma: value: "$60,000"',
        'a: {label: Salary, value: "$60,000", note: x}',
    ),
    (
        "a: {credentials: MD, MPH, PhD, role: Chair}",
        "1:18",
        "the value of credentials ends at the comma, and what follows it has no colon",
        'put the value in quotes, for it holds a comma: credentials: "MD, MPH, PhD"',
        'a: {credentials: "MD, MPH, PhD", role: Chair}',
    ),
    (
        "a: [{b: {c: d, e f}}]",
        "1:13",
        "the value of c ends at the comma, and what follows it has no colon",
        'put the value in quotes, for it holds a comma: c: "d, e f"; or write a colon after e if that is a'
        " key",
        'a: [{b: {c: "d, e f"}}]',
    ),
    (
        "a: {role:Director of x}",
        "1:5",
        '"role:Director of x" stands in { } without a colon and a value',
        "put a space after the colon: role: Director of x",
        "a: {role: Director of x}",
    ),
    (
        "a: {name: Max, role:Director}",
        "1:16",
        '"role:Director" stands in { } without a colon and a value',
        "put a space after the colon: role: Director",
        "a: {name: Max, role: Director}",
    ),
    (
        "a: {name: Max, role：Director}",
        "1:20",
        "：, fullwidth colon (U+FF1A), stands where YAML needs a colon",
        "write a colon and a space: role: Director",
        "a: {name: Max, role: Director}",
    ),
    (
        "a: {name: Max role: Director}",
        "1:11",
        UNREADABLE,
        "put a comma before role, or the whole value of name in quotes",
        "a: {name: Max, role: Director}",
    ),
    (
        "a: {name: Max; role: Director}",
        "1:11",
        UNREADABLE,
        "put a comma before role, or the whole value of name in quotes",
        "a: {name: Max, role: Director}",
    ),
    (
        "a: {label: Note: this}",
        "1:12",
        UNREADABLE,
        'put the whole value of label in quotes: a: {label: "Note: this"}',
        'a: {label: "Note: this"}',
    ),
    ("a: {name: Max, role:}", "1:20", UNREADABLE, "put a space after the colon", "a: {name: Max, role: }"),
    (
        "a: {label: “Salary, first”, value: “x”}",
        "1:12",
        "the value of label ends at the comma, and what follows it has no colon",
        'curly quotes do not count in YAML; use straight ones: label: "Salary, first"',
        'a: {label: "Salary, first", value: "x"}',
    ),
    (
        "a: [$60,000, x]",
        "1:5",
        "$60,000 is read as two items, for a comma divides them in [ ]",
        'put the value in quotes: "$60,000"',
        'a: ["$60,000", x]',
    ),
    (
        "a: [“One, two”, x]",
        "1:5",
        "“One, two” is read as two items, for a comma divides them in [ ]",
        'curly quotes do not count in YAML; use straight ones: "One, two"',
        'a: ["One, two", x]',
    ),
    (
        "a: [x, y\nb: c",
        "1:4",
        "the bracket opened here is never closed",
        "add ] at its end",
        "a: [x, y]\nb: c",
    ),
    (
        "a: {x: y\nb: c",
        "1:4",
        "the bracket opened here is never closed",
        "add } at its end",
        "a: {x: y}\nb: c",
    ),
    (
        "a: “Training: how”",
        "1:4",
        UNREADABLE,
        'curly quotes do not count in YAML; use straight ones: a: "Training: how"',
        'a: "Training: how"',
    ),
    (
        "a: „Training: how“",
        "1:4",
        UNREADABLE,
        'curly quotes do not count in YAML; use straight ones: a: "Training: how"',
        'a: "Training: how"',
    ),
    (
        "a: «One» and: two",
        "1:4",
        UNREADABLE,
        ('put the whole value in straight quotes; curly ones do not count in YAML: a: "«One» and: two"'),
        'a: "«One» and: two"',
    ),
    ("“a”: b", "1:1", "the key stands in curly quotes", "write it without quotes", "a: b"),
    (
        "accent: #12314A",
        "1:9",
        "accent is empty, for YAML takes #12314A for a remark",
        'put the value in quotes: accent: "#12314A"',
        'accent: "#12314A"',
    ),
    (
        "value: #1 in the state",
        "1:8",
        "value is empty, for YAML takes #1 in the state for a remark",
        'put the value in quotes: value: "#1 in the state"',
        'value: "#1 in the state"',
    ),
    (
        "a:\n  - One\n  – Two\nb: c",
        "3:3",
        "the line begins with –, en dash (U+2013), which is no hyphen to YAML",
        "write a hyphen and a space in place of each –: - Two",
        "a:\n  - One\n  - Two\nb: c",
    ),
    (
        "a:\n  – One\n  – Two",
        "2:3",
        "the line begins with –, en dash (U+2013), which is no hyphen to YAML",
        "begin each item on a line of its own, with a hyphen in place of –",
        "a:\n  - One\n  - Two",
    ),
    (
        "a:\n  • One\n  • Two",
        "2:3",
        "the line begins with •, bullet (U+2022), which is no hyphen to YAML",
        "begin each item on a line of its own, with a hyphen in place of •",
        "a:\n  - One\n  - Two",
    ),
    (
        "a:\n  * One\n  * Two",
        "2:3",
        "the line begins with *, which is no hyphen to YAML",
        "write a hyphen and a space in place of each *: - One",
        "a:\n  - One\n  - Two",
    ),
    (
        "a:\n  — name: Max\n    role: x",
        "2:3",
        "the line begins with —, em dash (U+2014), which is no hyphen to YAML",
        "write a hyphen and a space in place of each —: - name",
        "a:\n  - name: Max\n    role: x",
    ),
    (
        "name：X\nb: c",
        "1:5",
        "：, fullwidth colon (U+FF1A), stands where YAML needs a colon",
        "write a colon and a space: name: X",
        "name: X\nb: c",
    ),
    (
        "name = X\nb: c",
        "1:6",
        "= stands where YAML needs a colon",
        "write a colon and a space: name: X",
        "name: X\nb: c",
    ),
    (
        "b: c\nname=X",
        "2:5",
        "= stands where YAML needs a colon",
        "write a colon and a space: name: X",
        "b: c\nname: X",
    ),
    (
        "a:\xa0One\nb: c",
        "1:3",
        "a no-break space (U+00A0) stands where YAML needs its own signs",
        A_SPACE,
        "a: One\nb: c",
    ),
    (
        "a:\n  b:\xa0One",
        "2:5",
        "a no-break space (U+00A0) stands where YAML needs its own signs",
        A_SPACE,
        "a:\n  b: One",
    ),
    (
        "a:\n\xa0\xa0b: c",
        "2:1",
        "a no-break space (U+00A0) stands where YAML needs its own signs",
        A_SPACE,
        "a:\n  b: c",
    ),
    (
        "a:\n  b: c\n\u2009\u2009d: e",
        "3:1",
        "a thin space (U+2009) stands where YAML needs its own signs",
        A_SPACE,
        "a:\n  b: c\n  d: e",
    ),
    (
        "a:\n-\xa0One\n-\xa0Two",
        "2:2",
        "a no-break space (U+00A0) stands where YAML needs its own signs",
        A_SPACE,
        "a:\n- One\n- Two",
    ),
    (
        "\u200bname: x",
        "1:1",
        "a zero width space (U+200B) stands where YAML needs its own signs",
        DELETE,
        "name: x",
    ),
    (
        "na\xadme: x",
        "1:3",
        "a soft hyphen (U+00AD) stands where YAML needs its own signs",
        DELETE,
        "name: x",
    ),
    (
        "a: b\n\u2060c: d",
        "2:1",
        "a word joiner (U+2060) stands where YAML needs its own signs",
        DELETE,
        "a: b\nc: d",
    ),
    ("a: |\nText here\nand more\nb: c", "2:1", AT_THE_MARGIN, INDENT, "a: |\n  Text here\n  and more\nb: c"),
    ("a: |\nNote: this is so\nb: c", "2:1", AT_THE_MARGIN, INDENT, "a: |\n  Note: this is so\nb: c"),
    ("a: |\n  One.\n\nTwo words\nb: c", "4:1", AT_THE_MARGIN, INDENT, "a: |\n  One.\n\n  Two words\nb: c"),
    (
        "a: |\n  One.\n\nTwo words: three\nb: c",
        "4:1",
        AT_THE_MARGIN,
        INDENT,
        "a: |\n  One.\n\n  Two words: three\nb: c",
    ),
    (
        "a: |\nb: c",
        "1:4",
        "there is no text below it",
        "indent the text that belongs here, or delete the key",
        "b: c",
    ),
    (
        "a:\n  b: >-\n    One.\n  c:\n    The hall was built: long ago\n    and more.\n",
        "5:5",
        KEYS_IN_TEXT,
        BAR,
        "a:\n  b: >-\n    One.\n  c: |\n    The hall was built: long ago\n    and more.\n",
    ),
    (
        "a:\n  c: We meet.\n\n    There is one: here\n    and more.\n  d: x\n",
        "2:3",
        KEYS_IN_TEXT,
        BAR,
        "a:\n  c: |\n    We meet.\n\n    There is one: here\n    and more.\n  d: x\n",
    ),
    (
        "c:\n  The hall was built: long ago.\nd: x",
        "2:3",
        KEYS_IN_TEXT,
        BAR,
        "c: |\n  The hall was: old.\nd: x",
    ),
    (
        "a: Two words\n  b: x\n  c: y",
        "1:4",
        'a has "Two words" behind it, and keys below it',
        "delete the words behind a:, if these keys are its own, or indent them as a is",
        "a:\n  b: x\n  c: y",
    ),
    ('a: "Two words\nb: x\nc: "$5"', "1:4", OPEN_QUOTES, CLOSE, 'a: "Two words"\nb: x\nc: "$5"'),
    ('a: "Two words\nb:\n- x\n- y\nc: "$5', "1:4", OPEN_QUOTES, CLOSE, 'a: "Two words"\nb: x\nc: "$5"'),
    ('- {a: "Two, b: x}\n- {a: "c", b: d}', "1:7", OPEN_QUOTES, CLOSE, '- {a: "Two", b: x}'),
    (
        "{a: x, b: 1,5}",
        "1:11",
        "the value of b ends at the comma, and what follows it has no colon",
        'write b: 1.5 if that is a number; else put the value in quotes, for it holds a comma: b: "1,5"',
        "{a: x, b: 1.5}",
    ),
    ("&a [*a]", "1:5", '"*a" refers to nothing', "put the value in quotes if it begins with *", '"&a [*a]"'),
    ('a: "x\\x07"', "1:4", "holds the control character U+0007", "delete it", "a: x"),
)


@pytest.mark.parametrize(("text", "place", "what", "hint", "mended"), SLIPS)
def test_a_slip_is_told_at_its_place_and_its_hint_mends_it(
    text: str, place: str, what: str, hint: str, mended: str
) -> None:
    with pytest.raises(ContentError) as caught:
        parse_yaml(text, "x.yaml")
    assert str(caught.value) == f"x.yaml:{place}: {what}. Hint: {hint}."
    parse_yaml(mended, "x.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "a: “Two words” and – more\n",
        "a: One\n  – as ever – two\n",
        "a: it's fine, isn't it?\n",
        "- \u00a0One\n",
        "a: 1\u00a0000 beds\nb: Dr.\u00a0Ada\n",
        'a: "two\\nlines, caf\\u00e9, \\"so\\", C:\\\\new"\n',
        "a: {b: 'x, y', c: 9:00 pm, d: https://x.org}\n",
        "a: {b: x, c: }\n",
        "a: [1, 200, $6]\n",
        "a: 7 = seven; so\n",
        "- mailto:jane@x.org\n- tel:+1 617\n- 9:30\n",
        'a: "first line\n  note: second\n  third"\nb: x\n',
        "a:\n  Name of the school: school\n  Year of the class: class_of\n",
        "a : One\nb: |\n  Text\n\n  more: yes\nc: >-\n  folded\n",
    ],
)
def test_what_looks_like_a_slip_and_is_none_is_read(text: str) -> None:
    assert parse_yaml(text, "x.yaml")


def test_aliases_cannot_be_a_bomb() -> None:
    text = (
        "a0: &a0 [x, x]\n"
        + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 31))
        + "b: *a30\n"
    )
    with pytest.raises(ContentError, match="holds more than 100,000 values"):
        parse_yaml(text, "x.yaml")


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- "])
def test_depth_cannot_be_a_bomb(bracket: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_yaml(bracket * 100_000, "x.yaml")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~"])
def test_nothing_is_none(text: str) -> None:
    assert parse_yaml(text, "x.yaml") is None


def test_keys_and_values_know_their_places() -> None:
    table = parse_yaml("a: 1\nb:\n  - x\n  - c: y\n", "x.yaml")
    assert table == {"a": "1", "b": ["x", {"c": "y"}]}
    assert table.places["b"] == Where("x.yaml", 2, 1)
    assert [item.where for item in table["b"]] == [Where("x.yaml", 3, 5), Where("x.yaml", 4, 5)]
    assert table["b"][1]["c"].where == Where("x.yaml", 4, 8)
