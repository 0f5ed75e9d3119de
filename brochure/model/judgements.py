"""What people have judged of documents: approvals and reviews, each bound to a fingerprint."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from brochure.model.text import Day, Item, Line

#: What tells one version of a document from another.
FINGERPRINT: Final = r"^[0-9a-f]{16}$"


class Judgement(Item):
    """That a person has judged a document, as it was then."""

    by: Annotated[Line, Field(description="Who judged it.")]
    on: Annotated[Day, Field(description="Day of the judgement (YYYY-MM-DD).")]
    fingerprint: Annotated[
        str,
        Field(
            pattern=FINGERPRINT,
            description=(
                "Fingerprint of what was judged, in quotes; commands write it, and the judgement holds until"
                " that changes."
            ),
        ),
    ]


class Judged(Item):
    """approvals.yaml: what people have judged of one document."""

    approved: Annotated[
        Judgement | None,
        Field(
            description=(
                "That it may go out as it is; lets go when anything changes that it says or shows."
                ' `make_brochure.py approve NAME --by "Jane Doe"` writes it.'
            )
        ),
    ] = None
    reviewed: Annotated[
        Judgement | None,
        Field(
            description=(
                "That its text alternatives and its reading order are right; lets go when a screen reader"
                ' says anything else. `make_brochure.py review NAME --by "Jane Doe"` writes it.'
            )
        ),
    ] = None


class Review(Item):
    """A review as older publications have it, in reviews.yaml; `approvals.yaml` takes its place."""

    reviewed_by: Annotated[Line, Field(description="Who judged it.")]
    reviewed_on: Annotated[Day, Field(description="Day of the review.")]
    text: Annotated[
        str,
        Field(
            pattern=FINGERPRINT,
            description="Fingerprint of what was judged, in quotes; the review holds until that changes.",
        ),
    ]
