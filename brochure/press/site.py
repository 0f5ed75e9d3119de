"""The season's site: a page for each program, chapter and packet, their PDFs, and what leads to them.

The documents are made as for the screen, composed once more as they were, and dressed as pages; the folder
is published whole, or not at all where anything in it has an error. Must not know terminals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal
from urllib.parse import quote

from brochure.build import (
    BROCHURE,
    DRAFT,
    Desk,
    DrawPages,
    FolderMemory,
    Places,
    Published,
    TitleDocument,
    Watcher,
    Wish,
    bound_otherwise,
    composed_again,
    layout_faults,
    make_plan,
    temporaries,
)
from brochure.compose import Composer
from brochure.editions.web import (
    Around,
    FeedEntry,
    WebPage,
    feed,
    page_colors,
    program_data,
    server_files,
    sitemap,
    web_page,
)
from brochure.model import (
    Chapter,
    Download,
    HashedFile,
    Insert,
    Job,
    Listed,
    Made,
    PacketJob,
    PageKind,
    PageSource,
    Program,
    Publication,
    WebFrame,
    plain,
)
from brochure.pdf import open_picture
from brochure.press.approving import Standings, documents_of, standings_for_site
from brochure.press.building import Session
from brochure.press.files import keep_season
from brochure.press.published_season import ARCHIVE, BOUND, Site, SiteDocument
from brochure.press.web_files import SiteFiles, dead_ends, lost_words, missing_page, plain_name
from brochure.publish import LISTING, SITE, hold_inside, publish_folder, write_whole

_FOLDERS: Final[Mapping[PageKind, str]] = {
    "program": "programs/",
    "chapter": "chapters/",
    "packet": "packets/",
}
_LONGEST_NAME: Final = 120


def write_site(
    places: Places, desk: Desk, watcher: Watcher, formats: Sequence[str] = (BROCHURE,), drafts: bool = False
) -> Site:
    """Makes the season's site and puts it in the place of the one before; with `drafts` also one that says
    so of itself, since an approval is missing.

    Where a document has an error, or the site itself, nothing is published and the one before stays. Raises
    `BrochureError` for what stops everything before, and where approvals are asked for and one is missing.
    """
    memory = FolderMemory(desk.store, places, SITE, formats, drafts)
    session = Session(places, desk)
    composer, _ = session.documents("screen")
    wanted = tuple(dict.fromkeys((BROCHURE, *formats)))
    standings = None if drafts else standings_for_site(composer, wanted, desk, watcher)
    maker = _Maker(places, composer, desk, watcher, wanted, standings)
    made = maker.made()
    if made.folder and made.content:
        found = [one._asdict() for one in made.findings]
        said = {"season": made.folder.parent.name, "size": made.size, "findings": found}
        memory.remember(said, maker.told, made.folder, made.folder.with_name(ARCHIVE))
    return made


@dataclass
class _Maker:
    places: Places
    composer: Composer
    desk: Desk
    watcher: Watcher
    formats: tuple[str, ...]
    standings: Standings | None
    listed: dict[str, Listed] = field(default_factory=dict)
    documents: list[SiteDocument] = field(default_factory=list)
    told: list[Published] = field(default_factory=list)
    parts: dict[str, Made] = field(default_factory=dict)
    is_draft: bool = False
    assets: SiteFiles = field(init=False)

    def __post_init__(self) -> None:
        self.assets = SiteFiles(self.desk)

    @property
    def files(self) -> dict[str, bytes]:
        """All files of the site by their paths in it, as far as they are made."""
        return self.assets.files

    def made(self) -> Site:
        jobs, made = self._all()
        findings = [one for document in made.values() for one in document.findings]
        if any(not document.sound for document in made.values()):
            return Site(None, (), tuple(findings))
        self.parts = bound_otherwise(jobs.values(), made, self.composer, self.desk)
        if unsound := [one for part in self.parts.values() if not part.sound for one in part.findings]:
            return Site(None, (), (*findings, *unsound))
        self.is_draft = any(map(_is_draft, made.values()))
        self._list(jobs, made)
        with layout_faults():
            pages = self._pages(jobs, made)
        self.files.update({page.path: page.data for page in pages.values()})
        folder = self.places.output / self.composer.publication.season.folder / SITE
        archive = folder.with_name(ARCHIVE)
        hold_inside(self.places.output, archive)
        kept = self._kept()
        content = sha256(kept).hexdigest() if kept else ""
        self._tell(pages, content)
        findings += [*lost_words(pages, jobs, made, self.composer, self.desk)]
        findings += dead_ends(pages.values(), self.files)
        if any(one.severity == "error" for one in findings):
            return Site(None, (), tuple(findings))
        publish_folder(self.places.output, folder, self.files)
        if kept:
            write_whole(archive, kept)
        size = sum(map(len, self.files.values()))
        return Site(folder, tuple(self.documents), tuple(findings), len(pages), size, content)

    def _kept(self) -> bytes:
        """An archive of what the site is made of, with what packets of one's own bind in place of its PDFs;
        empty where that was changed meanwhile.
        """
        sources = self.composer.publication.sources
        parts = {f"{BOUND}/{name}.pdf": one.result.read() for name, one in self.parts.items()}
        with temporaries(), TemporaryDirectory() as folder:
            archive = Path(folder) / ARCHIVE
            is_kept = keep_season(self.places.publication, archive, sources, parts)
            return archive.read_bytes() if is_kept else b""

    def _all(self) -> tuple[dict[str, Job | PacketJob], dict[str, Made]]:
        """Every document, made as for the screen: programs in each format, all chapters, all packets."""
        publication, composer = self.composer.publication, self.composer
        wish, made = Wish(formats=self.formats), dict[str, Made]()
        plan = make_plan(publication, wish)
        chapters = tuple(
            Job(one, None, composer.edition, composer.sheet.name, composer.language)
            for one in _in_order(publication)
        )
        plan = replace(plan, chapters=chapters)
        for document, _ in documents_of(plan, composer, wish, self.desk, self.watcher, self.standings):
            made[document.name] = document
            pages, size = len(document.pages), len(document.result.read())
            self.told.append(
                Published(document.name, None, pages, size, document.findings, document.seconds)
            )
            self.watcher.done(self.told[-1])
        others: list[Job | PacketJob] = [*chapters, *plan.packets]
        public = {*plan.published, *(one.name for one in others)}
        jobs = [*plan.jobs, *others]
        return {job.name: job for job in jobs if job.name in public}, made

    def _list(self, jobs: Mapping[str, Job | PacketJob], made: Mapping[str, Made]) -> None:
        """What there is: the page of each document, and its PDFs under names that say whose they are."""
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            public = [job for job in jobs.values() if not _is_chapter(job)]
            pdfs = dict(
                zip(
                    (job.name for job in public),
                    beside.map(lambda job: self._pdf(job, made[job.name]), public),
                    strict=True,
                )
            )
        for job in jobs.values():
            kind, subject = _kind_of(job), job.packet if isinstance(job, PacketJob) else job.subject
            if isinstance(job, Job) and job.format and job.format.id != BROCHURE:
                continue
            page = f"{_FOLDERS[kind]}{job.name}.html"
            names = [job.name, *(f"{job.name}-{form}" for form in self.formats)]
            downloads = tuple(pdfs[name][0] for name in dict.fromkeys(names) if name in pdfs)
            self.listed[job.name] = Listed(
                page,
                subject if isinstance(subject, Program) else None,
                subject if isinstance(subject, Chapter) else None,
                job.packet if isinstance(job, PacketJob) else None,
                downloads,
                self._shown(job, made[job.name]),
            )
            title = plain(made[job.name].title)
            if pdf := pdfs.get(job.name):
                entry, data = pdf
                file = entry.address, entry.pages, len(data), sha256(data).hexdigest()
                own, bound = made[job.name], self.parts.get(job.name)
                known = _kinds(own if kind == "program" else None), _kinds(bound), _is_draft(own)
                self.documents.append(SiteDocument(job.name, kind, title, page, *file, *known))
            else:
                self.documents.append(SiteDocument(job.name, "chapter", title, page))

    def _pdf(self, job: Job | PacketJob, made: Made) -> tuple[Download, bytes]:
        publication = self.composer.publication
        house, season = publication.institution, publication.season
        whose = [publication.settings.title, house.name, season.label]
        mark = self.composer.words["draft"] if _is_draft(made) else ""
        title = " · ".join(plain(one) for one in (mark, made.title, *whose) if one)
        pdf = made.result.data
        assert isinstance(pdf, HashedFile)  # a store keeps what is sound
        data = self.desk.do(job.name, TitleDocument(pdf, title)).read()
        which = "-".join(filter(None, (job.name, plain_name(season.folder))))
        named = plain_name(str(house.short_name or house.name), _LONGEST_NAME - len(which))
        address = f"downloads/{'-'.join(filter(None, (named, which)))}.pdf"
        self.files[address] = data
        is_read = not isinstance(job, PacketJob) or not any(
            isinstance(one, Insert) and one.accept_untagged for one in job.chapters
        )
        form = job.format if isinstance(job, Job) else None
        line = self.composer.words.get(f"download-{form.id}", form.line) if form else ""
        size = self.composer.words.size(len(data))
        return Download(title, address, line, len(made.pages), size, is_read), data

    def _shown(self, job: Job | PacketJob, made: Made) -> str:
        """The cover as a picture for previews of links, which ask for whole addresses; none without one."""
        pdf = made.result.data
        if _is_chapter(job) or not self._whole("") or not isinstance(pdf, HashedFile):
            return ""
        drawn = self.desk.do(job.name, DrawPages(pdf, 72, 1))
        return self.assets.keep(f"cover-{job.name}", "jpg", drawn.read())

    def _pages(self, jobs: Mapping[str, Job | PacketJob], made: Mapping[str, Made]) -> dict[str, WebPage]:
        """All pages, by the names of their documents; that of the season is called index."""
        sources = {name: self._sources(jobs[name], made[name]) for name in self.listed}
        frames = {name: self.composer.web_frame(self._frame(name, jobs[name])) for name in self.listed}
        frames["index"] = self.composer.web_frame(self._index())
        lost = missing_page(self.composer, self._index())
        every = [*frames.values(), *lost, *(one for several in sources.values() for one in several)]
        pictures = self.assets.pictures(every)
        style = self.assets.stylesheet(self.composer, every)
        colors = page_colors(self.composer.publication.brand)
        self.assets.keep_missing(lost, self._whole(""), style, colors)
        pages = dict[str, WebPage]()
        for name, frame in frames.items():
            path = self.listed[name].address if name in self.listed else "index.html"
            top = "../" * path.count("/")
            known = {one: f"{top}{quote(listed.address)}" for one, listed in self.listed.items()}
            known |= self._printed_elsewhere(jobs.get(name), made.get(name), top)
            shared = {"asset:web.css": style, **self.assets.icon(frame)}
            files = {address: f"{top}{file}" for address, file in shared.items()}
            around = Around(top, known, pictures, files)
            pages[name] = web_page(path, frame, sources.get(name, ()), around, colors, self._data(name))
        return pages

    def _sources(self, job: Job | PacketJob, made: Made) -> tuple[PageSource, ...]:
        """What a page shows, composed as it was for its PDF."""
        source = composed_again(job, made, self.composer, self.desk)
        assert source is not None  # content cannot change between two looks at one publication
        return (source, self.composer.back(job)) if isinstance(job, PacketJob) else (source,)

    def _printed_elsewhere(self, job: Job | PacketJob | None, made: Made | None, top: str) -> dict[str, str]:
        """Where a packet's lines lead that have no page of the site: to those of its PDF."""
        if not isinstance(job, PacketJob) or made is None:
            return {}
        pdf = f"{top}{quote(self.listed[job.name].downloads[0].address)}"
        folio, places = made.counts[job.name] + 1, dict[str, int]()
        for one in job.members:
            if isinstance(one, Insert):
                places[one.name] = folio
            folio += made.counts[one.name]
        places[f"{job.name}-index"] = folio
        return {name: f"{pdf}#page={page}" for name, page in places.items()}

    def _frame(self, name: str, job: Job | PacketJob) -> WebFrame:
        listed, kind = self.listed[name], _kind_of(job)
        alike = [one for one in self.listed.values() if type(one.program) is type(listed.program)]
        alike = [one for one in alike if bool(one.chapter) == bool(listed.chapter)]
        at = alike.index(listed)
        return self._framed(
            WebFrame(
                kind,
                f"web-{name}",
                listed.title,
                job.language if isinstance(job, Job) else self.composer.language,
                listed.line,
                "../",
                self._whole(listed.address),
                getattr(listed.program or listed.chapter, "accent", None),
                downloads=listed.downloads,
                before=alike[at - 1] if at and kind != "packet" else None,
                after=alike[at + 1] if at + 1 < len(alike) and kind != "packet" else None,
            ),
            listed,
        )

    def _index(self) -> WebFrame:
        publication = self.composer.publication
        title = plain(publication.settings.title)
        line = f"{title}, {plain(publication.institution.name)}, {plain(publication.season.label)}"
        frame = WebFrame("index", "web-index", title, self.composer.language, line, "", "", None)
        return self._framed(replace(frame, canonical=self._whole("")))

    def _framed(self, frame: WebFrame, shown: Listed | None = None) -> WebFrame:
        """A frame with all pages of the site, as they are reached from its own; what is `shown` has a cover,
        or else the first packet.
        """
        every = list(self.listed.values())
        covers = [one for one in (shown, *every) if one and one.cover and (one is shown or one.packet)]
        known = [covers[0].title, covers[0].line] if covers else []
        size = open_picture(self.files[covers[0].cover]).size if covers else (0, 0)
        return replace(
            frame,
            cover=self._whole(covers[0].cover) if covers else "",
            cover_words=". ".join(dict.fromkeys(known)),
            cover_size=size,
            programs=[one for one in every if one.program],
            chapters=[one for one in every if one.chapter],
            packets=[one for one in every if one.packet],
            is_draft=self.is_draft,
        )

    def _whole(self, path: str) -> str:
        return f"{site}{quote(path)}" if (site := self.composer.publication.settings.site) else ""

    def _data(self, name: str) -> Mapping[str, Any] | None:
        if not (listed := self.listed.get(name)) or listed.program is None:
            return None
        cover = self._whole(listed.cover) if listed.cover else ""
        return program_data(self.composer.publication, listed.program, self._whole(listed.address), cover)

    def _tell(self, pages: Mapping[str, WebPage], content: str) -> None:
        """What programs read of the site, and what servers are told."""
        publication = self.composer.publication
        site = publication.settings.site or ""
        self.files.update(server_files(site))
        if site:
            paths = ["index.html", *(one.address for one in self.listed.values())]
            self.files["sitemap.xml"] = sitemap(site, map(quote, paths)).encode()
        entries = [
            FeedEntry(
                one.title,
                self.listed[one.name].line,
                quote(one.page),
                sha256(" ".join(pages[one.name].words).encode()).hexdigest(),
            )
            for one in self.documents
        ]
        author, title = plain(publication.institution.name), plain(publication.settings.title)
        told = f"{title} {plain(publication.season.label)}"
        self.files["feed.xml"] = feed(
            told, author, site, publication.season.published, self.composer.language, entries
        ).encode()
        size = sum(map(len, self.files.values()))
        known = {"documents": [asdict(one) for one in self.documents], "pages": len(pages), "bytes": size}
        known |= {"content": content, "issued": publication.season.published.isoformat()}
        self.files[LISTING] = (json.dumps(known, indent=1, ensure_ascii=False) + "\n").encode()


def _in_order(publication: Publication) -> list[Chapter]:
    """The chapters as packets have them, and after these the others."""
    bound = [one for packet in publication.packets for one in packet.chapters if isinstance(one, str)]
    order = {name: number for number, name in reversed(list(enumerate(bound)))}
    return sorted(publication.chapters, key=lambda one: order.get(one.id, len(order)))


def _is_chapter(job: Job | PacketJob) -> bool:
    return isinstance(job, Job) and isinstance(job.subject, Chapter)


def _is_draft(made: Made) -> bool:
    return made.details.get("status") == DRAFT


def _kinds(made: Made | None) -> tuple[str, ...]:
    return tuple(view.kind for view in made.pages) if made else ()


def _kind_of(job: Job | PacketJob) -> Literal["program", "chapter", "packet"]:
    return "packet" if isinstance(job, PacketJob) else "chapter" if _is_chapter(job) else "program"
