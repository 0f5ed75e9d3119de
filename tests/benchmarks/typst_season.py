"""The same brochures by Typst: from a cold process, and again after an edit by the compiler that is still
there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

import typst

TEMPLATE = Path(__file__).with_name("season.typ")


class Press:
    """A Typst compiler over a folder that holds the template, its texts, pictures and fonts."""

    def __init__(self, folder: Path) -> None:
        self.compiler = typst.Compiler(
            folder / TEMPLATE.name, root=folder, font_paths=[folder / "fonts"], ignore_system_fonts=True
        )

    def compile(self, program: str, output: Path) -> None:
        """Sets one brochure, tagged."""
        inputs = {"program": program}
        self.compiler.compile(output=output / f"{program}.pdf", sys_inputs=inputs, pdf_standards="ua-1")


def cold(folder: Path, output: Path) -> Press:
    """Every brochure of the folder."""
    output.mkdir(parents=True, exist_ok=True)
    press = Press(folder)
    for texts in sorted(folder.glob("*.json")):
        press.compile(texts.stem, output)
    return press


def warm(folder: Path, output: Path, edited: str, edits: int) -> None:
    """Prints the seconds of each edit of one program after everything was set once."""
    press, texts = cold(folder, output), folder / f"{edited}.json"
    written = texts.read_text("utf-8")
    for number in range(edits):
        said = json.loads(written)
        said["groups"][0]["prose"][0] += f" Edit {number}."
        texts.write_text(json.dumps(said), "utf-8")
        began = perf_counter()
        press.compile(edited, output)
        print(perf_counter() - began)
    texts.write_text(written, "utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 3:
        warm(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        cold(Path(sys.argv[1]), Path(sys.argv[2]))
