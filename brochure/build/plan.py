"""**plan**: a publication and a wish become jobs and the order of each packet.

Pure; must not know how to render.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from brochure.build.request import BROCHURE, DRAFT, Edition, Wish
from brochure.build.shared import bound
from brochure.errors import Hint, Mend, Problem, UsageError, Where, likeliest, perhaps
from brochure.model import Insert, Job, Packet, PacketJob, Publication

MAIN_PACKET = "packet"
#: Characters in the name of a packet made of named programs; a longer one would not be read in a list of
#: files.
LONGEST_NAME = 60


@dataclass(frozen=True)
class Plan:
    """`jobs` are set, `published` names those that go out as files, `packets` are bound of them."""

    jobs: tuple[Job, ...]
    chapters: tuple[Job, ...]
    published: frozenset[str]
    packets: tuple[PacketJob, ...]

    @property
    def names(self) -> list[str]:
        """All documents, packets last."""
        documents: tuple[Job | PacketJob, ...] = (*self.jobs, *self.chapters, *self.packets)
        return [one.name for one in documents]


def packet_wish(
    publication: Publication, names: Sequence[str], edition: Edition = "screen", title: str = ""
) -> Wish:
    """The wish for one packet: the main one, the ones named, or one of the programs named, with this title.

    Raises `UsageError`.
    """
    packets = [packet.id for packet in packets_of(publication)]
    programs = [program.id for program in publication.programs]
    main = MAIN_PACKET if MAIN_PACKET in packets else packets[0]
    if set(names) <= set(packets):
        if title:
            hint = "name the programs to bind, or write the title into the packet's file"
            raise UsageError.of("--title", "only a packet of programs that are named takes a title", hint)
        return Wish(packets=tuple(names) or (main,), brochures=False, edition=edition)
    _known(names, programs if set(names) & set(programs) else [*packets, *programs], "packet or program")
    return Wish(programs=tuple(names), packets=(main,), brochures=False, edition=edition, title=title)


def packets_of(publication: Publication) -> tuple[Packet, ...]:
    """Its packets; where none is written, one of all programs in their order, called as the publication."""
    return publication.packets or (Packet(id=MAIN_PACKET, title=publication.settings.title),)


def collisions(publication: Publication) -> Iterator[Problem]:
    """Documents whose files would replace one another: `care` as a flyer, a chapter `care-flyer`; with
    approvals, the draft of `care` and a program `care-draft`.
    """
    taken = {program.id: program.name.where for program in publication.programs} | {
        chapter.id: chapter.title.where for chapter in publication.chapters
    }
    for form in sorted(publication.formats.keys() - {BROCHURE}):
        for program in publication.programs:
            name = f"{program.id}-{form}"
            if name in taken:
                other = taken[name]
                where = Where(other.file) if other else Where(name)
                hint = "rename one of the two files"
                yield Problem(where, f'the {form} of {program.id} would have the name "{name}" too', hint)
            taken.setdefault(name, program.name.where)
    taken |= {packet.id: packet.title.where for packet in publication.packets}
    for name in sorted(taken) if publication.settings.approvals == "required" else ():
        if other := taken.get(f"{name}-{DRAFT}"):
            what = f'a draft of {name} would have the name "{name}-{DRAFT}" too'
            yield Problem(Where(other.file), what, "rename one of the two files")


def make_plan(publication: Publication, wish: Wish) -> Plan:
    """The jobs that a wish needs, each once. Raises `UsageError` where it names what is not there."""
    formats = publication.formats
    _known(wish.formats, sorted(formats), "format", "--format")
    for name in wish.formats:
        if wish.edition not in (made := formats[name].editions):
            what = f"a {name} is not made in the {wish.edition} edition"
            raise UsageError.of("--format", what, f"build it with --edition {made[0]}")
    programs = [program.id for program in publication.programs]
    _known(wish.programs, programs, "program", meant=_made_otherwise(publication))
    _known(wish.packets or (), [packet.id for packet in packets_of(publication)], "packet")
    sheet, language = publication.settings.sheet, publication.settings.language
    chosen = set(wish.programs) or {program.id for program in publication.programs}
    wanted = {
        name
        for name, form in formats.items()
        if wish.brochures and name in (wish.formats or formats) and wish.edition in form.editions
    }
    every = [
        Job(program, formats[name], wish.edition, sheet, language)
        for name in (BROCHURE, *sorted(formats.keys() - {BROCHURE}))
        for program in publication.programs
    ]
    chapters = {
        chapter.id: Job(chapter, None, wish.edition, sheet, language) for chapter in publication.chapters
    }
    brochures = {job.name: job for job in every if job.format is formats[BROCHURE]}
    packets = tuple(
        _packet(publication, packet, wish, brochures, chapters) for packet in _packets(publication, wish)
    )
    needed = {member.name for packet in packets for member in packet.members}
    published = frozenset(
        job.name for job in every if job.format and job.format.id in wanted and job.subject.id in chosen
    )
    return Plan(
        tuple(job for job in every if job.name in published | needed),
        tuple(job for name, job in chapters.items() if name in needed),
        published,
        packets,
    )


def _packets(publication: Publication, wish: Wish) -> Sequence[Packet]:
    if wish.packets is not None:
        return [packet for packet in packets_of(publication) if packet.id in wish.packets]
    return () if wish.programs or (wish.formats and BROCHURE not in wish.formats) else publication.packets


def _packet(
    publication: Publication,
    packet: Packet,
    wish: Wish,
    brochures: Mapping[str, Job],
    chapters: Mapping[str, Job],
) -> PacketJob:
    """The packet with its own programs, or those wished for in place of its own."""
    inside = tuple(one if isinstance(one, Insert) else chapters[one] for one in packet.chapters)
    if wish.programs:
        chosen = tuple(dict.fromkeys(wish.programs))
        name = _name_of(chosen, publication)
    else:
        chosen = packet.programs or tuple(program.id for program in publication.programs)
        name = packet.id if packet.id == MAIN_PACKET else f"{MAIN_PACKET}-{packet.id}"
    members = bound(packet, name, [brochures[one] for one in chosen], inside)
    return PacketJob(name, packet, tuple(members), inside)


def _name_of(programs: Sequence[str], publication: Publication) -> str:
    """The name of a packet of these programs, the same on every run and never that of another."""
    joined = "-".join(programs)
    if len(f"{MAIN_PACKET}-{joined}") <= LONGEST_NAME and joined not in {
        packet.id for packet in publication.packets
    }:
        return f"{MAIN_PACKET}-{joined}"
    return f"{MAIN_PACKET}-of-{len(programs)}-{sha256(' '.join(programs).encode()).hexdigest()[:8]}"


def _made_otherwise(publication: Publication) -> dict[str, str]:
    """How what is no program is made, by its name."""
    chapters = {
        one.id: "chapters are made with packets: make_brochure.py packet" for one in publication.chapters
    }
    return chapters | {
        one.id: f"make_brochure.py packet {one.id} makes that packet" for one in packets_of(publication)
    }


def _known(
    names: Sequence[str],
    known: Sequence[str],
    what: str,
    option: str = "",
    meant: Mapping[str, str] | None = None,
) -> None:
    """Refuses names that are not known; `option` is what gave them, where they have no own place; `meant`
    are hints for some.
    """
    problems = []
    for name in names:
        if name not in known:
            near = likeliest(PurePath(name).stem, known)  # its file is named, or what was made of it
            words = (meant or {}).get(name) or perhaps(near) or f"there are {', '.join(known)}"
            hint = Hint(words, Mend("use", name, (near,) if near else (), tuple(known)))
            said = f'there is no {what} "{name}"' if option else f"there is no {what} of this name"
            problems.append(Problem(Where(option or name), said, hint))
    if problems:
        raise UsageError(problems)
