"""What is found in a document, said in one form. Must not know who looks for it.

Apart from the other artefacts, which a build in which nothing has changed does without.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Finding(NamedTuple):
    """Something preflight noticed. `page` counts from 1, 0 means the document; `where` is a `file:line` or empty."""

    document: str
    page: int
    slug: str
    severity: Severity
    what: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = self.where or (
            f"{self.document}.pdf, page {self.page}" if self.page else f"{self.document}.pdf"
        )
        page = f" (page {self.page} of {self.document}.pdf)" if self.where and self.page else ""
        hint = f" Hint: {self.hint.rstrip('.')}." if self.hint else ""
        return f"{place}: {self.what.rstrip('.')}{page}.{hint}"
