"""The manual of checks, docs/preflight.md: generated from their docstrings.

Must not know where it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from brochure.model import GRAVITIES
from brochure.preflight.file.checking import FileCheck

_INTRO: Final = """\
# Preflight for the print shop

`python make_brochure.py preflight FILE...` checks any PDF, whoever made it, before it goes to a print \
shop. Findings are errors, warnings or notes; with an error the command ends with 1. `--report OUT.pdf` \
writes one page to hand over with the file.

What a print shop asks for is told by its profile, `printers/NAME.yaml` in the content folder; `--printer \
NAME` chooses it. [The field reference](content.md#printersnameyaml) lists its limits. Without a profile \
`generic` holds, which is what most print shops ask for. A profile names only what differs from it:

```yaml
description: Harbor Press, sheetfed, coated paper
condition: FOGRA39
bleed: 3 mm
total_ink: 280
gravity:
  font-subset: off
  resolution-low: error
```

A leaflet is checked with its folds, from the left edge of its outside: `--fold "3.625 in" --fold "7.3125 \
in"`. QR codes are measured where they are drawn as squares. What lies over one another by overprint or \
transparency is not added up: look at the separations in a PDF viewer where much of it is used.

The same words come out in a terminal, as one JSON object a line with `--json`, and in the report. This \
page is written by `python make_brochure.py schema`.
"""


def manual(checks: Sequence[FileCheck]) -> str:
    """The whole of docs/preflight.md."""
    rows = ["| check | in `generic` | what is checked |", "|---|---|---|"]
    rows += [
        f"| [`{check.slug}`](#{check.slug}) | {GRAVITIES[check.slug]} |"
        f" {check.about.partition('. ')[0].rstrip('.')} |"
        for check in checks
    ]
    return "\n\n".join([_INTRO.rstrip(), "## Checks", "\n".join(rows), *map(_page, checks)]) + "\n"


def _page(check: FileCheck) -> str:
    gravity = GRAVITIES[check.slug]
    mend = f"{check.mend[0].upper()}{check.mend[1:].rstrip('.')}."
    return (
        f"### {check.slug}\n\n{check.about}\n\n{check.why}\n\n*What to do:* {mend} *In `generic`:*"
        f" {gravity}. *Source:* {check.source}."
    )
