"""Spans of time on one scale, as SVG without words: a timeline, lengths of programs.

Takes years and lengths; gives drawings. Must not know what they are about.
"""

from __future__ import annotations

from collections.abc import Sequence

from brochure.compose.rings import number, svg

#: Height of a bar that compares lengths, in points.
BAR = 12


def scale(years: Sequence[int], width: float, ink: str, rule: str) -> str:
    """A scale over these years: a tick each decade, longer each fifty years, a disc for each year given."""
    first, last = min(years), max(years)
    span = max(last - first, 1)
    left, right, base = 4.0, width - 4.0, 12.0

    def at(year: float) -> float:
        return left + (right - left) * (year - first) / span

    lines = [
        f'<path fill="none" stroke="{rule}" stroke-width=".8" d="M{number(left)} {base}H{number(right)}"/>'
    ]
    decades = range(first + -first % 10, last + 1, 10)
    path = "".join(
        f"M{number(at(year))} {number(base - (6 if year % 50 == 0 else 3))}V{base}" for year in decades
    )
    lines.append(f'<path fill="none" stroke="{rule}" stroke-width=".8" d="{path}"/>')
    lines += [
        f'<circle cx="{number(at(year))}" cy="{base}" r="3.4" fill="{ink}"/>' for year in sorted(set(years))
    ]
    return svg(width, 24, "".join(lines))


def length_bar(stages: Sequence[tuple[float, bool, float]], most: float, width: float, ink: str) -> str:
    """A bar on a scale that ends at `most`: solid for the first of the stages, outlined for those after it.

    A stage is its length, whether that is fixed, and the share of it for which a thin bar stands below. One
    without a fixed length has no end.
    """
    left, drawn = 0.0, []
    for index, (length, is_fixed, share) in enumerate(stages):
        size = width * length / most
        right = left + size - (0 if index == len(stages) - 1 else 1.5)
        if index == 0 and is_fixed:
            rect = f'x="{number(left)}" y="0" width="{number(right - left)}" height="{BAR}" fill="{ink}"'
            drawn.append(f"<rect {rect}/>")
        else:
            line = f"M{number(right - 0.5)} .5H{number(left + 0.5)}V{BAR - 0.5}H{number(right - 0.5)}"
            line += "V.5" if is_fixed else ""
            drawn.append(f'<path fill="none" stroke="{ink}" d="{line}"/>')
        if share:
            rect = f'x="{number(left)}" y="{BAR + 2.5}" width="{number(size * share)}" height="2.5"'
            drawn.append(f'<rect {rect} fill="{ink}"/>')
        left += size
    return svg(width, BAR + 5, "".join(drawn))
