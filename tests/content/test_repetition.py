"""Shared sections: what one program says of its own, and texts that nearly every brochure has."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError
from tests.builders.publication import make_program, make_publication

SECTION = """---
title: Life
short: In short.
variants:
  stanbury: Residents of {program} have {vacation} off, and a laboratory.
---

Residents have {vacation} off.
"""
USES = "{title: The program, sections: [life]}"


def test_a_program_prints_its_own_variant_of_a_shared_section(tmp_path: Path) -> None:
    files = {
        "sections/life.md": SECTION,
        "programs/primary-care.yaml": make_program(story=USES),
        "programs/stanbury.yaml": make_program(name="Stanbury", story=USES),
        "programs/other.yaml": make_program(
            name="Other", story="{sections: [{use: life, text: Its own words.}]}"
        ),
    }
    said = {
        program.id: program.story.sections[0] for program in load(make_publication(tmp_path, files)).programs
    }
    assert (said["stanbury"].text, said["stanbury"].short, said["stanbury"].title) == (
        "Residents of Stanbury have four weeks off, and a laboratory.",
        None,
        "Life",
    )
    assert said["primary-care"].short == "In short."
    assert said["other"].text == "Its own words."
    where = said["stanbury"].text.where if said["stanbury"].text else None
    assert where and (where.file, where.line) == ("content/sections/life.md", 5)


def test_a_variant_for_no_program_is_told_with_the_one_that_is_meant(tmp_path: Path) -> None:
    files = {"sections/life.md": SECTION.replace("stanbury", "primary-cares")}
    with pytest.raises(ContentError) as caught:
        load(make_publication(tmp_path, files))
    assert [str(one) for one in caught.value.problems] == [
        'content/sections/life.md:5:3: there is no program "primary-cares". '
        "Hint: perhaps primary-care is meant."
    ]


def test_a_text_that_stands_in_nearly_every_brochure_is_a_note_that_stops_nothing(tmp_path: Path) -> None:
    names = ("a", "b", "c", "d")
    files: dict[str, str | bytes | None] = {
        f"programs/{name}.yaml": make_program(name=name.upper(), story=USES) for name in names
    }
    files |= {
        "programs/primary-care.yaml": None,
        "sections/life.md": "---\ntitle: Life\n---\n\nAll have it.\n",
    }
    files["programs/d.yaml"] = make_program(name="D", story="{sections: [{use: life, text: Its own.}]}")
    notes = [one for one in load(make_publication(tmp_path, files)).notices if "brochures" in one.what]
    assert [(one.severity, one.where, one.what) for one in notes] == [
        ("note", "content/sections/life.md:5:1", "this text stands in 3 of 4 brochures")
    ]
    files["programs/c.yaml"] = files["programs/d.yaml"]
    assert not [one for one in load(make_publication(tmp_path, files)).notices if "brochures" in one.what]


def test_a_program_that_is_another_s_copy_is_told_with_both_places(tmp_path: Path) -> None:
    said = [f"word{number}" for number in range(60)]
    words, few, more = " ".join(said), " ".join(said[:29]), "other ".join(said)
    files: dict[str, str | bytes | None] = {
        "publication.yaml": "title: Courses\nchecks: {unprinted: off}\n",
        "sections/life.md": None,
        "programs/first.yaml": make_program(story=f"{{text: {words}, lead: Ten words are its own}}"),
        "programs/few.yaml": make_program(
            promise="Few", story=f"{{text: {few} and then others of its own}}"
        ),
        "programs/some.yaml": make_program(promise="Some", story=f"{{text: {words} {more} and more}}"),
        "programs/primary-care.yaml": make_program(story=f"{{text: {words.upper()}}}"),
    }
    told = [one for one in load(make_publication(tmp_path, files)).notices if one.slug == "same-text"]
    of, first = "content/programs/primary-care.yaml", "content/programs/first.yaml"
    assert [(one.where, one.what) for one in told] == [
        (f"{of}:2:10", f"primary-care has the same promise as first ({first}:2:10)"),
        (f"{of}:3:15", f"of 60 words of primary-care 60 are those of first ({first}:3:15)"),
    ]
