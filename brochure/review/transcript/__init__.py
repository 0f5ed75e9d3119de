"""**transcript**: what a screen reader says of a finished PDF, from its structure tree alone.

    print(transcript(pdf))

Takes the bytes of any PDF; gives text, or `Line`s with their roles. Text comes from the marked content that the tree
refers to, through each font's ToUnicode map, so what is not tagged is not said. Must not know content or how it was made.
"""

from __future__ import annotations

from brochure.review.transcript.lines import Line, UnreadableError, formatted

__all__ = ["Line", "UnreadableError", "formatted", "transcript", "transcript_lines"]


def transcript(pdf: bytes) -> str:
    """The transcript as text, a line each. Raises `UnreadableError`."""
    return formatted(transcript_lines(pdf))


def transcript_lines(pdf: bytes) -> list[Line]:
    """Everything that is said, in its order; the first line is the document itself. Raises `UnreadableError`."""
    from brochure.review.transcript.reading import (
        read_lines,
    )  # pypdf, which a check of the content does not need

    return read_lines(pdf)
