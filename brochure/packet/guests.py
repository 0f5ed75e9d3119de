"""One PDF from elsewhere, bound into a packet: what is found in it, said for the person who can mend it.

Takes an insert and its file; gives a result like those of documents that were set here. The wording of every finding
stands here, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from brochure.errors import Finding, Severity
from brochure.model import Insert, PageView, Result, Sheet, plain
from brochure.packet import Inspection, Note, PacketError, Part, describe, inspect

#: The kinds of notes that keep an insert out.
REFUSED: Final = {
    "locked": ("it is encrypted", "save it again without a password or restrictions"),
    "damaged": (
        "it is damaged",
        "open it in a viewer and print it to a new PDF, or ask its makers for another one",
    ),
    "xfa": (
        "it is an XFA form, whose pages only one program can show",
        "print it to a PDF and tag that, or ask for an accessible PDF",
    ),
    "untagged": (
        "it has no tags, so screen readers cannot read it",
        "ask its makers for a tagged PDF; failing that, write accept_untagged: yes and an alternative",
    ),
}
#: Those that are taken out of it.
DROPPED: Final = {
    "script": ("a script was taken out", "check that it does without"),
    "launch": ("a command that starts a program was taken out", "check that it does without"),
    "file": ("a file hidden in the PDF was taken out", "publish the file by itself and link to it"),
    "media": ("a film, sound or 3D model was taken out", "publish it by itself and link to it"),
    "action": ("an action was taken out", "check that it does without"),
    "signature": ("a signature no longer holds in a packet", "publish the signed PDF by itself"),
}
#: Points by which a page may differ from the sheet.
TOLERANCE: Final = 2.0


def inserted(one: Insert, file: Path | bytes, sheet: Sheet, language: str) -> Result:
    """The PDF as it is bound; without data where it cannot be. `language` is the publication's."""
    title = plain(one.title)
    part = Part(one.name, title, file, one.title.lang)
    seen = inspect(part)
    findings = [*_refusals(one, seen), *_dropped(one, seen), *_sizes(one, seen, sheet)]
    if not _is_refused(findings) and one.alternative and seen.of("untagged"):
        try:
            part = replace(
                part, pdf=describe(part, plain(one.alternative), one.alternative.lang or language)
            )
        except PacketError as error:
            findings += [
                _finding(
                    one, 0, "insert-damaged", "error", f"it is damaged: {p.what}", REFUSED["damaged"][1]
                )
                for p in error.problems
            ]
    if not _is_refused(findings):
        findings += _claims_lost(one, part)
    pages = tuple(
        PageView(
            "insert",
            wide,
            high,
            (0, 0, wide, high),
            (),
            guest=f"{one.file}, page {number}",
            where=_where(one),
        )
        for number, (wide, high) in enumerate(seen.sizes, start=1)
    )
    data = part.pdf.read_bytes() if isinstance(part.pdf, Path) else part.pdf
    return Result(data if pages else None, pages, tuple(findings), frozenset({one.file}))


def _is_refused(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _claims_lost(one: Insert, part: Part) -> Iterator[Finding]:
    """What a packet can no longer claim to be because of an insert that does not."""
    claims = inspect(part).stated.claims
    if claims is None:
        return
    lost = [
        words
        for words, kept in (
            ("PDF/UA", claims.ua == "1"),
            ("PDF/A-2a", (claims.archive, claims.level) == ("2", "A")),
        )
        if not kept
    ]
    if lost:
        what = f"the packet no longer claims {' and '.join(lost)}, because this PDF does not"
        yield _finding(
            one, 0, "claim-lost", "warning", what, "ask its makers for a PDF/UA-1 and PDF/A-2a file"
        )


def _refusals(one: Insert, seen: Inspection) -> Iterator[Finding]:
    for kind, (what, hint) in REFUSED.items():
        notes = seen.of(kind)
        if not notes:
            continue
        if kind == "untagged" and one.accept_untagged:
            what, severity = "it has no tags and is read out by its alternative alone", "warning"
        else:
            severity = "error"
        yield _finding(one, notes[0].page, f"insert-{kind}", severity, what + _said(notes), hint)  # type: ignore[arg-type]


def _dropped(one: Insert, seen: Inspection) -> Iterator[Finding]:
    for kind, (what, hint) in DROPPED.items():
        notes = seen.of(kind)
        if notes:
            yield _finding(one, notes[0].page, f"insert-{kind}", "warning", what + _said(notes), hint)


def _sizes(one: Insert, seen: Inspection, sheet: Sheet) -> Iterator[Finding]:
    other = [
        number
        for number, (wide, high) in enumerate(seen.sizes, start=1)
        if abs(wide - sheet.width) > TOLERANCE or abs(high - sheet.height) > TOLERANCE
    ]
    if other:
        what = f"{_pages(other)} not of the packet's size and stay as they are"
        yield _finding(
            one, other[0], "insert-size", "warning", what, "ask for a PDF of the same size, upright"
        )


def _said(notes: Sequence[Note]) -> str:
    """What and where, as far as it is known."""
    pages = sorted({note.page for note in notes if note.page})
    said = list(dict.fromkeys(note.what for note in notes if note.what))
    more = [", ".join(said)] if said else []
    if pages:
        more.append(f"on {_numbers(pages)}")
    return f" ({'; '.join(more)})" if more else ""


def _numbers(pages: Sequence[int]) -> str:
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(map(str, pages))


def _pages(pages: Sequence[int]) -> str:
    return f"{_numbers(pages)} {'is' if len(pages) == 1 else 'are'}"


def _finding(one: Insert, page: int, slug: str, severity: Severity, what: str, hint: str) -> Finding:
    return Finding(one.name, page, slug, severity, f"{one.file}: {what}", _where(one), hint)


def _where(one: Insert) -> str:
    """The place that names it."""
    return f"{one.insert.where.file}:{one.insert.where.line}" if one.insert.where else ""
