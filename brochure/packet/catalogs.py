"""What a catalog says once for all pages: forms and layers of all parts, each in one, and what the packet
may claim to conform to: only what every part says.

Fields of interactive forms (ISO 32000-1, 12.7) keep their names under their part's name, so that two
parts that ask for a `name` do not fill each other's in; pikepdf's `add_pages_from` would rename only
those that clash, so that a name would depend on the other parts. Scripts, signatures' flags and XFA stay
out. Of layers (optional content, 8.11) what was shown is shown.

Three claims are never kept: PDF/A-1, because the packet uses object streams (ISO 19005-1, 6.1.4);
PDF/A-4f, because the files it stands for are taken out; PDF/UA-2, because the packet's own links lead to
pages and not to elements (ISO 14289-2, 8.8). Claims are read from XMP metadata (ISO 16684-1) with the
namespaces of the AIIM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf, Stream, String

from brochure.packet.part import OpenPart, Part
from brochure.pdf import BROKEN, each, entries, get, is_marked, made, name_of, read_xmp, text_of

_LISTS: Final = ("/Order", "/RBGroups", "/Locked", "/AS")


def carried_form(source: OpenPart) -> Dictionary:
    """What a part brings: its fields, without scripts, and what its form says of all of them."""
    form = get(source.pdf.Root, "/AcroForm")
    fields = [one for one in each(get(form, "/Fields")) if isinstance(one, Dictionary) and one.is_indirect]
    for one in fields_below(fields):
        if "/AA" in one:
            del one["/AA"]
    keys = ("/DA", "/Q", "/DR", "/NeedAppearances")
    return made({"/Fields": Array(fields), **{key: get(form, key) for key in keys}})


def fields_below(fields: list[Any]) -> list[Any]:
    """Fields and all fields and widgets under them, each once."""
    found, stack = [], fields[::-1]
    seen: set[tuple[int, int]] = set()
    while stack:
        field = stack.pop()
        if isinstance(field, Dictionary) and field.is_indirect and field.objgen not in seen:
            seen.add(field.objgen)
            found.append(field)
            stack += reversed(each(field.get("/Kids")))
    return found


class Forms:
    """The fields of all parts."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._fields: list[Object] = []
        self._resources: dict[str, dict[str, Any]] = {}
        self._unpainted = False

    def take(self, part: Part, form: Any) -> None:
        """Adds those of a part, as objects of the packet."""
        fields = each(get(form, "/Fields"))
        if not fields:
            return
        group = self._pdf.make_indirect(
            made(
                {
                    "/T": String(part.name.replace(".", "-")),
                    "/Kids": Array(fields),
                    "/DA": get(form, "/DA"),
                    "/Q": get(form, "/Q"),
                }
            )
        )
        for one in fields:
            one["/Parent"] = group
        self._fields.append(group)
        self._unpainted = self._unpainted or get(form, "/NeedAppearances") is True
        for kind, named in entries(get(form, "/DR")).items():  # by one name the first part's
            if isinstance(named, Dictionary):
                self._resources[kind] = entries(named) | self._resources.get(kind, {})

    def form(self) -> Dictionary | None:
        """The packet's AcroForm; None where no part has fields."""
        if not self._fields:
            return None
        resources = {kind: Dictionary(named) for kind, named in self._resources.items()}
        return made(
            {
                "/Fields": Array(self._fields),
                "/DR": Dictionary(resources) if resources else None,
                "/NeedAppearances": True if self._unpainted else None,
            }
        )


def carried_layers(source: OpenPart) -> Dictionary:
    """What a part brings: its groups, those that it starts without, and the lists of its configuration."""
    properties = get(source.pdf.Root, "/OCProperties")
    usual = get(properties, "/D")
    groups = [
        one for one in each(get(properties, "/OCGs")) if isinstance(one, Dictionary) and one.is_indirect
    ]
    return Dictionary(
        {
            "/OCGs": Array(groups),
            "/OFF": Array(_hidden(groups, usual)),
            **{key: Array(each(get(usual, key))) for key in _LISTS},
        }
    )


class Layers:
    """The layers of all parts."""

    def __init__(self) -> None:
        self._all: dict[str, list[Any]] = {key: [] for key in ("/OCGs", "/OFF", *_LISTS)}

    def take(self, layers: Any) -> None:
        """Adds those of a part, as objects of the packet."""
        for key, items in self._all.items():
            items.extend(each(get(layers, key)))

    def properties(self) -> Dictionary | None:
        """The packet's OCProperties; None where no part has layers."""
        if not self._all["/OCGs"]:
            return None
        usual = {key: Array(items) for key, items in self._all.items() if items and key != "/OCGs"}
        return Dictionary(OCGs=Array(self._all["/OCGs"]), D=made({"/Name": String("Default"), **usual}))


def _hidden(groups: list[Any], usual: Any) -> list[Object]:
    """The groups that a part starts without."""
    named = {
        key: {one.objgen for one in each(get(usual, key)) if isinstance(one, Object)}
        for key in ("/ON", "/OFF")
    }
    if name_of(get(usual, "/BaseState")) == "/OFF":
        return [one for one in groups if one.objgen not in named["/ON"]]
    return [one for one in groups if one.objgen in named["/OFF"]]


#: Levels of PDF/A from the weakest; those of PDF/A-4 have none or mean something else.
_LEVELS: Final = ("B", "U", "A")
_KEYS: Final = ("pdfuaid:part", "pdfuaid:rev", "pdfaid:part", "pdfaid:conformance", "pdfaid:rev")
#: Where an output intent says in words which colors it means (ISO 32000-1, table 365).
_WORDS: Final = ("/OutputConditionIdentifier", "/OutputCondition", "/Info")


@dataclass(frozen=True)
class Claims:
    """PDF/UA and PDF/A as XMP states them: part, and revision or level; empty strings where not stated."""

    ua: str = ""
    ua_revision: str = ""
    archive: str = ""
    level: str = ""
    archive_revision: str = ""

    def said(self) -> dict[str, str | list[str]]:
        """The same as properties of XMP."""
        values = (self.ua, self.ua_revision, self.archive, self.level, self.archive_revision)
        return dict(zip(_KEYS, values, strict=True))


@dataclass(frozen=True)
class Stated:
    """What a part brings to the packet's claims: its own, whether it is tagged, what its output intents
    mean.
    """

    claims: Claims
    marked: bool
    intents: tuple[str, ...]

    @classmethod
    def of(cls, pdf: Pdf) -> Stated:
        """What a part states."""
        said = read_xmp(pdf, _KEYS)
        ua, ua_revision, archive, level, revision = (said.get(key, "") for key in _KEYS)
        return cls(
            Claims(ua, ua_revision, archive, level.upper(), revision),
            is_marked(pdf),
            tuple(sorted(_meaning(one) for one in intents(pdf))),
        )


@dataclass(frozen=True)
class Loss:
    """A claim that a packet cannot make, and the first part because of which it cannot."""

    claim: str
    part: int
    why: str


def shared(parts: Sequence[Stated]) -> Claims:
    """What all parts claim. PDF/A also wants their colors to be meant for one output."""
    claims, marked = [one.claims for one in parts], all(one.marked for one in parts)
    ua = not _lost_ua(parts)
    revisions = {one.ua_revision for one in claims}
    ua_revision = claims[0].ua_revision if ua and len(revisions) == 1 else ""
    if _lost_archive(parts):
        return Claims("1" if ua else "", ua_revision)
    levels = {one.level for one in claims}
    level = min(levels, key=_LEVELS.index) if levels <= set(_LEVELS) else claims[0].level
    if level == "A" and not marked:
        level = "U"
    return Claims("1" if ua else "", ua_revision, claims[0].archive, level, claims[0].archive_revision)


def losses(parts: Sequence[Stated]) -> list[Loss]:
    """What some parts claim and the packet cannot, and why."""
    found = []
    if any(one.claims.ua for one in parts):
        found += _lost_ua(parts)[:1]
    if any(one.claims.archive for one in parts):
        found += _lost_archive(parts)[:1] or _lost_level(parts)[:1]
    return found


def _lost_ua(parts: Sequence[Stated]) -> list[Loss]:
    return [
        Loss("PDF/UA", index, _why_no_ua(one))
        for index, one in enumerate(parts)
        if one.claims.ua != "1" or not one.marked
    ]


def _why_no_ua(one: Stated) -> str:
    if not one.claims.ua:
        return "it does not claim it"
    if one.claims.ua != "1":
        return f"it claims PDF/UA-{one.claims.ua}"
    return "it claims it, but is not marked as tagged"


def _lost_archive(parts: Sequence[Stated]) -> list[Loss]:
    first = next((one for one in parts if one.claims.archive), parts[0])
    wanted = first.claims
    found = []
    for index, one in enumerate(parts):
        claims, name = one.claims, f"PDF/A-{one.claims.archive}{one.claims.level.lower()}"
        if not claims.archive:
            why = "it does not claim it"
        elif claims.archive == "1" or claims.level == "F":
            why = f"it claims {name}, which no packet can"
        elif (claims.archive, claims.archive_revision) != (wanted.archive, wanted.archive_revision):
            why = f"it claims {name}, another edition of the standard"
        elif claims.level != wanted.level and not {claims.level, wanted.level} <= set(_LEVELS):
            why = f"it claims {name}, another kind"
        elif one.intents and one.intents != _first_intents(parts):
            why = f"its colors are meant for {' and '.join(one.intents)}"
        else:
            continue
        found.append(Loss("PDF/A", index, why))
    return found


def _lost_level(parts: Sequence[Stated]) -> list[Loss]:
    """A level that some have and others do not."""
    first, kept = max(parts, key=_level).claims, shared(parts).level
    if first.level not in _LEVELS or first.level == kept:
        return []
    name = f"PDF/A-{first.archive}{first.level.lower()}"
    return [
        Loss(name, index, "it claims it, but is not marked as tagged")
        for index, one in enumerate(parts)
        if first.level == "A" and one.claims.level == "A" and not one.marked
    ] or [
        Loss(name, index, f"it claims PDF/A-{one.claims.archive}{one.claims.level.lower()}")
        for index, one in enumerate(parts)
        if one.claims.level == kept
    ]


def _level(one: Stated) -> int:
    return _LEVELS.index(one.claims.level) if one.claims.level in _LEVELS else -1


def _first_intents(parts: Sequence[Stated]) -> tuple[str, ...]:
    """Those of the first part that has some: one without uses no colors that would need one."""
    return next((one.intents for one in parts if one.intents), ())


def keeps_intents(parts: Sequence[Stated]) -> bool:
    """Whether the packet may have the output intents of the first part that has some."""
    return len({one.intents for one in parts}) == 1 or bool(shared(parts).archive)


def intents(pdf: Pdf) -> list[Any]:
    """The output intents of a part."""
    return [one for one in each(pdf.Root.get("/OutputIntents")) if isinstance(one, Dictionary)]


def _meaning(intent: Any) -> str:
    """What an output intent says of colors: two that mean sRGB mean the same, whoever wrote the profile."""
    words = [text_of(intent.get(key)) for key in _WORDS]
    kind, profile = name_of(intent.get("/S"))[1:], intent.get("/DestOutputProfile")
    if any("srgb" in one.lower() for one in words) and get(profile, "/N") == 3:
        return f"sRGB ({kind})"
    try:
        data = profile.read_bytes() if isinstance(profile, Stream) else b""
    except BROKEN:
        data = b""
    called = next((one for one in words if one.strip()), "an output without a name")
    return f"{called} ({kind}, {sha256(data).hexdigest()[:8]})"
