"""**review**: what only people can judge, listed for a person, and whether a person has judged it: what a
document says when it is read aloud.

    print(transcript(pdf))

`utterances` is what a screen reader says of any PDF, `transcript` the same as text. `to_review` lists
what is left for a person, `entry` is how content records that it was done, `holds` whether that is still
so. A review holds for one wording: `fingerprint` tells two apart. Must not know files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from brochure.errors import Finding
from brochure.model import Review
from brochure.review.speaking import Utterance, formatted, transcript, utterances

__all__ = [
    "Utterance",
    "entry",
    "fingerprint",
    "formatted",
    "holds",
    "to_review",
    "transcript",
    "utterances",
]

SLUG = "review"
#: Roles whose text is an alternative that somebody wrote for what cannot be read.
_ALTERNATIVES = ("figure", "formula")
_ORDER = "whether all is said, once, in an order that makes sense, is for a person to judge"
_HOW = (
    "make_brochure.py transcript {name} prints it; make_brochure.py review {name} --by NAME prints the entry"
    " that records your review"
)


def fingerprint(said: Sequence[Utterance]) -> str:
    """16 hexadecimal digits that change when anything changes that a screen reader says."""
    return sha256(formatted(said).encode()).hexdigest()[:16]


def holds(review: Review, said: Sequence[Utterance]) -> bool:
    """Whether a review is of a document that says this."""
    return review.text == fingerprint(said)


def to_review(
    transcripts: Mapping[str, Sequence[Utterance]], reviews: Mapping[str, Review]
) -> Iterator[Finding]:
    """What is left to judge: alternatives, each told once in all, and the reading order of each document."""
    told: set[str] = set()
    for name, said in transcripts.items():
        review = reviews.get(name)
        by = f"by {review.reviewed_by} on {review.reviewed_on}" if review else ""
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


def entry(name: str, said: Sequence[Utterance], reviewer: str, day: date) -> str:
    """What content/reviews.yaml is to say of a document as it is now."""
    quoted = reviewer.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}:\n  reviewed_by: "{quoted}"\n  reviewed_on: {day}\n  text: "{fingerprint(said)}"\n'
