"""Builds in which only what has changed is made; where nothing has, nothing is loaded. Must not know how anything is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from brochure.build.request import Places, Published, Watcher, Wish
from brochure.build.cache.store import Store
from brochure.errors import Finding
from brochure.publish import MANIFEST

if TYPE_CHECKING:
    from brochure.build.crew import Crew

    Engage = Callable[[ExitStack], Crew]
    Build = Callable[[Wish, Crew], Sequence[Published]]
_PACKAGE = Path(__file__).resolve().parents[2]


def build_changed(
    places: Places,
    wishes: Sequence[Wish],
    watcher: Watcher,
    store: Store,
    engage: Engage,
    build: Build,
    is_fresh: bool = False,
) -> list[Sequence[Published]]:
    """What each wish leaves: as it was where nothing has changed since, else built by a crew that is engaged then.

    With `is_fresh` every wish is built, for the sake of what a build does besides.
    """
    built: list[Sequence[Published]] = []
    with store.used(), ExitStack() as stack:
        crew: Crew | None = None
        for wish in wishes:
            memory = Memory(store, places, wish, store.digests.of_folders(_inputs(places)))
            documents: Sequence[Published] | None = None if is_fresh else memory.recall()
            if documents is None:
                crew = crew or engage(stack)
                documents = build(wish, crew)
                memory.remember(documents)
            else:
                for document in documents:
                    watcher.done(document)
            built.append(documents)
        store.save_digests()
    return built


def _inputs(places: Places) -> list[Path]:
    """The folders of everything that a build reads: the publication's own, and those that come with the package or its checkout."""
    own = [places.publication / folder for folder in ("content", "layouts", "fonts")]
    shipped = [root / folder for root in (_PACKAGE, _PACKAGE.parent) for folder in ("layouts", "fonts")]
    return list(dict.fromkeys([*own, *shipped]))


class Memory:
    """What a wish left the last time; `inputs` is the hash of what builds read."""

    def __init__(self, store: Store, places: Places, wish: Wish, inputs: str) -> None:
        self.store, self.places, self.wish, self.inputs = store, places, wish, inputs

    @cached_property
    def name(self) -> str:
        return self.store.key("build", str(self.places.publication), str(self.places.output), self.wish)

    def recall(self) -> list[Published] | None:
        """The same documents, where nothing they are made of has changed and their files are as they were left."""
        known = self.store.build(self.name, _Known.of)
        if (
            known is None
            or known.inputs != self.inputs
            or not all(map(self._is_there, known.documents, known.digests))
        ):
            return None
        return known.documents

    def remember(self, documents: Sequence[Published]) -> None:
        """For the next time; not what may come out better then."""
        if not any(finding.severity == "error" for document in documents for finding in document.findings):
            record = {"inputs": self.inputs, "documents": [self._record(document) for document in documents]}
            self.store.save_build(self.name, record)

    def _record(self, document: Published) -> dict[str, Any]:
        digest = self.store.digests.of(document.path) if document.path else ""
        return {
            "sha256": digest,
            "document": {
                **document._asdict(),
                "path": document.path and str(document.path),
                "findings": [finding._asdict() for finding in document.findings],
            },
        }

    def _is_there(self, document: Published, digest: str) -> bool:
        """Whether a document's file is as it was left, with its season's manifest."""
        try:
            return document.path is None or (
                self.store.digests.of(document.path) == digest
                and (document.path.parent.parent / MANIFEST).is_file()
            )
        except OSError:
            return False


class _Known(NamedTuple):
    inputs: str
    documents: list[Published]
    digests: list[str]

    @classmethod
    def of(cls, record: dict[str, Any]) -> _Known:
        documents = [one["document"] for one in record["documents"]]
        return cls(
            record["inputs"],
            list(map(_published, documents)),
            [one["sha256"] for one in record["documents"]],
        )


def _published(record: dict[str, Any]) -> Published:
    findings = tuple(Finding(**finding) for finding in record["findings"])
    path = Path(record["path"]) if record["path"] else None
    return Published(**{**record, "findings": findings, "path": path, "seconds": 0.0})
