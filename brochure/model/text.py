"""Text that remembers where it was written, the letters in it that were lost or read wrongly on their
way, and the base of every content model.

`ZoÃ«` for Zoë, `donâ€™t` for don’t, `Mu?oz`, `Jos�`: UTF-8 that somebody read as Windows-1252, Latin-1 or
MacRoman, once or twice, is told from letters that are meant by what comes out when it is read rightly:
Latin letters and the signs of print, or whole words in another script. Must not know files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
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

#: What an excerpt shows at most.
_SHOWN: Final = 40
#: How often letters may have been read wrongly, one time after the other.
_TIMES: Final = 3
_HIGH: Final = range(0x80, 0x100)
#: From what is seen to the bytes that it stands for, each as the letter of the same number.
_BYTES: Final = {
    "mac_roman": {
        **dict.fromkeys(_HIGH, " "),
        **{ord(bytes([byte]).decode("mac_roman")): chr(byte) for byte in _HIGH},
    },
    "cp1252": {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): chr(byte) for byte in _HIGH},
}
#: Letters in UTF-8: in MacRoman only those that begin with signs which no text has before a letter.
_LETTERS: Final = {
    "cp1252": re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"),
    "mac_roman": re.compile("[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]"),
}
#: A letter and what may follow at the end of a word, as in «CAFÉ», „Ä“ and está»…, are meant.
_QUOTED: Final = re.compile(r"[^\W\d_a-z]»?[»”“’‘›™…]")
#: The rest of a closing quotation mark, whose last byte is no letter in Windows-1252.
_REST: Final = re.compile("â€(?![\x80-\uffff])")
_LATIN: Final = re.compile("[\xa0-\u024f\u1e00-\u1eff\u2010-\u206f\u20ac\u2122\ufb00-\ufb06]+")
_LOST: Final = re.compile(r"[^\W\d_]\?+[^\W\d_]|(?<!\S)\?+[a-zß-öø-ÿ]{2}")


def misread(text: str) -> tuple[str, str] | None:
    """What of a text was probably read wrongly, and what is meant; nothing where all is well."""
    if text.isascii() or (meant := _mended(text)) == text:
        return None
    same = next(
        number for number, (one, other) in enumerate(zip(text, meant + "\0", strict=False)) if one != other
    )
    seen = excerpt(text, same)
    return seen, _mended(seen)


def misread_words(seen: str, meant: str) -> tuple[str, str]:
    """What to say of that, and what mends it."""
    what = f'"{seen}" seems to be read wrongly: "{meant}" is meant'
    return what, f"write {meant}, or save the file anew as UTF-8 from the program that wrote it"


def lost(text: str, is_name: bool) -> str:
    """The words in which a letter has become a question mark; in a name none is meant at all."""
    for found in _LOST.finditer(text):
        word = excerpt(text, found.start(), 0)
        if not set(word) & set("/@=&"):
            return word
    return excerpt(text, text.index("?")) if is_name and re.search(r"[^\W\d_]\?", text) else ""


def excerpt(text: str, at: int, most: int = _SHOWN) -> str:
    """The whole of a short text, or else the word at a place in it."""
    if len(text) <= most and "\n" not in text:
        return text
    start = max((number for number in range(max(at - _SHOWN, 0), at) if text[number].isspace()), default=-1)
    start = start + 1 if start >= 0 else max(at - _SHOWN, 0)
    found = re.compile(r"\S*").match(text, at)
    return text[start : min(found.end() if found else at, at + _SHOWN)]


def _mended(text: str) -> str:
    for _ in range(_TIMES):
        before = text
        for name in _BYTES:
            text = _read_again(text, name)
        text = _REST.sub("”", text)
        if text == before:
            break
    return text


def _read_again(text: str, name: str) -> str:
    seen, parts, end = text.translate(_BYTES[name]), list[str](), 0
    found = [*_LETTERS[name].finditer(seen)]
    letters = [match[0].encode("latin-1").decode("utf-8", "replace") for match in found]
    is_script = _is_one_script("".join(letters))
    for match, letter in zip(found, letters, strict=True):
        here = text[match.start() : match.end()]
        is_quoted = _QUOTED.fullmatch(here) and _ends_a_word(
            text[: match.start()], here[0], text[match.end() :]
        )
        if (_LATIN.fullmatch(letter) and not is_quoted) or is_script:
            parts += text[end : match.start()], letter
            end = match.end()
    return "".join((*parts, text[end:]))


def _ends_a_word(before: str, letter: str, after: str) -> bool:
    """Whether a letter between these may be the last of a word: a capital not after a small one."""
    return not after[:1].isalnum() and not (letter.isupper() and before[-1:].islower())


def _is_one_script(letters: str) -> bool:
    """Whether these may be words: four letters or more of one script, or a pictograph."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters if letter.isalpha()}
    return len(scripts - {"LATIN"}) == 1 and len(letters) >= 4 and "\ufffd" not in letters


LARGEST_TEXT: Final = 5_000_000
#: Characters of one text, some forty printed pages; what is longer is a mistake and takes long to read.
LONGEST_TEXT: Final = 100_000
#: What YAML 1.1 does not call printable (section 5.1), and XML 1.0 and fonts cannot show either; and the
#: three signs that YAML, but no editor, takes for the end of a line (NEL, LS, PS), so that lines would be
#: miscounted.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
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
    verified_on: Annotated[
        Day | None, Field(description="Day on which somebody last confirmed it (YYYY-MM-DD).")
    ] = None


#: Ids are file names, link targets and YAML keys at once, so they keep to lower-case words joined by
#: hyphens.
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


#: Lines that git writes around two versions of the same text.
_CONFLICT: Final = re.compile(r"^(<{7}|>{7})(?: .*)?$", re.MULTILINE)


def decode(data: bytes, file: str) -> str:
    """The text of a file. Raises ContentError at the first byte or character that cannot be read."""
    if len(data) > LARGEST_TEXT:
        what = f"is larger than {LARGEST_TEXT // 1_000_000} MB"
        raise ContentError.of(file, what, "is this the file you meant? Split it if it is")
    if fault := _other_than_text(data, file):
        raise ContentError.of(file, *fault)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([_not_utf8(error, file)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := UNPRINTABLE.search(text):
        where, around = _at(text[: found.start()], file), excerpt(text, found.start())
        what, hint = f"holds the control character U+{ord(found[0]):04X}", "delete it"
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
