"""Where layouts and fonts are found, and the stylesheets that they make.

A publication's own `layouts/` and `fonts/` win file by file over the ones that come with the package.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from jinja2 import (
    FileSystemBytecodeCache,
    FunctionLoader,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.loaders import split_template_path
from markupsafe import Markup

from brochure import shipped
from brochure.compose.bounds import Rendering
from brochure.compose.filters import filters, listed
from brochure.compose.markup import with_notes_numbered
from brochure.compose.phrases import FALLBACK, Phrase, Phrases, parse_words, word_places
from brochure.compose.sandbox import COMPILED, Sandbox, fill
from brochure.compose.template_values import Function, shown
from brochure.compose.typefaces import Typefaces, Widths, families_of, font_faces, letters_of
from brochure.errors import ContentError, MachineError, Problem, Where, likeliest, nearest, perhaps
from brochure.model import Brand, Filler, Format, Kind, Publication, Sheet, Stylesheet, Text, decode

#: Stylesheets in their order; the parts' own follow, by name.
FIRST_STYLES = ("page.css", "type.css")
#: What comes last on pages with one column.
NARROW_STYLE = "narrow.css"
WORDS = "words.yaml"
#: Bytes of a template, which take some seconds to be compiled, and of any other text of layouts.
LARGEST_TEMPLATE, LARGEST_TEXT = 200_000, 2_000_000


def compiled_folder() -> Path | None:
    """Where templates are kept as they were compiled: beside what Python compiles.

    None where it is told to keep nothing. Whoever may write there can run code anyway; a folder of a
    publication, or one that users share, would be another matter.
    """
    return None if sys.dont_write_bytecode else Path(cache_from_source(__file__)).parent


class _Kept(FileSystemBytecodeCache):
    """Templates are compiled once, not in every process; each time where nothing can be written."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


class Layouts:
    """Folders that are searched in order for templates, stylesheets and fonts.

    What was read and compiled is kept, for any number of documents: where a file changes, others are needed.
    """

    def __init__(self, folders: Sequence[Path], fonts: Sequence[Path]) -> None:
        self.folders, self.fonts = tuple(folders), tuple(fonts)
        self._environments: dict[str, tuple[Phrases, Sandbox]] = {}
        self._phrases: dict[str, tuple[Kind | None, Phrases]] = {}
        self._styles: dict[tuple[Sheet, float, tuple[str, ...]], tuple[Brand, tuple[Stylesheet, ...]]] = {}
        self._places: dict[Path, Mapping[str, Where]] = {}
        self._type: tuple[Typefaces, Widths, Mapping[str, Path]] | None = None

    @classmethod
    def of(cls, publication: Path) -> Layouts:
        """The layouts of the publication in this folder, with the shipped ones behind them."""

        def chain(name: str) -> tuple[Path, ...]:
            return tuple(
                dict.fromkeys(f.resolve() for f in (publication / name, shipped(name)) if f.is_dir())
            )

        return cls(chain("layouts"), chain("fonts"))

    def find(self, name: str) -> Path:
        """The file that wins for a name such as `page.css`. Raises `MachineError` where none has it."""
        for folder in self.folders:
            if (path := folder / name).is_file():
                return path
        raise MachineError.of(f"layouts/{name}", "the layout is missing", "restore it from the package")

    def _text(self, name: str) -> str:
        """What the file says that wins for a name; one that has just gone is none. Raises as `find` does."""
        for folder in self.folders:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return layout_text(folder / name, name)
        return layout_text(self.find(name), name)

    def environment(self, language: str, kind: Kind | None = None) -> Sandbox:
        """Jinja with every template: undefined names are errors, everything is escaped, nothing is run."""
        phrases = self.phrases(language, kind)
        if language not in self._environments or self._environments[language][0] is not phrases:
            folder = compiled_folder()
            environment = Sandbox(
                loader=FunctionLoader(self._template),
                bytecode_cache=_Kept(str(folder), COMPILED) if folder else None,
            )
            environment.add_filters(filters(language, phrases))
            self._environments[language] = phrases, environment
        return self._environments[language][1]

    def _template(self, name: str) -> tuple[str, str, None] | None:
        """The text of a template and its file; nothing outside the folders of layouts is one."""
        with suppress(TemplateNotFound, MachineError, ValueError):  # nor is a name with a null character
            inside = "/".join(split_template_path(name))
            path = self.find(inside)
            return layout_text(path, inside, LARGEST_TEMPLATE), str(path), None
        return None

    def phrases(self, language: str, kind: Kind | None = None) -> Phrases:
        """The layouts' own words in a language; a kind replaces single ones, and a publication's words.yaml
        these.
        """
        if language not in self._phrases or (kind and self._phrases[language][0] != kind):
            words: dict[str, Phrase] = {}
            for number, folder in enumerate(reversed(self.folders)):
                if (path := folder / WORDS).is_file():
                    words |= parse_words(layout_text(path, WORDS), f"layouts/{WORDS}")
                if kind and not number:
                    words |= kind.words
            self._phrases[language] = kind, Phrases(words, language)
        return self._phrases[language][1]

    def notices(self, publication: Publication) -> Iterator[Problem]:
        """Words that no layout prints, and those that are English where a publication is not."""
        language, file = publication.settings.language, f"layouts/{WORDS}"
        *own, shipped = (path for folder in self.folders if (path := folder / WORDS).is_file())
        kind = publication.kind
        is_own = any((folder / f"kinds/{kind.id}.yaml").is_file() for folder in self.folders[:-1])
        known = dict.fromkeys([*self._places_in(shipped), *kind.words])
        said = set(kind.words if is_own else ())
        for path in own:
            places = self._places_in(path)
            said |= places.keys()
            for name in places.keys() - known.keys():
                if not _is_printed(name, path.parent):
                    what, meant = f"no layout prints the words {name}", perhaps(likeliest(name, known, 0.8))
                    hint = "delete the line; what stands above a group is its kicker (docs/kinds.md)"
                    yield Problem(places[name], what, meant or hint, "warning")
        missing = [name for name in known if name not in said]
        if language.partition("-")[0] == FALLBACK:
            return
        if kickers := [one.kicker for one in kind.groups if not is_own and _is_of_a_kind(one.kicker)]:
            what = f"in {language} these kickers of groups are English: {', '.join(kickers)}"
            hint = "give each a kicker of its own in publication.yaml, as docs/kinds.md shows"
            yield Problem(Where("content/publication.yaml"), what, hint, "note")
        if missing:
            more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
            names = ", ".join(missing[:4]) + more
            what = f"in {language} these words of the layouts are missing, and English: {names}"
            yield Problem(Where(file), what, f"write each in {file} as name: words", "note")

    def _places_in(self, path: Path) -> Mapping[str, Where]:
        """Where the words of one file stand."""
        if path not in self._places:
            self._places[path] = word_places(layout_text(path, WORDS), f"layouts/{WORDS}")
        return self._places[path]

    def stylesheets(
        self, brand: Brand, sheet: Sheet, bleed: float = 0, more: Sequence[str] = ()
    ) -> tuple[Stylesheet, ...]:
        """Fonts and tokens of the brand, then the layouts' own styles, with those of `more` folders last."""
        key = (sheet, bleed, tuple(more))
        if key not in self._styles or self._styles[key][0] != brand:
            narrow = (NARROW_STYLE,) if sheet.is_narrow else ()
            if sheet.white:  # a format that has margins of its own has the last word on its pages
                names = [*self._style_names(), *narrow, *self._styles_in(more)]
            else:
                names = [*self._style_names(), *self._styles_in(more), *narrow]
            made = (*self._generated(brand, sheet, bleed), *map(self._style, names))
            self._styles[key] = brand, made
        return self._styles[key][1]

    def _generated(self, brand: Brand, sheet: Sheet, bleed: float) -> tuple[Stylesheet, ...]:
        faces = self.typefaces(brand)
        known = {"brand": brand, "sheet": sheet, "bleed": bleed, "families": families_of(faces)}
        known |= {"instead": faces.instead, "is_narrow": sheet.is_narrow}
        known |= {"margins": sheet.margins, "depth": sheet.depth}
        tokens, _ = render(self.environment(FALLBACK), "tokens.css", shown(known))
        return Stylesheet("fonts.css", font_faces(faces)), Stylesheet("tokens.css", tokens)

    def _style(self, name: str) -> Stylesheet:
        return Stylesheet(name, self._text(name))

    def check(self, formats: Mapping[str, Format]) -> Iterator[Problem]:
        """Formats without a template, and panels that a template places and no side of its format has."""
        for name, form in formats.items():
            template = f"{name}/{name}.html.j2"
            if not any((folder / template).is_file() for folder in self.folders):
                hint = "write it; docs/layouts.md shows one"
                yield Problem(form.places[""], f"there is no template layouts/{template}", hint)
                continue
            known = [panel for side in form.sides for panel in side]
            for panel, line in sorted(_panels_in(self._text(template)).items()):
                if panel not in known:
                    what = f'no side has the panel "{panel}", which layouts/{template}:{line} places'
                    yield Problem(
                        form.places.get("sides", form.places[""]), what, nearest(panel, known, "panels here")
                    )

    def _style_names(self) -> Iterator[str]:
        yield from FIRST_STYLES
        yield from self._styles_in(("parts", "architectures"))

    def _styles_in(self, insides: Sequence[str]) -> Iterator[str]:
        for inside in insides:
            yield from sorted(
                {
                    f"{inside}/{path.name}"
                    for folder in self.folders
                    for path in folder.glob(f"{inside}/*.css")
                }
            )

    def typefaces(self, brand: Brand) -> Typefaces:
        """What the brand's typefaces have, and how the layouts set them."""
        return self.type_of(brand)[0]

    def type_of(self, brand: Brand) -> tuple[Typefaces, Widths, Mapping[str, Path]]:
        """The same, with how wide words are in the brand's family for captions, and its font files by the
        addresses that its stylesheet uses.
        """
        if self._type is None or self._type[0].brand is not brand:
            files = self._font_files(brand)
            faces = Typefaces(brand, files)
            named = {
                f"asset:fonts/{one.address}": files[f"asset:fonts/{one.file.path}"] for one in faces.faces
            }
            self._type = faces, Widths.of(faces, files), files | named
        return self._type

    def web_stylesheet(self, brand: Brand) -> tuple[str, dict[str, Path]]:
        """The stylesheet of all pages on the web, and the typefaces that it names, by their addresses."""
        faces, _, files = self.type_of(brand)
        known = shown({"brand": brand, "families": families_of(faces), "instead": faces.instead})
        text, _ = render(self.environment(FALLBACK), "web/web.css", known)
        return f"{font_faces(faces)}\n{text}", dict(files)

    def lacking(self, brand: Brand, letters: Set[str]) -> Set[str]:
        """Those of some letters that no typeface of the brand has."""
        points = frozenset[int]().union(*map(letters_of, self._font_files(brand).values()))
        return {one for one in letters if ord(one) not in points}

    def _font_files(self, brand: Brand) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for family in brand.typography.fonts:
            for face in family.files:
                paths = [path for folder in self.fonts if (path := _spelled(folder, face.path)).is_file()]
                if not paths:
                    hint = "restore the file, or correct its name in brand.yaml"
                    raise MachineError.of(f"fonts/{face.path}", "the font is missing", hint)
                found[f"asset:fonts/{face.path}"] = paths[0]
        return found


def _spelled(folder: Path, name: str) -> Path:
    """A file by its name, whether that has é as one letter or as two (Unicode's NFC and NFD)."""
    path = folder / name
    if name.isascii() or path.is_file():
        return path
    same = normalize("NFC", str(path))
    return next((one for one in folder.rglob("*") if normalize("NFC", str(one)) == same), path)


def layout_text(path: Path, name: str, most: int = LARGEST_TEXT) -> str:
    """A layout's text. Raises `ContentError` where it cannot be read, or has more than so many bytes."""
    if path.stat().st_size > most:
        what = f"the file is larger than {most // 1000} kB"
        raise ContentError.of(f"layouts/{name}", what, "is this the file that was meant? Split it if it is")
    return decode(path.read_bytes(), f"layouts/{name}")


@lru_cache(64)
def _panels_in(text: str) -> Mapping[str, int]:
    """The panels that a template cannot do without, and the lines that place them.

    None where it cannot be read.
    """
    if "panels" not in text:
        return {}
    try:
        tree = Sandbox().parse(text)
    except TemplateError:  # told when the template is used
        return {}
    asked = {_panel_of(node): node.lineno for node in tree.find_all((nodes.Getattr, nodes.Getitem))}
    optional = {_panel_of(test.node) for test in tree.find_all(nodes.Test) if test.name == "defined"}
    return {name: line for name, line in asked.items() if name not in {*optional, ""}}


def _is_of_a_kind(text: Text | None) -> bool:
    """Whether a text was written in the file of a kind."""
    return bool(text and text.where and text.where.file.startswith("layouts/kinds/"))


def _is_printed(name: str, folder: Path) -> bool:
    """Whether a template in this folder names these words."""
    asked = (f'"{name}"', f"'{name}'", f"words.{name}")
    texts = (layout_text(path, path.name) for path in sorted(folder.rglob("*.j2")))
    return any(one in text for text in texts for one in asked)


#: Where filler pages stand in a template's HTML: a character that no content may hold.
_PLACE: Final = "\0"


def render(
    environment: Sandbox, template: str, context: Mapping[str, Any], own: Rendering | None = None
) -> tuple[str, Filler | None]:
    """A template filled in, and the filler pages that it has a place for; they are not in it yet.

    Raises `TemplateError`, also where it uses up too much.
    """
    found: list[tuple[str, str]] = []

    def filler(page: str, last: str | None = None) -> Markup:
        if found:
            raise TemplateRuntimeError("filler pages have one place in a document")
        found.append((str(page), str(page if last is None else last)))
        return Markup(_PLACE)

    own, name = own or Rendering(), str(context.get("name", ""))
    own.citations.document = name
    known = {**context, "filler": Function("filler", filler), "sources": Function("sources", listed)}
    html = own.citations.finished(fill(environment, template, known, own))
    html = with_notes_numbered(html, name)
    before, _, after = html.partition(_PLACE)
    return before + after, Filler(len(before), *found[0]) if found else None


def _panel_of(node: nodes.Node) -> str:
    """The name in `panels.front` and `panels["front"]`; nothing for any other expression."""
    if (
        not isinstance(node, (nodes.Getattr, nodes.Getitem))
        or not isinstance(node.node, nodes.Name)
        or node.node.name != "panels"
    ):
        return ""
    if isinstance(node, nodes.Getattr):
        return "" if hasattr(dict, node.attr) else node.attr
    return str(node.arg.value) if isinstance(node.arg, nodes.Const) else ""
