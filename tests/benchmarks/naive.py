"""The loop that a user of WeasyPrint and pypdf would write.

Knows nothing of this project; run as a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from weasyprint import HTML

from tests.benchmarks.plainly import bind


def main(pages: Path, output: Path) -> None:
    """One PDF for each HTML file of a folder, and the packet of them."""
    output.mkdir(parents=True, exist_ok=True)
    for page in sorted(pages.glob("*.html")):
        HTML(filename=page).write_pdf(output / f"{page.stem}.pdf", pdf_variant="pdf/ua-1")
    bind(pages, output)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
