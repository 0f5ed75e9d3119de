"""Text that remembers where it was written, and the base of every content model. Must not know files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final, NamedTuple, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from brochure.errors import LISTS, ContentError, Problem, Where
from brochure.model.letters import excerpt, misread, misread_words, unprintable, western

LARGEST_TEXT: Final = 5_000_000
#: Characters of one text, some forty printed pages; what is longer is a mistake and takes long to read.
LONGEST_TEXT: Final = 100_000
#: What YAML 1.1 does not call printable (section 5.1), and XML 1.0 and fonts cannot show either; the three
#: signs that YAML, but no editor, takes for the end of a line (NEL, LS, PS), so that lines would be
#: miscounted; and what Unicode keeps for programs themselves (noncharacters, section 23.7): those from
#: U+FDD0 stand for this one's own marks where it takes texts apart, so that no text may hold them.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


#: How files begin that people take for texts.
_BEGINS: Final = {
    b"pk\x03\x04": "a workbook, a document or another archive",
    b"\xd0\xcf\x11\xe0": "a document in the old form of Office",
    b"{\\rtf": "a document with formats (RTF)",
    b"%pdf": "a PDF",
    **dict.fromkeys((b"<!doctype html", b"<html", b"\xef\xbb\xbf<html"), "a web page"),
}


class Quoted(NamedTuple):
    """Characters of a text, from `start` to before `end`, that another place says: a fact's words."""

    start: int
    end: int
    where: Where


def scalar_schema(check: Callable[[Any], Any]) -> CoreSchema:
    """How pydantic takes a value that `check` reads from content, and writes it: as text."""
    return core_schema.no_info_plain_validator_function(
        check, serialization=core_schema.to_string_ser_schema()
    )


class Text(str):
    """A string of content with the place it came from (`None` for text that no file holds).

    `lang` is its language where that is another than the publication's; `quoted` what it takes from
    elsewhere, in order. There are a hundred in a program: with a dictionary each would take four times the
    memory.
    """

    __slots__ = ("lang", "quoted", "where")
    where: Where | None
    lang: str | None
    quoted: tuple[Quoted, ...]

    def __new__(
        cls,
        text: str,
        where: Where | None = None,
        lang: str | None = None,
        quoted: tuple[Quoted, ...] | None = None,
    ) -> Self:
        self = super().__new__(cls, text)
        self.where = where if where is not None else getattr(text, "where", None)
        self.lang = lang if lang is not None else getattr(text, "lang", None)
        self.quoted = quoted if quoted is not None else getattr(text, "quoted", ())
        return self

    @classmethod
    def check(cls, value: Any) -> Self:
        """A text as content gives it. Raises `PydanticCustomError` where it is none, empty or too long."""
        if not isinstance(value, str):
            raise PydanticCustomError("text_type", "must be text")
        if not value.strip():
            raise PydanticCustomError("text_empty", "must not be empty")
        if len(value) > LONGEST_TEXT:
            raise PydanticCustomError("text_long", "is too long")
        return cls(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return scalar_schema(cls.check)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return _or_in_another_language({"type": ["string", "number"]})


class Line(Text):
    """One line: words with Markdown emphasis and `{references}`, no paragraphs."""

    __slots__ = ()

    @classmethod
    def check(cls, value: Any) -> Self:
        """The same of one line, with nothing around it. Raises `PydanticCustomError` also for a second."""
        line = super().check(value)
        if "\n" in line.strip():
            raise PydanticCustomError("line_breaks", "must be one line")
        return cls(line.strip(), line.where, line.lang, ())


class Prose(Text):
    """Paragraphs in Markdown: emphasis, lists, links, subheadings (###), `{references}`; no raw HTML."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return _or_in_another_language({"type": "string"})


def _or_in_another_language(words: dict[str, Any]) -> dict[str, Any]:
    """The two forms of a text: words, or `{text: Bienvenue, lang: fr}`."""
    fields = {
        "text": {**words, "description": "The words."},
        "lang": {"type": "string", "description": "Their language as a BCP 47 tag, such as fr."},
    }
    both = {
        "type": "object",
        "description": "Words in another language.",
        "properties": fields,
        "required": ["text", "lang"],
    }
    return {"anyOf": [words, {**both, "additionalProperties": False}]}


def _is_day(value: Any) -> Any:
    """Refuses what pydantic would read as a moment or as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
        raise PydanticCustomError("day_form", "must be a day")
    return value


#: A day, written YYYY-MM-DD and in no other way.
Day = Annotated[date, BeforeValidator(_is_day)]


_NOWHERE: Final[Mapping[str, Where]] = {}


class Item(BaseModel):
    """Anything that content describes: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=False)
    #: What templates are given of it besides its fields.
    derived: ClassVar[tuple[str, ...]] = ()
    _places: Mapping[str, Where] = PrivateAttr(default=_NOWHERE)

    def placed(self, places: Mapping[str, Where]) -> Self:
        """The same, which knows where its keys stand."""
        self._places = places
        return self

    @property
    def places(self) -> Mapping[str, Where]:
        """Where its keys stand, as far as a file holds them."""
        return self._places

    def written_at(self, field: str) -> Where | None:
        """Where the value of a field is written: its text itself, or else its key."""
        return getattr(getattr(self, field, None), "where", None) or self._places.get(field)


class Sourced(Item):
    """Something that was true in a season and may have to be confirmed in the next."""

    as_of: Annotated[Line | None, Field(description="Season in which this was true, such as 2019-20.")] = (
        None
    )
    source: Annotated[
        Line | None, Field(description="Where this is known from: a page, a document, a person.")
    ] = None
    verified_on: Annotated[Day | None, Field(description="Day on which somebody last confirmed it.")] = None


#: Ids are file names, link targets and YAML keys at once, so they keep to lower-case words joined by
#: hyphens.
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


#: Lines that git writes around two versions of the same text.
_CONFLICT: Final = re.compile(r"^(<{7}|>{7})(?: .*)?$", re.MULTILINE)


def decode(data: bytes, file: str, is_western: bool = False) -> str:
    """The text of a file. Raises ContentError at the first byte or character that cannot be read.

    One that may be western is read as Windows-1252 where it is in that for certain.
    """
    if len(data) > LARGEST_TEXT:
        what = f"is larger than {LARGEST_TEXT // 1_000_000} MB"
        raise ContentError.of(file, what, "is this the file you meant? Split it if it is")
    if fault := _other_than_text(data, file):
        raise ContentError.of(file, *fault)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        known = western(data) if is_western else None
        if known is None:
            raise ContentError([_not_utf8(error, file)]) from None
        text = known
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := UNPRINTABLE.search(text):
        where, around = _at(text[: found.start()], file), excerpt(text, found.start())
        what, hint = unprintable(found[0])
        if words := misread(around):
            what, hint = misread_words(*words)
        raise ContentError.of(where, what, hint)
    if conflict := _CONFLICT.search(text):
        what = f"{conflict[0][:7]} is a mark of git: two versions of the file met here, and both were kept"
        hint = "keep one of the two, and delete the lines <<<<<<<, ======= and >>>>>>>"
        raise ContentError.of(_at(text[: conflict.start()], file), what, hint)
    return text


def _other_than_text(data: bytes, file: str) -> tuple[str, str] | None:
    """What the bytes of a file say that it is, where that is no text that can be read."""
    if data and not data.strip(b"\0"):
        return "holds nothing: it was not copied or downloaded as a whole", "copy it here once more"
    zeros = data[:1000:2].count(0), data[1:1000:2].count(0)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or max(zeros) > len(data[:1000]) // 5:
        return "is UTF-16, not UTF-8", _save(file)
    kinds = [what for begins, what in _BEGINS.items() if data[:100].lstrip().lower().startswith(begins)]
    if not kinds or file.endswith(".j2"):  # a layout is a web page, and nobody takes it for anything else
        return None
    is_list = file.lower().endswith(LISTS)
    if is_list and data.startswith(b"PK"):
        hint = (
            "if it is an Excel workbook, rename it so that it ends in .xlsx, and write that name where it is"
        )
        return f"is {kinds[0]}, not CSV", f"{hint} asked for"
    hint = "copy its words into a plain text file (in Word: Save As, Plain Text, Unicode UTF-8)"
    return f"is {kinds[0]}, not plain text", _save(file) if is_list else hint


def _not_utf8(error: UnicodeDecodeError, file: str) -> Problem:
    before = error.object[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    byte = error.object[error.start : error.start + 1]
    meant = byte.decode("cp1252", "ignore")
    what = (
        f"is not UTF-8: byte 0x{byte[0]:02X}"
        + (f", {meant} in Windows-1252," if meant else "")
        + " cannot be read"
    )
    return Problem(_at(before, file), what, _save(file))


def _save(file: str) -> str:
    is_sheet = file.lower().endswith(LISTS)
    return "save it from Excel as CSV UTF-8 (Comma delimited)" if is_sheet else "save the file as UTF-8"


def _at(before: str, file: str) -> Where:
    return Where(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


_WORD: Final = re.compile(r"\w+")
#: A figure of one digit is found in too many texts.
_FEWEST_LETTERS: Final = 2


@dataclass(frozen=True)
class PrintedContent:
    """What composed documents print of content: the places that they name, and all their words, as
    `as_words` has them.
    """

    places: frozenset[Where] = frozenset()
    words: str = ""

    def and_also(self, *others: PrintedContent) -> PrintedContent:
        """This and what others print."""
        places = self.places.union(*(one.places for one in others))
        return PrintedContent(places, " ".join(filter(None, (self.words, *(one.words for one in others)))))

    def says(self, text: str) -> bool:
        """Whether they have a text word by word, which is of more than one letter."""
        words = as_words(text)
        return len(words) >= _FEWEST_LETTERS and f" {words} " in f" {self.words} "


def as_words(text: str) -> str:
    """The words of a text as they are compared: without signs, in small letters, a space between them."""
    return " ".join(_WORD.findall(text.replace("\u00ad", "").casefold()))
