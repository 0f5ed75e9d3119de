"""What the engine logs, collected: without it a missing picture would be printed as nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from brochure.errors import Severity
from brochure.model import Complaint


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.complaints: list[Complaint] = []

    def emit(self, record: logging.LogRecord) -> None:
        severity: Severity = "error" if record.levelno >= logging.ERROR else "warning"
        self.complaints.append(Complaint(severity, record.getMessage()))


@contextmanager
def listening() -> Iterator[list[Complaint]]:
    """A list that fills with what the engine says in the meantime."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield listener.complaints
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate
