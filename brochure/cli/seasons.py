"""The commands that lead from one season to the next."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Final

import click

from brochure import press
from brochure.cli import PROGRAM
from brochure.cli import said as phrased
from brochure.cli.app import Options
from brochure.errors import UsageError
from brochure.seasons import OpenItem, RollOver

_DAY: Final = click.DateTime(["%Y-%m-%d"])
_ALL_IN = "Everything in this file; may be given more than once."


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
    options.reporter.line(said, {"open": left, "of": len(items)})


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
