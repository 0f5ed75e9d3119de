"""What is left for a person to judge, and how long that judgement holds."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError
from brochure.model import Judged, Judgement, Line
from brochure.review import Utterance, fingerprint, to_review
from tests.builders.command_line import Here
from tests.builders.publication import make_plain_publication, make_publication

SAID = [
    Utterance("document", "Primary Care"),
    Utterance("figure", "A ring", 2),
    Utterance("paragraph", "Words", 2),
]
DAY = date(2019, 7, 1)


def review(text: str) -> Judged:
    return Judged(reviewed=Judgement(by=Line("Jane Doe"), on=DAY, fingerprint=text))


def test_alternatives_and_the_order_are_listed_until_reviewed() -> None:
    found = [str(one) for one in to_review({"primary-care": SAID}, {})]
    assert len(found) == 2
    assert 'primary-care.pdf, page 2: a figure is told as "A ring". Hint:' in found[0]
    assert "transcript primary-care" in found[1]
    assert {one.severity for one in to_review({"primary-care": SAID}, {})} == {"note"}


def test_a_review_holds_while_what_is_said_stays() -> None:
    reviews = {"primary-care": review(fingerprint(SAID))}
    assert [one.what for one in to_review({"primary-care": SAID}, reviews)] == [
        "reviewed by Jane Doe on 2019-07-01"
    ]


def test_a_review_expires_when_anything_else_is_said() -> None:
    changed = [*SAID[:1], Utterance("figure", "Two rings", 2), *SAID[2:]]
    found = [
        one.what for one in to_review({"primary-care": changed}, {"primary-care": review(fingerprint(SAID))})
    ]
    assert found[0].startswith("the review by Jane Doe on 2019-07-01 has expired")
    assert len(found) == 3


def test_an_alternative_is_listed_once_in_all() -> None:
    found = [one for one in to_review({"primary-care": SAID, "packet": SAID}, {}) if "A ring" in one.what]
    assert [one.document for one in found] == ["primary-care"]


def test_a_fingerprint_that_is_none_is_a_problem(tmp_path: Path) -> None:
    said = "primary-care:\n  reviewed:\n    by: Jane\n    on: 2019-07-01\n    fingerprint: soon\n"
    content = make_publication(tmp_path, {"approvals.yaml": said})
    with pytest.raises(ContentError, match=r"content/approvals\.yaml:5:\d+: .*fingerprint"):
        load(content)


def test_a_review_in_the_older_file_holds_and_is_told_how_it_is_written_now(tmp_path: Path) -> None:
    name, print_ = 'Jané "JD": Doe \\ #1', "0123456789012345"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    old = f'primary-care:\n  reviewed_by: "{quoted}"\n  reviewed_on: 2019-07-01\n  text: "{print_}"\n'
    content = make_publication(tmp_path, {"reviews.yaml": old})
    before = load(content)
    (note,) = [one for one in before.notices if "reviews stand in" in one.what]
    assert note.severity == "note" and note.where.startswith("content/reviews.yaml:")
    written = re.search(r"write there (.*) and delete", note.hint)
    assert written
    (content / "reviews.yaml").unlink()
    (content / "approvals.yaml").write_text(written[1], "utf-8")
    after = load(content)
    kept = Judgement(by=Line(name), on=DAY, fingerprint=print_)
    for one in (before, after):
        assert one.approvals["primary-care"].model_dump() == Judged(reviewed=kept).model_dump()
    # Where both say something, the older one is not looked at, and that is told too.
    (content / "reviews.yaml").write_text(old.replace("2019", "2018"), "utf-8")
    both = load(content)
    assert str(both.approvals) == str(after.approvals)
    assert [one.what for one in both.notices if "no longer looked at" in one.what]


def test_the_command_writes_the_review_and_a_build_then_says_who_reviewed(
    tmp_path: Path, here: Here
) -> None:
    content = make_plain_publication(tmp_path)

    def told(*arguments: str | Path, code: int = 0) -> str:
        ended = here("--publication", tmp_path, *arguments)
        assert ended.code == code
        return ended.err

    assert "is for a person to judge" in told("build", "--review")
    pdf = tmp_path / "output/2019-20/screen/primary-care.pdf"
    assert "name a program" in told("review", pdf, "--by", "Jo", code=2)
    assert not (content / "approvals.yaml").exists()
    told("review", "primary-care", "--by", 'Jane "JD" Doe')
    ended = told("build", "--review")
    assert 'reviewed by Jane "JD" Doe on' in ended and "is for a person" not in ended
    told("undo")
    assert not (content / "approvals.yaml").exists()
