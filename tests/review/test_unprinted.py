"""What content says and no format prints is told with its place, by a build of everything and by `check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure import press
from brochure.build import Places, Wish, make_plan
from brochure.cli.app import run
from brochure.compose import Entry
from brochure.model import Made, PrintedContent, Result
from brochure.press.approving import composer_of
from brochure.press.building import find_unprinted
from tests.builders.publication import make_plain_publication, make_program
from tests.builders.rich import write_rich
from tests.builders.sample import ROOT

BODY = """{% extends "base.html.j2" %}
{% block body %}<h1 id="{{ name }}--top" data-label="{{ title }}">{{ title }}</h1>
{% for one in program.story.sections %}<p{{ one.text | place }}>{{ one.text | line }}</p>
{% for person in one.roster %}<p{{ person.name | place }}>{{ person.name }}</p>{% endfor %}{% endfor %}
MORE{% endblock %}
"""


def noticed(folder: Path) -> list[str]:
    """What a build would tell of a publication by what it composes, of which nothing is set."""
    composer = composer_of(Places(folder, folder / "output"))
    plan = make_plan(composer.publication, Wish())
    printed = {job.name: composer.document(job).printed for job in (*plan.jobs, *plan.chapters)}
    for packet in plan.packets:
        programs = [Entry(one.part, 1, program=one.subject) for one in packet.brochures]
        chapters = [Entry(one.part, 1, chapter=one.subject) for one in packet.chapters]
        bound = [one for one in packet.brochures if one.packet]
        own = [
            composer.front(packet, programs, chapters),
            composer.back(packet),
            *map(composer.document, bound),
        ]
        printed[packet.name] = PrintedContent().and_also(*(one.printed for one in own))
    made = {name: Made(name, "", "", Result(b"%"), (), 0, printed=one) for name, one in printed.items()}
    return [f"{one.where} {one.what}" for one in find_unprinted(composer, made)]


@pytest.mark.parametrize("kind", ["", *(pytest.param(one, marks=pytest.mark.long) for one in press.KINDS)])
def test_all_that_the_sample_and_the_starters_say_is_printed(tmp_path: Path, kind: str) -> None:
    if kind:
        press.start(tmp_path / "new", kind)
    assert noticed(tmp_path / "new" if kind else ROOT) == []


@pytest.mark.long
def test_of_much_of_everything_what_is_told_is_printed_nowhere(tmp_path: Path) -> None:
    assert [one.partition(": ")[0] for one in noticed(write_rich(tmp_path, 2))] == [
        "content/lists/names.csv is not printed",
        "content/facts.yaml:34:3 the fact budget is in no document",
        "content/sections/equity.md:3:8 short is in no document",
        "content/sections/research.md:6:1 text is in no document",
        "content/sections/wellness.md:6:1 text is in no document",
    ]


def test_a_build_tells_what_no_format_prints_and_check_remembers_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    story = make_program(story="{short: Only the card says this., sections: [life, team]}")
    folder = make_plain_publication(
        tmp_path,
        {
            "publication.yaml": "title: Courses\n",
            "programs/primary-care.yaml": story,
            "people.yaml": None,
            "facts.yaml": "vacation: {value: 4, label: weeks}\nparts: {value: 40 %, label: outpatient}\n",
            "sections/life.md": "---\ntitle: Life\nshort: In short.\n---\n\n{vacation} off, 40 % in May.\n",
            "sections/team.md": "---\ntitle: Team\nroster: lists/team.csv\n---\n\nAll of us.\n",
            "lists/team.csv": "Name,Hometown,Role\nJo Doe,Bath,Chief\nAl Roe,Hull,\n",
            "chapters/city.yaml": "title: City\nline: By the water\n",
        },
    ).parent
    for form, more in (("brochure", ""), ("card", "<p{{ program.story.short | place }}>x</p>\n")):
        (folder / f"layouts/{form}/{form}.html.j2").write_text(BODY.replace("MORE", more), "utf-8")
    asked = ["--publication", str(folder), "--cache", str(tmp_path / "cache")]
    assert run([*asked, "--jobs", "1", "build"]) == 0
    told = [line for line in capfd.readouterr().err.splitlines() if line.endswith("[unprinted]")]
    assert [line.partition(". Hint: ")[0].removeprefix("note: content/") for line in told] == [
        "chapters/city.yaml: is not printed: no packet binds it",
        "facts.yaml:2:9: the fact parts is in no document",
        'institution.yaml:2:13: short_name is in no document: "Harbor"',
        "lists/team.csv:2:2: hometown is in no document, nor that of 1 more",
        'lists/team.csv:2:3: role is in no document: "Chief"',
        'sections/life.md:2:8: title is in no document: "Life"',
        'sections/life.md:3:8: short is in no document: "In short."',
        'sections/team.md:2:8: title is in no document: "Team"',
    ]
    assert all(". Hint: " in line for line in told)
    assert run([*asked, "check"]) == 0
    again = [line for line in capfd.readouterr().err.splitlines() if line.endswith("[unprinted]")]
    assert again == told
    team = folder / "content/lists/team.csv"
    team.write_text(team.read_text("utf-8") + "Bo Poe,,\n", "utf-8")
    assert run([*asked, "check"]) == 0
    assert "hometown" not in capfd.readouterr().err, "nobody knows what is printed by now"
