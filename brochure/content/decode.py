"""Bytes to text: UTF-8 with or without a byte order mark, any line ends, no control characters.

Takes bytes and the name of their file; gives text whose lines end in a line feed. Must not know formats.
"""

from __future__ import annotations

import re
from typing import Final

from brochure.errors import ContentError, Problem, Where

#: What YAML 1.1 does not call printable (section 5.1), and XML 1.0 and fonts cannot show either; and the three signs
#: that YAML, but no editor, takes for the end of a line (NEL, LS, PS), so that lines would be miscounted.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)


def decode(data: bytes, file: str) -> str:
    """The text of a file. Raises ContentError at the first byte or character that cannot be read."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ContentError([Problem(Where(file), "is UTF-16, not UTF-8", _save(file))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([_not_utf8(error, file)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := UNPRINTABLE.search(text):
        what = f"holds the control character U+{ord(found[0]):04X}"
        raise ContentError([Problem(_at(text[: found.start()], file), what, "delete it")])
    return text


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
    is_sheet = file.lower().endswith(".csv")
    return "save it from Excel as CSV UTF-8 (Comma delimited)" if is_sheet else "save the file as UTF-8"


def _at(before: str, file: str) -> Where:
    return Where(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
