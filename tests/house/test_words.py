"""The package serves any publication: no word of one field is in it, but in its kind and its starter."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Words of hospitals and of training in them; an internal link or a page's rotation is none.
WORDS = re.compile(
    r"residen(t|cy)|\bpgy|acgme|nrmp|(?-i:ERAS)|trainee|\binterns?\b|\brotations?\b(?!: int)|clinic|hospital"
    r"|(in|out)patient|fellowship|physician",
    re.IGNORECASE,
)
#: Where another meaning is meant: pages of PDFs and drawings are turned.
ELSEWHERE = re.compile(r"`rotation`|\.rotation|rotation =|[*+] rotation|anchor, rotation")
FILES = [
    path
    for folder, endings in (("brochure", ("py", "md", "yaml")), ("layouts", ("j2", "css", "yaml")))
    for ending in endings
    for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
    if "starters" not in path.parts and path.parts[-2:] != ("kinds", "residency.yaml")
]


def test_no_word_of_one_field_is_in_the_package() -> None:
    assert len(FILES) > 250
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in FILES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if WORDS.search(line) and not ELSEWHERE.search(line)
    ]
    assert found == []
