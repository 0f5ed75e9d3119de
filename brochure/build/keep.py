"""Keeps every stage's artefact for whoever wants to look (`--keep`). Must not know how they are made."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from brochure.model import PageSource, Result
from brochure.publish import write_whole


@dataclass(frozen=True)
class Keeper:
    """Writes artefacts into a folder; does nothing where there is no folder."""

    folder: Path | None

    def source(self, source: PageSource) -> None:
        """The composed HTML, its stylesheets and its drawings."""
        self._write(f"{source.name}.html", source.html.encode())
        self._write(f"{source.name}.css", "\n".join(sheet.text for sheet in source.stylesheets).encode())
        for address, asset in source.assets.items():
            if isinstance(asset, bytes):
                self._write(address.removeprefix("asset:"), asset)

    def result(self, name: str, result: Result) -> None:
        """The typeset document, what was laid out, and what preflight found."""
        if result.data is not None:
            self._write(f"{name}.pdf", result.read())
            self._write(
                f"{name}.pages.json", json.dumps([asdict(page) for page in result.pages], indent=1).encode()
            )
            self._write(
                f"{name}.findings.json",
                json.dumps([finding._asdict() for finding in result.findings], indent=1).encode(),
            )

    def _write(self, name: str, data: bytes) -> None:
        if self.folder is not None:
            write_whole(self.folder / name, data)
