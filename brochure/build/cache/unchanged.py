"""Builds in which only what has changed is made; where nothing has, nothing is loaded.

Must not know how anything is made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from brochure.build.cache.keys import Seen
from brochure.build.cache.store import Store
from brochure.build.request import Places, Published, Watcher, Wish
from brochure.errors import Finding
from brochure.publish import CONTENT, MANIFEST, read_manifest

_PACKAGE = Path(__file__).resolve().parents[2]


def build_changed(
    places: Places,
    wishes: Sequence[Wish],
    watcher: Watcher,
    store: Store,
    build: Callable[[Wish], Sequence[Published]],
    is_fresh: bool = False,
) -> list[Sequence[Published]]:
    """What each wish leaves: as it was where nothing has changed since, else built.

    With `is_fresh` every wish is built, for the sake of what a build does besides.
    """
    built: list[Sequence[Published]] = []
    for wish in wishes:
        before = seen(places.publication, store)
        memory = _Memory(store, places, wish)
        known = None if is_fresh else memory.recall(before)
        if known is not None:
            for document in known:
                watcher.done(document)
        documents = build(wish) if known is None else known
        if (
            known is None and seen(places.publication, store) == before
        ):  # else some was made of what stood there meanwhile
            memory.remember(documents, before)
        built.append(documents)
    store.save_digests()
    return built


def seen(publication: Path, store: Store) -> Seen:
    """What a build reads: the publication's own folders, and those that come with the package."""
    root = publication.resolve()
    folders = (publication / folder for folder in ("content", "layouts", "fonts"))
    own = [folder for folder in folders if folder.resolve().is_relative_to(root)]  # others are refused
    shipped = [root / folder for root in (_PACKAGE, _PACKAGE.parent) for folder in ("layouts", "fonts")]
    return store.digests.of_folders(list(dict.fromkeys([*own, *shipped])))


class _Memory:
    """What a wish left the last time."""

    def __init__(self, store: Store, places: Places, wish: Wish) -> None:
        self.store, self.places, self.wish = store, places, wish

    @cached_property
    def name(self) -> str:
        return self.store.key("build", str(self.places.publication), str(self.places.output), self.wish)

    def recall(self, inputs: Seen) -> list[Published] | None:
        """The same documents, where all that they are made of and their files are as they were."""
        known = self.store.build(self.name, _Known.of)
        if known is None or known.inputs != inputs.contents or not all(map(self._is_there, known.documents)):
            return None
        if self.wish.is_whole and not self._is_kept(known.documents):
            return None
        return known.documents if known.manifest == _entries(known.documents) else None

    def remember(self, documents: Sequence[Published], inputs: Seen) -> None:
        """For the next time; not what may come out better then."""
        if not any(finding.severity == "error" for document in documents for finding in document.findings):
            record = {"inputs": inputs.contents, "documents": list(map(_record, documents))}
            self.store.save_build(self.name, {**record, "manifest": _entries(documents)})

    def _is_kept(self, documents: Sequence[Published]) -> bool:
        """Whether what the seasons of documents were made of is beside their manifests as it was left."""
        for folder in {one.path.parent.parent for one in documents if one.path}:
            said, kept = read_manifest(folder / MANIFEST).get("content"), folder / CONTENT
            if not isinstance(said, dict) or not kept.is_file():
                return False
            if self.store.digests.of(kept) != said.get("sha256"):
                return False
        return True

    def _is_there(self, document: Published) -> bool:
        """Whether a document's file is as it was left."""
        try:
            return document.path is None or self.store.digests.of(document.path) == document.sha256
        except OSError:
            return False


class FolderMemory:
    """What something that is made of a whole publication left the last time: a folder, and what
    is beside it.

    Begun before anything is read, so that nothing is remembered of which some was changed meanwhile.
    """

    def __init__(self, store: Store, places: Places, *asked: object) -> None:
        """`asked` is all that was asked for."""
        self.store, self.places, self.inputs = store, places, seen(places.publication, store)
        self.name = store.key("folder", str(places.publication), str(places.output), *asked)

    def recall(self) -> tuple[dict[str, Any], list[Published]] | None:
        """What was said of it, and its documents, where all that it is made of and left is as it was."""
        return self.store.build(self.name, self._as_it_was)

    def remember(self, said: Mapping[str, Any], documents: Sequence[Published], *left: Path) -> None:
        """For the next time."""
        if seen(self.places.publication, self.store) == self.inputs:
            paths = [os.fspath(path) for path in left]
            known = {"inputs": self.inputs.contents, "left": paths, "files": self._files(paths)}
            record = {**known, "said": said, "documents": list(map(_record, documents))}
            self.store.save_build(self.name, record)
        self.store.save_digests()

    def _as_it_was(self, record: dict[str, Any]) -> tuple[dict[str, Any], list[Published]]:
        """Raises `ValueError` where something is another now, `OSError` where it is gone."""
        if record["inputs"] != self.inputs.contents or record["files"] != self._files(record["left"]):
            raise ValueError("something is another now")
        return record["said"], list(map(_published, record["documents"]))

    def _files(self, left: Sequence[str]) -> str:
        digests, paths = self.store.digests, [Path(one) for one in left]
        folders = digests.of_folders([path for path in paths if path.is_dir()]).contents
        return " ".join((folders, *(digests.of(path) for path in paths if not path.is_dir())))


class _Known(NamedTuple):
    inputs: str
    documents: list[Published]
    manifest: str

    @classmethod
    def of(cls, record: dict[str, Any]) -> _Known:
        return cls(record["inputs"], list(map(_published, record["documents"])), record["manifest"])


def _entries(documents: Sequence[Published]) -> str:
    """The hash of what the manifest says of the files of documents."""
    paths = [document.path for document in documents if document.path]
    manifests = {path.parent.parent: read_manifest(path.parent.parent / MANIFEST) for path in paths}
    said = [manifest.get("season") for manifest in manifests.values()]
    said += [manifests[path.parent.parent]["files"].get(f"{path.parent.name}/{path.name}") for path in paths]
    return sha256(json.dumps(said).encode()).hexdigest()


def _record(document: Published) -> dict[str, Any]:
    findings = [finding._asdict() for finding in document.findings]
    return {**document._asdict(), "path": document.path and str(document.path), "findings": findings}


def _published(record: dict[str, Any]) -> Published:
    findings = tuple(map(Finding.of, record["findings"]))
    path = Path(record["path"]) if record["path"] else None
    return Published(**{**record, "findings": findings, "path": path, "seconds": 0.0})
