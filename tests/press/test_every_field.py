"""Every text that a program's file may hold stands in its brochure, but for what is known not to."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from brochure.build import Desk, Places, Watcher, Wish
from brochure.content.layout_files import default_kind
from brochure.press import build
from brochure.review import utterances
from tests.builders.markers import Markers
from tests.builders.publication import make_picture, make_publication
from tests.builders.sample import ROOT

#: Why a text may be missing: another variant of it is printed, it is for sentences that refer to it, sources
#: are printed where the publication asks for them, of a leader and of honors only what there is room for.
UNPRINTED = (
    *("sections.text", ".short", ".full_name", ".as_of", ".source", "dial.unit"),
    *("leaders.hometown", "leaders.school", "honors.hometown", "honors.school", "honors.alt"),
)
FACTS = ("vacation", "first", "second", "third")
ALONE = Wish(packets=())


def make_quiet(folder: Path, preferred: str) -> None:
    """Layouts by which a brochure is set once, whatever its pages leave white, in one architecture."""
    architectures = folder / "layouts/architectures"
    architectures.mkdir(parents=True)
    files = sorted((ROOT / "layouts/architectures").glob("*.yaml"))
    shipped = {path: yaml.safe_load(path.read_text("utf-8")) for path in files}
    (units,) = (set(said["units"]) for path, said in shipped.items() if path.stem == preferred)
    for path in files:
        said = {**shipped[path], "quiet": True}
        said["preference"] = 0 if path.stem == preferred else 100
        if path.stem == preferred:  # however long what it lays out is
            said = {key: one for key, one in said.items() if key not in ("pages", "closest")}
        elif units.issuperset(said["units"]):  # another for the same, which the format does not name
            said["named_only"] = True
        if preferred == "stages-page":
            said["carries"] = [one for one in said.get("carries", ()) if one != "within"]
        (architectures / path.name).write_text(yaml.safe_dump(said), "utf-8")
    (folder / "layouts/brochure").mkdir()
    (folder / "layouts/brochure/format.yaml").write_text("line: All, on any number of pages\n", "utf-8")


def make_marked(folder: Path, architecture: str) -> Markers:
    """A publication whose one program has all fields, laid out in this architecture as far as it goes."""
    markers = Markers(default_kind())
    make_quiet(folder, architecture)
    facts = {name: {"value": "4", "label": f"weeks {name}", "share": 40} for name in FACTS}
    make_publication(
        folder,
        {
            "facts.yaml": yaml.safe_dump(facts),
            "programs/primary-care.yaml": None,
            "programs/first.yaml": markers.file("program"),
            "pictures/bay.png": make_picture("PNG", (400, 300)),
        },
    )
    return markers


@pytest.mark.parametrize(
    "architecture",
    ["side", *(pytest.param(one, marks=pytest.mark.long) for one in ("gathered", "stages-page"))],
)
def test_a_brochure_prints_every_text_of_its_program(
    tmp_path: Path, shared: Desk, architecture: str
) -> None:
    markers = make_marked(tmp_path, architecture)
    (one,) = build(Places(tmp_path, tmp_path / "output"), ALONE, Watcher(), shared)
    assert one.path, one.findings
    said = " ".join(line.text for line in utterances(one.path.read_bytes())).lower()
    missing = [path for word, path in markers.where.items() if word.lower() not in said]
    assert len(markers.where) > 300
    manifest = (tmp_path / "output/2019-20/manifest.json").read_text("utf-8")
    assert f'"architecture": "{architecture}"' in manifest
    program = yaml.safe_load((tmp_path / "content/programs/first.yaml").read_text("utf-8"))
    assert said.count("weeks second") == str(program).count("'second'") > 8
    assert [path for path in missing if not path.endswith(UNPRINTED)] == []
