"""The groups of a program as they are printed: in the order of its kind, each with those on its pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from brochure.model import ORDER, Format, Group, Program, Take, Text


@dataclass(frozen=True)
class PrintedGroup:
    """A group of a program as it is printed: its id and kicker, what stands on its pages with it, and
    whether the program's stages are drawn there.

    One that is only a drawing on another's pages has no group.
    """

    id: str
    kicker: Text
    group: Group | None
    has_figure: bool = False
    within: tuple[PrintedGroup, ...] = ()


def printed_groups(program: Program) -> tuple[PrintedGroup, ...]:
    """The groups that a program has, in the order of its kind, each with those on its pages."""
    groups, is_drawn = program.groups, bool(program.stages or program.drawn)
    parts = [
        PrintedGroup(one.id, one.kicker, groups.get(one.id), one.figure is not None) for one in program.parts
    ]
    home = {one.id: one.within for one in program.parts if one.within}
    shown = [one for one in parts if one.group or (one.has_figure and is_drawn and one.id in home)]
    return tuple(
        replace(one, within=tuple(inner for inner in shown if home.get(inner.id) == one.id))
        for one in shown
        if one.id not in home
    )


def taken(program: Program, form: Format) -> dict[str, PrintedGroup | None]:
    """The groups that a format takes, by their order: so many sections and facts, so long a text, or none.

    `figure` is the one that holds the drawing on another's pages.
    """
    groups = printed_groups(program)
    within = (inner for one in groups for inner in one.within if inner.has_figure)
    known = {**dict(zip(ORDER, groups, strict=False)), "figure": next(within, None)}
    found: dict[str, PrintedGroup | None] = dict.fromkeys((*ORDER, "figure"))
    for name, take in form.takes.items():
        if one := known.get(name):
            found[name] = replace(one, group=_cut(one.group, take) if one.group else None)
    return found


def _cut(group: Group, take: Take) -> Group:
    text = (group.short or group.text) if take.length == "short" else (group.text or group.short)
    return group.model_copy(
        update={
            "text": text,
            "sections": group.sections[: take.sections],
            "facts": (group.facts or group.statistics)[: take.facts],
        }
    )
