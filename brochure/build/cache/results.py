"""Results of tasks in a store: what is known of them as JSON, their bytes in files.

Must not know what they are of.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from brochure.build.cache.store import RESULTS, Store
from brochure.errors import Finding, MachineError
from brochure.model import HashedFile, PageView, PanelView, PictureView, QuotedWords, Result, Run


def load(store: Store, key: str) -> Result | None:
    """A result by its key, if it is there and whole."""

    def meant(record: Mapping[str, Any]) -> Result:
        return Result(
            _whole(store, record["data"]),
            tuple(map(_page, record["pages"])),
            tuple(Finding(**one) for one in record["findings"]),
            frozenset(record["files"]),
            record["details"],
            _whole(store, record["layout"]) if record["layout"] else None,
        )

    if found := store.entry(RESULTS, key, meant):
        store.use(RESULTS, key)
    return found


def _whole(store: Store, digest: str) -> HashedFile:
    """A file of the store.

    Raises `OSError` or `ValueError` where it is not there or another stands in its place.
    """
    file = HashedFile(store.file(digest), digest)
    try:
        file.read_bytes()
    except MachineError as error:
        raise ValueError from error
    os.utime(file.path)
    return file


def save(store: Store, key: str, result: Result) -> Result:
    """Keeps a result; gives it with its bytes in files of the store, in place of those that it came in."""
    data, layout = _kept(store, result.data), _kept(store, result.layout)
    record = {
        "data": data and data.sha256,
        "layout": layout and layout.sha256,
        "pages": result.pages,
        "findings": [finding._asdict() for finding in result.findings],
        "files": sorted(result.files),
        "details": result.details,
    }
    store.save_entry(RESULTS, key, record)
    return replace(result, data=data, layout=layout)


def _kept(store: Store, data: bytes | HashedFile | None) -> HashedFile | None:
    if data is None:
        return None
    digest = store.put(data if isinstance(data, bytes) else data.read_bytes())
    if isinstance(data, HashedFile) and data.path != store.file(digest):
        data.path.unlink()
    return HashedFile(store.file(digest), digest)


def pages_of(layout: bytes) -> tuple[PageView, ...]:
    """The pages of a result with everything that was laid out on them."""
    return tuple(map(_page, json.loads(layout)))


def _page(record: dict[str, Any]) -> PageView:
    runs = tuple(map(_run, record["runs"]))
    pictures = tuple(PictureView(**picture) for picture in record["pictures"])
    panels = tuple(PanelView(**panel) for panel in record["panels"])
    area = tuple(record["area"])
    return PageView(**{**record, "area": area, "runs": runs, "pictures": pictures, "panels": panels})


def _run(record: dict[str, Any]) -> Run:
    quoted = tuple(QuotedWords(**words) for words in record["quoted"])
    return Run(**{**record, "panel": tuple(record["panel"]), "quoted": quoted})
