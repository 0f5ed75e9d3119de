"""Keeps every stage's artefact for whoever wants to look (`--keep`). Must not know how they are made."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from brochure.artefacts import Finding, PageSource, Proof
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

    def proof(self, proof: Proof, findings: tuple[Finding, ...]) -> None:
        """The typeset document, what was laid out, and what preflight found."""
        self._write(f"{proof.name}.pdf", proof.pdf)
        self._write(f"{proof.name}.pages.json", json.dumps([asdict(page) for page in proof.pages], indent=1).encode())
        self._write(f"{proof.name}.findings.json", json.dumps([asdict(f) for f in findings], indent=1).encode())

    def _write(self, name: str, data: bytes) -> None:
        if self.folder is not None:
            write_whole(self.folder / name, data)
