"""The recipes of docs/coordinators.md, from the first to the last, word by word on a small publication."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from shutil import copyfile

import pytest

from tests.builders.command_line import Here
from tests.builders.publication import make_picture, make_plain_publication, make_program

PAGE = Path(__file__).resolve().parents[2] / "docs/coordinators.md"
PROGRAM = ".venv/bin/python make_brochure.py "
STAGES = "stages:\n  - {name: Training, length_years: 3}\n"
FILES: dict[str, str | bytes | None] = {
    "publication.yaml": "title: Residency\n",
    "season.yaml": "label: 2019-20\nacademic_year: 2019-2020\n",
    "people.yaml": "jane-doe:\n  name: Jane Doe\n  role: Director\n",
    "programs/primary-care.yaml": make_program(
        f"{STAGES}life:\n  title: Life\n  sections: [life, chief-residents, graduates]\n"
    ),
    "sections/chief-residents.md": "---\ntitle: Classes\n---\n\nEverybody.\n",
    "sections/graduates.md": "---\ntitle: Graduates\nroster: lists/graduates.csv\n---\n\nText.\n",
    "lists/residents.csv": "Name,PGY,School\nZoë Lee,3,Ely\nBo Yu,1,Rye\n",
    "lists/graduates.csv": "Name,Class of\nCy Fox,2018\n",
    "packets/packet.yaml": "title: All of it\n",
    "pictures/team.jpg": make_picture("JPEG", (60, 40)),
}
#: What a command says of the thing that its recipe is about.
SAID = {
    "set facts vacation.value 5": "its words say 4",
    "check": "people",
    "roll-over 2020-21 --graduates graduates --dry-run": "Zoë Lee has been through the last class",
    "compare 2019-20": 'new: "Jo Jones"',
    "approve": "primary-care: nobody has approved it",
    'approve --all --by "Jane Doe"': "packet: approved by Jane Doe",
    "build --edition press": "output/2020-21/press/primary-care.pdf",
    "handover next.pdf": "next.pdf",
}


@pytest.mark.long
def test_every_recipe_does_what_it_says(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_plain_publication(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line for language, block in blocks if not language for line in block.splitlines()]
    assert len(lines) > 30
    before, said = (content / "facts.yaml").read_bytes(), set[str]()
    here("set", "facts", "vacation.value", "9", "--publication", tmp_path)  # what the first line takes back
    for line in lines:
        if line.startswith("cp "):
            copyfile(*line.split()[1:])
            continue
        if line in ("make", f"{PROGRAM}doctor"):  # tests of the set-up and of the doctor run these
            continue
        assert line.startswith(PROGRAM), line
        asked = line.removeprefix(PROGRAM)
        publication = () if asked.startswith("preflight") else ("--publication", tmp_path)
        ended = here(*shlex.split(asked), *publication)
        assert ended.code == 0, f"{line}\n{ended.out}{ended.err}"
        if asked == "undo":
            assert (content / "facts.yaml").read_bytes() == before
        if asked in SAID:
            assert SAID[asked] in ended.out + ended.err, line
            said.add(asked)
    assert said == SAID.keys()
    assert (tmp_path / "next.pdf").is_file() and (tmp_path / "order.pdf").is_file()
    assert (content / "lists/graduates.csv").read_text(
        "utf-8"
    ) == "Name,Class of\nCy Fox,2018\nZoë Lee,2020\n"
    assert (content / "lists/residents.csv").read_text("utf-8").endswith("Bo Yu,2,Rye\nJo Jones,1,\n")
