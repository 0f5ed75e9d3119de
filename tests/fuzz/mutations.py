"""What may happen to a file on its way here: by accident, by another program, or on purpose.

Each mutation takes random numbers and what a file holds, and gives what it holds then; one that does not
fit gives it as it was.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import yaml

Mutation = Callable[[Random, bytes], bytes]

#: Characters that are seen as another, as nothing, or as a sign of YAML, Markdown, CSV or a reference.
CHARACTERS: Final = (
    *"{}[]<>:#-*&!|'\"\\\n\t,;.%@`~=_()?$^+/",
    *"\u00a0\u200b\u200d\u00ad\u2060\ufeff\u202e\u2028\u0085\u3000\uff1a\u2013\u2022\u201c\u201d\u2019\u2026",
    *"\x00\x07\x0b\x1b\x7f\ufffd\ufffe\U0001f600\u0301\u05d0\u0627\u0915\u4e2d\U00010348",
)
#: Values that a key may have and hardly ever means to.
VALUES: Final[tuple[Any, ...]] = (
    None,
    "",
    " ",
    0,
    -1,
    2.5,
    10**30,
    True,
    "yes",
    "null",
    "2019-02-30",
    "2026-10-15",
    "../../secret",
    "/etc/passwd",
    "https://a.example/?b=c",
    "lists/residents.csv",
    "pictures/night.jpg",
    "publication.yaml",
    "family-medicine",
    "{nothing}",
    "{season} {institution.name} {{}",
    "*a **b _c_*",
    "[a](javascript:b)",
    "<b>bold</b>",
    "### Head",
    "| a | b |\n|---|---|\n| c | d |",
    "word" * 2000,
    "x" * 70_000,
    "\u202eabc",
    "ZoÃ« Mu?oz",
    [],
    {},
    ["a", "b"],
    [[[[]]]],
    {"text": "Bonjour", "lang": "fr"},
    {"name": "Jane Doe"},
    {"file": "pictures/night.jpg", "alt": "Hills"},
)
#: Pieces of Markdown that are long, deep or unfinished.
PIECES: Final = (
    "> " * 300,
    "[" * 2000,
    "*" * 3000,
    "`" * 2001,
    "- " * 200,
    "[a](" * 500,
    "<a " * 500,
    "&#x0;&nbsp;&bogus;",
    "\n---\n",
    "\n```\ncode",
    "\n| a |\n|--|",
    "[^1]\n\n[^1]: note",
    "![a](b.png)",
    "[a]{lang=fr}[b]{lang=}",
    "{" * 400,
    "{vacation" * 200,
    "\n# Head\n",
    "<!-- ",
    "1. a\n99999999999. b",
    "a\n===",
)
#: What spreadsheets leave in cells.
CELLS: Final = (
    *("#N/A", "########", "=A1&B1", "+1", "@x", "-", "4.9E+11", "Mu?oz", "ZoÃ«", '"', 'a"b', "a,b", "a;b"),
    *(
        "",
        " ",
        "\n",
        "x" * 40_000,
        "2026-10-15",
        "10/15/2026",
        "1,5",
        "NaN",
        "1e400",
        "Ω",
        "\u202e",
        "sep=;",
    ),
)


def flip(random: Random, data: bytes) -> bytes:
    """A few bytes become others."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(random: Random, data: bytes) -> bytes:
    """The rest is missing."""
    return data[: random.randint(0, len(data))]


def splice(random: Random, data: bytes) -> bytes:
    """A part of it stands elsewhere, once or many times."""
    start = random.randint(0, len(data))
    part = data[start : start + random.choice((1, 5, 80, 2000))]
    at = random.randint(0, len(data))
    return data[:at] + part * random.choice((1, 1, 2, 200)) + data[at:]


def recode(random: Random, data: bytes) -> bytes:
    """Another program has saved it in its own way."""
    text = data.decode("utf-8", "replace")
    wrong = random.choice(("cp1252", "latin-1", "mac_roman"))
    return random.choice(
        (
            lambda: text.encode(random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"))),
            lambda: text.encode(wrong, "replace"),
            lambda: data.decode(wrong, "replace").encode(),
            lambda: b"\xef\xbb\xbf" + data,
            lambda: text.replace("\n", random.choice(("\r\n", "\r", "\n\n", "\u2028"))).encode(),
            lambda: text.encode("ascii", "replace"),
        )
    )()


def sprinkle(random: Random, data: bytes) -> bytes:
    """Signs that nobody sees, or that mean something, come into it."""
    text = list(data.decode("utf-8", "replace"))
    for _ in range(random.choice((1, 1, 3, 20))):
        at = random.randint(0, len(text))
        text[at : at + random.choice((0, 0, 1))] = [random.choice(CHARACTERS) * random.choice((1, 1, 1, 60))]
    return "".join(text).encode("utf-8", "replace")


def rearrange(random: Random, data: bytes) -> bytes:
    """Lines go, come twice, change places, or move to the right."""
    lines = data.decode("utf-8", "replace").split("\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    how = random.randrange(6)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(other, lines[at])
    elif how == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif how == 3:
        lines[at] = random.choice((" ", "    ", "\t", "- ", "# ", "> ", "\u00a0")) + lines[at]
    elif how == 4:
        lines[at] = lines[at].lstrip()
    else:
        lines[at] = lines[at].replace(
            *random.choice(((":", ""), (": ", ":"), ('"', ""), ('"', "“"), ("-", "–")))
        )
    return "\n".join(lines).encode()


def restructure(random: Random, data: bytes) -> bytes:
    """A value, a key or an item of YAML becomes another, goes, or comes twice."""
    head, text, body = _yaml_of(data.decode("utf-8", "replace"))
    try:
        said = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError:
        return data
    for _ in range(random.choice((1, 1, 2, 5))):
        said = _changed(random, said)
    written = yaml.dump(said, allow_unicode=True, sort_keys=False, width=random.choice((40, 1000)))
    return (head + written + body).encode("utf-8", "replace")


def _yaml_of(text: str) -> tuple[str, str, str]:
    """What of a file is YAML, and what stands before and after it."""
    if text.startswith("---\n") and "\n---\n" in text[4:]:
        end = text.index("\n---\n", 4) + 1
        return text[:4], text[4:end], text[end:]
    return "", text, ""


def _changed(random: Random, said: Any) -> Any:
    """The same with one change, somewhere inside."""
    if isinstance(said, dict) and said and random.random() < 0.85:
        key = random.choice(list(said))
        how = random.randrange(8)
        if how == 0:
            return {name: value for name, value in said.items() if name != key}
        if how == 1:
            return {**said, random.choice((f"{key}x", key.upper(), key[:-1], " ", "id", "<<")): said[key]}
        if how == 2:
            return {**said, key: random.choice(VALUES)}
        return {**said, key: _changed(random, said[key])}
    if isinstance(said, list) and said and random.random() < 0.85:
        at = random.randrange(len(said))
        how = random.randrange(5)
        if how == 0:
            return said[:at] + said[at + 1 :]
        if how == 1:
            return said * random.choice((2, 30))
        return [*said[:at], _changed(random, said[at]), *said[at + 1 :]]
    if isinstance(said, str) and random.random() < 0.5:
        return sprinkle(random, said.encode("utf-8", "replace")).decode()
    return random.choice(VALUES)


def annotate(random: Random, data: bytes) -> bytes:
    """Markdown that is long, deep or unfinished."""
    text = data.decode("utf-8", "replace")
    at = random.choice([0, len(text), *(number for number, sign in enumerate(text) if sign in " \n")])
    return (text[:at] + random.choice(PIECES) + text[at:]).encode("utf-8", "replace")


def retype(random: Random, data: bytes) -> bytes:
    """A list as another spreadsheet, or another person, would have left it."""
    text = data.decode("utf-8", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=random.choice(",,;")))
    except csv.Error:
        return data
    rows = [row for row in rows if row] or [[""]]
    for _ in range(random.choice((1, 1, 2, 6))):
        row = random.choice(rows)
        how = random.randrange(7)
        if how == 0:
            row.insert(random.randint(0, len(row)), random.choice(CELLS))
        elif how == 1 and row:
            del row[random.randrange(len(row))]
        elif how == 2:
            rows.insert(random.randint(0, len(rows)), [random.choice(CELLS)] * random.choice((0, 1, 4)))
        elif how == 3:
            rows[:] = rows[: random.randint(1, len(rows))] or [[""]]
        elif row:
            row[random.randrange(len(row))] = random.choice(CELLS)
    said = io.StringIO()
    csv.writer(
        said,
        delimiter=random.choice(",,;\t|"),
        quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        lineterminator=random.choice(("\n", "\r\n", "\r")),
    ).writerows(rows)
    return random.choice(("", "", "", "sep=;\n", "Residents\n\n")).encode() + said.getvalue().encode(
        "utf-8", "replace"
    )


def repack(random: Random, data: bytes) -> bytes:
    """The parts of a workbook change before they are packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError):
        return data
    name = random.choice(list(parts))
    how = random.randrange(6)
    if how == 0:
        del parts[name]
    elif how == 1:
        parts[name] = _retagged(random, parts[name])
    else:
        parts[name] = random.choice((flip, cut, splice, sprinkle))(random, parts[name])
    return pack(parts)


def _retagged(random: Random, data: bytes) -> bytes:
    """Numbers and words inside the marks of XML become others."""
    old = (
        *(b'r="1"', b'r="2"', b's="0"', b't="inlineStr"', b"rId1", b"<v>", b"<row ", b"visible", b"sheet1"),
        *(b"#,##0", b"h:mm", b"0.00", b's="3"', b"46085"),
    )
    new = (
        *(b'r="9999999"', b'r="0"', b's="-1"', b't="s"', b't="e"', b't="n"', b"rId9", b"<v>1e999", b"<v>-5"),
        *(b"[h]", b"[$-407]", b"0.0,,;@", b's="9"', b"", b"<x>"),
    )
    return data.replace(random.choice(old), random.choice(new), random.choice((1, -1)))


def pack(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in parts.items():
            archive.writestr(zipfile.ZipInfo(name), said, zipfile.ZIP_DEFLATED)
    return data.getvalue()


#: What fits any file, and what fits each kind.
ANY: Final[tuple[Mutation, ...]] = (flip, cut, splice, recode, sprinkle)
LINES: Final[tuple[Mutation, ...]] = (*ANY, rearrange, rearrange)
BY_ENDING: Final[Mapping[str, tuple[Mutation, ...]]] = {
    ".yaml": (*LINES, restructure, restructure, restructure, restructure, annotate),
    ".md": (*LINES, restructure, annotate, annotate, annotate),
    ".csv": (*LINES, retype, retype, retype, retype),
    ".xlsx": (*ANY, repack, repack, repack, repack, repack),
}


def mutate(random: Random, name: str, data: bytes) -> tuple[str, bytes]:
    """What a file of this name holds after something happened to it, and what that was."""
    ending = name[name.rfind(".") :]
    mutation = random.choice(BY_ENDING.get(ending, ANY))
    return f"{mutation.__name__} {name}", mutation(random, data)
