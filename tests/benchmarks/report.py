"""The whole of docs/benchmarks.md, from the results of one run."""

from __future__ import annotations

from statistics import median

from tests.benchmarks import merging, previewing, seasons
from tests.benchmarks.growth import EVERY
from tests.benchmarks.measure import middle, ratio
from tests.benchmarks.previewing import Previewed, share
from tests.benchmarks.results import Results, assembly, choosing, targets, typical
from tests.benchmarks.studio import StudioFigures
from tests.benchmarks.table import NOTHING, megabytes, seconds, table, times

#: How the contestants are called, and whose documents they leave.
CONTESTANTS = {
    seasons.NAIVE: ("WeasyPrint in a loop, pypdf for the packet", seasons.NAIVE),
    seasons.COLD_1: ("brochure, cold, 1 job", seasons.COLD_1),
    seasons.COLD_2: ("**brochure, cold, 2 jobs**", seasons.COLD_1),
    seasons.EDIT: ("**brochure, one sentence edited**", seasons.COLD_1),
    seasons.UNCHANGED: ("**brochure, nothing changed**", seasons.COLD_1),
    seasons.WARM: ("brochure, one sentence edited, in a process that stays", seasons.COLD_1),
    seasons.TYPST: ("Typst, no packet", seasons.TYPST),
    seasons.TYPST_WARM: ("Typst, one sentence edited, in a process that stays: that brochure alone", ""),
    seasons.CHROMIUM: ("Chromium, a process for each file, pypdf for the packet", seasons.CHROMIUM),
    seasons.CHROMIUM_OPEN: ("Chromium kept open, pypdf for the packet", seasons.CHROMIUM_OPEN),
    seasons.PAGEDJS: ("Paged.js, pypdf for the packet", seasons.PAGEDJS),
}
#: Load of a machine, in processes, from which on it does not count as idle.
BUSY = 0.5
#: XeLaTeX has no equivalent template here.
NO_TEMPLATE = "XeLaTeX: not run; there is no equivalent template of it here."


def report(results: Results) -> str:
    """Markdown."""
    parts = {
        "# Benchmarks": _opening(results),
        "## Targets": _targets(results),
        "## One season": _season(results),
        "## The packet, from the same files": results.merged and _merging(results),
        "## Choosing": results.choosing and _choosing(results),
        "## The studio": results.studio and opening(results.studio),
        "## Preview": results.previewed and preview(results.previewed),
        "## Growth": results.growth and _growth(results),
        "## What remains": results.stages and _stages(results),
        "## Machine": table(
            ("What", "Here"), [*results.machine, ("Load before the run", f"{results.load:.1f} processes")]
        ),
        "## How it is measured": HOW,
    }
    return "\n\n".join(f"{head}\n\n{part}" for head, part in parts.items() if part) + "\n"


def _opening(results: Results) -> str:
    rounds = results.rounds
    said = {
        name: seconds(middle(rounds, name))
        for name in (seasons.COLD_2, seasons.EDIT, seasons.UNCHANGED, seasons.WARM, seasons.NAIVE)
    }
    documents, pages = results.pages[seasons.COLD_1]
    stopped = "" if results.previewed else " **The run was stopped before its end.**"
    return (
        f"`make bench` writes this page; every figure in it comes from one run of {len(rounds)}"
        f" round{'s' * (len(rounds) > 1)} on the machine named below. Compare ratios: seconds differ from"
        f" machine to machine.{stopped}{_disturbed(results)}\n\nThe sample season is {documents} documents"
        f" of {pages} pages, its packet among them. A build from nothing takes {said[seasons.COLD_2]} s."
        f" After one sentence was changed the season is back in {said[seasons.EDIT]} s, and in"
        f" {said[seasons.WARM]} s where a process stays; with nothing changed a build takes"
        f" {said[seasons.UNCHANGED]} s. A loop over WeasyPrint, whose documents pypdf binds, takes"
        f" {said[seasons.NAIVE]} s each time: the same pages, without any check, and without tags in the"
        " packet."
    )


def _disturbed(results: Results) -> str:
    if results.load < BUSY:
        return ""
    return (
        f" The machine had a load of {results.load:.1f} when this run began, so its first seconds may be too"
        " long; CPU seconds tell more."
    )


def _targets(results: Results) -> str:
    def figure(value: float | None, unit: str) -> str:
        return NOTHING if value is None else f"{times(value)}{unit}"

    rows = [
        (one.name, f"≤ {one.limit:.2f}{one.unit}", figure(one.measured, one.unit), one.verdict)
        for one in targets(results)
    ]
    cold, warm = (
        ratio(results.rounds, seasons.COLD_2, seasons.TYPST),
        ratio(results.rounds, seasons.WARM, seasons.TYPST_WARM),
    )
    typst = (
        f"Typst is the limit to move towards. Our cold build takes {cold:.1f} times as long as Typst's, our"
        f" edit in a process that stays {warm:.1f} times as long. Ours checks every page and makes the"
        " packet; Typst does neither."
    )
    return table(("Target", "At most", "Measured", ""), rows) + "\n\n" + typst


def _season(results: Results) -> str:
    rows = []
    for name, (label, left) in CONTESTANTS.items():
        if name in results.rounds[0]:
            documents, pages = map(str, results.pages[left]) if left else (NOTHING, NOTHING)
            wall, cpu = middle(results.rounds, name), middle(results.rounds, name, "cpu")
            both = [times(ratio(results.rounds, name, seasons.NAIVE, what)) for what in ("wall", "cpu")]
            rows.append((label, seconds(wall), seconds(cpu), *both, documents, pages))
    heads = ("What", "Seconds", "CPU seconds", "Seconds : loop", "CPU : loop", "Documents", "Pages")
    absent = [f"{CONTESTANTS[name][0]}: not run; {why}." for name, why in results.absent.items()]
    facts = [_facts(results)] if results.imported else []
    return "\n\n".join([table(heads, rows), *facts, TYPST_LACKS, *absent, NO_TEMPLATE])


def _facts(results: Results) -> str:
    edited, unchanged = results.changed
    imported = [name for name, is_imported in results.imported.items() if is_imported]
    return (
        f"An edit changes {len(edited)} of {results.pages[seasons.COLD_1][0]} files ({', '.join(edited)}), a"
        f" build without an edit {len(unchanged) or 'none'}. With nothing changed,"
        f" {' and '.join(imported) or 'neither weasyprint nor pypdf'}"
        f" {'are' if len(imported) == 2 else 'is'} imported."
    )


def _merging(results: Results) -> str:
    rows = []
    for one in results.merged:
        wall, cpu = (sorted(every)[len(every) // 2] for every in (one.wall, one.cpu))
        tags = f"{one.resolved} of {one.pages}"
        rows.append(
            (
                one.tool,
                seconds(wall),
                seconds(cpu),
                "yes" if one.tagged else "no",
                tags,
                str(one.outline),
                megabytes(one.size),
            )
        )
    heads = (
        "Tool",
        "Seconds",
        "CPU seconds",
        "Structure tree",
        "Pages that lead to their tags",
        "Outline entries",
        "MB",
    )
    lines = [
        "",
        (
            f"Ours takes {assembly(results.merged):.2f} times the CPU of pypdf. A file without a structure"
            " tree can no longer be read aloud in order."
        ),
    ]
    missing = [
        name for name in (merging.QPDF, merging.PDFUNITE) if name not in {one.tool for one in results.merged}
    ]
    lines += [f"{name}: not run; not installed here." for name in missing]
    return table(heads, rows) + "\n".join(["", *lines])


def _choosing(results: Results) -> str:
    pairs = results.choosing
    ratios = sorted(one.seconds / other.seconds for one, other in pairs)
    names = ("brochure, cold, 2 jobs", "the same, with what is chosen known beforehand")
    rows = [
        (name, seconds(median(pair[which].seconds for pair in pairs)), str(pairs[0][which].laid_out))
        for which, name in enumerate(names)
    ]
    said = (
        f"Choosing makes a cold season {times(choosing(pairs))} times as long (from {times(ratios[0])} to"
        f" {times(ratios[-1])} in single pairs): pages are laid out alone to measure them, and a document is"
        " set again where they fall short. Both seasons make the same files, one right after the other."
    )
    return table(("What", "Seconds", "Times that pages were laid out"), rows) + "\n\n" + said


def preview(previewed: Previewed) -> str:
    """What somebody waits for who edits and looks at the page."""
    names = {
        previewing.ENGINE: "WeasyPrint alone, its stylesheets kept",
        previewing.TYPST: "Typst, a compiler that stays",
        previewing.CHROMIUM: "Chromium kept open",
    }
    rows = [
        (label, seconds(share(values, 50)), seconds(share(values, 95)))
        for label, values in (
            ("**brochure, edit to picture**", previewed.picture),
            ("the same, CPU of both processes", previewed.cpu),
            ("brochure, edit to problems", previewed.problems),
            *((f"{names[name]}, edit to picture", values) for name, values in previewed.others.items()),
        )
    ]
    said = (
        f"After {previewed.edits} edits all of its processes have {megabytes(previewed.memory)} MB, its"
        f" worker {megabytes(previewed.worker)} of them; what they share is counted once."
    )
    return PREVIEW + "\n\n" + table(("What", "Median, s", "95 of 100, s"), rows) + "\n\n" + said


def opening(studio: StudioFigures) -> str:
    """What somebody waits for who begins to work, and what is done with what they write."""
    rows = [
        ("from nothing", seconds(studio.first), seconds(studio.first_cpu)),
        ("where it was open before", seconds(studio.again), seconds(studio.again_cpu)),
    ]
    said = (
        f"{studio.edits} texts were changed, each alone: {studio.beside} lines changed beside them. Of"
        f" {studio.texts} texts on pages a click leads to the right field from {studio.right}. A first visit"
        f" loads {studio.size / 1000:.1f} kB (gzip)."
    )
    heads = ("From the command to the first page, in a browser that is open", "Seconds", "CPU seconds")
    return table(heads, rows) + "\n\n" + said


def _growth(results: Results) -> str:
    rows = []
    for programs in sorted({one.programs for one in results.growth}):
        each = [seconds(typical(results.growth, programs, what) / programs) for what in ("wall", "cpu")]
        peaks = [
            f"{typical(results.growth, programs, what) / 1e6:.0f}" for what in ("tree", "parent", "worker")
        ]
        pages, size = typical(results.growth, programs, "pages"), typical(results.growth, programs, "size")
        rows.append((str(programs), *each, *peaks, f"{pages:.0f}", megabytes(size)))
    heads = (
        "Programs",
        "Seconds a brochure",
        "CPU seconds a brochure",
        "Peak MB, all",
        "parent",
        "largest worker",
        "Packet pages",
        "Packet MB",
    )
    return GROWTH + "\n\n" + table(heads, rows)


def _stages(results: Results) -> str:
    whole = sum(results.stages.values())
    rows = [(stage, seconds(spent), f"{spent / whole:.0%}") for stage, spent in results.stages.items()]
    return (
        STAGES + "\n\n" + table(("Stage", "CPU seconds", "Share"), [*rows, ("all", seconds(whole), "100%")])
    )


TYPST_LACKS = (
    "Typst sets the same texts, typefaces and drawings by a template of its own"
    " (`tests/benchmarks/season.typ`), tagged as PDF/UA-1, with the same number of pages. It makes no"
    " packet: no contents, no page numbers over all, no one structure tree. Nothing is checked: text that"
    " does not fit, missing glyphs and colors that do not print are not reported."
)
PREVIEW = (
    "A sentence of one brochure is edited, and its page drawn with 110 dots per inch. Ours reads and checks"
    " all content, composes the brochure, sets the pages that changed and inspects them; its pages are those"
    " of the whole document, which the preview proves. The others set the whole brochure from what was"
    " prepared for them, and check nothing."
)
GROWTH = (
    "Cold builds with the packet and 2 jobs, of made-up publications. Their brochures have four plain pages,"
    " which are set in a fraction of the time of designed ones: what a season costs beside its pages weighs"
    " more. The chapters and the first pages of the packet are designed; what the chapters cost is the same"
    " in all, and divided by more brochures in larger seasons. Memory is what the processes occupy together"
    " at one moment; what they share is counted once."
)
STAGES = (
    "Where the CPU of a cold build goes, in one process without a cache. A stage's figure is without the"
    " stages that it calls."
)
HOW = "\n".join(
    [
        (
            "- Each round runs all contestants once, one after the other. Seconds are the median of the"
            " rounds, ratios the median of the ratios within each round. CPU is that of all processes that"
            " a contestant started."
        ),
        (
            "- All are given the same work and the same files: the HTML, stylesheets, drawings and fonts of "
            "every document of the packet and of its folios, composed beforehand. The loop, Chromium and "
            "Paged.js print each and have pypdf append them in order and merge the folios over the pages. "
            "They do not pay for reading content and composing, nor for checks; their packets have no tags. "
            "The loop writes PDF/UA-1."
        ),
        (
            "- A cold build has no cache and no output. An edit adds a sentence to one program's story that"
            " no build has seen."
        ),
        (
            "- Growth is measured at sizes one after the other, the small one that is compared before and"
            " after the large one; where a size was built more than once, the median counts. Memory is"
            f" looked at every {EVERY:.2f} s, which takes a little time of its own at every size."
        ),
        (
            "- The packet is made from the PDFs of a build, read from disk and written to disk, without the "
            "time that a process takes to start except for command-line tools. The target compares CPU, the "
            "others that are ratios of builds compare seconds."
        ),
        ("- `make bench QUICK=1` runs one round and leaves out the largest season."),
    ]
)
