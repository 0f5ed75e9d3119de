"""What a document says and shows, when an approval of it still holds, and what the word on a draft leaves as
it was."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher

import pytest

from brochure.model import Judgement, Line
from brochure.review import (
    Appearance,
    SeenMark,
    SeenPage,
    Utterance,
    appearance,
    appearance_in,
    appearance_of,
    draft,
    still_holds,
    transcript,
)
from brochure.review.differences import document_changes
from tests.builders.merging import program
from tests.builders.sample import ROOT

FONT = ROOT / "fonts/BrochureSans-Regular.ttf"
SAID = (Utterance("document", "Care"), Utterance("paragraph", "Four weeks", 1))
MARKS = (
    SeenMark("text", "Four weeks", (72.0, 700.0, 130.0, 710.0), "Serif 10.0 rgb 0.00,0.00,0.00"),
    SeenMark("drawing", "rgb 0.10,0.20,0.30/-", (0.0, 0.0, 100.0, 50.0)),
    SeenMark("picture", "40" * 432, (100.0, 100.0, 200.0, 200.0)),
)
NOW = Appearance((SeenPage(612.0, 792.0, MARKS),), SAID, ("a" * 64,))


def approval(of: Appearance) -> Judgement:
    return Judgement(by=Line("Jane Doe"), on=date(2019, 7, 1), fingerprint=of.fingerprint)


def with_mark(number: int, **changes: object) -> Appearance:
    marks = list(MARKS)
    marks[number] = replace(marks[number], **changes)  # type: ignore[arg-type]
    return replace(NOW, pages=(SeenPage(612.0, 792.0, tuple(marks)),))


def test_an_appearance_is_read_back_as_it_was_written() -> None:
    assert appearance_in(NOW.written) == NOW
    with pytest.raises(ValueError, match="no appearance"):
        appearance_in("[1, 2]\n")


UNSEEN = {
    "moved by less than a tenth of a millimeter": with_mark(0, box=(72.2, 699.8, 130.2, 710.1)),
    "a shade that an encoder brings": with_mark(2, what="44" * 432),
}
SEEN = {
    "a comma": with_mark(0, what="Four, weeks"),
    "moved by a point": with_mark(0, box=(73.0, 700.0, 131.0, 710.0)),
    "larger type": with_mark(0, looks="Serif 10.5 rgb 0.00,0.00,0.00"),
    "another color": with_mark(1, what="rgb 0.10,0.20,0.40/-"),
    "another part of a photograph": with_mark(2, what="40" * 400 + "90" * 32),
    "another photograph": replace(NOW, files=("b" * 64,)),
    "other words for who listens": replace(NOW, said=(*SAID[:1], Utterance("heading", "Four weeks", 1))),
    "a page more": replace(NOW, pages=(*NOW.pages, SeenPage(612.0, 792.0, ()))),
    "a mark less": replace(NOW, pages=(SeenPage(612.0, 792.0, MARKS[:2]),)),
}


@pytest.mark.parametrize("what", UNSEEN)
def test_an_approval_holds_for_what_nobody_would_see(what: str) -> None:
    assert still_holds(approval(NOW), NOW)
    assert still_holds(approval(NOW), UNSEEN[what], NOW.written)
    # Who does not know what was approved cannot tell, nor who is given something else in its place.
    assert not still_holds(approval(NOW), UNSEEN[what])
    assert not still_holds(approval(NOW), UNSEEN[what], UNSEEN[what].written)


@pytest.mark.parametrize("what", SEEN)
def test_an_approval_lets_go_for_what_somebody_would(what: str) -> None:
    assert not still_holds(approval(NOW), SEEN[what], NOW.written)


def test_a_draft_is_seen_on_every_page_and_says_what_it_said() -> None:
    pdf = program(1)
    marked = draft(pdf, "DRAFT", FONT.read_bytes())
    assert ": DRAFT · " in (said := transcript(marked)), "who listens is told by the title"
    assert said.replace("DRAFT · ", "", 1) == transcript(pdf)
    before, after = appearance_of(pdf), appearance_of(marked)
    assert len(after.pages) == len(before.pages) > 1
    for was, page in zip(before.pages, after.pages, strict=True):
        assert page.marks[: len(was.marks)] == was.marks
        drawn = page.marks[len(was.marks) :]
        assert [one.kind for one in drawn] == ["drawing", "drawing"]  # light around dark, on any ground
        for one in drawn:
            assert one.role == "artifact"
            left, bottom, right, top = one.box
            assert 0 < left < right < page.width and 0 < bottom < top < page.height
            assert right - left > page.width / 3
    assert draft(pdf, "DRAFT", FONT.read_bytes()) == marked


def some_texts(chance: random.Random, words: str, many: int) -> list[str]:
    return [" ".join(chance.choices(words, k=chance.randint(1, 9))) for _ in range(many)]


def test_a_text_became_the_one_with_the_most_words_in_common() -> None:
    for seed in range(200):
        chance = random.Random(seed)
        old, new = (list(dict.fromkeys(some_texts(chance, "abcdefghij", 8))) for _ in range(2))
        changes, free = list[tuple[str, str]](), [one for one in reversed(new) if one not in old]
        chunks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for at, one in ((at, one) for at, one in enumerate(old) if one not in new):
            mine = set(one.split())
            shares = {text: len(mine & set(text.split())) / len(mine | set(text.split())) for text in free}
            best = max(shares, key=lambda text: shares[text], default="")
            near = [
                new[n]
                for kind, a, b, c, d in chunks
                if kind == "replace" and a <= at < b
                for n in range(c, d)
            ]
            found = best if shares.get(best, 0) > 0.34 else next((text for text in near if text in free), "")
            free = [text for text in free if text != found]
            changes.append((one, found))
        changes += [("", text) for text in new if text in free]
        shown = [Appearance(said=tuple(Utterance("paragraph", one) for one in some)) for some in (old, new)]
        assert [(one.old, one.new) for one in document_changes("x", *shown).words] == changes


def test_a_text_is_taken_apart_once_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, taken = random.Random(1), list[str]()
    plain = appearance._words
    monkeypatch.setattr(appearance, "_words", lambda one: taken.append(one.text) or plain(one))
    texts = [f"the text of {''.join(chance.choices('abcdefgh', k=12))}" for _ in range(80)]
    shown = [
        Appearance(said=tuple(Utterance("paragraph", one) for one in some))
        for some in (texts[:40], texts[40:])
    ]
    document_changes("x", *shown)
    assert sorted(taken) == sorted(texts)
