"""Checks of panels: text too close to a fold, and panels left half empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from brochure.errors import Finding
from brochure.model import FOLD_CLEARANCE, Panel, PanelView, Proof
from brochure.preflight.layout.pages import FILLED, TOLERANCE

#: White between two texts that still reads as a pause, in points; more is empty.
PAUSE = 48.0


def text_near_folds(proof: Proof, panels: Sequence[Panel]) -> Iterator[Finding]:
    """No text stands across a fold or within 5 mm of one (paper.py, FOLD_CLEARANCE)."""
    for number, page in enumerate(proof.pages, start=1):
        folds = [panel.left for panel in panels if panel.page == number and not panel.is_first]
        for run in page.runs:
            near = [
                fold
                for fold in folds
                if run.left < fold + FOLD_CLEARANCE - TOLERANCE
                and run.right > fold - FOLD_CLEARANCE + TOLERANCE
            ]
            if near:
                what = f'"{run.text.strip()[:30]}" is closer than 5 mm to the fold at {near[0] / 72:.3f} in'
                yield Finding(
                    proof.name,
                    number,
                    "near-fold",
                    "error",
                    what,
                    run.where,
                    "give its panel wider margins, or break a long word",
                )


def empty_panels(proof: Proof) -> Iterator[Finding]:
    """A panel less than half full looks forgotten, unless it is quiet on purpose."""
    for number, page in enumerate(proof.pages, start=1):
        for panel in page.panels:
            texts = [(run.top, run.bottom) for run in page.runs if run.panel_name == panel.name]
            pictures = [(one.top, one.bottom) for one in page.pictures if one.panel_name == panel.name]
            filled = _covered(texts + pictures) / panel.height
            if filled < FILLED and not panel.is_quiet:
                yield Finding(
                    proof.name,
                    number,
                    "empty-panel",
                    "warning",
                    f"the panel {panel.name} is {filled:.0%} full",
                    _first(proof, panel),
                    "add text, or give the short variant of fewer texts",
                )


def _first(proof: Proof, panel: PanelView) -> str:
    """Where the first text of a panel was written."""
    return next(
        (
            run.where
            for page in proof.pages
            for run in page.runs
            if run.panel_name == panel.name and run.where
        ),
        "",
    )


def _covered(stretches: Sequence[tuple[float, float]]) -> float:
    """The height of what is printed, with the pauses in it."""
    total, end = 0.0, None
    for top, bottom in sorted(stretches):
        if end is None or top - end > PAUSE:
            total += bottom - top
        else:
            total += max(bottom - end, 0.0)
        end = max(bottom, end) if end is not None else bottom
    return total
