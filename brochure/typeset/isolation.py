"""The engine by itself: it sees no font of this machine and no file but those that a document brings, what
it logs is collected, and its garbage is taken away with its document.

Must not import the engine: where its fonts are, it asks when it is imported.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from brochure.errors import Severity
from brochure.model import Asset, Complaint

#: Files that an address holds itself, which nobody wants to read.
_EMBEDDED = re.compile(r"(data:[\w/+.-]*)[^\s'\"]*")
#: Names no font and keeps nothing: the engine would fall back to whatever fonts the machine has, and print
#: other bytes on every machine.
_NO_SYSTEM_FONTS: Final = Path(__file__).with_name("no-fonts.conf")


def hide_system_fonts() -> None:
    """Points fontconfig to an empty configuration; to be called before the engine is imported."""
    os.environ["FONTCONFIG_FILE"] = str(_NO_SYSTEM_FONTS)
    warnings.filterwarnings("ignore", "No fonts configured in FontConfig", UserWarning)  # it is meant so


def read_asset(address: str, assets: Mapping[str, Asset]) -> bytes:
    """What stands behind an address; anything that the document did not bring is refused."""
    asset = assets.get(unquote(address))
    if asset is None:
        raise PermissionError(f"{address} is not part of the publication")
    return asset if isinstance(asset, bytes) else asset.read_bytes()


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.complaints: list[Complaint] = []

    def emit(self, record: logging.LogRecord) -> None:
        severity: Severity = "error" if record.levelno >= logging.ERROR else "warning"
        self.complaints.append(Complaint(severity, _EMBEDDED.sub(r"\1…", record.getMessage())))


@contextmanager
def listening() -> Iterator[list[Complaint]]:
    """A list that fills with what the engine says: that a picture is missing, it tells nowhere else."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(action="ignore"):  # of libraries that read pictures
            yield listener.complaints
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile, and then one of what was made meanwhile.

    A document is half a million objects, nearly all alive until its end, and in cycles, so that only the
    collector gets rid of them. Looking through them on the way makes them old: then they stay.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()
