"""What a brand leaves out, as the package's own brand has it."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from brochure.model import Rows, Table, parse_yaml

DEFAULT_BRAND: Final = "brochure/content/default_brand.yaml"
#: Which family a use of type takes where a brand names others and not this one.
_FOLLOWS: Final = {"base": (), "headings": ("base",), "lead": ("headings", "base"), "captions": ("base",)}


def default_brand() -> Table:
    """The package's own brand."""
    text = (files("brochure.content") / "default_brand.yaml").read_text("utf-8")
    table: Table = parse_yaml(text, DEFAULT_BRAND)
    return table


def complete_brand(brand: Table, default: Table) -> None:
    """What a brand leaves out is the default's: inks beside its colors, families where they are used."""
    for key in default.keys() - brand.keys() - ({"press"} if "color" in brand else set()):
        brand.put(key, default[key], default.places[key])
    own, known = brand["typography"], default["typography"]
    if not isinstance(own, Table) or not isinstance(own.setdefault("fonts", Rows(own.where)), Rows):
        return
    _follow(own)
    for key in known.keys() - own.keys():
        own.put(key, known[key], known.places[key])
    listed = [one.get("family") for one in own["fonts"] if isinstance(one, Table)]
    used = [one.get("family") for one in own.values() if isinstance(one, Table)]
    own["fonts"] += [one for one in known["fonts"] if one["family"] in used and one["family"] not in listed]


def _follow(own: Table) -> None:
    """Uses for which a brand names no family take that of a use that it names, so that one is enough.

    Of families without any use the first one is for running text, unless it serves other scripts.
    """
    known = [one for one in own["fonts"] if isinstance(one, Table) and "family" in one]
    others = own.get("fallback", ())
    listed = next((one for one in known if one["family"] not in others), None)
    if listed and not any(use in own for use in _FOLLOWS):
        only = Table(listed.where)
        only.put("family", listed["family"], listed.places["family"])
        own.put("base", only, listed.places["family"])
    for use, before in _FOLLOWS.items():
        if use not in own and (said := next((one for one in before if one in own), None)):
            own.put(use, own[said], own.places[said])
