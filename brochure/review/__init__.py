"""**review**: what only people can judge, listed for a person, and whether a person has judged it: what a
document says when it is read aloud, what it shows, and what of that is another than before.

    print(transcript(pdf))

`utterances` is what a screen reader says of any PDF, `transcript` the same as text; `appearance_of` is what
it shows besides. `to_review` lists what is left for a person. A judgement holds for one version of a
document, which its fingerprint tells: a review for what is said (`holds`), an approval for all that is said
and shown (`still_holds`). `draft` marks pages that nobody approved. Must not know files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Final

from brochure.errors import Finding
from brochure.model import Judged, Judgement
from brochure.review.appearance import Appearance, SeenMark, SeenPage, Utterance, appearance_in, print_of
from brochure.review.changed_fields import FieldChange, renamed_files
from brochure.review.differences import ComparedVersion, Differences, WordChange, compare, together
from brochure.review.in_print import SaidText, places_in, said_texts, unprinted
from brochure.review.letter import (
    ChangedOnPage,
    ToldPages,
    as_printed,
    differing,
    gathered_rows,
    in_documents,
    pieces_of,
    summary_of,
    summed_up,
)

if TYPE_CHECKING:
    from brochure.review.drafts import draft
    from brochure.review.speaking import appearance_of, formatted, transcript, utterances

__all__ = [
    "Appearance",
    "ChangedOnPage",
    "ComparedVersion",
    "Differences",
    "FieldChange",
    "SaidText",
    "SeenMark",
    "SeenPage",
    "ToldPages",
    "Utterance",
    "WordChange",
    "appearance_in",
    "appearance_of",
    "as_printed",
    "compare",
    "differing",
    "draft",
    "fingerprint",
    "formatted",
    "gathered_rows",
    "holds",
    "in_documents",
    "kept_appearance",
    "pieces_of",
    "places_in",
    "renamed_files",
    "said_texts",
    "still_holds",
    "summary_of",
    "summed_up",
    "to_review",
    "together",
    "transcript",
    "unprinted",
    "utterances",
]

#: Where those are who read or write PDFs: loaded when they are asked for, which most who compare never do.
_LATER: Final = {
    "appearance_of": "speaking",
    "draft": "drafts",
    "formatted": "speaking",
    "transcript": "speaking",
    "utterances": "speaking",
}
SLUG = "review"
#: Roles whose text is an alternative that somebody wrote for what cannot be read.
_ALTERNATIVES = ("figure", "formula")
_ORDER = "whether all is said, once, in an order that makes sense, is for a person to judge"
_HOW = (
    "make_brochure.py transcript {name} prints it; make_brochure.py review {name} --by NAME records your"
    " review"
)


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value


def fingerprint(said: Sequence[Utterance]) -> str:
    """16 hexadecimal digits that change when anything changes that a screen reader says."""
    from brochure.review.speaking import formatted

    return sha256(formatted(said).encode()).hexdigest()[:16]


def holds(review: Judgement, said: Sequence[Utterance]) -> bool:
    """Whether a review is of a document that says this."""
    return review.fingerprint == fingerprint(said)


def kept_appearance(approval: Judgement, written: str) -> Appearance | None:
    """What was approved, as it was written down then; nothing where that is of another version."""
    if print_of(written) == approval.fingerprint:
        with suppress(ValueError):
            return appearance_in(written)
    return None


def still_holds(approval: Judgement, now: Appearance, written: str = "") -> bool:
    """Whether an approval is of a document that says and shows this, as far as anybody can see.

    `written` is what was approved, as it was written down then. Without it the document has to be the same
    to the last tenth of a point.
    """
    if approval.fingerprint == now.fingerprint:
        return True
    before = kept_appearance(approval, written)
    return before is not None and before.is_like(now)


def to_review(
    transcripts: Mapping[str, Sequence[Utterance]], approvals: Mapping[str, Judged]
) -> Iterator[Finding]:
    """What is left to judge: alternatives, each told once in all, and the reading order of each document."""
    told: set[str] = set()
    for name, said in transcripts.items():
        review = approvals.get(name, Judged()).reviewed
        by = f"by {review.by} on {review.on}" if review else ""
        if review and holds(review, said):
            told |= {one.text for one in said if one.role in _ALTERNATIVES}
            yield Finding(name, 0, SLUG, "note", f"reviewed {by}")
            continue
        if review:
            what = f"the review {by} has expired: what is said has changed since"
            yield Finding(name, 0, SLUG, "note", what, "", "review it again")
        for one in said:
            if one.role in _ALTERNATIVES and one.text not in told:
                told.add(one.text)
                what, hint = f'a {one.role} is told as "{one.text}"', "does this say what it shows?"
                yield Finding(name, one.page, SLUG, "note", what, "", hint)
        yield Finding(name, 0, SLUG, "note", _ORDER, "", _HOW.format(name=name))
