"""Composing: what a publication brings wins, what it lacks prints nothing, no name is taken for HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import TemplateRuntimeError, UndefinedError
from jinja2.exceptions import SecurityError

from brochure.compose import Composer, Entry, Folio, Layouts
from brochure.compose.bounds import Rendering, during
from brochure.compose.filters import bare_address, figure_class, size_class, titled
from brochure.compose.front import LONGEST_CONTENTS
from brochure.compose.lists import room_for
from brochure.compose.markup import MAY_END
from brochure.compose.phrases import Phrases
from brochure.compose.typefaces import TITLE
from brochure.compose.units import GAP
from brochure.content import load
from brochure.errors import MachineError
from brochure.model import Elsewhere, PacketJob, PageSource, Placement, Text
from brochure.preflight.layout import inspect
from brochure.press import start
from brochure.typeset import lay_out, typeset
from tests.builders.documents import (
    brochure_of,
    chapter_of,
    everything,
    make_composer,
    make_job,
    nothing,
    on_sheet,
)
from tests.builders.publication import make_picture, make_program
from tests.builders.reading import composed

ODD = 'Tom & "Jerry" <b>Inc.</b>'
#: Elements that say something only by what they hold.
HOLDERS = frozenset(
    {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "ul",
        "ol",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "strong",
        "a",
        "blockquote",
        "title",
    }
)
VOID = frozenset({"meta", "img", "br", "hr"})


class Page(HTMLParser):
    """What is in a document: ids, addresses, text alternatives, headings, and elements that hold nothing."""

    def __init__(self, source: PageSource) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pictures: dict[str, str] = {}
        self.links: list[str] = []
        self.empty: list[str] = []
        self.tags: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(source.html)
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        if "id" in known:
            self.ids.append(str(known["id"]))
        if "href" in known:
            self.links.append(str(known["href"]))
        if tag == "img":
            assert "alt" in known
            self.pictures[str(known["src"])] = str(known["alt"] or "")
        if tag in VOID:
            self._holds_something(tag == "img")
        else:
            self._open.append((tag, "background" in str(known.get("style", ""))))

    def handle_data(self, data: str) -> None:
        self._holds_something(bool(data.strip()))

    def handle_endtag(self, tag: str) -> None:
        opened, holds = self._open.pop()
        assert opened == tag
        if not holds and tag in HOLDERS:
            self.empty.append(tag)
        self._holds_something(holds)

    def _holds_something(self, holds: bool) -> None:
        if self._open and holds:
            self._open[-1] = (self._open[-1][0], True)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    """A composer for the publication that `new` makes."""
    folder = start(tmp_path_factory.mktemp("starter") / "publication")
    layouts = Layouts.of(folder)
    publication = load(folder / "content", layouts.fonts, layouts.folders)
    return Composer(publication, folder / "content", layouts)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    """A composer for content that uses every field."""
    return make_composer(tmp_path_factory.mktemp("full"), everything())


def documents(composer: Composer) -> list[PageSource]:
    """Every document of a publication, with one line of contents for each program and chapter."""
    publication = composer.publication
    programs = [Entry(p.id, 5, program=p) for p in publication.programs]
    chapters = [Entry(c.id, 9, chapter=c) for c in publication.chapters]
    folios = [Folio(1, False, True), Folio(2, True, False)]
    order = PacketJob("packet", publication.packets[0], (), ()) if publication.packets else None
    packet = (
        [
            composer.front(order, programs, chapters),
            composer.back(order).with_filler(1),
            composer.folios(order, folios),
        ]
        if order
        else []
    )
    return [brochure_of(composer), chapter_of(composer), *packet]


def test_an_unknown_name_in_a_template_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "layouts/parts/cover.html.j2", "{{ program.nmae }}")
    composer = make_composer(tmp_path)
    with pytest.raises(UndefinedError, match="nmae"):
        brochure_of(composer)


def test_a_template_cannot_leave_its_sandbox(tmp_path: Path) -> None:
    write(tmp_path / "layouts/parts/cover.html.j2", "{{ ''.__class__.__mro__ }}")
    composer = make_composer(tmp_path)
    with pytest.raises(SecurityError):
        brochure_of(composer)


def test_a_publications_own_part_stylesheet_and_words_win(tmp_path: Path) -> None:
    write(tmp_path / "layouts/parts/cover.html.j2", "<h1>Our own {{ program.name }}</h1>")
    write(tmp_path / "layouts/parts/cover.css", ".own { color: red }")
    write(tmp_path / "layouts/words.yaml", "season: Unser Jahr\n")
    shipped, own = brochure_of(make_composer(tmp_path / "plain")), brochure_of(make_composer(tmp_path))
    assert "<h1>Our own Primary Care</h1>" in own.html
    assert 'class="cover"' in shipped.html and 'class="cover"' not in own.html
    assert "Unser Jahr" in own.html and "Season" not in own.html
    assert {sheet.path: sheet.text for sheet in own.stylesheets}["parts/cover.css"] == ".own { color: red }"
    assert [sheet.path for sheet in own.stylesheets] == [sheet.path for sheet in shipped.stylesheets]
    assert [a.text == b.text for a, b in zip(own.stylesheets, shipped.stylesheets, strict=True)].count(
        False
    ) == 1


def test_a_publications_own_part_may_be_new(tmp_path: Path) -> None:
    write(tmp_path / "layouts/parts/stamp.css", ".stamp { color: red }")
    assert "parts/stamp.css" in [sheet.path for sheet in brochure_of(make_composer(tmp_path)).stylesheets]


def test_fonts_and_tokens_come_before_the_layouts_own_styles(starter: Composer) -> None:
    paths = [sheet.path for sheet in brochure_of(starter).stylesheets]
    assert paths[:4] == ["fonts.css", "tokens.css", "page.css", "type.css"]
    assert paths[4:] == sorted(paths[4:], key=lambda path: (path.startswith("architectures/"), path))
    assert len(paths) > 15


def test_page_css_alone_owns_the_pages(starter: Composer) -> None:
    owners = [
        sheet.path
        for sheet in brochure_of(starter).stylesheets
        if "@page" in re.sub(r"/\*.*?\*/", "", sheet.text, flags=re.DOTALL)
    ]
    assert owners == ["page.css"]


def test_a_font_that_is_not_there_is_the_machines_fault(starter: Composer, tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="the font is missing"):
        Layouts(starter.layouts.folders, (tmp_path,)).type_of(starter.publication.brand)
    with pytest.raises(MachineError, match="the layout is missing"):
        Layouts((tmp_path,), ()).find("page.css")


def test_names_are_printed_as_they_are_written_and_never_obeyed(tmp_path: Path) -> None:
    written = ODD.replace("<", "\\<")
    quoted = "'" + written + "'"
    composer = make_composer(
        tmp_path,
        {
            "institution.yaml": f"name: {quoted}\ncontact: {{name: {quoted}}}\n",
            "publication.yaml": f"title: {quoted}\n",
            "facts.yaml": None,
            "sections/life.md": None,
            "people.yaml": None,
            "programs/primary-care.yaml": make_program(
                name=quoted,
                promise=quoted,
                story=f"{{title: {quoted}, lead: {quoted}, text: {quoted}}}",
                back=quoted,
            ),
        },
    )
    source = brochure_of(composer)
    assert "<b>" not in source.html
    assert source.html.count("&lt;b&gt;Inc.&lt;/b&gt;") > 8
    assert "&amp;" in source.html
    assert source.title == "Tom & “Jerry” <b>Inc.</b>"
    assert Page(source).empty == []


@pytest.mark.parametrize("which", ["starter", "full"])
def test_every_id_is_there_once_and_begins_with_its_document(
    which: str, request: pytest.FixtureRequest
) -> None:
    for source in documents(request.getfixturevalue(which)):
        ids = Page(source).ids
        assert len(set(ids)) == len(ids)
        assert all(name.startswith(f"{source.name}--") for name in ids)
    assert "family-medicine--top" in Page(brochure_of(request.getfixturevalue("starter"))).ids


def test_no_paragraph_ends_with_a_space(starter: Composer, full: Composer, tmp_path: Path) -> None:
    """One that fits its line without the space would be broken behind its first word."""
    story = "{text: We teach., picture: {file: a.png, alt: A, caption: A harbor.}}"
    files = {"a.png": make_picture(), "programs/primary-care.yaml": make_program(story=story)}
    sources = [brochure_of(starter), brochure_of(make_composer(tmp_path, files)), *documents(full)]
    pattern = r"<(p|figcaption)\b[^>]*>((?:(?!</?\1\b).)*? (?:</span>)?)</\1>"
    ends = [words for source in sources for _, words in re.findall(pattern, source.html)]
    assert ends == []


@pytest.mark.parametrize("which", ["starter", "full"])
def test_every_picture_has_a_file_and_words(which: str, request: pytest.FixtureRequest) -> None:
    composer = request.getfixturevalue(which)
    for source in (brochure_of(composer), chapter_of(composer)):
        pictures = Page(source).pictures
        assert len(pictures) > 2
        assert set(pictures) <= set(source.assets)
        assert all(alt.strip() for alt in pictures.values())


def test_everything_that_is_pointed_to_is_brought_along(full: Composer) -> None:
    for source in documents(full):
        pointed = set(
            re.findall(r"asset:[\w./-]+", source.html + "".join(sheet.text for sheet in source.stylesheets))
        )
        assert pointed
        assert pointed <= set(source.assets)
        assert all(asset.is_file() for asset in source.assets.values() if isinstance(asset, Path))


def test_every_document_names_its_language_title_and_families(starter: Composer) -> None:
    assert len(documents(starter)) == 5
    for source in documents(starter):
        assert source.language == "en-US"
        assert '<html lang="en-US"' in source.html
        assert source.title and f"<title>{source.title}</title>" in source.html
        assert source.families == {
            "Brochure Serif",
            "Brochure Serif Display",
            "Brochure Serif Lead",
            "Brochure Sans",
        }


@pytest.mark.parametrize("content", ["nothing", "starter", "full"])
def test_what_is_left_out_leaves_nothing_behind(
    content: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    composer = (
        make_composer(tmp_path, nothing()) if content == "nothing" else request.getfixturevalue(content)
    )
    for source in documents(composer):
        page = Page(source)
        assert page.empty == []
        assert "None" not in re.sub(r"<[^>]*>", " ", source.html)


@pytest.mark.parametrize(
    "lines",
    [
        "setting: inpatient\n",
        "training: {title: T}\n",
        "apply: {contact: {web: 'https://x.example'}}\n",
        "apply: {visas: J-1}\n",
    ],
)
def test_a_field_alone_brings_no_empty_neighbor(tmp_path: Path, lines: str) -> None:
    source = brochure_of(
        make_composer(tmp_path, {**nothing(), "programs/primary-care.yaml": make_program(lines)})
    )
    assert Page(source).empty == []


def test_almost_nothing_has_no_table_no_code_and_no_facts(tmp_path: Path) -> None:
    source = brochure_of(make_composer(tmp_path, nothing()))
    page = Page(source)
    assert page.tags.count("h1") == 1
    assert [tag for tag in page.tags if tag in ("table", "dl", "blockquote", "ol")] == []
    assert 'class="side facts"' not in source.html
    assert "QR code" not in source.html


def test_the_short_text_is_printed_in_brochures_and_the_full_one_in_chapters(tmp_path: Path) -> None:
    section = "---\ntitle: Life\nshort: Briefly said.\n---\n\nSaid at length.\n"
    chapter = "title: C\nline: l\nsections: [life, {use: life, variant: short}]\n"
    composer = make_composer(tmp_path, {"sections/life.md": section, "chapters/c.yaml": chapter})
    assert "Briefly said." in brochure_of(composer).html
    assert "Said at length." not in brochure_of(composer).html
    assert re.findall(
        r"Briefly said\.|Said at length\.", chapter_of(composer).html.replace("\u00a0", " ")
    ) == ["Said at length.", "Briefly said."]


def test_the_rings_say_in_words_what_they_show(starter: Composer) -> None:
    alternatives = set(Page(brochure_of(starter)).pictures.values())
    assert (
        "Residency in family medicine: 3 years. Filled: 45\u202f% of training in the clinic on Mill Street."
        in alternatives
    )


def test_figures_take_their_words_from_the_data(starter: Composer) -> None:
    brochure, chapter = (
        set(Page(source).pictures.values()) for source in (brochure_of(starter), chapter_of(starter))
    )
    assert {
        "A bald man with spectacles",
        "QR code: https://www.aldervalley.example/apply",
        "outpatient: Family medicine clinic, Upper valley; inpatient: Adult wards, Births, Emergency,"
        " Children, Intensive care; elective: Choice; vacation: Vacation",
    } <= brochure
    assert {
        (
            "1874: The mill opens; 1903: The great water; 1921: The house becomes a hospital; 1957: A ward"
            " for children; Late 1990s: The residency begins; 2014: A clinic in the upper valley"
        ),
        "24 hours: Hills, River, Sleep",
        "A ring that is filled to 45\u202f%.",
    } <= chapter


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("setting: inpatient\n", "A closed ring: inpatient training."),
        ("setting: outpatient\n", "An open ring: outpatient training."),
        ("training: {text: Words}\n", "A pattern drawn from the program’s name."),
        (
            "stages: [{name: Core, length_years: 1}, {name: Research}]\n",
            "Core: 1 year. Research: length not fixed.",
        ),
        (
            "stages: [{name: Both, length_years: 4, disciplines: [Medicine, Pediatrics]}]\n",
            "Both: 4 years. Each year is divided between Medicine and Pediatrics.",
        ),
        (
            "stages: [{name: Looking, length_weeks: 2, disciplines: [Drawing, Painting]}]\n",
            "Looking: 2 weeks. Each week is divided between Drawing and Painting.",
        ),
    ],
)
def test_each_kind_of_training_is_said_in_words(tmp_path: Path, setting: str, said: str) -> None:
    source = brochure_of(make_composer(tmp_path, {"programs/primary-care.yaml": make_program(setting)}))
    assert next(iter(Page(source).pictures.values())) == said


def test_a_document_has_the_filler_pages_that_it_was_given_last(starter: Composer) -> None:
    back = documents(starter)[3]
    assert back.with_filler(2).html.count('class="plate"') == 2
    assert back.with_filler(2).with_filler(1) == back.with_filler(1)
    assert back.with_filler(3).with_filler(1) == back
    chapter = chapter_of(starter)
    assert chapter.with_filler(2) == chapter


def test_a_layout_that_has_two_places_for_filler_pages_is_refused(tmp_path: Path) -> None:
    layout = tmp_path / "layouts/brochure/brochure.html.j2"
    layout.parent.mkdir(parents=True)
    layout.write_text("{{ filler('1') }}{{ filler('2') }}", "utf-8")
    with pytest.raises(TemplateRuntimeError, match="one place"):
        brochure_of(make_composer(tmp_path))


def test_days_amid_the_words_of_layouts_say_their_place(starter: Composer) -> None:
    colophon = brochure_of(starter).html.partition('class="colophon"')[2].partition("</p>")[0]
    places = re.findall(
        r"&#34;(August32026|\d{4,})&#34;, &#34;content/season\.yaml:(\d+):\d+&#34;", colophon
    )
    lines = (starter.content / "season.yaml").read_text("utf-8").splitlines()
    assert len(places) >= 2
    for said, line in places:
        assert lines[int(line) - 1].startswith(
            "issued:" if said == "August32026" else ("label:", "valid_until:")
        )


def test_the_contents_of_a_packet_name_every_document_and_its_page(starter: Composer) -> None:
    front = documents(starter)[2]
    assert {"packet:family-medicine", "packet:valley"} <= set(Page(front).links)
    assert re.findall(r'class="folio"[^>]*>(\d+)</span>', front.html) == ["5", "9"]


@pytest.mark.parametrize(("programs", "is_long"), [(LONGEST_CONTENTS, False), (LONGEST_CONTENTS + 1, True)])
def test_the_contents_of_very_many_programs_are_their_names_alone(
    starter: Composer, programs: int, is_long: bool
) -> None:
    program = starter.publication.programs[0]
    entries = [Entry(f"{program.id}-{number}", number, program=program) for number in range(5, programs + 5)]
    packet = starter.publication.packets[0].model_copy(update={"cover": None, "welcome": None})
    order = PacketJob("packet", packet, (), ())
    front = starter.front(order, entries, [])
    assert ("packet-front--glance" in front.html) is not is_long
    assert str(program.promise) not in front.html
    proof = typeset(front)
    assert inspect(proof) == ()
    printed = [run.text.strip() for page in proof.pages if page.kind == "contents" for run in page.runs]
    assert [text for text in printed if text.isdigit()] == [str(entry.folio) for entry in entries]
    assert printed[0] == program.name == order.packet.title
    assert "".join(printed[1:]).count(str(program.name)) == programs


def test_the_same_content_is_composed_the_same(starter: Composer, full: Composer) -> None:
    for composer in (starter, full):
        again = Composer(
            composer.publication, composer.content, Layouts(composer.layouts.folders, composer.layouts.fonts)
        )
        assert documents(again) == documents(composer)


def test_a_sheet_changes_the_measures_and_no_word(starter: Composer) -> None:
    a4 = Composer(on_sheet(starter.publication, "a4"), starter.content, starter.layouts)
    job = make_job(a4)
    changed = [
        one.path
        for one, other in zip(a4.document(job).stylesheets, brochure_of(starter).stylesheets, strict=True)
        if one != other
    ]
    assert changed == ["tokens.css"]
    # A name that has no room in its part of a diagram stands in the key, with a number.
    pages = a4.document(job), brochure_of(starter)
    one, other = (set(re.findall(r"[^\W\d]+", composed(made.html))) for made in pages)
    assert one - {"wks"} == other - {"wks"} and len(one) > 300


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("Primary Care", "size-full"),
        ("Global Medicine Pathway", "size-long"),
        ("Internal Medicine and Pediatrics and Psychiatry", "size-very-long"),
        ("Otorhinolaryngological Care", "size-long"),
        ("Medicine-Pediatrics", "size-full"),
        ("x" * 39, "size-longest"),
        ("Medicine and more " * 5, "size-longest"),
    ],
)
def test_long_titles_are_set_smaller(title: str, size: str) -> None:
    assert size_class(title) == size


def test_a_title_is_set_smaller_where_the_measure_is_narrow_and_where_its_promise_is_long() -> None:
    assert size_class("Otorhinolaryngology", None, 5.7) == "size-longest"
    assert size_class("Preliminary", "Short", 5.7) == "size-full"
    assert size_class("Preliminary", "So long a promise that " * 6) == "size-longest"
    assert size_class("Medicine and more " * 4, "So long a promise " * 6) == "size-longest", "both are long"


def test_a_title_is_tied_and_large_as_far_as_its_typeface_has_room() -> None:
    name, pair = "Global and Community Health", "Community\N{NO-BREAK SPACE}Health"
    assert pair in titled("en", name, 17, "size-long", 7.0)
    assert pair not in titled("en", name, 17, "size-long", 6.0)

    class Wide:
        def width(self, words: str, size: float, weight: int) -> float:
            return len(words) * size if weight == TITLE else 0.0

    with during(Rendering(widths=Wide())):
        assert pair not in titled("en", name, 17, "size-long", 7.0)
        assert size_class("Care") == "size-full" and size_class("Primary Care") == "size-long"
        assert size_class("Neonatology") == "size-very-long"


@pytest.mark.parametrize(
    ("figure", "size"),
    [
        ("4", ""),
        ("$70,000", ""),
        ("3 + 1", ""),
        ("60 percent", "long"),
        ("About half of them", ""),
        ("$1,200,000", "long"),
        ("Massachusetts", "longer"),
        ("2019-2023", "long"),
        ("Otorhinolaryngology", "longest"),
        ("Donaudampfschifffahrt" * 2, "overlong"),
    ],
)
def test_a_figure_is_set_smaller_where_one_of_its_words_is_long(figure: str, size: str) -> None:
    assert figure_class(figure) == size


def test_days_numbers_and_addresses_are_printed_as_readers_expect(starter: Composer) -> None:
    issued = starter.publication.season.issued
    assert issued and Phrases({}, "en-US").day(issued) == "August 3, 2026"
    assert (
        bare_address("https://www.harbor.example/apply/").replace(MAY_END, "") == "www.harbor.example/apply"
    )


def test_rings_that_close_the_last_page_rise_from_the_edge_of_its_end(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, {"programs/primary-care.yaml": make_program("back: Come and see.\n")})
    job, units = make_job(composer), ("story", "end")
    (bare,) = lay_out(composer.document(job, 1.0, (), [Placement(units, "side")]))
    placement = Placement(units, "side", foot="ring-foot", room=bare.room)
    (page,) = lay_out(composer.document(job, 1.0, (), [placement]))
    (rings,) = [one for one in page.pictures if one.right - one.left > page.width - 1]
    title = next(run for run in page.runs if run.text.endswith("program") and run.size > 20)
    closing = next(run for run in page.runs if run.text.startswith("Come"))
    assert rings.bottom - rings.top == pytest.approx(bare.room - GAP)
    assert title.bottom < rings.top
    assert closing.top - 30 < rings.bottom < closing.top


def write(path: Path, text: str) -> None:
    """Writes a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_part_is_measured_the_same_whatever_the_pages_are_that_it_refers_to(tmp_path: Path) -> None:
    story = "{title: Ours, text: Words., sections: [{title: Shared, text: It stands elsewhere.}]}"
    composer = make_composer(tmp_path, {"programs/primary-care.yaml": make_program(story=story)})
    shared = Elsewhere("story", 1, Text("Shared"), "other", "other--shared")
    jobs = [replace(make_job(composer), elsewhere=(replace(shared, folio=page),)) for page in (9, 104)]
    (unit,) = (one.id for one in composer.fitting(jobs[0]).units if one.role == "opening")
    one, other = (composer.measured_document(job, 1.0, Placement((unit,), "side")) for job in jobs)
    assert "Shared" in one.html and one == other
    assert composer.document(jobs[0]).html != composer.document(jobs[1]).html


@pytest.mark.parametrize("paragraphs", [1, 6])
def test_classes_that_stay_together_take_their_title_along(tmp_path: Path, paragraphs: int) -> None:
    names = [f"Resident {number:02},{2026 + number % 2}" for number in range(30)]
    text = "Everybody in this house knows all of the others by name. " * 7
    section = f"- {{title: Before them, text: '{text * paragraphs}'}}\n"
    section += "- {title: Our residents, roster: class.csv}\n"
    files = {
        "chapters/house.yaml": f"title: The house\nline: Who is here\ntext: All.\nsections:\n{section}",
        "class.csv": "\n".join(("Name,Class of", *names)) + "\n",
    }
    pages = lay_out(chapter_of(make_composer(tmp_path, files)))
    said = [[run.text.strip() for run in page.runs] for page in pages]
    assert [page for page in said if "Our residents" in page] == [
        page for page in said if "Resident 00" in page
    ]


def test_portraits_of_small_groups_stand_in_few_rows() -> None:
    assert min((4, 5, 3), key=lambda across: room_for((4, 3, 3, 3), across)) == 4
    assert min((4, 5, 3), key=lambda across: room_for((3, 3, 3), across)) == 3
