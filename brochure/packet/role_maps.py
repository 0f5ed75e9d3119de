"""Names that all parts share in one structure tree: roles, attribute classes, namespaces.

Parts may mean different things by one name. The first keeps it; a later part's is renamed (`/Aside` →
`/Aside-2`), in its map and on its elements. A type that a part uses without mapping it is a standard type or
wants none, so no part's map may catch it: such names are never given away. ISO 32000-1, 14.7.3 and 14.7.5.2;
ISO 32000-2, 14.7.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object

from brochure.pdf import chain, each, elements, entries, get, name_of, said, text_of

#: Types that the packet itself uses.
_OWN: Final = ("/Document", "/Part")


class _Names:
    """Names handed out to parts: one meaning, one name."""

    def __init__(self) -> None:
        self._meanings: dict[str, Any] = {}

    def give(self, wanted: str, meaning: Any) -> str:
        """The name for a meaning: the wanted one, or that with a number where it means something else
        already.
        """
        candidate, number = wanted, 2
        while self._meanings.setdefault(candidate, meaning) != meaning:
            candidate, number = f"{wanted}-{number}", number + 1
        return candidate


@dataclass(frozen=True)
class _Mapped:
    """The types of one part: its map, those that its elements have, and where those begin."""

    roles: dict[str, str]
    starts: Sequence[Any]
    used: Sequence[str] = ()


class Roles:
    """One RoleMap for all; renames elements where needed, once all parts are known."""

    def __init__(self) -> None:
        self._parts: list[_Mapped] = []

    def take(self, roles: dict[str, str], starts: Sequence[Any]) -> None:
        """Adds the map of a part and the elements that its structure begins with."""
        self._parts.append(_Mapped(roles, starts))

    def settle(self) -> dict[str, Name]:
        """The map of the packet."""
        names, merged = _Names(), dict[str, Name]()
        if not any(one.roles for one in self._parts):
            return merged  # types mean what they say in all parts
        self._parts = [replace(one, used=_used(one.starts)) for one in self._parts]
        ends = (
            end
            for one in self._parts
            for start in one.roles
            if (end := chain(one.roles, start)[-1]) not in one.roles
        )
        for reserved in (*_OWN, *self._unmapped(), *ends):
            names.give(reserved, (reserved,))
        for one in self._parts:
            own = {
                step: chain(one.roles, step)
                for start in (*one.used, *one.roles)
                for step in chain(one.roles, start)
            }
            new = {step: names.give(step, steps) for step, steps in own.items()}
            merged |= {new[step]: Name(new[steps[1]]) for step, steps in own.items() if len(steps) > 1}
            _rename(one.starts, {old: called for old, called in new.items() if old != called})
        return merged

    def _unmapped(self) -> list[str]:
        """Types that a part uses as they are though another maps them."""
        mapped = {kind for one in self._parts for kind in one.roles}
        return [kind for one in self._parts for kind in one.used if kind in mapped and kind not in one.roles]


def _used(starts: Sequence[Any]) -> list[str]:
    """The types of elements that are in no namespace."""
    plain = (element for element in elements(starts) if "/NS" not in element)
    return list(dict.fromkeys(name_of(element.get("/S")) for element in plain))


def _rename(starts: Sequence[Any], changed: Mapping[str, str]) -> None:
    for element in elements(starts) if changed else ():
        old = name_of(element.get("/S"))
        if old in changed and "/NS" not in element:
            element["/S"] = Name(changed[old])


class Classes:
    """One ClassMap for all; renames classes on elements where needed."""

    def __init__(self) -> None:
        self._names = _Names()
        self.merged: dict[str, Any] = {}

    def take(self, classes: Any, classed: Sequence[Any]) -> None:
        """Adds the classes of a part and points its elements that have some to them, as objects of the
        packet.
        """
        own = entries(classes)
        used = (name_of(name) for one in classed for name in each(one.get("/C")) if isinstance(name, Name))
        new = {}
        for called in dict.fromkeys((*own, *used)):
            new[called] = self._names.give(called, said(own.get(called)))
            if called in own:
                self.merged.setdefault(new[called], own[called])
        if changed := {old: Name(called) for old, called in new.items() if old != called}:
            for element in classed:
                names = [_renamed(one, changed) for one in each(element.get("/C"))]
                element["/C"] = names[0] if len(names) == 1 else Array(names)


def _renamed(value: Any, changed: Mapping[str, Name]) -> Any:
    """A class with its new name; revision numbers stand among the names and stay."""
    return changed.get(name_of(value), value)


class Namespaces:
    """One dictionary for each namespace and role map of it; elements and role maps are pointed to it."""

    def __init__(self) -> None:
        self._kept: dict[Any, Object] = {}

    def take(self, spaces: Any, spaced: Sequence[Any]) -> None:
        """Adds those of a part and points its elements that are in one to them, as objects of the packet."""
        used = (one.get("/NS") for one in spaced)
        own = {
            one.objgen: one
            for one in (*each(spaces), *used)
            if isinstance(one, Dictionary) and one.is_indirect
        }
        moved = {key: self._kept.setdefault(_says(space), space) for key, space in own.items()}
        for element in spaced:
            if (space := element.get("/NS")).objgen in moved:
                element["/NS"] = moved[space.objgen]
        for space in own.values():
            _point_map(space.get("/RoleMapNS"), moved)

    def all(self) -> list[Object]:
        """All of them."""
        return list(self._kept.values())

    def find(self, called: str) -> Object | None:
        """The first of a name."""
        return next((space for (name, _), space in self._kept.items() if name == called), None)


def _says(space: Any) -> tuple[Any, ...]:
    """A namespace's name and role map, other namespaces by their names."""
    mapped = (
        (old, tuple(text_of(get(one, "/NS")) or said(one) for one in each(new)))
        for old, new in entries(space.get("/RoleMapNS")).items()
    )
    return text_of(space.get("/NS")), tuple(sorted(mapped))


def _point_map(roles: Any, moved: Mapping[tuple[int, int], Object]) -> None:
    for mapped in entries(roles).values():
        if isinstance(mapped, Array) and len(mapped) == 2 and isinstance(mapped[1], Dictionary):
            mapped[1] = moved.get(mapped[1].objgen, mapped[1])


def mapped(root: Any) -> dict[str, str]:
    """The RoleMap of a part."""
    return {old: name_of(new) for old, new in entries(get(root, "/RoleMap")).items()}
