"""The commands that lead from one season to the next."""

from __future__ import annotations

import click

from brochure import press
from brochure.cli.app import Options
from brochure.errors import UsageError
from brochure.seasons import OpenItem

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
        options.reporter.line(f"confirmed: {one.item.key}: {one.item.says}{dated}", _record(one))
    for key in done.dropped:
        options.reporter.line(f"dropped: {key}", {"dropped": key})
    said = f"{done.left} of {done.of} not confirmed"
    options.reporter.line(said, {"open": done.left, "of": done.of, "undo": done.applied.undo})


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
