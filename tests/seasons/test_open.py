"""What holds for a season is open in the next until somebody confirms it, and not printed as true before."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from brochure import press
from brochure.build import Places
from brochure.content.forms import FILES as FORMS
from brochure.content.values import Shape, fields_of, shape_of
from brochure.errors import Where
from brochure.model import Item, Line, Program, Prose, Section
from brochure.model.displays import Sidebar
from brochure.press.files import Files
from brochure.seasons import bound, gone, judged_items
from brochure.seasons.bound import texts_with_figures
from brochure.studio.listing import Listing
from tests.builders.command_line import Here
from tests.builders.publication import make_plain_publication, make_program

SAMPLE = Path(__file__).resolve().parents[2]
FACTS = (
    "# figures\nvacation:\n  value: 4\n  label: weeks of vacation\n  as_of: 2020-21\n  source: Handbook\n"
    "boards:\n  value: 97 %\n  label: passed\n  as_of: 2017 to 2019\n"
)
FILES = {
    "season.yaml": "label: 2020-21\nacademic_year: 2020-2021\nfacts_as_of: the year 2020-2021\n",
    "facts.yaml": FACTS,
    "people.yaml": (
        "jane-doe:\n  name: Jane Doe\n  role: Director\nold:\n  name: Old Name\n  class_of: 1980\n"
    ),
    "lists/class.csv": "Name;Role;Consent until\nAnn Lee;First year;2021-06-30\nBo Yu;Second year;\n",
    "sections/life.md": (
        "---\ntitle: Life\nroster: lists/class.csv\n---\n\nSince 1811, {vacation} and 12 rooms at 45 €.\n"
        "Open 9.30 a.m. to 14h30, call +49 3476 8122-33 between 4-6 hours.\n"
    ),
}
BEGUN = "before: the year 2019-2020\nvalues: {}\n"


def made(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    return make_plain_publication(folder, {**FILES, **(files or {})})


def read(pdf: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(pdf).pages)


def listed(here: Here, folder: Path, *more: str) -> dict[str, str]:
    """The open values by their keys, with what is said of each."""
    ended = here("--publication", folder, "open", "--json", *more)
    lines = map(json.loads, ended.out.splitlines())
    return {one["key"]: one["state"] for one in lines if "key" in one}


def test_nothing_is_open_before_a_season_was_rolled_over(tmp_path: Path, here: Here) -> None:
    """A first season stays quiet, in builds too."""
    made(tmp_path)
    assert listed(here, tmp_path, "--all") == {}
    ended = here("--publication", tmp_path, "build", "primary-care", "--format", "card")
    assert "not confirmed" not in ended.err


def test_what_holds_for_a_season_is_open(tmp_path: Path, here: Here) -> None:
    """Facts, people with a role, rows of lists, figures in texts, each with its place; not what has no
    season: a graduate of 1980, a year that is past, the words of a fact in a sentence."""
    made(tmp_path, {"confirmed.yaml": BEGUN})
    assert listed(here, tmp_path) == {
        "facts.boards": "open",
        "lists/class.Ann Lee": "open",
        "lists/class.Bo Yu": "open",
        "people.jane-doe": "open",
        "sections/life.text": "open",
    }
    out = here("--publication", tmp_path, "open").out
    assert "content/facts.yaml:8:10: open: facts.boards: 97 % passed (as of 2017 to 2019)" in out
    assert "content/lists/class.csv:2:2: open: lists/class.Ann Lee: Ann Lee, First year, agrees until" in out
    found = "12 rooms, 45 €, 9.30 a.m, 14h30, 4-6 hours"
    assert f"figures in the text: {found} (in primary-care)" in out
    assert "\n5 of 6 not confirmed. " in out
    assert out.endswith('confirm KEY --by "Jane Doe" says of one that it holds\n')


def test_a_confirmation_holds_until_the_value_changes(tmp_path: Path, here: Here) -> None:
    """By key and by file; who and when is kept; another value is open again; undo takes it back."""
    content = made(tmp_path, {"confirmed.yaml": BEGUN, "season.yaml": "label: 2021-22\n"})
    where = ("--publication", tmp_path)
    ended = here(*where, "confirm", "vacation", "--all-in", "lists/class.csv", "--by", "Jane Doe")
    assert ended.code == 0
    assert "3 of 6 not confirmed" in ended.out
    ahead = here(*where, "roll-over", "2022-23", "--dry-run").out
    assert "3 of 6 values were never confirmed for 2021-22. Hint: " in ahead
    assert 'such as --by "Jane Doe"' in here(*where, "confirm", "vacation").err
    assert "as_of: 2021-22" in (content / "facts.yaml").read_text("utf-8")
    assert "as_of: 2017 to 2019" in (content / "facts.yaml").read_text("utf-8")
    assert "by: " in (content / "confirmed.yaml").read_text("utf-8")
    states = listed(here, tmp_path, "--all")
    assert {key for key, state in states.items() if state == "confirmed"} == {
        "facts.vacation",
        "lists/class.Ann Lee",
        "lists/class.Bo Yu",
    }
    kept = (content / "confirmed.yaml").read_bytes()
    again = here(*where, "confirm", "--all-in", "lists/class.csv", "--by", "Bo").out.splitlines()
    assert re.fullmatch(
        r"confirmed already: lists/class\.Ann Lee: .* \(by Jane Doe on [-0-9]{10}\)", again[0]
    )
    assert len(again) == 3 and (content / "confirmed.yaml").read_bytes() == kept, "who said so first stays"
    assert "(before that by Jane Doe on" in here(*where, "confirm", "Bo Yu", "--by", "Bo").out
    here(*where, "undo")
    here(*where, "set", "facts.yaml", "vacation.value", "5")
    assert listed(here, tmp_path)["facts.vacation"] == "changed"
    assert here(*where, "confirm", "facts.vacation", "--by", "Jane Doe").code == 0
    assert re.search(r"facts\.vacation.*changed", (content / "confirmed.yaml").read_text("utf-8"))
    for _ in range(3):
        assert here(*where, "undo").code == 0
    assert (content / "confirmed.yaml").read_text("utf-8") == BEGUN
    assert (content / "facts.yaml").read_text("utf-8") == FACTS


def test_what_is_not_confirmed_is_not_printed_as_of_the_season(tmp_path: Path, here: Here) -> None:
    """The colophon says the season before until all is confirmed, whatever season.yaml says by now."""
    made(tmp_path, {"confirmed.yaml": BEGUN})
    colophon = tmp_path / "layouts/card/card.html.j2"
    colophon.write_text(
        colophon.read_text("utf-8").replace("program.promise", "publication.season.facts_as_of"), "utf-8"
    )
    build = ("--publication", tmp_path, "build", "primary-care", "--format", "card")
    ended, pdf = here(*build), tmp_path / "output/2020-21/screen/primary-care-card.pdf"
    assert "the year 2019-2020" in read(pdf)
    assert "5 of 6 values not confirmed" in ended.err
    assert "5 of 6 values not confirmed" in here(*build).err, "also where nothing is made"
    manifest = json.loads((tmp_path / "output/2020-21/manifest.json").read_text("utf-8"))
    assert manifest["open"] == {"open": 5, "of": 6}
    for name in ("facts.yaml", "lists/class.csv", "people.yaml", "sections/life.md"):
        assert here("--publication", tmp_path, "confirm", "--all-in", name, "--by", "Jo").code == 0
    ended = here(*build)
    assert (ended.code, "not confirmed" in ended.err) == (0, False), ended.err
    assert "the year 2020-2021" in read(pdf)
    here("--publication", tmp_path, "undo")
    assert "5 of 6" not in here(*build).err


def test_a_publication_says_from_which_edition_on_all_must_be_confirmed(tmp_path: Path, here: Here) -> None:
    """Nothing is made for the press then; a screen may still be looked at."""
    title = "title: Programs\nunconfirmed: press\n"
    made(tmp_path, {"confirmed.yaml": BEGUN, "publication.yaml": title})
    build = ("--publication", tmp_path, "build", "primary-care", "--format", "card")
    assert here(*build).code == 0
    ended = here(*build, "--edition", "press")
    assert ended.code == 1
    assert ended.err.startswith("content/publication.yaml:2:")
    assert "5 of 6 values are not confirmed for 2020-21" in ended.err
    assert not (tmp_path / "output/2020-21/press/primary-care-card.pdf").exists()


def test_a_new_name_keeps_what_was_confirmed(tmp_path: Path, here: Here) -> None:
    """Of a fact, a list, a section: the key goes along."""
    made(tmp_path, {"confirmed.yaml": BEGUN})
    where = ("--publication", tmp_path)
    for name in ("facts.yaml", "lists/class.csv", "sections/life.md"):
        assert here(*where, "confirm", "--all-in", name, "--by", "Jo").code == 0
    before = listed(here, tmp_path)
    assert here(*where, "rename", "facts.yaml", "vacation", "days-off").code == 0
    assert here(*where, "rename", "lists/class.csv", "lists/all.csv").code == 0
    assert here(*where, "rename", "sections/life.md", "living").code == 0
    assert listed(here, tmp_path) == before == {"people.jane-doe": "open"}
    assert {"facts.days-off", "lists/all.Bo Yu", "sections/living.text"} <= listed(
        here, tmp_path, "--all"
    ).keys()
    # Also where somebody renamed a file by hand, and looks at one of its values again.
    content = tmp_path / "content"
    (content / "lists/all.csv").rename(content / "lists/every.csv")
    section = content / "sections/living.md"
    section.write_text(section.read_text("utf-8").replace("lists/all", "lists/every"), "utf-8")
    assert listed(here, tmp_path) == before
    assert gone(press.check(Places(tmp_path, tmp_path / "output"))) == ()
    assert here(*where, "confirm", "lists/every.Bo Yu", "--by", "Al").code == 0
    assert listed(here, tmp_path) == before
    assert "lists/all.Bo Yu" not in (content / "confirmed.yaml").read_text("utf-8")
    rows = (content / "lists/every.csv").read_text("utf-8").splitlines()
    (content / "lists/every.csv").write_text("\n".join([*rows[:1], *rows[2:]]) + "\n", "utf-8")
    lost = gone(press.check(Places(tmp_path, tmp_path / "output")))
    assert lost == ("lists/all.Ann Lee",), "what is in no file any more"


def test_the_studio_opens_a_season_with_confirmations(tmp_path: Path) -> None:
    """Its list has no entry for what commands keep."""
    made(tmp_path, {"confirmed.yaml": BEGUN})
    files = Files(tmp_path).survey()[0]
    assert all(one.file != "content/confirmed.yaml" for one in Listing(files, []).entries.values())


def test_slips_are_told(tmp_path: Path, here: Here) -> None:
    """A key that no value has, a file without any, nobody who says so."""
    made(tmp_path, {"confirmed.yaml": BEGUN})
    where = ("--publication", tmp_path, "confirm")
    assert "perhaps facts.boards is meant" in here(*where, "facts.bords", "--by", "Jo").err
    assert "nothing in it is bound" in here(*where, "--all-in", "brand.yaml", "--by", "Jo").err
    assert "no value is named" in here(*where, "--by", "Jo").err
    assert "nobody is named" in here(*where, "boards", "--by", " ").err


def test_one_name_twice_has_two_keys(tmp_path: Path) -> None:
    """Two people of one name are two values; the second one's key says so."""
    terms = "apply: {title: Apply}\nlife:\n  sections:\n    - title: Given\n      terms:\n"
    terms += "        - {label: Meals, value: $10}\n        - {label: Meals, value: $20}\n"
    made(tmp_path, {"programs/primary-care.yaml": make_program(terms)})
    keys = [one.item.key for one in judged_items(press.check(Places(tmp_path, tmp_path / "output")))]
    meals = [key.rpartition(".")[2] for key in keys if "Meals" in key]
    assert meals == ["Meals", "Meals (2)"]


def test_the_sample_is_gone_over_in_a_blink() -> None:
    """All of its values, in less of the processor's time than reading them takes."""
    began = time.process_time()
    publication = press.check(Places(SAMPLE, SAMPLE / "output"))
    read = time.process_time()
    assert len(judged_items(publication)) > 40
    assert time.process_time() - read < read - began


class Noted(Sidebar):
    """What a field more makes of a model."""

    remarks: tuple[Line, ...] = ()
    pay: dict[str, Prose] | None = None
    credit: Line | None = None


def test_figures_are_looked_for_in_every_text_field_that_a_model_gets() -> None:
    said = {"title": "Terms", "text": "As before", "remarks": ["It pays $70,000"], "pay": {"a": "12 weeks"}}
    places = {name: Where("content/x.yaml", line, 1) for line, name in enumerate((*said, "credit"), 1)}
    item = Noted.model_validate({**said, "credit": "90 artists"}).placed(places)
    nothing: Any = None
    found = [(one.way, one.says) for one in bound._Walk(nothing).item(item, "x", ())]
    assert found == [
        (("remarks",), "figures in the text: $70,000"),
        (("pay",), "figures in the text: 12 weeks"),
    ]


def test_each_text_in_which_no_figures_are_looked_for_is_one_that_there_is() -> None:
    waiting, models = [shape_of(form) for form in FORMS.values()], set[type[Item]]()
    while waiting:
        shape = waiting.pop()
        inside: list[Shape | None] = [shape.each, shape.values]
        if shape.model and shape.model not in models:
            models.add(shape.model)
            inside += fields_of(shape.model).values()
        waiting += [one for one in inside if one]
    assert {name for model in models for name in model.model_fields} >= bound.NO_FIGURES - {"id"}
    assert texts_with_figures(Program) >= {"promise", "back"} and "name" not in texts_with_figures(Program)
    assert {"text", "points", "variants"} <= texts_with_figures(Section)
