"""Results as JSON, and back. Must not know where they are kept.

Apart from the store, since a build in which nothing has changed looks into no result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from brochure.errors import Finding
from brochure.model import PageView, PanelView, PictureView, Result, Run


def to_record(result: Result, digest: str) -> dict[str, Any]:
    """What JSON can hold of a result whose bytes have this hash."""
    findings = [finding._asdict() for finding in result.findings]
    return {
        **asdict(replace(result, data=None)),
        "findings": findings,
        "files": sorted(result.files),
        "data": digest,
    }


def from_record(record: Mapping[str, Any], data: Path) -> Result:
    """A result of its record, with its bytes in a file. Raises `TypeError` or `KeyError` for what is no record."""
    return Result(
        data,
        tuple(map(_page, record["pages"])),
        tuple(Finding(**one) for one in record["findings"]),
        frozenset(record["files"]),
        record["details"],
    )


def _page(record: dict[str, Any]) -> PageView:
    runs = tuple(Run(**{**run, "panel": tuple(run["panel"])}) for run in record["runs"])
    pictures = tuple(PictureView(**picture) for picture in record["pictures"])
    panels = tuple(PanelView(**panel) for panel in record["panels"])
    area = tuple(record["area"])
    return PageView(**{**record, "area": area, "runs": runs, "pictures": pictures, "panels": panels})
