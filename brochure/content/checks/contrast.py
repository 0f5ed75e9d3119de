"""Whether the brand's colors can be told apart: every pair that is printed, by WCAG 2.1 (1.4.3 and
1.4.11), and the institution's logo from its grounds; and which color a program has that names none.

Takes the library; gives a problem at the line of the palette, with the nearest color that passes every
pair. A program that names no color has the next of the palette that no other one has: only colors that
pass for an accent everywhere are given, the brand's primary one first, and all of them again where there
are more programs. Must not know layouts: the table below says what they do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from brochure.content.checks.picture_files import picture_fault
from brochure.content.references import fill, names_of
from brochure.content.sources import Library, Source
from brochure.errors import Hint, Mend, Problem, Where
from brochure.model import (
    GRAPHIC_CONTRAST,
    REST_SHARE,
    TEXT_CONTRAST,
    TINT_SHARE,
    Institution,
    Table,
    Text,
    best_contrast,
    contrast,
    is_told,
    mix,
    nearest_passing,
    tint_of,
    worst_contrast,
)
from brochure.pdf import Shares, picture_colors

_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Rule:
    """One pair: the color of `role` on a ground, the contrast that it needs, and where the layouts print it.

    `share` is how much paper (`background`) is mixed into an accent to make the ground; None for the plain
    color `ground`.
    """

    role: str
    ground: str
    least: float
    why: str
    share: float | None = None


#: Light, large type (titles, figures, closing lines) is always in a color that small type has on the same
#: ground too, so that 4.5:1 is needed all the same. Years of a ring and parts of a dial are tints that
#: `tints` keeps at 3:1 wherever the accent itself has it; blocks have an edge in the accent. Nothing to
#: tell, and so not here: hairlines between rows (tertiary), the lines and rings on covers, the bar before a
#: quotation, what a share leaves against the paper.
RULES: Final = (
    Rule("foreground", "background", TEXT_CONTRAST, "running text, tables, names; rings of later stages"),
    Rule(
        "foreground",
        "accent",
        TEXT_CONTRAST,
        "contact and links at a brochure's end, folios there",
        TINT_SHARE,
    ),
    Rule(
        "secondary",
        "background",
        TEXT_CONTRAST,
        "captions, notes, labels of facts, roles; the scale of a timeline",
    ),
    Rule("secondary", "accent", TEXT_CONTRAST, "the colophon at a brochure's end", TINT_SHARE),
    Rule(
        "accent",
        "background",
        TEXT_CONTRAST,
        "kickers, row titles, heads of tables, running feet, figures; rings, dials, donuts, scales",
    ),
    Rule(
        "accent",
        "accent",
        TEXT_CONTRAST,
        "the closing line and the running foot on the tint at a brochure's end",
        TINT_SHARE,
    ),
    Rule(
        "accent",
        "light",
        TEXT_CONTRAST,
        "covers, chapter openers, back covers: kicker, promise, house line, colophon, folio",
    ),
    Rule(
        "accent",
        "accent",
        GRAPHIC_CONTRAST,
        "a share in rings and donuts, against what it leaves",
        REST_SHARE,
    ),
)
_SHARES: Final = {
    TINT_SHARE: "the tint at the end of brochures",
    REST_SHARE: "what a share leaves in rings and donuts",
}


#: Uses of colors on which something is printed, or which print it.
_USES: Final = ("background", "foreground", "secondary", "light", "primary")


class Contrast(NamedTuple):
    """A color of the palette on a ground: what it has (cut to a tenth), what it needs, and where."""

    color: str
    ground: str
    has: float
    needs: float
    why: str


@dataclass(frozen=True)
class Pair:
    """A rule for one color of the palette: its ground, which may depend on the color, and its name."""

    rule: Rule
    ground: Callable[[str], str]
    name: str

    def measure(self, color: str) -> float:
        """The contrast that a color has here."""
        return contrast(color, self.ground(color))


def check_contrast(library: Library) -> Iterator[Problem]:
    """One problem for each color of the palette that is too near to a ground on which it is printed."""
    values, roles = _values(library), _roles(library)
    if not roles:
        return
    palette = _brand_colors(library)["palette"]
    for name, pairs in _pairs(values, roles, accents(library) & set(values) | {roles["primary"]}).items():
        yield from _problem(name, values[name], pairs, palette)


def contrasts(palette: Mapping[str, str], roles: Mapping[str, str], used: Collection[str]) -> list[Contrast]:
    """Every pair of colors that is printed, with its contrast.

    Takes a palette, the names of its colors by their use, and the accents that are in use. Nothing where a
    use names no color.
    """
    values = {name: value for name, value in palette.items() if _COLOR.fullmatch(value)}
    wanted = {role: roles.get(role, "") for role in _USES}
    if not set(wanted.values()) <= values.keys():
        return []
    return [
        Contrast(name, pair.name, int(pair.measure(values[name]) * 10) / 10, pair.rule.least, pair.rule.why)
        for name, pairs in _pairs(values, wanted, set(used) & set(values) | {wanted["primary"]}).items()
        for pair in pairs
    ]


def passes(library: Library, name: str, color: str) -> bool:
    """Whether a color of the palette could be this one, wherever it is printed."""
    values, roles = _values(library), _roles(library)
    if not roles:
        return True
    used = accents(library) & set(values) | {roles["primary"]}
    pairs = _pairs({**values, name: color}, roles, used).get(name, ())
    return all(pair.measure(color) >= pair.rule.least for pair in pairs)


def passing_accents(library: Library) -> list[str]:
    """The colors of the palette that pass wherever accents are printed and have no other use.

    In the order of the palette, but for the primary one, which is the first.
    """
    values, roles = _values(library), _roles(library)
    others = [name for role, name in roles.items() if role != "primary"] + [
        str(_brand_colors(library).get("tertiary"))
    ]
    own = [name for name in values if name not in others]
    passing = (
        [
            name
            for name in own
            if all(
                pair.measure(values[color]) >= pair.rule.least
                for color, pairs in _pairs(values, roles, {name}).items()
                for pair in pairs
            )
        ]
        if roles
        else []
    )
    return sorted(passing, key=lambda name: name != roles["primary"])


def _brand_colors(library: Library) -> Table:
    """What the brand says of colors; nothing where that cannot be read."""
    brand = library.table("brand")
    color = brand.get("color") if brand else None
    return color if isinstance(color, Table) else Table(Where(""))


def _roles(library: Library) -> dict[str, str]:
    """The names of the colors by their use; none where one of them cannot be read."""
    color = _brand_colors(library)
    roles = {role: str(color.get(role)) for role in _USES}
    return roles if set(roles.values()) <= _values(library).keys() else {}


def grounds(library: Library) -> tuple[str, dict[str, str]]:
    """The color of the paper, and those that are the ground of something by their names.

    Nothing where they cannot be read.
    """
    color, values = _brand_colors(library), _values(library)
    if str(color.get("background")) not in values:
        return "", {}
    used = {*accents(library), str(color.get("primary"))}
    return values[str(color.get("background"))], {name: values[name] for name in sorted(used & set(values))}


def _values(library: Library) -> dict[str, str]:
    """The colors of the palette that are colors."""
    palette = _brand_colors(library).get("palette")
    return {
        name: str(value)
        for name, value in (palette.items() if isinstance(palette, Table) else ())
        if isinstance(value, Text) and _COLOR.fullmatch(value)
    }


def accents(library: Library) -> set[str]:
    """The colors that programs and chapters take as their accent."""
    return {
        str(entry.value)
        for _, entry in library.entries
        if entry.field == "accent" and isinstance(entry.value, Text)
    }


def _pairs(values: dict[str, str], roles: dict[str, str], used: set[str]) -> dict[str, list[Pair]]:
    """Every pair by the color of the palette that it is about."""
    paper = values[roles["background"]]
    pairs: dict[str, list[Pair]] = {}
    for rule in RULES:
        for name in sorted(used) if rule.role == "accent" else [roles[rule.role]]:
            if rule.share is None:
                other = roles[rule.ground]
                grounds = {other: _always(values[other])}
            elif rule.role == rule.ground:
                grounds = {_SHARES[rule.share]: _tint(paper, rule.share)}
            else:
                grounds = {
                    f"the tint of {accent}": _always(_mixed(values[accent], paper, rule.share))
                    for accent in sorted(used)
                }
            pairs.setdefault(name, []).extend(
                Pair(rule, ground, called) for called, ground in grounds.items()
            )
    return pairs


def _always(color: str) -> Callable[[str], str]:
    return lambda _: color


def _tint(paper: str, share: float) -> Callable[[str], str]:
    return lambda color: _mixed(color, paper, share)


def _mixed(color: str, paper: str, share: float) -> str:
    return tint_of(color, paper) if share == TINT_SHARE else mix(color, paper, share)


def _problem(name: str, color: str, pairs: list[Pair], palette: Table) -> Iterator[Problem]:
    """The worst pair of one color; a color that passes all of them brings no problem."""
    worst = min(pairs, key=lambda pair: pair.measure(color) / pair.rule.least)
    if worst.measure(color) >= worst.rule.least:
        return
    kind = "text needs" if worst.rule.least == TEXT_CONTRAST else "a drawing needs"
    # Cut, not rounded, so that 4.48 does not read as enough.
    had = int(worst.measure(color) * 10) / 10
    what = f"{name} has a contrast of {had:g}:1 with {worst.name}, where {kind} {worst.rule.least:g}:1"
    better = nearest_passing(
        color, lambda other: all(pair.measure(other) >= pair.rule.least for pair in pairs)
    )
    hint = f"no lightness of {name} is enough; change {worst.name} first"
    typed = str(palette[name]).strip()
    hint = Hint(f'write "{better}"', Mend("use", typed, (better,))) if better else hint
    yield Problem(palette.places[name], what, hint)


#: The order of a program that says none.
_ORDER = 100


def given_accents(library: Library) -> dict[str, str]:
    """The color of each program that names none, by the program's id."""
    without = [source for source in library.of("program") if source.table and not source.table.get("accent")]
    known = passing_accents(library)
    if not known:
        return {}
    free = [name for name in known if name not in accents(library)]
    turn = [*free, *(known * (1 + len(without) // len(known)))]
    return {one.id: name for one, name in zip(sorted(without, key=_place), turn, strict=False)}


def _place(program: Source) -> tuple[int, str]:
    """Where a program stands among the others."""
    order = program.table.get("order") if program.table else None
    return int(order) if isinstance(order, Text) and order.strip().isdecimal() else _ORDER, program.id


#: Of many colors so many are named.
_NAMED = 3


def check_logo(library: Library) -> Iterator[Problem]:
    """A logo that nobody would see: on paper, or on the colors of covers."""
    paper, accents = grounds(library)
    found = dict(_logos(library))
    if paper and (known := found.get("logo")):
        where, colors = known
        if not is_told(seen := best_contrast(colors, paper)):
            what = f"the logo can hardly be seen on the paper, its contrast is {_cut(seen)}:1"
            hint = "if it is the one for dark grounds, name it as logo_light, and as logo the one for white"
            yield Problem(where, what, hint, "warning")
        elif "logo_light" not in found and (unseen := _unseen(colors, accents, True)):
            what = f"parts of the logo cannot be told from {unseen}; it stands on a light plate there"
            hint = "give logo_light: the logo as it is drawn for dark grounds"
            yield Problem(where, what, hint, "note")
    if known := found.get("logo_light"):
        where, colors = known
        if unseen := _unseen(colors, accents):
            what = f"parts of logo_light cannot be told from {unseen}; logo is printed there"
            yield Problem(where, what, "have it drawn in white alone", "note")


def _logos(library: Library) -> Iterator[tuple[str, tuple[Where, Shares]]]:
    """The colors of each logo that can be read, and where it is named."""
    _, names = names_of(library)
    for _, entry in library.entries:
        if entry.owner is Institution and entry.field in ("logo", "logo_light"):
            file = entry.value.get("file") if isinstance(entry.value, Table) else None
            if isinstance(file, Text) and file.strip():
                path, where = fill(file.strip(), names)[0], file.where or entry.where
                if not list(library.faults_of(path, where, picture_fault)):
                    yield entry.field, (where, library.folder.judged(path, where, _colors))


def _colors(path: str, data: bytes) -> Shares:
    return picture_colors(data)


def _unseen(colors: Shares, accents: dict[str, str], is_foreign: bool = False) -> str:
    """The accents from which not all of a logo can be told, in words."""
    seen = {name: worst_contrast(colors, value) for name, value in accents.items()}
    lost = [name for name, measure in seen.items() if not is_told(measure, is_foreign)]
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return ", ".join(lost[:_NAMED]) + more


def _cut(measure: float) -> str:
    return f"{int(measure * 10) / 10:g}"
