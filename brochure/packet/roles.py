"""Names that all parts share in one structure tree: roles, attribute classes, namespaces.

Parts may mean different things by one name. The first keeps it; a later part's is renamed (`/Aside` → `/Aside-2`),
in its map and on its elements. A type that a part uses without mapping it is a standard type or wants none, so no
part's map may catch it: such names are never given away. ISO 32000-1, 14.7.3 and 14.7.5.2; ISO 32000-2, 14.7.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from brochure.packet.numbered import Numbering
from brochure.packet.objects import Dictionary, Ref, Written, canon, listed, look, put, real, words
from brochure.packet.source import Source
from brochure.packet.tags import Element, Tags, gather

#: Types that the packet itself uses.
_OWN = ("/Document", "/Part")


def chain(roles: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A type and what it is mapped to, step by step; ends at an unmapped type or where the map goes in a circle."""
    steps = [name]
    while (following := real(roles.get(steps[-1]))) is not None and str(following) not in steps:
        steps.append(str(following))
    return tuple(steps)


class Names:
    """Names handed out to parts: one meaning, one name."""

    def __init__(self) -> None:
        self._meanings: dict[str, Any] = {}

    def give(self, wanted: str, meaning: Any) -> str:
        """The name for a meaning: the wanted one, or that with a number where it means something else already."""
        candidate, number = wanted, 2
        while self._meanings.setdefault(candidate, meaning) != meaning:
            candidate, number = f"{wanted}-{number}", number + 1
        return candidate


class Roles:
    """One RoleMap for all; renames elements where needed."""

    def __init__(self, maps: Sequence[Mapping[str, str]], unmapped: Iterable[str]) -> None:
        """`maps` are those of all parts, `unmapped` types that a part uses and does not map though another does."""
        self._names = Names()
        self.merged: Dictionary = {}
        for reserved in (
            *_OWN,
            *unmapped,
            *(chain(own, start)[-1] for own in maps for start in own if chain(own, start)[-1] not in own),
        ):
            self._names.give(reserved, (reserved,))

    def take(self, tags: Tags) -> None:
        """Adds the map of a part."""
        elements = [one for one in tags.elements if "/NS" not in one.entries]
        roles = look(tags.root, "/RoleMap") or {}
        used = dict.fromkeys((*(str(look(one.entries, "/S")) for one in elements), *map(str, roles)))
        own = {step: chain(roles, step) for start in used for step in chain(roles, start)}
        new = {step: self._names.give(step, steps) for step, steps in own.items()}
        for step, steps in own.items():
            if len(steps) > 1:
                self.merged[new[step]] = new[steps[1]]
        _rename_types(elements, {old: called for old, called in new.items() if old != called})


def map_of(source: Source) -> dict[str, str]:
    """The RoleMap of a part."""
    mapped = look(look(source.catalog, "/StructTreeRoot"), "/RoleMap") or {}
    return {str(old): str(real(new)) for old, new in mapped.items()}


def unmapped(source: Source) -> set[str]:
    """The types that a part uses and does not map."""
    mapped = map_of(source)
    return {
        str(look(one.entries, "/S"))
        for tags in gather(source)
        for one in tags.elements
        if "/NS" not in one.entries
    } - mapped.keys()


def _rename_types(elements: Sequence[Element], changed: Mapping[str, str]) -> None:
    for element in elements if changed else ():
        old = str(look(element.entries, "/S"))
        if old in changed:
            put(element.entries, "/S", changed[old])


class Classes:
    """One ClassMap for all; renames classes on elements where needed."""

    def __init__(self) -> None:
        self._names = Names()
        self.merged: Dictionary = {}

    def take(self, tags: Tags, numbering: Numbering) -> None:
        """Adds the classes of a part."""
        classes = look(tags.root, "/ClassMap") or {}
        used = {
            str(one): None
            for element in tags.elements
            for one in map(real, listed(element.entries.get("/C")))
        }
        new = {}
        for called in dict.fromkeys((*map(str, classes), *(one for one in used if one.startswith("/")))):
            new[called] = self._names.give(called, canon(classes.get(called)))
            if called in classes and new[called] not in self.merged:
                self.merged[new[called]] = numbering.written(classes.get(called))
        _rename_classes(tags.elements, {old: called for old, called in new.items() if old != called})


def _rename_classes(elements: Sequence[Element], changed: Mapping[str, str]) -> None:
    for element in elements if changed else ():
        used = [_renamed(real(one), changed) for one in listed(element.entries.get("/C"))]
        if used:
            put(element.entries, "/C", used[0] if len(used) == 1 else used)


def _renamed(value: Any, changed: Mapping[str, str]) -> Any:
    """A class with its new name; revision numbers stand among the names and stay."""
    return changed.get(value, value) if isinstance(value, str) else value


class Namespaces:
    """One dictionary for each namespace and role map of it; elements and role maps are pointed to it."""

    def __init__(self) -> None:
        self._kept: dict[Any, Written] = {}

    def take(self, tags: Tags, numbering: Numbering) -> None:
        """Adds those of a part."""
        spaces = _spaces(tags)
        moved = {
            space.number: self._kept.get(_says(real(space))) or numbering.written(space) for space in spaces
        }
        for space in spaces:
            self._kept.setdefault(_says(real(space)), moved[space.number])
        for element in tags.elements:
            if "/NS" in element.entries:
                used = element.entries.get("/NS")
                put(element.entries, "/NS", moved[used.number] if isinstance(used, Ref) else used)
        for space in spaces:
            _point_map(look(real(space), "/RoleMapNS"), moved)

    def all(self) -> list[Written]:
        """References to all of them."""
        return list(self._kept.values())

    def find(self, called: str) -> Written | None:
        """The first of a name."""
        return next((space for (name, _), space in self._kept.items() if name == called), None)


def _says(space: Any) -> tuple[Any, ...]:
    """A namespace's name and role map, other namespaces by their names."""
    roles = look(space, "/RoleMapNS") or {}
    mapped = (
        (str(old), [words(look(real(one), "/NS")) or str(real(one)) for one in listed(new)])
        for old, new in roles.items()
    )
    return words(look(space, "/NS")), tuple((old, tuple(new)) for old, new in sorted(mapped))


def _spaces(tags: Tags) -> list[Ref]:
    listed_ones = listed(tags.root.get("/Namespaces"))
    used = [element.entries.get("/NS") for element in tags.elements if "/NS" in element.entries]
    return list({one.number: one for one in (*listed_ones, *used) if isinstance(one, Ref)}.values())


def _point_map(roles: Any, moved: Mapping[int, Written]) -> None:
    for mapped in map(real, (roles or {}).values()):
        if isinstance(mapped, list) and len(mapped) == 2 and isinstance(mapped[1], Ref):
            mapped[1] = moved.get(mapped[1].number, mapped[1])
