"""What is left for a person to judge, and how long that judgement holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from brochure.cli.app import run
from brochure.content import load
from brochure.errors import ContentError
from brochure.model import Line, Review
from brochure.review import Utterance, entry, fingerprint, to_review
from tests.builders.publication import make_publication

SAID = [
    Utterance("document", "Primary Care"),
    Utterance("figure", "A ring", 2),
    Utterance("paragraph", "Words", 2),
]
DAY = date(2019, 7, 1)


def review(text: str) -> Review:
    return Review(reviewed_by=Line("Jane Doe"), reviewed_on=DAY, text=text)


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


@pytest.mark.parametrize("who", ["Jane Doe", 'Jane "JD" Doe', "Jané: Doe \\ #1"])
def test_the_entry_that_is_printed_can_be_pasted(tmp_path: Path, who: str) -> None:
    content = make_publication(tmp_path, {"reviews.yaml": entry("primary-care", SAID, who, DAY)})
    found = load(content).reviews["primary-care"]
    assert (found.reviewed_by, found.reviewed_on, found.text) == (who, DAY, fingerprint(SAID))


def test_a_fingerprint_that_is_none_is_a_problem(tmp_path: Path) -> None:
    content = make_publication(
        tmp_path,
        {"reviews.yaml": "primary-care:\n  reviewed_by: Jane\n  reviewed_on: 2019-07-01\n  text: soon\n"},
    )
    with pytest.raises(ContentError, match=r"content/reviews\.yaml:4:\d+: .*fingerprint"):
        load(content)


def test_the_command_prints_the_entry_and_a_build_then_says_who_reviewed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = make_publication(tmp_path)
    assert run(["--publication", str(tmp_path), "build", "--review"]) == 0
    assert "is for a person to judge" in capsys.readouterr().err
    assert run(["--publication", str(tmp_path), "review", "primary-care", "--by", "Jane Doe"]) == 0
    assert not (content / "reviews.yaml").exists()
    (content / "reviews.yaml").write_text(capsys.readouterr().out, "utf-8")
    assert run(["--publication", str(tmp_path), "build", "--review"]) == 0
    ended = capsys.readouterr().err
    assert "reviewed by Jane Doe on" in ended and "is for a person" not in ended
