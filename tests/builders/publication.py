"""One builder for tests of content: a tiny publication that is valid, and whatever a test changes in it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PIL import Image

from brochure import shipped

TINY: dict[str, str] = {
    "publication.yaml": "title: Internal Medicine Residency\n"
    "checks: {unprinted: off, read-lists: off, same-text: off}\n",
    "institution.yaml": "name: Harbor Hospital\nshort_name: Harbor\n",
    "season.yaml": "label: 2019-20\nissued: 2019-07-01\n",
    "facts.yaml": (
        "vacation:\n  value: 4\n  label: weeks of vacation\n  words: four weeks\n"
        "outpatient:\n  value: 40 %\n  label: outpatient\n  share: 40\n"
    ),
    "people.yaml": "jane-doe:\n  name: Jane Doe\n",
    "sections/life.md": (
        "---\ntitle: Life\nshort: In short.\n---\n\nResidents of {program} have {vacation} off.\n"
    ),
    "programs/primary-care.yaml": (
        "name: Primary Care\nfull_name: Primary Care Program\npromise: Close to home\nstory:\n  sections:"
        " [life]\n"
    ),
}


_PAGE = (
    '{% extends "base.html.j2" %}\n{% block body %}<h1 id="{{ name }}--top" data-label="{{ title }}">{{'
    " title }}</h1>\n"
)
#: Layouts of a line or two. Documents are set by them in a fifth of the time, where a test is not about
#: their looks.
PLAIN: dict[str, str] = {
    **{
        f"{form}/format.yaml": "line: A page\npages: [1]\n"
        for form in ("brochure", "card", "flyer", "leaflet", "poster", "tent")
    },
    **{
        f"{form}/{form}.html.j2": _PAGE + "<p>{{ program.promise }}</p>{% endblock %}\n"
        for form in ("brochure", "card", "flyer", "leaflet", "poster", "tent")
    },
    "packet/front.html.j2": _PAGE
    + "{% for entry in brochures %}<p>{{ entry.folio }}</p>{% endfor %}{% endblock %}\n",
    "packet/back.html.j2": _PAGE
    + "{% set plate %}<div class=plate></div>{% endset %}{{ filler(plate) }}{% endblock %}\n",
}


def make_publication(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Writes the tiny publication with some files changed, added or (None) left out.

    Gives its content folder.
    """
    content = folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    for name, said in {**TINY, **(files or {})}.items():
        if said is not None:
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(said.encode() if isinstance(said, str) else said)
    return content


def make_plain_publication(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The same, with plain layouts."""
    for name, said in PLAIN.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, "utf-8")
    return make_publication(folder, files)


def make_program(more: str = "", **changes: str) -> str:
    """The text of a program file: the fields that are needed, some changed, and more lines after them."""
    fields = {"name": "Primary Care", "promise": "Close to home", "story": "{title: The program}", **changes}
    return "".join(f"{name}: {value}\n" for name, value in fields.items()) + more


@cache
def set_once() -> dict[str, str]:
    """Layouts by which a document is set once, in the architectures that suit it best, whatever they leave
    white and on any number of pages: where a test is about what is printed, not about which way is chosen.
    """
    files = {"../layouts/brochure/format.yaml": "line: All, on any number of pages\n"}
    for path in sorted(shipped("layouts").glob("architectures/*.yaml")):
        said = re.sub(r"^quiet:.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        files[f"../layouts/architectures/{path.name}"] = f"{said}quiet: yes\n"
    return files


def make_picture(form: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    """The bytes of a small picture."""
    data = io.BytesIO()
    Image.new("RGB", size, "navy").save(data, form)
    return data.getvalue()
