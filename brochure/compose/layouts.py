"""Where layouts and fonts are found, and the stylesheets that they make.

A publication's own `layouts/` and `fonts/` win file by file over the ones that come with the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateRuntimeError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from brochure.compose.compiled import compiled
from brochure.errors import ContentError, MachineError, Problem, Where
from brochure.model import Brand, Filler, Sheet, Stylesheet

#: Stylesheets in their order; the parts' own follow, by name.
FIRST_STYLES = ("page.css", "type.css")
WORDS = "words.yaml"
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """`layouts` or `fonts` as they come with the package: inside the wheel, or beside the package in a checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


class _Kept(FileSystemBytecodeCache):
    """Templates are compiled once, not in every process; each time where nothing can be written."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


@dataclass(frozen=True)
class Layouts:
    """Folders that are searched in order for templates, stylesheets and fonts."""

    folders: tuple[Path, ...]
    fonts: tuple[Path, ...]

    @classmethod
    def of(cls, publication: Path) -> Layouts:
        """The layouts of the publication in this folder, with the shipped ones behind them."""

        def chain(name: str) -> tuple[Path, ...]:
            return tuple(
                dict.fromkeys(f.resolve() for f in (publication / name, shipped(name)) if f.is_dir())
            )

        return cls(chain("layouts"), chain("fonts"))

    def find(self, name: str) -> Path:
        """The file that wins for a name such as `page.css`."""
        for folder in self.folders:
            if (path := folder / name).is_file():
                return path
        raise MachineError(
            [Problem(Where(f"layouts/{name}"), "the layout is missing", "restore it from the package")]
        )

    def environment(self) -> ImmutableSandboxedEnvironment:
        """Jinja with every template of the folders: undefined names are errors, everything is escaped, nothing is run."""
        folder = compiled(__file__)
        return ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self.folders),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_Kept(str(folder)) if folder else None,
        )

    def words(self) -> dict[str, str]:
        """The layouts' own words; a publication's words.yaml replaces single ones."""
        words: dict[str, str] = {}
        for folder in reversed(self.folders):
            if (path := folder / WORDS).is_file():
                words |= _words(path)
        return words

    def stylesheets(
        self, brand: Brand, sheet: Sheet, bleed: float = 0, more: Sequence[str] = ()
    ) -> tuple[Stylesheet, ...]:
        """Fonts and tokens of the brand, then the layouts' own styles, with those of `more` folders last."""
        tokens = self.environment().get_template("tokens.css").render(brand=brand, sheet=sheet, bleed=bleed)
        generated = (Stylesheet("fonts.css", font_faces(brand)), Stylesheet("tokens.css", tokens))
        return (
            *generated,
            *(Stylesheet(name, layout_text(self.find(name), name)) for name in self._style_names(more)),
        )

    def _style_names(self, more: Sequence[str]) -> Iterator[str]:
        yield from FIRST_STYLES
        for inside in ("parts", *more):
            yield from sorted(
                {
                    f"{inside}/{path.name}"
                    for folder in self.folders
                    for path in folder.glob(f"{inside}/*.css")
                }
            )

    def font_assets(self, brand: Brand) -> Mapping[str, Path]:
        """The brand's font files by the address that its stylesheet uses."""
        found: dict[str, Path] = {}
        for family in brand.typography.fonts:
            for face in family.files:
                paths = [folder / face.path for folder in self.fonts if (folder / face.path).is_file()]
                if not paths:
                    raise MachineError(
                        [
                            Problem(
                                Where(f"fonts/{face.path}"),
                                "the font is missing",
                                "restore the file, or correct its name in brand.yaml",
                            )
                        ]
                    )
                found[f"asset:fonts/{face.path}"] = paths[0]
        return found


def layout_text(path: Path, name: str) -> str:
    """A layout's text. Raises `ContentError` where it is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(
            [Problem(Where(f"layouts/{name}"), "the file is not UTF-8", "save it as UTF-8")]
        ) from error


def _words(path: Path) -> dict[str, str]:
    try:
        known = yaml.safe_load(layout_text(path, WORDS))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = (
            Where(f"layouts/{WORDS}", mark.line + 1, mark.column + 1) if mark else Where(f"layouts/{WORDS}")
        )
        raise ContentError(
            [
                Problem(
                    where,
                    "the words cannot be read",
                    "write each as name: words, in quotes where it holds a colon",
                )
            ]
        ) from error
    if not isinstance(known, dict):
        raise ContentError(
            [Problem(Where(f"layouts/{WORDS}"), "there are no words", "write each as name: words")]
        )
    return {str(key): str(value) for key, value in known.items()}


def font_faces(brand: Brand) -> str:
    """One @font-face a file of the brand."""
    return "\n".join(
        f'@font-face {{ font-family: "{family.family}"; src: url("asset:fonts/{face.path}"); '
        f"font-weight: {face.weight}; font-style: {face.style} }}"
        for family in brand.typography.fonts
        for face in family.files
    )


#: Where filler pages stand in a template's HTML: a character that no content may hold.
_PLACE: Final = "\0"


def render(
    environment: ImmutableSandboxedEnvironment, template: str, context: Mapping[str, Any]
) -> tuple[str, Filler | None]:
    """A template filled in, and the filler pages that it has a place for; they are not in it yet."""
    found: list[tuple[str, str]] = []

    def filler(page: str, last: str | None = None) -> Markup:
        if found:
            raise TemplateRuntimeError("filler pages have one place in a document")
        found.append((str(page), str(page if last is None else last)))
        return Markup(_PLACE)

    html = environment.get_template(template).render(**context, filler=filler)
    before, _, after = html.partition(_PLACE)
    return before + after, Filler(len(before), *found[0]) if found else None
