"""The commands by which people judge documents: what is different from another season or a public listing,
who approved and reviewed what, and the sheet that says so to whoever takes over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.exceptions import Exit

from brochure import press
from brochure.cli import record
from brochure.cli.app import EXIT_PROBLEMS, Options
from brochure.errors import UsageError
from brochure.press import ListingReport
from brochure.review import (
    Differences,
    FieldChange,
    WordChange,
    as_printed,
    in_documents,
    pieces_of,
    summed_up,
)
from brochure.seasons import ListingLine, ListingState

if TYPE_CHECKING:
    from brochure.build import Desk

_BY = click.option("--by", metavar="PERSON", help="Who judges.")


@contextmanager
def _desk(options: Options) -> Iterator[Desk]:
    """Who makes documents, with what was made before."""
    with ExitStack() as stack:
        workers = options.engage(stack)
        from brochure.build import Desk, used

        stack.enter_context(used(options.store))
        yield Desk(options.store, workers, None)


@click.command()
@click.argument("old", metavar="OLD", help="A season, a zip or a folder; approved for what was approved.")
@click.argument("new", metavar="[NEW]", default="", help="Another one; the content as it is now.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="What to compare of each program; what was published of it.",
)
@click.option("--pdf", type=Path, metavar="FILE", help="PDF to write: a letter with pictures of pages.")
@click.option("--html", type=Path, metavar="FILE", help="The same as one file for browsers.")
@click.pass_obj
def compare(
    options: Options, old: str, new: str, formats: tuple[str, ...], pdf: Path | None, html: Path | None
) -> None:
    """List everything printed that is different."""
    if old == press.APPROVED and new:
        raise UsageError.of(
            "compare", "approved is compared with the content as it is now", f"leave {new} out"
        )
    with _desk(options) as desk:
        with options.reporter.looking() as watcher:
            compared = press.compare_versions(
                options.places, desk, old, new, formats, bool(pdf or html), watcher
            )
        _tell(options, compared.differences)
        source = press.composed_letter(options.places, compared) if pdf or html else None
        if pdf and source:
            options.reporter.findings(press.letter(source, desk, pdf))
            options.reporter.line(str(pdf), {"letter": str(pdf)})
        if html and source:
            press.browser_page(source, html)
            options.reporter.line(str(html), {"page": str(html)})


def _tell(options: Options, found: Differences) -> None:
    """What is different, as text or as one JSON object."""
    if options.reporter.json:
        options.reporter.line("", found.record)
        return
    for line in _lines(found):
        options.reporter.line(line, {})


def _lines(found: Differences) -> Iterator[str]:
    compared = f"Compared: {', '.join(found.compared) or 'nothing'}."
    if found.is_empty:
        yield f"Everything that is printed is the same in {found.old} and {found.new}. {compared}"
    else:
        yield f"From {found.old} to {found.new}: everything printed that is different. {compared}"
    for title, names in (("New documents", found.came), ("No longer made", found.gone)):
        if names:
            yield f"{title}: {', '.join(names)}"
    for was, now in found.renamed:
        yield f"Renamed: {was} to {now}"
    sections: Sequence[tuple[str, Sequence[FieldChange | WordChange]]] = (
        ("Facts and texts", found.fields),
        ("Words on the pages", summed_up(found.words)),
        ("Changed in content, and printed in no words of these documents", found.unprinted),
    )
    for title, changes in sections[:2]:
        yield from _section(title, changes)
    if found.pages:
        yield "\nPages that look otherwise"
        for page in found.pages:
            name, before, after = page.spot
            number = f"page {after}" if after else f"page {before} before"
            yield f"  {name}, {number}: {', '.join(page.what)}"
    yield from _section(*sections[2])


def _section(title: str, changes: Sequence[FieldChange | WordChange]) -> Iterator[str]:
    if changes:
        yield f"\n{title}"
    for one in changes:
        if isinstance(one, FieldChange):
            where, name = in_documents(one.pages), f"{one.where} {one.path}"
        else:
            where = in_documents([(spot.document, spot.new_page or spot.old_page) for spot in one.spots])
            name = f"{one.role} ({_flat(one.beside)})" if one.beside else one.role
            name = f"page numbers of {one.alike} texts, such as" if one.alike > 1 else name
        yield f"  {name}: {_words(one.old, one.new)}"
        if where:
            said = (f"{name}{f' {chr(44).join(map(str, pages))}' if pages else ''}" for name, pages in where)
            yield f"    printed in {'; '.join(said)}"


def _words(old: str, new: str) -> str:
    """Both versions of a text: as they are where they are short, else with signs around what differs."""
    old, new = as_printed(old, new)
    if not old:
        return f'new: "{_short(new)}"'
    if not new:
        return f'gone: "{_short(old)}"'
    if len(old) + len(new) < _SHORT:
        return f'"{_flat(old)}" → "{_flat(new)}"'
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(signs[kind].format(text) for kind, text in pieces_of(old, new) if text)


_SHORT, _LONGEST = 120, 200


def _flat(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", help="Programs, chapters, packets; none to see all.")
@_BY
@click.option("--all", "everything", is_flag=True, help="Approve every document as it is.")
@click.pass_obj
def approve(options: Options, names: tuple[str, ...], by: str | None, everything: bool) -> None:
    """Approve documents as they are, or see what is approved."""
    if everything and names:
        raise UsageError.of("--all", "every document is approved with it", "leave --all out, or the names")
    if (names or everything) and not by:
        raise UsageError.of(
            "--by", "nobody is named who approves", 'name the person, such as --by "Jane Doe"'
        )
    if by and not names and not everything:
        raise UsageError.of("approve", "nothing is named that is to be approved", "name documents, or --all")
    with _desk(options) as desk:
        if by:
            with options.reporter.looking() as watcher:
                _, approved = press.approve(options.places, desk, names, by, date.today(), watcher=watcher)
            for one in approved:
                record = {"approved": one.name, "by": by, "fingerprint": one.now.fingerprint}
                options.reporter.line(f"{one.name}: approved by {by}", record)
            return
        with options.reporter.looking() as watcher:
            found = press.what_stands(options.places, desk, watcher)
        for name, one in found.documents.items():
            why = found.why(name)
            options.reporter.line(
                f"{name}: {why or one.told}", {"document": name, "draft": bool(why), "why": why}
            )


@click.command()
@click.argument("document", metavar="DOCUMENT", help="The program or packet that was reviewed.")
@click.option("--by", metavar="PERSON", required=True, help="Who reviewed it.")
@click.pass_obj
def review(options: Options, document: str, by: str) -> None:
    """Record that somebody reviewed how a document is read aloud."""
    print_ = press.review(options.places, document, by, date.today())
    options.reporter.line(
        f"{document}: reviewed by {by}", {"reviewed": document, "by": by, "fingerprint": print_}
    )


@click.command()
@click.argument("file", type=Path, metavar="FILE", help="A PDF to write, or a text where it ends in .md.")
@click.pass_obj
def handover(options: Options, file: Path) -> None:
    """Write a sheet for whoever takes over."""
    with _desk(options) as desk:
        with options.reporter.looking() as watcher:
            findings = press.hand_over(options.places, desk, file, watcher)[1]
        options.reporter.findings(findings)
    options.reporter.line(str(file), {"handover": str(file)})


#: States that are told one by one, in the order of the sum.
_TOLD: Final[tuple[ListingState, ...]] = ("differs", "only here", "only there", "not compared")


@click.command()
@click.argument("file", type=Path, metavar="FILE", help="The listing, exported as CSV or Excel Workbook.")
@click.option(
    "--columns",
    type=Path,
    metavar="FILE",
    help="What its columns are for; FILE.columns.yaml beside it, which is written the first time.",
)
@click.pass_obj
def listing(options: Options, file: Path, columns: Path | None) -> None:
    """Compare a public listing with the content."""
    report = press.compare_with_listing(options.places, file, columns)
    for line in report.lines:
        if options.reporter.json:
            options.reporter.line("", {"listing": _record(line)})
        elif line.state != "same":
            options.reporter.line(_said(line), {})
    if report.made:
        what = "what the columns are for was guessed"
        text = f"note: {report.made}: {what}. Hint: look it over, and compare again."
        options.reporter.line(text, {"columns": str(report.made)})
    options.reporter.line(_sum(report), {"compared": dict(Counter(line.state for line in report.lines))})
    if report.differs:
        raise Exit(EXIT_PROBLEMS)


def _said(line: ListingLine) -> str:
    place = line.in_listing or line.at_home
    what = f"{line.program}, {line.field}" if line.field else line.program
    home = f" ({line.at_home})" if line.at_home and line.in_listing else ""
    why = f"; {line.why}" if line.why else ""
    sides = {
        "differs": f'"{line.there}" there, "{line.here}" here{home}',
        "only here": f'"{line.here}" here, nothing there' if line.field else "the listing has no row for it",
        "only there": f'"{line.there}" there, nothing here'
        if line.field
        else "there is no such program here",
        "not compared": f'"{line.there}" there, "{line.here}" here{home}' if line.field else "",
    }[line.state]
    said = f"{what}: {sides}{why}" if sides else f"{what}{why}"
    return f"{line.state}: {place}: {said.strip(';: ')}"


def _sum(report: ListingReport) -> str:
    counts = Counter(line.state for line in report.lines)
    called = {"differs": "differs" if counts["differs"] == 1 else "differ"}
    others = ", ".join(f"{counts[state]} {called.get(state, state)}" for state in _TOLD if counts[state])
    return f"{counts['same']} the same" + (f", {others}" if others else "")


def _record(line: ListingLine) -> dict[str, object]:
    places = {"here_at": str(line.at_home or ""), "there_at": str(line.in_listing or "")}
    said = {"state": line.state, "program": line.program, "field": line.field, "column": line.column}
    return record(**said, here=line.here, there=line.there, why=line.why, **places)
