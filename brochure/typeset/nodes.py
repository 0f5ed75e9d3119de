"""The structure tree as plain values: elements, the words and pictures that they hold, and the boxes of links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Leaf:
    """Words or a picture: a box, the page it is on, and where it was painted: a stream and its number there."""

    box: Any
    page: int
    stream: Any = None
    number: int = -1


@dataclass(eq=False)
class Annotated:
    """A clickable box of a link."""

    box: Any
    page: int


@dataclass(eq=False)
class Node:
    """A structure element; `page` is the first that it is on."""

    role: str
    page: int
    parent: Node | None = None
    element: Any = None
    language: str = ""
    spoken: str = ""  # the language that holds here
    alternative: str = ""
    identifier: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Node | Leaf | Annotated] = field(default_factory=list)

    def add(self, role: str, page: int, element: Any = None) -> Node:
        """A new last child."""
        child = Node(role, page, self, element, spoken=self.spoken)
        self.kids.append(child)
        return child

    def last(self, role: str) -> Node | None:
        """The last child, where it has that role and stands for no element of its own."""
        child = self.kids[-1] if self.kids else None
        return child if isinstance(child, Node) and child.role == role and child.element is None else None

    def elements(self) -> Iterator[Node]:
        """This element and all below it, in the order in which they are read."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.elements()
