"""What no machine can judge of a document, listed for a person, and whether a person has judged it.

Takes transcripts and the reviews of content; gives findings. A review holds for one wording: `fingerprint` tells two apart.
Must not know files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from brochure.errors import Finding
from brochure.model import Review
from brochure.review.transcript import Line, formatted

SLUG = "review"
#: Roles whose text is an alternative that somebody wrote for what cannot be read.
_ALTERNATIVES = ("figure", "formula")


def fingerprint(lines: Sequence[Line]) -> str:
    """16 hexadecimal digits that change when anything changes that a screen reader says."""
    return sha256(formatted(lines).encode()).hexdigest()[:16]


def holds(review: Review, lines: Sequence[Line]) -> bool:
    """Whether a review is of a document that says this."""
    return review.text == fingerprint(lines)


def to_review(transcripts: Mapping[str, Sequence[Line]], reviews: Mapping[str, Review]) -> Iterator[Finding]:
    """What is left to judge: of each document its alternatives, each told once in all, and its reading order."""
    told: set[str] = set()
    for name, lines in transcripts.items():
        review = reviews.get(name)
        if review and holds(review, lines):
            told |= {line.text for line in lines if line.role in _ALTERNATIVES}
            yield Finding(name, 0, SLUG, "note", f"reviewed by {review.reviewed_by} on {review.reviewed_on}")
            continue
        if review:
            what = (
                f"the review by {review.reviewed_by} on {review.reviewed_on} has expired: what is said has"
                " changed since"
            )
            yield Finding(name, 0, SLUG, "note", what, "", "review it again")
        for line in lines:
            if line.role in _ALTERNATIVES and line.text not in told:
                told.add(line.text)
                yield Finding(
                    name,
                    line.page,
                    SLUG,
                    "note",
                    f'a {line.role} is told as "{line.text}"',
                    "",
                    "does this say what it shows?",
                )
        hint = (
            f"make_brochure.py transcript {name} prints it; review {name} --by NAME prints the entry that"
            " records your review"
        )
        yield Finding(
            name,
            0,
            SLUG,
            "note",
            "whether all is said, once, in an order that makes sense, is for a person to judge",
            "",
            hint,
        )


def entry(name: str, lines: Sequence[Line], reviewer: str, day: date) -> str:
    """What content/reviews.yaml is to say of a document as it is now."""
    quoted = reviewer.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}:\n  reviewed_by: "{quoted}"\n  reviewed_on: {day}\n  text: "{fingerprint(lines)}"\n'
