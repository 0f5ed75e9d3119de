"""Whatever people write, load gives a publication or tells problems; it never breaks down."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brochure.content import load
from brochure.errors import MOST_TOLD, ContentError
from brochure.model import Publication
from tests.builders.publication import make_program, make_publication

PROGRAM = "programs/primary-care.yaml"
#: Letters, and the signs that mean something to YAML, Markdown, CSV or references.
ANY_TEXT = st.one_of(st.text(max_size=40), st.text("ab {}[]<>:#-*&!|'\"\\\n\t,;.%@`~=0129/()", max_size=40))
FIELDS = [
    *(
        f"{name}: %s"
        for name in ("positions", "eras", "kind", "verified_on", "accent", "stages", "nrmp_code")
    ),
    "training: %s",
    "leaders: %s",
    "leaders: [%s]",
    "leaders: [{name: Jane, photo: %s}]",
    "apply: {web: %s}",
    "training: {facts: [%s]}",
    "training: {sections: [%s]}",
]
quickly = settings(max_examples=40, deadline=None)


def load_or_tell(files: Mapping[str, str | bytes | None]) -> Publication | None:
    """The publication, or None after problems that each name a place and a fault."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(make_publication(Path(folder), files))
        except ContentError as error:
            assert error.problems
            assert all(problem.where.file and problem.what for problem in error.problems)
            return None


MILLION = 1_000_000
BOMBS: Mapping[str, Mapping[str, str | bytes | None]] = {
    "aliases of aliases": {
        "facts.yaml": "a0: &a0 [x, x]\n"
        + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    },
    "aliases of a long text": {
        "facts.yaml": f"a: {{value: &a {'x' * 4 * MILLION}}}\n"
        + "".join(f"f{n}: {{value: *a, label: *a}}\n" for n in range(500))
    },
    "brackets in brackets": {PROGRAM: make_program("back: " + "[" * MILLION)},
    "a long key": {PROGRAM: make_program("? " + "k" * 4 * MILLION + "\n: x\n")},
    "a long id": {PROGRAM: make_program(f"training: {{sections: [{'s' * 4 * MILLION}]}}\n")},
    "a long reference": {PROGRAM: make_program(f"back: '{{{'r' * 90_000}}}'\n")},
    "a long text": {PROGRAM: make_program(promise="x " * MILLION)},
    "a long word": {PROGRAM: make_program(promise="www." * 20_000)},
    "brackets of links": {"sections/life.md": "[a " * 30_000},
    "references to long words": {
        "facts.yaml": f"f: {{value: '{'x ' * 40_000}', label: x}}\n",
        PROGRAM: make_program(f"training: {{title: x, text: '{'{f} ' * 20_000}'}}\n"),
    },
    "more values than anybody has": {PROGRAM: make_program("k: [" + "x," * MILLION + "]\n")},
    "more wrong names than anybody has": {
        "packets/packet.yaml": f"title: x\nprograms: [{'no, ' * 20_000}]\n"
    },
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_told_in_few_short_lines_and_soon(tmp_path: Path, bomb: str) -> None:
    began = process_time()
    with pytest.raises(ContentError) as caught:
        load(make_publication(tmp_path, BOMBS[bomb]))
    lines = [str(problem) for problem in caught.value.problems]
    assert 0 < len(lines) <= MOST_TOLD + 1
    assert all(len(line) < 600 and line.isprintable() for line in lines)
    assert process_time() - began < 10, "seconds"


@pytest.mark.long
@quickly
@given(ANY_TEXT)
def test_any_plain_value(text: str) -> None:
    load_or_tell({PROGRAM: make_program(promise=text).encode("utf-8", "replace")})


@quickly
@given(ANY_TEXT)
def test_any_quoted_value_that_loads_is_kept(text: str) -> None:
    quoted = json.dumps(text.replace("{", "{{").replace("}", "}}"), ensure_ascii=False)
    publication = load_or_tell({PROGRAM: make_program(promise=quoted).encode("utf-8", "replace")})
    if publication:
        assert publication.programs[0].promise == text.strip()


@quickly
@given(ANY_TEXT, st.sampled_from(FIELDS))
def test_any_value_in_any_field(text: str, field: str) -> None:
    quoted = json.dumps(text)
    load_or_tell({PROGRAM: make_program(field % quoted + "\n")})


@quickly
@given(ANY_TEXT)
def test_any_section(text: str) -> None:
    load_or_tell({"sections/life.md": text.encode("utf-8", "replace")})


@quickly
@given(ANY_TEXT)
def test_any_front_matter(text: str) -> None:
    load_or_tell({"sections/life.md": f"---\n{text}\n---\nText.\n".encode("utf-8", "replace")})


@quickly
@given(ANY_TEXT)
def test_any_cell(text: str) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["name", "role"], ["Jane", text]])
    files: dict[str, str | bytes | None] = {PROGRAM: make_program("leaders: staff.csv\n")}
    files["staff.csv"] = sheet.getvalue().encode("utf-8", "replace")
    load_or_tell(files)


@quickly
@given(
    st.binary(max_size=60), st.sampled_from(["season.yaml", "facts.yaml", "sections/life.md", "staff.csv"])
)
def test_any_bytes(data: bytes, name: str) -> None:
    load_or_tell({PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv": "name\nJane\n", name: data})
