"""A document is a draft until somebody approves it as it is, goes to no print shop before, and is one again
when it changes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from brochure import press
from brochure.build import Desk, Places, Watcher, Wish
from brochure.compose import Composer
from brochure.model import Job, PageSource
from brochure.review import appearance_of, transcript, utterances
from tests.builders.command_line import Here
from tests.builders.publication import make_plain_publication, make_program


def test_a_document_is_approved_as_it_is_and_lets_go_when_it_changes(tmp_path: Path, here: Here) -> None:
    asked = {
        "publication.yaml": "title: Residency\napprovals: required\n",
        "packets/packet.yaml": "title: All of it\n",
    }
    content = make_plain_publication(tmp_path, asked)
    shelf, manifest = tmp_path / "output/2019-20/screen", tmp_path / "output/2019-20/manifest.json"

    def told(*arguments: str, code: int = 0) -> str:
        ended = here("--publication", tmp_path, *arguments)
        assert ended.code == code
        return ended.out + ended.err

    def names() -> list[str]:
        return sorted(path.name for path in shelf.glob("*.pdf"))

    assert "primary-care.pdf: it is a draft: nobody has approved it" in told("build")
    assert names() == ["packet-draft.pdf", "primary-care-draft.pdf"]
    files = json.loads(manifest.read_text("utf-8"))["files"]
    assert {entry["status"] for entry in files.values()} == {"draft"}
    drawn = (shelf / "primary-care-draft.pdf").read_bytes()
    refused = told("build", "--edition", "press", code=1)
    assert (
        "packet: is a draft, which goes to no print shop" in refused
        and "primary-care: is a draft" in refused
    )
    assert not (tmp_path / "output/2019-20/press").exists()
    assert told("approve", "packet", code=2).startswith("--by: nobody is named who approves. Hint: ")
    assert "there is no document of this name" in told("approve", "primary-cure", "--by", "Jo", code=2)
    unquoted = told("approve", "primary-care", "--by", "Jane", "Doe", code=2)
    assert "Doe: there is no document of this name. Hint: put words that belong together" in unquoted
    assert 'such as --by "Jane Doe"; there are: ' in unquoted

    told("approve", "primary-care", "--by", "Jane Doe")
    assert "packet.pdf: it is a draft" in told("build")  # its own pages are not approved
    assert names() == ["packet-draft.pdf", "primary-care.pdf"]
    clean = (shelf / "primary-care.pdf").read_bytes()
    assert transcript(drawn).replace(": DRAFT · Primary Care", ": Primary Care", 1) == transcript(clean)
    (page,), (marked,) = appearance_of(clean).pages, appearance_of(drawn).pages
    assert len(marked.marks) > len(page.marks)
    told("approve", "packet", "--by", "Jane Doe")
    assert "a draft" not in told("build")
    assert names() == ["packet.pdf", "primary-care.pdf"]

    # What nobody sees leaves it; a comma lets it go, and the packet with it.
    program = content / "programs/primary-care.yaml"
    program.write_text("# A comment.\n" + program.read_text("utf-8"), "utf-8")
    assert "a draft" not in told("build")
    assert "the same" in told("compare", "approved")
    program.write_text(program.read_text("utf-8").replace("Close to", "Close, to"), "utf-8")
    assert "the approval by Jane Doe on" in told("build") and names() == [
        "packet-draft.pdf",
        "primary-care-draft.pdf",
    ]
    letter = tmp_path / "letter.pdf"
    since = told("compare", "approved", "--pdf", str(letter))
    assert 'primary-care.yaml:4:10 promise: "Close to home" → "Close, to home"' in since
    assert "printed in primary-care 1" in since and "primary-care, page 1: words" in since
    assert sum(one.role == "figure" for one in utterances(letter.read_bytes())) == 2
    assert "not approved of what it holds: primary-care" in told("approve")

    # Under another name it is compared with what it was, and whoever takes over is told how all stands.
    told("rename", "programs/primary-care.yaml", "family")
    since = told("compare", "approved", "--pdf", str(letter))
    assert "Renamed: content/programs/primary-care.yaml to content/programs/family.yaml" in since
    assert 'family.yaml:4:10 promise: "Close to home" → "Close, to home"\n    printed in family 1' in since
    assert sum(one.role == "figure" for one in utterances(letter.read_bytes())) == 2
    sheet = tmp_path / "next.md"
    told("handover", str(sheet))
    said = sheet.read_text("utf-8")
    assert "| family | no longer approved; it changed since | Jane Doe |" in said
    assert "| packet | approved | Jane Doe |" in said and "no longer there" not in said
    told("undo")
    told("undo")
    told("undo")
    assert "nobody has approved it" in told("approve")


def test_a_program_whose_name_ends_in_draft_keeps_its_file(tmp_path: Path, here: Here) -> None:
    programs = {f"programs/{name}.yaml": make_program() for name in ("care", "care-draft")}
    content = make_plain_publication(tmp_path, programs | {"programs/primary-care.yaml": None})
    for wanted in ([], ["care"]):
        assert here("--publication", tmp_path, "build", "--format", "brochure", *wanted).code == 0
        found = (tmp_path / "output/2019-20/screen").glob("*.pdf")
        assert sorted(path.name for path in found) == ["care-draft.pdf", "care.pdf"]
    (content / "publication.yaml").write_text("title: Residency\napprovals: required\n", "utf-8")
    refused = here("--publication", tmp_path, "check")
    assert refused.code == 1 and 'a draft of care would have the name "care-draft" too' in refused.err


def test_what_is_open_is_approved_and_compared_as_it_is_printed(tmp_path: Path, here: Here) -> None:
    """While anything is open, pages say of when facts were: in a build, for an approval, and in a letter."""
    said = "label: {}\nfacts_as_of: spring {}\n"
    content = make_plain_publication(
        tmp_path,
        {
            "publication.yaml": "title: Residency\napprovals: required\n",
            "season.yaml": said.format(2019, 2019),
        },
    )
    layout = tmp_path / "layouts/brochure/brochure.html.j2"
    page = layout.read_text("utf-8").replace("{{ program.promise }}", "{{ publication.season.facts_as_of }}")
    layout.write_text(page, "utf-8")

    def told(*arguments: str) -> str:
        ended = here("--publication", tmp_path, *arguments)
        assert ended.code == 0
        return ended.out + ended.err

    told("build")
    told("roll-over", "2020", "--yes")
    (content / "season.yaml").write_text(said.format(2020, 2020), "utf-8")
    told("approve", "--all", "--by", "Jane Doe")
    assert "a draft" not in told("build", "--edition", "press")
    compared = told("compare", "2019")
    printed, unprinted = compared.split("Changed in content")
    assert "spring" not in printed and "spring 2020" in unprinted


@pytest.mark.long
def test_what_is_made_to_see_how_it_stands_is_not_made_again(
    tmp_path: Path, shared: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For screen, office and site no more is composed than without approvals, and the same is made."""
    settings = "title: Residency\napprovals: {}\n"
    asked = {"publication.yaml": settings.format("required"), "packets/packet.yaml": "title: All of it\n"}
    content = make_plain_publication(tmp_path, asked)
    places, composed = Places(tmp_path, tmp_path / "output"), list[str]()
    document = Composer.document

    def counted(self: Composer, job: Job, *more: object) -> PageSource:
        composed.append(job.name)
        return document(self, job, *more)  # type: ignore[arg-type]

    press.approve(places, shared, (), "Jane Doe", date(2019, 7, 1))
    monkeypatch.setattr(Composer, "document", counted)
    made, counts = dict[str, dict[str, str]](), dict[str, list[Counter[str]]]()
    for setting in ("required", "off"):
        (content / "publication.yaml").write_text(settings.format(setting), "utf-8")
        for edition in ("screen", "office"):
            composed.clear()
            found = press.build(places, Wish(edition=edition), Watcher(), shared)
            made.setdefault(edition, {})[setting] = " ".join(one.sha256 for one in found)
            counts.setdefault(edition, []).append(Counter(composed))
        composed.clear()
        assert press.write_site(places, shared, Watcher()).folder
        counts.setdefault("site", []).append(Counter(composed))
    for edition, (with_approvals, without) in counts.items():
        assert with_approvals <= without and without["primary-care"], edition
    for edition, by_setting in made.items():
        assert by_setting["required"] == by_setting["off"], edition
