"""A content stream as a list of instructions, each checked for the operands that its operator needs.

Takes a page or a stream; gives `Instruction`s. One that cannot be carried out stands in its place with a
`fault`, so that the others can be. CMaps have the same syntax (ISO 32000-2, 7.8.2 and annex A). Must not
know what instructions do.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Pdf,
    PdfError,
    Stream,
    StreamParser,
    String,
    parse_content_stream,
)

from brochure.pdf.objects import data_of, each, name_of

INLINE_PICTURE: Final = "INLINE IMAGE"
#: An operator of ours at the end: what was left open before it swallows it.
_END_NAME, _END = "BROCHURE-END", b"\nBROCHURE-END"
_BREAKS_OFF: Final = "content that breaks off"
#: More bytes, or more blanks between operands, are not parsed: a file can be made to unpack to any size.
_MOST_BYTES: Final = 32_000_000
_MOST_BLANKS: Final = 12_000_000
_BLANKS: Final = (b" ", b"\n", b"\r", b"\t")
#: What the space of a color asks for, or what a picture says of itself, is looked at where it is used.
_ANY: Final = "*"
#: What an operator needs: n a number, s a string, N a name, a an array, p a name or a dictionary.
_NEEDS: Final = {
    **dict.fromkeys(("q", "Q", "h", "W", "W*", "n", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*"), ""),
    **dict.fromkeys(("BT", "ET", "T*", "EMC", "BX", "EX"), ""),
    **dict.fromkeys(("w", "J", "j", "M", "i", "Tc", "Tw", "Tz", "TL", "Ts", "Tr", "g", "G"), "n"),
    **dict.fromkeys(("rg", "RG"), "nnn"),
    **dict.fromkeys(("k", "K"), "nnnn"),
    **dict.fromkeys(("sc", "SC", "scn", "SCN", INLINE_PICTURE), _ANY),
    **dict.fromkeys(("m", "l", "Td", "TD", "d0"), "nn"),
    **dict.fromkeys(("v", "y", "re"), "nnnn"),
    **dict.fromkeys(("cm", "Tm", "c", "d1"), "nnnnnn"),
    **dict.fromkeys(("gs", "Do", "sh", "ri", "cs", "CS", "BMC", "MP"), "N"),
    **dict.fromkeys(("BDC", "DP"), "Np"),
    **dict.fromkeys(("Tj", "'"), "s"),
    "d": "an",
    "Tf": "Nn",
    "TJ": "a",
    '"': "nns",
}
#: The operators that set a color of a device, and of which.
_COLORS: Final = {"g": "gray", "G": "gray", "rg": "rgb", "RG": "rgb", "k": "cmyk", "K": "cmyk"}
_NUMBERS: Final = frozenset({int, Decimal})
_NUMBERS_ALONE: Final = frozenset({"", "n", "nn", "nnn", "nnnn", "nnnnnn"})
_IS: Final[dict[str, Callable[[object], bool]]] = {
    "n": lambda value: type(value) in _NUMBERS,
    "s": lambda value: isinstance(value, String),
    "N": lambda value: isinstance(value, Name),
    "a": lambda value: isinstance(value, Array),
    "p": lambda value: isinstance(value, (Name, Dictionary)),
}
_CALLED: Final = {
    "n": "a number",
    "s": "a string",
    "N": "a name",
    "a": "an array",
    "p": "a name or a dictionary",
}


Written = ContentStreamInstruction | ContentStreamInlineImage


class Instruction(NamedTuple):
    """One instruction.

    `fault` says what is wrong with it as a noun (`an operator rg with 2 operands`); empty where nothing is.

    `written` is what pikepdf parsed, for those who write it again; None where there was nothing to parse.
    More operands than an operator needs are left out, as viewers do: its own come last.
    """

    name: str
    operands: tuple[Any, ...] = ()
    fault: str = ""
    written: Written | None = None
    #: The document that the operands belong to: they are not to outlive it.
    owner: Pdf | None = None


def instructions(content: Object) -> list[Instruction]:
    """All instructions of a page's content or of another stream."""
    parts = [content] if isinstance(content, Stream) else each(content.get("/Contents"))
    read = [_data(part) for part in parts]
    data = b"\n".join(data for data, _ in read)
    faults = [Instruction("", fault=fault) for fault in dict.fromkeys(fault for _, fault in read if fault)]
    if len(data) > _MOST_BYTES or sum(map(data.count, _BLANKS)) > _MOST_BLANKS:
        return [Instruction("", fault="more content than can be judged")]
    scratch = Pdf.new()
    stream = Stream(scratch, data + _END)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = [_instruction(one, scratch) for one in parse_content_stream(stream)]
        except (PdfError, TypeError, ValueError, RuntimeError):
            found = _one_by_one(stream, scratch)
    if found and found[-1].name == _END_NAME:
        found.pop()
    elif not faults:
        faults = [Instruction("", fault=_BREAKS_OFF)]
    return found + faults


class _Collector(StreamParser):
    """Instructions put together from objects, where pikepdf refuses some of them."""

    def __init__(self, owner: Pdf) -> None:
        super().__init__()
        self.owner, self.found, self._operands = owner, list[Instruction](), list[Any]()

    def handle_object(self, obj: Object, *_: int) -> None:
        if isinstance(obj, Operator):
            try:
                written = ContentStreamInstruction(self._operands, obj)
                self.found.append(_instruction(written, self.owner))
            except (PdfError, TypeError, ValueError):
                self.found.append(Instruction("", fault="an operator whose operands cannot be read"))
            self._operands = []
        else:
            self._operands.append(obj)

    def handle_eof(self) -> None:
        """Whether it came to the end is told by the operator that stands there."""


def _one_by_one(stream: Stream, scratch: Pdf) -> list[Instruction]:
    """The instructions of a stream that pikepdf refuses as a whole for one that is damaged."""
    collector = _Collector(scratch)
    page = scratch.add_blank_page()
    page.Contents = stream
    try:
        page.parse_contents(collector)
    except (PdfError, RuntimeError):
        collector.found.append(Instruction("", fault=_BREAKS_OFF))
    return collector.found


def _data(part: object) -> tuple[bytes, str]:
    """What one stream of content holds, and what is wrong with it.

    Compressed data that break off are decoded by qpdf as far as they go, and nothing is said.
    """
    if not isinstance(part, Stream):
        return b"", "content that is not in the file"
    if not part.get_int("/Length", 1):
        return b"", ""
    if [name_of(one) for one in each(part.get("/Filter"))] == [
        "/FlateDecode"
    ] and "/DecodeParms" not in part:
        decoder, data = zlib.decompressobj(), b""
        try:
            data = decoder.decompress(part.read_raw_bytes(), _MOST_BYTES + 1)
        except (zlib.error, PdfError):
            return data_of(part), _BREAKS_OFF
        return data, "" if decoder.eof or len(data) > _MOST_BYTES else _BREAKS_OFF
    try:
        return part.read_bytes(), ""
    except PdfError:
        return b"", "content that cannot be decoded"


def _instruction(one: Written, owner: Pdf) -> Instruction:
    try:
        name, operands = str(one.operator), tuple(one.operands)
    except UnicodeDecodeError:
        return Instruction("", (), "bytes that are no operator", one, owner)
    except (PdfError, TypeError, ValueError):  # of pictures whose entries are no dictionary
        return Instruction(INLINE_PICTURE, (), "a picture in the content that cannot be read", one, owner)
    needs = _NEEDS.get(name)
    if needs is None:
        return Instruction(name, operands, f"an operator {name} that is none", one, owner)
    count = len(operands) if needs == _ANY else len(needs)
    own = operands[len(operands) - count :] if len(operands) > count else operands
    if needs in _NUMBERS_ALONE and len(own) == count and _NUMBERS.issuperset(map(type, own)):
        return Instruction(name, own, "", one, owner)
    return Instruction(name, own, _fault(name, needs, own), one, owner)


def _fault(name: str, needs: str, operands: tuple[Any, ...]) -> str:
    """What is wrong with an operator's operands, or nothing."""
    if name == INLINE_PICTURE:
        return ""
    if needs == _ANY:
        has_pattern = bool(operands) and _IS["N"](operands[-1])
        needs = "n" * (len(operands) - has_pattern) + "N" * has_pattern
    given, count = len(operands), len(needs)
    if given < count and name in _COLORS:
        return f"a color of {given} number{'' if given == 1 else 's'} in {_COLORS[name]}"
    if given < count:
        said = f"{given} operand{'' if given == 1 else 's'}"
        return f"an operator {name} with {said}, where it needs {count}"
    for need, operand in zip(needs, operands, strict=True):
        if not _IS[need](operand):
            return f"an operator {name} without {_CALLED[need]} that it needs"
    return ""
