"""PDFs from elsewhere, damaged at random and on purpose, as chapters of a packet.

Each is refused in a finding or bound, and what is bound leads to no file, share or program, runs nothing and
brings nothing along, wherever in the file that was hidden.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final
from warnings import catch_warnings

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from brochure.model import SHEETS, Insert
from brochure.packet import PacketError, Part, assemble, guest
from brochure.pdf import is_public
from tests.builders.merging import two_pages, typeset
from tests.fuzz.mutations import ANY
from tests.fuzz.running import Tried

#: A folder of PDFs from elsewhere that are seeds besides those made here.
_MORE: Final = "FUZZ_PDFS"
_LARGEST: Final = 300_000
_ADDRESSES: Final = (
    *(
        r"\\\\host\\x",
        "//host/x",
        "file:///etc/passwd",
        " FiLe:x",
        "C:/x.exe",
        "smb://host",
        "search-ms:x",
        "x.exe",
    ),
    *(
        "javascript:x",
        "java\\tscript:x",
        "data:text/html,x",
        "https:\\\\\\\\host\\\\x",
        "https://x.org",
        "mailto:a@x.org",
    ),
)
_BODY: Final = (
    '<h1 id=top>Benefits</h1><p>Dental <a href="https://example.org">More</a></p><h2 id=end>Leave</h2>'
    "<ul><li>One</li><li>Two</li></ul><table><tr><th scope=col>A</th></tr><tr><td>1</td></tr></table>"
    '<p><a href="#top">Up</a></p>'
)
#: What no action of a packet may be, and what none of its objects may hold.
_KEPT: Final = frozenset({"/GoTo", "/URI", "/Named", "/SetOCGState"})
_ACTIONS: Final = frozenset(
    {
        *(
            "/Launch",
            "/JavaScript",
            "/GoToR",
            "/GoToE",
            "/SubmitForm",
            "/ImportData",
            "/Rendition",
            "/Movie",
        ),
        *("/Sound", "/RichMediaExecute", "/GoTo3DView", "/Thread", "/Hide", "/ResetForm", "/Trans"),
    }
)


class Guests:
    """An insert of a packet."""

    name = "guests"
    patience = 20.0

    def __init__(self) -> None:
        made = [typeset(_BODY), typeset("<h1>One</h1>"), two_pages()]
        folder = os.environ.get(_MORE)
        found = sorted(Path(folder).rglob("*.pdf")) if folder else []
        self.seeds: list[bytes | Path] = [*made, *(one for one in found if one.stat().st_size < _LARGEST)]

    def attempt(self, random: Random) -> tuple[str, Tried]:
        seed = random.choice(self.seeds)
        data, done = seed.read_bytes() if isinstance(seed, Path) else seed, []
        for _ in range(random.choice((1, 1, 2, 4))):
            change = random.choice((*_CHANGES, *_CHANGES, *ANY[:3]))
            data = _changed(random, data, change) if change in _CHANGES else change(random, data)
            done.append(change.__name__)
        name = seed.name if isinstance(seed, Path) else f"seed {self.seeds.index(seed)}"
        return f"{name}: {', '.join(done)}", self._bind(random, data)

    def close(self) -> None:
        self.seeds.clear()

    def _bind(self, random: Random, data: bytes) -> Tried:
        alternative = random.choice(("What it says", None))
        one = Insert(
            insert="pdf/x.pdf",
            title="Benefits",
            line="What we pay",
            accept_untagged=alternative is not None,
            alternative=alternative,
        )
        result = guest(one, data, SHEETS["letter"], "en")
        refused = [str(finding) for finding in result.findings if finding.severity == "error"]
        if refused or not result.pages:
            return Tried(False, refused)
        parts = [Part("a", "A", typeset("<h1>A</h1>")), Part("b", "B", result.read(), is_foreign=True)]
        try:
            packet = assemble(parts, title="P", language="en")
        except PacketError as error:
            return Tried(False, [str(one) for one in error.problems])
        with pikepdf.open(io.BytesIO(packet)) as pdf:
            faults = sorted({fault for held in pdf.objects for fault in _dangers(held)})
        return Tried(True, [str(finding) for finding in result.findings], faults)


def _dangers(held: Any, depth: int = 0) -> Iterator[str]:
    """What may be in no object of a packet."""
    if isinstance(held, Array) and depth < 6:
        for one in held.as_list():
            yield from _dangers(one, depth + 1) if not getattr(one, "is_indirect", False) else ()
    if not isinstance(held, Dictionary | pikepdf.Stream):
        return
    kind = held.get("/S")
    if isinstance(kind, Name) and str(kind) in _ACTIONS and "/K" not in held:
        yield f"an action {kind}"
    address = held.get("/URI")
    if isinstance(address, String) and not is_public(str(address)):
        yield f"the address {str(address)!r}"
    for key in (
        "/EF",
        "/AA",
        "/JS",
        "/OpenAction",
        "/JavaScript",
        "/EmbeddedFiles",
        "/XFA",
        "/RichMediaContent",
    ):
        if key in held and held.get("/Type") != Name.Font:
            yield f"{key}"
    if isinstance(held, pikepdf.Stream) and {"/F", "/Ref", "/OPI"} & set(held.keys()):
        yield "a stream from another file"
    if depth < 6:
        for one in dict(held.items()).values():
            yield from _dangers(one, depth + 1) if not getattr(one, "is_indirect", False) else ()


def _changed(random: Random, data: bytes, change: Callable[[Random, Pdf], None]) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(random, pdf)
            with catch_warnings(action="ignore"):  # of damaged forms
                pdf.save(made := io.BytesIO(), static_id=True)
            return made.getvalue()
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        ValueError,
        TypeError,
        KeyError,
        RuntimeError,
        AttributeError,
    ):
        return data


def _any(random: Random, pdf: Pdf) -> Any:
    found = [one for one in pdf.objects if isinstance(one, Dictionary | pikepdf.Stream)]
    return random.choice(found or [pdf.Root])


def _page(random: Random, pdf: Pdf) -> Any:
    return random.choice([page.obj for page in pdf.pages] or [pdf.Root])


def _action(random: Random, pdf: Pdf) -> Dictionary:
    """Something that a viewer may do, mostly what it should not."""
    kind = random.choice((*sorted(_ACTIONS), "/URI", "/URI", "/URI", "/GoTo", "/Named", "/x"))
    made = Dictionary(
        S=Name(kind), F=String("x.exe"), N=Name.NextPage, JS=String("x"), D=Array([0, Name.Fit])
    )
    if kind == "/URI":
        made["/URI"] = String(random.choice(_ADDRESSES))
    if random.random() < 0.3:
        made["/Next"] = Array([Dictionary(S=Name.Launch, F=String("x"))])
    return pdf.make_indirect(made) if random.random() < 0.5 else made


def hide_action(random: Random, pdf: Pdf) -> None:
    """An action hangs somewhere."""
    holder = random.choice((pdf.Root, _any(random, pdf), _page(random, pdf), *_annotations(pdf)))
    key = random.choice(("/A", "/A", "/OpenAction", "/AA", "/PA", "/Next", "/URI"))
    action = _action(random, pdf)
    holder[key] = Dictionary(O=action, U=action, D=action) if key == "/AA" else action


def bring_along(random: Random, pdf: Pdf) -> None:
    """A file, a film or another file's data is hidden in it."""
    spec = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String("x"),
            UF=String("x"),
            EF=Dictionary(F=pdf.make_stream(b"x", Type=Name.EmbeddedFile)),
        )
    )
    holder = random.choice((pdf.Root, _any(random, pdf), _page(random, pdf), *_annotations(pdf)))
    key = random.choice(
        ("/AF", "/FS", "/F", "/Ref", "/OPI", "/RichMediaContent", "/Sound", "/Movie", "/MK", "/3DD")
    )
    holder[key] = Array([spec]) if key == "/AF" else spec
    if random.random() < 0.3:
        pdf.Root["/Names"] = Dictionary(
            EmbeddedFiles=Dictionary(Names=Array([String("x"), spec])),
            JavaScript=Dictionary(Names=Array([String("x"), _action(random, pdf)])),
        )


def annotate(random: Random, pdf: Pdf) -> None:
    """An annotation that does or brings something."""
    note = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name(
                random.choice(
                    ("/Link", "/Widget", "/FileAttachment", "/Screen", "/RichMedia", "/Movie", "/Stamp")
                )
            ),
            Rect=Array([0, 0, 9, 9]),
            A=_action(random, pdf),
            FT=Name.Btn,
            T=String("x"),
        )
    )
    page = _page(random, pdf)
    page["/Annots"] = Array([*page.get("/Annots", Array([])), note])
    if random.random() < 0.5:
        pdf.Root["/AcroForm"] = (
            Dictionary(Fields=Array([note]), XFA=String("x"))
            if random.random() < 0.2
            else Dictionary(Fields=Array([note]))
        )
    if random.random() < 0.5:
        bring_along(random, pdf)


def lose(random: Random, pdf: Pdf) -> None:
    """Something is missing, or something else stands in its place."""
    holder = _any(random, pdf)
    keys = sorted(holder.keys())
    if keys:
        key = random.choice(keys)
        values = (
            None,
            0,
            -1,
            10**9,
            Name.X,
            String("x"),
            Array([]),
            Dictionary(),
            holder,
            _any(random, pdf),
        )
        value = random.choice(values)
        if value is None and not isinstance(holder, pikepdf.Stream):
            del holder[key]
        else:
            holder[key] = value


def _annotations(pdf: Pdf) -> list[Any]:
    return [
        one for page in pdf.pages for one in (page.obj.get("/Annots") or []) if isinstance(one, Dictionary)
    ]


_CHANGES: Final = (hide_action, bring_along, annotate, lose)
