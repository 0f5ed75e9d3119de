"""The commands that make no brochure: about content, the season that follows and what holds for it, and
about finished PDFs, whoever made them: what a print shop and what a screen reader says.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Final

import click
from click.exceptions import Exit

from brochure import press
from brochure.build import Edition
from brochure.cli import PROGRAM, called
from brochure.cli import said as phrased
from brochure.cli.app import EXIT_PROBLEMS, Options
from brochure.errors import UsageError
from brochure.review import formatted
from brochure.seasons import OpenItem, RollOver

_DAY: Final = click.DateTime(["%Y-%m-%d"])
_ALL_IN = "Everything in this file; may be given more than once."


@click.command()
@click.pass_obj
def check(options: Options) -> None:
    """Check the content only; render nothing."""
    publication = press.check(options.places)
    options.reporter.findings(press.notices(options.places, options.store, publication))
    options.reporter.checked(publication)


@click.command()
@click.option(
    "--edition",
    type=click.Choice(["screen", "press"]),
    default="screen",
    help="For a screen, or in the inks of the press.",
)
@click.pass_obj
def brand(options: Options, edition: Edition) -> None:
    """Make a proof sheet of the brand: colors, faces, logo."""
    path, made = press.brand_sheet(options.places, edition)
    options.reporter.findings(made.findings)
    options.reporter.line(f"{path}  {len(made.pages)} pages", {"brand": str(path), "pages": len(made.pages)})


@click.command()
@click.argument("folder", type=Path, metavar="DIR", help="Folder to make; it must not exist or be empty.")
@click.option(
    "--kind",
    type=click.Choice(press.KINDS),
    help="What kind of publication; docs/kinds.md tells how to make one of your own.",
)
@click.pass_obj
def new(options: Options, folder: Path, kind: str | None) -> None:
    """Make a starter publication that builds at once."""
    made = press.start(folder, kind)
    build = f"{called()} --publication {quote(str(folder))}"
    options.reporter.line(f"{made}: a publication to start from. Build it: {build}", {"new": str(folder)})


@click.command()
@click.pass_obj
def schema(options: Options) -> None:
    """Write JSON Schemas and the field reference."""
    for path in press.write_schemas(options.places.publication):
        options.reporter.line(str(path), {"schema": str(path)})


@click.command()
@click.argument("document", metavar="DOCUMENT", help="A program, a packet, or the path of any PDF.")
@click.pass_obj
def transcript(options: Options, document: str) -> None:
    """Print what a screen reader says of a document."""
    for line in press.transcribed(options.places, document):
        options.reporter.line(formatted([line]).rstrip("\n"), line.record)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=Path, metavar="FILE...", help="PDFs, whoever made them."
)
@click.option(
    "--printer",
    metavar="NAME",
    default="generic",
    help="The print shop, by the name of its profile in printers/.",
)
@click.option(
    "--fold",
    "folds",
    multiple=True,
    metavar="LENGTH",
    help="Where a leaflet's outside is folded, from its left edge, such as 3.625in; once a fold.",
)
@click.option(
    "--report",
    type=Path,
    metavar="FILE",
    help="PDF to write: one page to hand to the print shop with the file.",
)
@click.pass_obj
def preflight(
    options: Options, files: tuple[Path, ...], printer: str, folds: tuple[str, ...], report: Path | None
) -> None:
    """Check PDFs for a print shop, whoever made them."""
    if report and len(files) > 1:
        raise _refused("a report is about one file", "name one file, or leave --report out")
    if report and report.resolve() == files[0].resolve():
        raise _refused("the report would take the place of the file it is about", "give it another name")
    seen, unread = press.preflight(options.places, files, printer, folds)
    options.reporter.inspected(seen)
    options.reporter.problems(unread)
    if report:
        options.reporter.findings(press.report(options.places, seen[0], report))
        options.reporter.line(str(report), {"report": str(report)})
    if unread.problems or any(finding.severity == "error" for one in seen for finding in one.findings):
        raise Exit(EXIT_PROBLEMS)


def _refused(what: str, hint: str) -> UsageError:
    return UsageError.of("--report", what, hint)


@click.command("open")
@click.option("--all", "everything", is_flag=True, help="Also what is confirmed.")
@click.pass_obj
def open_values(options: Options, everything: bool) -> None:
    """List what nobody has confirmed for this season."""
    items = press.all_open(options.places)
    for one in items:
        if one.is_open or everything:
            options.reporter.line(_line(one), _record(one))
    left = sum(one.is_open for one in items)
    said = f"{left} of {len(items)} not confirmed" if items else "Nothing has to be confirmed yet"
    if not items:
        said += ": this is the first season. roll-over begins the next one"
    elif left:
        said += f'. {PROGRAM} confirm KEY --by "Jane Doe" says of one that it holds'
    options.reporter.line(phrased(said), {"open": left, "of": len(items)})


@click.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...", help="Values, by the keys that open lists.")
@click.option("--all-in", "files", multiple=True, metavar="FILE", help=_ALL_IN)
@click.option("--by", metavar="PERSON", required=True, help="Who says so.")
@click.pass_obj
def confirm(options: Options, keys: tuple[str, ...], files: tuple[str, ...], by: str) -> None:
    """Say of values that they hold for this season."""
    if not keys and not files:
        hint = "name keys that make_brochure.py open lists, or --all-in FILE"
        raise UsageError.of("confirm", "no value is named", hint)
    if not by.strip():
        raise UsageError.of("--by", "nobody is named", 'name who says so, such as --by "Jane Doe"')
    done = press.confirm(options.places, keys, by.strip(), files)
    for one in done.items:
        dated = " (as_of now says this season)" if one.item.key in done.dated else ""
        before = f" (before that by {one.by} on {one.on})" if one.by and not one.is_open else ""
        options.reporter.line(f"confirmed: {one.item.key}: {one.item.says}{before}{dated}", _record(one))
    for one in done.already:
        options.reporter.line(
            f"confirmed already: {one.item.key}: {one.item.says} (by {one.by} on {one.on})", _record(one)
        )
    for key in done.dropped:
        options.reporter.line(f"dropped: {key}", {"dropped": key})
    said = f"{done.left} of {done.of} not confirmed"
    options.reporter.line(said, {"open": done.left, "of": done.of, "undo": done.applied.undo})


@click.command("roll-over")
@click.argument("season", metavar="SEASON", help="What the next season is called, such as 2026-27.")
@click.option("--issued", type=_DAY, metavar="DAY", help="Its day of issue, such as 2026-07-01.")
@click.option("--valid-until", type=_DAY, metavar="DAY", help="The last day on which it holds.")
@click.option(
    "--graduates", metavar="LIST|drop", help="Where those go who have been through the last class."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change it without asking.")
@click.pass_obj
def roll_over(
    options: Options,
    season: str,
    issued: datetime | None,
    valid_until: datetime | None,
    graduates: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Begin the next season: show all that changes, then change it."""
    days = issued and issued.date(), valid_until and valid_until.date()
    plan = press.plan_season(options.places, season, *days, graduates)
    can_ask = sys.stdin.isatty() and not options.reporter.json
    if plan.leaving and graduates is None and can_ask and not (dry_run or yes):
        names = ", ".join(one.says for one in plan.leaving)
        said = click.prompt(f"{names}\nhave been through the last class. The list they go to, or drop")
        plan = press.plan_season(options.places, season, *days, said)
        graduates = said
    _show(options, plan)
    if dry_run:
        return
    if plan.leaving and graduates is None:
        who = "1 person has" if len(plan.leaving) == 1 else f"{len(plan.leaving)} people have"
        what = f"nothing was changed: {who} been through the last class, and nothing says where they go"
        hint = (
            "add --graduates and the list that they go to, such as lists/graduates.csv, or --graduates drop"
        )
        raise UsageError.of("roll-over", what, hint)
    if not yes and not can_ask:
        raise UsageError.of(
            "roll-over", "nothing was changed", "add --yes, which changes what is shown here"
        )
    if not yes and not click.confirm(f"Roll over to {plan.label}?"):
        options.reporter.line("Nothing was changed", {"rolled_over": ""})
        return
    done = press.begin_season(options.places, plan)
    options.reporter.line(
        f"{plan.season} is kept in {done.archive}", {"archive": str(done.archive), "built": done.is_built}
    )
    said = (
        f"The season is {plan.label}. What holds for a season is to be confirmed: {PROGRAM} open lists it."
        f" {PROGRAM} undo takes all of this back"
    )
    record = {"rolled_over": plan.label, "undo": done.applied.undo}
    options.reporter.line(phrased(said), record)


def _show(options: Options, plan: RollOver) -> None:
    for step in sorted(plan.steps, key=lambda one: one.where):
        record = {"change": step.what, **step.where._asdict()}
        options.reporter.line(f"{step.where}: {step.what}", record)
    for one in plan.left:
        record = {"left": one.what, **one.where._asdict(), "hint": phrased(one.hint)}
        options.reporter.line(phrased(f"{one.where}: {one.what}. Hint: {one.hint}"), record)


def _line(one: OpenItem) -> str:
    item = one.item
    known = [
        f"as of {item.as_of}" if item.as_of else f"as of {one.season}" if one.season else "",
        f"last confirmed by {one.by} on {one.on}" if one.by else "",
        f"in {', '.join(item.documents)}" if item.documents else "",
    ]
    more = "; ".join(part for part in known if part)
    return f"{item.where}: {one.state}: {item.key}: {item.says}" + (f" ({more})" if more else "")


def _record(one: OpenItem) -> dict[str, object]:
    item = one.item
    return {
        "key": item.key,
        "state": one.state,
        **item.where._asdict(),
        "says": item.says,
        "as_of": item.as_of,
        "season": one.season,
        "by": one.by,
        "on": str(one.on or ""),
        "documents": list(item.documents),
    }
