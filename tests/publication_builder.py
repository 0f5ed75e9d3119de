"""One builder for tests of content: a tiny publication that is valid, and whatever a test changes in it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

TINY: dict[str, str] = {
    "publication.yaml": "title: Internal Medicine Residency\n",
    "institution.yaml": "name: Harbor Hospital\nshort_name: Harbor\n",
    "season.yaml": "label: 2019-20\nissued: 2019-07-01\n",
    "facts.yaml": (
        "vacation:\n  value: 4\n  label: weeks of vacation\n  words: four weeks\n"
        "outpatient:\n  value: 40 %\n  label: outpatient\n  share: 40\n"
    ),
    "people.yaml": "jane-doe:\n  name: Jane Doe\n",
    "sections/life.md": "---\ntitle: Life\nshort: In short.\n---\n\nResidents of {program} have {vacation} off.\n",
    "programs/primary-care.yaml": (
        "name: Primary Care\nfull_name: Primary Care Program\npromise: Close to home\nstory:\n  sections: [life]\n"
    ),
}


def make_publication(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Writes the tiny publication with some files changed, added or (None) left out; gives its content folder."""
    content = folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    for name, said in {**TINY, **(files or {})}.items():
        if said is not None:
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(said.encode() if isinstance(said, str) else said)
    return content


def make_program(more: str = "", **changes: str) -> str:
    """The text of a program file: the fields that are needed, some changed, and more lines after them."""
    fields = {"name": "Primary Care", "promise": "Close to home", "story": "{title: The program}", **changes}
    return "".join(f"{name}: {value}\n" for name, value in fields.items()) + more


def make_picture(form: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    """The bytes of a small picture."""
    data = io.BytesIO()
    Image.new("RGB", size, "navy").save(data, form)
    return data.getvalue()
