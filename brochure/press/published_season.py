"""A season as it was published, opened by whoever serves it: its site, and packets of one's own choice.

It is copied into a folder of this process, so that nobody who is being answered loses anything when the
season is published again; nothing is written beside what was published. Packets are bound of the site's own
PDFs, in front of them a cover with the contents, composed of what the site was made of. Must not know HTTP
or terminals.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from time import sleep
from typing import Final, Literal
from weakref import finalize
from zipfile import ZipFile

from brochure.build import (
    BROCHURE,
    Binder,
    Desk,
    FolderMemory,
    Places,
    ReadyBrochure,
    Store,
    Watcher,
    Wish,
    packets_of,
)
from brochure.compose import Composer
from brochure.editions.web import Around, page_colors, web_page
from brochure.errors import BrochureError, Finding, MachineError, Problem, UsageError, Where
from brochure.model import HashedFile, Line, Listed, Packet, WebFrame, plain
from brochure.press.files import Files
from brochure.press.next_season import as_confirmed
from brochure.press.packets_of_some import with_packet_of_some
from brochure.press.web_files import icon_of, plain_name
from brochure.publish import LISTING, SITE, machine_errors
from brochure.seasons import unpacked

#: What the site was made of, beside its folder: no part of what is shown.
ARCHIVE: Final = "site.zip"
#: Where in it the brochures are that packets of one's own bind in place of those of the site.
BOUND: Final = "bound"
#: Where the form for a packet of one's own is, and the packets; from the top of the site.
FORM, OWN_PACKET = "packet", "packet.pdf"
#: What is said of a page that is not there.
MISSING: Final = "missing"
#: How often it is tried to copy a season that is being published, and seconds in between.
_TRIES, _PAUSE = 20, 0.1
#: Characters of a file's name.
_LONGEST_NAME: Final = 100
#: What of a site is for other servers, and no page of it.
_FOR_SERVERS: Final = frozenset({LISTING, "nginx.conf", "_headers", "404.html"})
#: What is found where no fault of the packet kept it from being made, so that it may be made later.
_DIED: Final = "worker-died"
_SENTENCE_END: Final = re.compile(r"[.!?](?:\s|$)|[。！？]")
_AFTER_HEADING: Final = re.compile(r'<section [^>]*id="programs"[^>]*>\s*<h2\b.*?</h2>', re.DOTALL)


@dataclass(frozen=True)
class SiteDocument:
    """One document of the site: what it is, its page, and its PDF with its size; paths are in the site.

    A chapter has no PDF of its own. `kinds` are those of a brochure's pages, `bound` those that it has in
    packets of one's own, where they bind another PDF of it, without page numbers.
    """

    name: str
    kind: Literal["program", "chapter", "packet"]
    title: str
    page: str
    pdf: str = ""
    pages: int = 0
    bytes: int = 0
    sha256: str = ""
    kinds: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True)
class Site:
    """A site that was published, or was not, for which there is no folder; and what was found in it.

    `content` is the hash of the archive that it was made of.
    """

    folder: Path | None
    documents: tuple[SiteDocument, ...]
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    size: int = 0
    content: str = ""

    @property
    def pdfs(self) -> int:
        """How many PDFs it offers, those of other formats among them."""
        return len([*self.folder.glob("downloads/*.pdf")]) if self.folder else 0


def read_site(places: Places, season: str) -> Site | None:
    """The site of a season's folder as it was published; none where there is none, or it cannot be read."""
    folder = places.output / season / SITE
    try:
        said = json.loads((folder / LISTING).read_text("utf-8"))
        documents = tuple(
            SiteDocument(**{**one, "kinds": tuple(one["kinds"]), "bound": tuple(one.get("bound", ()))})
            for one in said["documents"]
        )
        return Site(folder, documents, (), int(said["pages"]), int(said["bytes"]), str(said["content"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def known_site(
    places: Places,
    store: Store,
    watcher: Watcher,
    formats: Sequence[str] = (BROCHURE,),
    drafts: bool = False,
) -> Site | None:
    """The site as `write_site` left it, where nothing was changed since."""
    if not (known := FolderMemory(store, places, SITE, formats, drafts).recall()):
        return None
    said, documents = known
    if site := read_site(places, said["season"]):
        for document in documents:
            watcher.done(document)
        findings = tuple(map(Finding.of, said["findings"]))
        site = replace(site, findings=findings, size=said["size"])
    return site


class NotBoundError(BrochureError):
    """A packet of one's own that could not be made."""


class PublishedSeason:
    """One season, as it was when it was opened. Its folder is gone when nobody holds it any more."""

    def __init__(
        self, site: Site, composer: Composer | None, parts: Mapping[str, HashedFile], desk: Desk
    ) -> None:
        """`parts` are brochures that packets bind in place of those of the site."""
        self.site, self.composer, self.desk = site, composer, desk
        assert site.folder is not None
        self.mark = sha256((site.folder / LISTING).read_bytes()).hexdigest()
        paths = sorted(path for path in site.folder.rglob("*") if path.is_file() and not path.is_symlink())
        named = {path.relative_to(site.folder).as_posix(): path for path in paths}
        #: All that may be seen of it, by the path in the site.
        self.files: Mapping[str, HashedFile] = {
            name: HashedFile(path, sha256(path.read_bytes()).hexdigest())
            for name, path in named.items()
            if name not in _FOR_SERVERS and not any(part.startswith(".") for part in name.split("/"))
        }
        self.brochures = self._brochures(parts) if composer else {}

    def _brochures(self, parts: Mapping[str, HashedFile]) -> dict[str, ReadyBrochure]:
        """The programs that were published, by their names and in their order."""
        assert self.composer is not None
        programs = {one.id: one for one in self.composer.publication.programs}
        return {
            one.name: ReadyBrochure(
                one.name,
                programs[one.name],
                parts.get(one.name, self.files[one.pdf]),
                one.bound or one.kinds,
                one.is_draft,
            )
            for one in self.site.documents
            if one.kind == "program" and one.name in programs and one.pdf in self.files
        }

    @cached_property
    def _whole(self) -> Packet:
        """The main packet, without what introduces all programs and what is bound with them."""
        assert self.composer is not None
        every = packets_of(self.composer.publication)
        return next((one for one in every if one.id == "packet"), every[0])

    @cached_property
    def _binder(self) -> Binder:
        assert self.composer is not None
        return Binder(self.composer, self.desk, _bare(self._whole), self.brochures)

    def prepare(self) -> None:
        """Makes what all packets of one's own are chosen of."""
        if self.composer and self.brochures:
            self._binder.prepare()

    def known_packet(self, programs: Sequence[str]) -> HashedFile | None:
        """The packet of these programs, where it was made before."""
        store = self.desk.store

        def meant(record: Mapping[str, str]) -> HashedFile:
            file = HashedFile(store.file(record["sha256"]), record["sha256"])
            os.utime(file.path)  # what is asked for is thrown away last
            return file

        return store.build(self._key(programs), meant)

    def packet(self, programs: Sequence[str]) -> HashedFile:
        """The packet of these programs, in this order. Raises `NotBoundError` and `MachineError`.

        Raises `KeyError` for one that was not published.
        """
        assert self.composer is not None
        if known := self.known_packet(programs):
            return known
        wish = Wish(programs=tuple(programs), packets=(self._whole.id,), brochures=False)
        publication, _ = with_packet_of_some(self.composer.publication, wish, self.composer.words)
        packet = next(one for one in packets_of(publication) if one.id == self._whole.id)
        house, season = publication.institution, publication.season
        packet = self._lined(packet, len(programs))
        whose = (packet.title, publication.settings.title, house.name, season.label)
        title = " · ".join(dict.fromkeys(map(plain, whose)))
        composer = replace(self.composer, publication=publication)
        result = self._binder.bound(composer, _bare(packet), title, programs)
        if not isinstance(result.data, HashedFile):
            is_of_machine = any(one.slug == _DIED for one in result.findings)
            raise (MachineError if is_of_machine else NotBoundError)(_problems(result.findings))
        self.desk.store.save_build(self._key(programs), {"sha256": result.data.sha256})
        return result.data

    def _lined(self, packet: Packet, count: int) -> Packet:
        """A packet with a line of its own, since that of the packet of all tells of its chapters."""
        assert self.composer is not None
        every = len(self.brochures)
        line = self.composer.words.filled("some-programs", count=str(count), all=str(every))
        is_told = count == every or line == packet.title
        return packet.model_copy(update={"line": None if is_told else Line(line)})

    def _key(self, programs: Sequence[str]) -> str:
        return self.desk.store.key("packet of one's own", self.mark, tuple(programs))

    def file_name(self, programs: Sequence[str]) -> str:
        """What the packet is called where it is saved, never as a brochure: made of names of content, in
        plain letters.
        """
        assert self.composer is not None
        house, season = self.composer.publication.institution, self.composer.publication.season
        known = (str(house.short_name or house.name), *programs)
        joined = "-".join(filter(None, map(plain_name, known)))
        if len(joined) > _LONGEST_NAME:
            digest = sha256(" ".join(programs).encode()).hexdigest()[:8]
            joined = f"{plain_name(known[0], 40)}-{len(programs)}-{digest}"
        return f"{joined}-packet-{plain_name(season.folder)}.pdf"

    def form(self, said: str = "", top: str = "") -> bytes:
        """The page on which programs are chosen, without script; with what is `said` in it.

        `top` leads from where it is shown to the top of the site.
        """
        assert self.composer is not None
        composer = self.composer
        words, every = composer.words, list(self._listed())
        line, answer = plain(words["own-packet"]), plain(words[f"own-packet-{said}"]) if said else ""
        end = found.end() if (found := _SENTENCE_END.search(answer)) else len(answer)
        wrong, rest = answer[:end].strip(), answer[end:].strip()
        title = " · ".join(filter(None, (wrong.rstrip(".!?。！？"), line)))
        is_lost, documents = said == MISSING, self.site.documents
        frame = WebFrame(
            "choice", "web-choice", title, composer.language, line, top, "", None,
            programs=every,
            chapters=[Listed(one.page) for one in documents if one.kind == "chapter"],
            packets=[Listed(one.page) for one in documents if one.kind == "packet"],
            said=rest if is_lost else answer, heading=wrong if is_lost else "",
            is_draft=any(one.is_draft for one in documents),
        )  # fmt: skip
        style = next(name for name in self.files if name.startswith("assets/web-") and name.endswith(".css"))
        source = composer.web_frame(frame)
        files = {"asset:web.css": f"{top}{style}", icon_of(source.html): f"{top}{self.icon}"}
        around = Around(top, {}, {}, files, takes_forms=True)
        return web_page("packet.html", source, (), around, page_colors(composer.publication.brand)).data

    def marked(self, form: bytes, programs: Sequence[str]) -> bytes:
        """A form in which these programs are marked already, in this order."""
        page = form.decode()
        for place, name in enumerate(programs, 1):
            page = page.replace(f' id="choose-{name}"', f' id="choose-{name}" checked=""')
            if len(programs) > 1:
                page = page.replace(f' name="place-{name}"', f' name="place-{name}" value="{place}"')
        return page.encode()

    @property
    def icon(self) -> str:
        """The drawing by which browsers mark a page, by its path in the site; empty where it has none."""
        return icon_of(self.files["index.html"].read_bytes().decode())

    def index(self) -> bytes:
        """The page of the season, with the way to the form."""
        page = self.files["index.html"].read_bytes().decode()
        if self.composer is None:
            return page.encode()
        label = plain(self.composer.words["own-packet"])
        link = f'<p class="download"><a class="button" href="{FORM}">{label}</a></p>'
        if found := _AFTER_HEADING.search(page):
            return f"{page[: found.end()]}{link}{page[found.end() :]}".encode()
        return page.replace("</main>", f"{link}</main>", 1).encode()

    def _listed(self) -> Iterator[Listed]:
        pages = {one.name: one.page for one in self.site.documents}
        for name, one in self.brochures.items():
            yield Listed(pages[name], program=one.program)


def _bare(packet: Packet) -> Packet:
    """A packet without what introduces all programs: its front is a cover and the contents."""
    return packet.model_copy(update={"welcome": None, "chapters": (), "index": False})


def _problems(findings: Sequence[Finding]) -> list[Problem]:
    return [Problem(Where(one.document), one.what, one.hint) for one in findings] or [
        Problem(Where(OWN_PACKET), "it could not be bound", "publish the site again")
    ]


def seasons_with_a_site(output: Path) -> list[str]:
    """The seasons that can be served, in the order of their days of issue, else as they were published."""
    found = output.glob(f"*/{SITE}/{LISTING}")
    when = {at: (re.findall(rb'"issued": "(.*)"', at.read_bytes()), at.stat().st_mtime) for at in found}
    return [one.parent.parent.name for one in sorted(when, key=when.__getitem__)]


def site_mark(places: Places, season: str) -> str:
    """Changes when a season's site is published again; empty where there is none."""
    try:
        return sha256((places.output / season / SITE / LISTING).read_bytes()).hexdigest()
    except OSError:
        return ""


def open_season(places: Places, season: str, desk: Desk) -> PublishedSeason:
    """A season, copied as it is now. Raises `UsageError` where it has no site, and `MachineError`."""
    for left in reversed(range(_TRIES)):
        folder = mkdtemp(prefix="season-")
        try:
            found = _opened(places, season, Path(folder))
            is_whole = found and (found[1] or not found[0].content or not left)
            opened = PublishedSeason(*found, desk) if found and is_whole else None
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if opened:
            finalize(opened, shutil.rmtree, folder, ignore_errors=True)
            return opened
        shutil.rmtree(folder, ignore_errors=True)
        sleep(_PAUSE)
    raise UsageError.of(season, "there is no site of this season", "make_brochure.py site makes it")


def _opened(
    places: Places, season: str, copy: Path
) -> tuple[Site, Composer | None, Mapping[str, HashedFile]] | None:
    """The site in its copy, what composes by what it was made of, and the brochures that packets bind
    otherwise; none while another is published.
    """
    source, target = places.output / season, copy / "output" / season
    try:
        with machine_errors(copy):
            before = (source / SITE).stat()
            shutil.copytree(source / SITE, target / SITE, symlinks=True)
            after = (source / SITE).stat()
    except BrochureError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise
    except shutil.Error:
        return None  # it was taken away while it was copied
    site = read_site(places._replace(output=copy / "output"), season)
    if site is None or before.st_ino != after.st_ino:
        return None
    return site, *_made_of(source / ARCHIVE, site, copy)


def _made_of(archive: Path, site: Site, copy: Path) -> tuple[Composer | None, Mapping[str, HashedFile]]:
    """None where what the site was made of is not there: it can be seen, and no packet is made of it."""
    if not site.content or not archive.is_file():
        return None, {}
    own = shutil.copyfile(archive, copy / ARCHIVE)
    if sha256(own.read_bytes()).hexdigest() != site.content:
        return None, {}
    folder = unpacked(own, copy / "publication")
    publication, layouts = Files(folder).read()
    parts = dict[str, HashedFile]()
    with ZipFile(own) as opened:
        for one in (one for one in site.documents if one.bound):
            digest = sha256(data := opened.read(f"{BOUND}/{one.name}.pdf")).hexdigest()
            (file := copy / f"{digest}.pdf").write_bytes(data)
            parts[one.name] = HashedFile(file, digest)
    return Composer(as_confirmed(publication), folder / "content", layouts), parts
