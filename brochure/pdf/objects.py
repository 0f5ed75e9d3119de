"""Looking things up in PDF objects of any kind: nothing raises where a file is not what it should be.

Takes pikepdf's objects; gives them, or plain values. Name and number trees (ISO 32000-1, 7.9.6 and 7.9.7)
are read whatever their form, and written flat, of limited nodes: pikepdf's `NameTree` knows names as text,
and a part may have any bytes for one. A structure tree (14.7) gives its elements, with their types and
namespaces. Must not know what is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String

#: Entries in one node; readers look at whole nodes.
_NODE: Final = 64
#: The namespaces of the standard structure types (ISO 32000-2, 14.8.6); elements without one are in the
#: first.
PDF_1: Final = "http://iso.org/pdf/ssn"
PDF_2: Final = "http://iso.org/pdf2/ssn"

#: Addresses that open nothing on the reader's own computer: of the web, of mailboxes and telephones, in the
#: document itself, and between documents of a packet.
_PUBLIC: Final = re.compile(r"(https?|ftp)://[^/\\]|www\.|(mailto|tel|sms|packet):|#|$", re.IGNORECASE)
#: Signs that viewers leave out of addresses.
_LEFT_OUT: Final = re.compile(r"[\x00-\x20\x7f-\xa0]")


def bare_uri(address: str) -> str:
    """An address as viewers take it."""
    return _LEFT_OUT.sub("", address)


def is_public(address: str) -> bool:
    """Whether an address leads to the web, a mailbox or a telephone, and to no file, share or program."""
    return _PUBLIC.match(bare_uri(address)) is not None


def get(holder: Any, *keys: str) -> Any:
    """What stands behind keys, one in the other; None where one of them is not there."""
    for key in keys:
        if not isinstance(holder, Dictionary | Stream):
            return None
        holder = holder.get(key)
    return holder


def each(value: Any) -> list[Any]:
    """An array's items, or one thing, or nothing: many entries of PDF may be any of the three."""
    if isinstance(value, Array):
        return list(value.as_list())
    return [] if value is None else [value]


def entries(value: Any) -> dict[str, Any]:
    """The entries of a dictionary or a stream; of anything else none."""
    return dict(value.items()) if isinstance(value, Dictionary | Stream) else {}


def text_of(value: Any) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) decoded; empty for anything else."""
    return str(value) if isinstance(value, String) else ""


def name_of(value: Any) -> str:
    """A name with its slash, bytes that are no UTF-8 as lone surrogates; empty for anything else."""
    return bytes(value).decode("utf-8", "surrogateescape") if isinstance(value, Name) else ""


def bytes_of(value: Any) -> bytes:
    """A string's bytes as they stand in the file, and a name's without its slash; else none."""
    if isinstance(value, Name):
        return bytes(value)[1:]
    return bytes(value) if isinstance(value, String) else b""


def number_of(value: Any) -> float | None:
    """A number, whole or not; None for anything else."""
    return None if value is None or isinstance(value, bool | Object) else float(value)


def table(value: Any) -> Object:
    """A dictionary, or a stream with its entries; an empty one in the place of anything else."""
    return value if isinstance(value, Dictionary | Stream) else Dictionary()


def numbers(value: Any) -> list[float]:
    """The numbers of an array, or the one number that is given; whatever else is there is left out."""
    return [float(one) for one in each(value) if isinstance(one, int | float | Decimal)]


def word_of(value: Any) -> str:
    """A text string as text, a name without its slash; empty for anything else.

    Names are in UTF-8; Chinese programs write those of fonts in their own encoding.
    """
    if not isinstance(value, Name):
        return text_of(value)
    name = bytes(value)[1:]
    for encoding in ("utf-8", "gbk"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")


def data_of(stream: Any) -> bytes:
    """A stream's data; none where it cannot be decoded, or is no stream."""
    try:
        return stream.read_bytes() if isinstance(stream, Stream) else b""
    except PdfError:
        return b""


def put(holder: Any, key: str, value: Any) -> None:
    """Sets an entry of a dictionary or a stream, or removes it where the value is None."""
    if value is not None:
        holder[key] = value
    elif key in holder:
        del holder[key]


def made(values: Mapping[str, Any]) -> pikepdf.Dictionary:
    """A dictionary; entries that are None are left out."""
    return Dictionary({key: value for key, value in values.items() if value is not None})


def said(value: Any, depth: int = 12) -> Any:
    """A value that compares equal where two objects say the same, references followed; streams by their
    data.
    """
    if depth == 0:
        return "…"
    if isinstance(value, Dictionary | Stream):
        held = tuple(sorted((key, said(one, depth - 1)) for key, one in value.items()))
        return "dict", held, value.read_raw_bytes() if isinstance(value, Stream) else None
    if isinstance(value, Array):
        return "list", *(said(one, depth - 1) for one in value.as_list())
    return name_of(value) or bytes_of(value) if isinstance(value, Object) else value


def names_in(root: Any) -> list[tuple[bytes, Any]]:
    """All entries of a name tree in its order, as far as it can be read."""
    return [(bytes_of(key), value) for key, value in _pairs(root, "/Names")]


def numbers_in(root: Any) -> list[tuple[int, Any]]:
    """The same of a number tree."""
    return [(key, value) for key, value in _pairs(root, "/Nums") if isinstance(key, int)]


def _pairs(root: Any, leaf: str) -> Iterator[tuple[Any, Any]]:
    """Loops are walked once."""
    stack, seen = [root], set[tuple[int, int]]()
    while stack:
        node = stack.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        flat = each(node.get(leaf))
        yield from zip(flat[::2], flat[1::2], strict=False)
        stack.extend(reversed(each(node.get("/Kids"))))


def make_tree(pdf: Pdf, leaf: str, pairs: Sequence[tuple[bytes | int, Any]]) -> Object | None:
    """Writes sorted pairs as a tree of two levels at most; None where there are none. `leaf` is /Names or
    /Nums.
    """
    if not pairs:
        return None
    if len(pairs) <= _NODE:
        return pdf.make_indirect(Dictionary({leaf: _flat(pairs)}))
    nodes = [pairs[at : at + _NODE] for at in range(0, len(pairs), _NODE)]
    return _tree(pdf, [one for node in nodes if (one := _node(pdf, leaf, node)) is not None])


def _node(pdf: Pdf, leaf: str, pairs: Sequence[tuple[bytes | int, Any]]) -> Object | None:
    """Writes sorted pairs as one node below the root of a tree; None where there are none."""
    if not pairs:
        return None
    flat = _flat(pairs)
    return pdf.make_indirect(Dictionary({"/Limits": Array([flat[0], flat[-2]]), leaf: flat}))


def _tree(pdf: Pdf, nodes: Iterable[Object]) -> Object | None:
    """The tree of such nodes, none of which begins before another has ended; None where there are none."""
    kids = sorted(nodes, key=_begins)
    return pdf.make_indirect(Dictionary({"/Kids": Array(kids)})) if kids else None


def _begins(node: Object) -> tuple[int, bytes]:
    first = each(node.get("/Limits"))[0]
    return (first, b"") if isinstance(first, int) else (0, bytes_of(first))


def _flat(pairs: Sequence[tuple[bytes | int, Any]]) -> Array:
    keyed = ((String(key) if isinstance(key, bytes) else key, value) for key, value in pairs)
    return Array([item for pair in keyed for item in pair])


class Branches:
    """A name or number tree in the making, of what each part of a document brings.

    Where it is `by_part`, each has a node of its own, which may be taken up elsewhere or left out as it is;
    else all entries stand in their order.
    """

    def __init__(self, pdf: Pdf, leaf: str, by_part: bool = False) -> None:
        self._pdf, self._leaf, self._by_part = pdf, leaf, by_part
        self._pairs: list[tuple[Any, Any]] = []
        self._nodes: list[Object] = []

    def add(self, pairs: Sequence[tuple[Any, Any]]) -> Object | None:
        """Adds the entries of a part; gives its node where it has one."""
        if not self._by_part:
            self._pairs += pairs
            return None
        node = _node(self._pdf, self._leaf, sorted(pairs, key=itemgetter(0)))
        self.take(node)
        return node

    def take(self, node: Object | None) -> None:
        """Takes up the node of a part that is bound already, if it has one."""
        if node is not None:
            self._nodes.append(node)

    def tree(self) -> Object | None:
        """The tree; None where it has no entries."""
        if self._by_part:
            return _tree(self._pdf, self._nodes)
        return make_tree(self._pdf, self._leaf, sorted(self._pairs, key=itemgetter(0)))


def tops(root: Any) -> list[Any]:
    """The elements under the root of a structure tree."""
    return [one for one in each(get(root, "/K")) if get(one, "/S") is not None]


def elements(starts: Iterable[Any]) -> list[Any]:
    """All elements under the given ones, themselves included, each once and in reading order."""
    found: list[Any] = []
    seen: set[tuple[int, int]] = set()
    stack = list(starts)[::-1]
    while stack:
        value = stack.pop()
        if not isinstance(value, Object):
            continue
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
        if isinstance(value, Array):
            stack.extend(reversed(list(value.as_list())))
        elif isinstance(value, Dictionary) and value.get("/S") is not None:
            found.append(value)
            stack.append(value.get("/K"))
    return found


def namespace(element: Any) -> str:
    """The name of an element's namespace."""
    return text_of(get(element, "/NS", "/NS")) or PDF_1


def chain(roles: Mapping[str, str], kind: str) -> tuple[str, ...]:
    """A type and what it is mapped to, step by step, to one that is not mapped or where the map goes in a
    circle.
    """
    steps = [kind]
    while (following := roles.get(steps[-1])) is not None and following not in steps:
        steps.append(following)
    return tuple(steps)


def is_marked(pdf: Pdf) -> bool:
    """Whether a PDF claims that all its content is tagged or an artifact (ISO 32000-1, 14.7.1), and can."""
    return get(pdf.Root, "/MarkInfo", "/Marked") is True and isinstance(
        get(pdf.Root, "/StructTreeRoot"), Dictionary
    )
