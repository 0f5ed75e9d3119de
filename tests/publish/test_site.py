"""The season's site: whole, valid, accessible, light, and the same every time."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader

from brochure.build import Desk, InProcess, Places, Store, Watcher
from brochure.editions.web.html_tree import read_html, words_of
from brochure.errors import ContentError, MachineError
from brochure.press import Site, approve, known_site, open_season, read_site, write_site
from brochure.publish import publish_folder
from brochure.seasons import starter
from tests.builders.chromium import faults_in
from tests.builders.html_referee import html_faults
from tests.builders.merging import typeset
from tests.builders.publication import (
    TINY,
    make_picture,
    make_plain_publication,
    make_program,
    make_publication,
)
from tests.builders.reading import in_tags, words
from tests.builders.sample import CHAPTERS, PROGRAMS, ROOT

#: Width and height of a window, what is asked of the browser: a small telephone, 400 %, dark, forced colors.
WINDOWS: dict[str, tuple[int, int, dict[str, str]]] = {
    "320 px": (320, 640, {}),
    "400 %": (320, 256, {}),
    "dark": (375, 812, {"color_scheme": "dark"}),
    "forced colors": (1280, 900, {"forced_colors": "active"}),
}
#: By which of axe's rules a page is judged in a window: all in the first one, and in others those whose
#: answer depends on it. The first page of a site is judged by all of them in every window.
DIFFERENT = {
    "400 %": ("target-size", "scrollable-region-focusable"),
    "dark": ("color-contrast",),
    "forced colors": ("target-size", "scrollable-region-focusable"),
}
#: What a print without grounds loses: light words, bars that are grounds alone, titles without room.
UNPRINTED = """() => [...document.body.querySelectorAll('*')].flatMap(one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect()
    const light = color => {
        const [red, green, blue] = color.match(/[\\d.]+/g).map(part => (part / 255) ** 2.2)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const words = [...one.childNodes].some(child => child.nodeType === 3 && child.data.trim())
    const isGround = !one.textContent.trim() && !one.querySelector('svg, img') && box.height > 0
    const found = []
    if (!box.width || one.closest('svg') || style.clipPath !== 'none') return found
    if (one.closest('.drawn') && style.printColorAdjust === 'exact') return found
    if (words && light(style.color) > 0.18) found.push('light')
    const isSeen = /, 0\\)$/.test(style.backgroundColor) || style.printColorAdjust === 'exact'
    if (isGround && !isSeen) found.push('ground')
    if (one.tagName === 'H1' && box.width < 0.6 * innerWidth) found.push('narrow')
    return found.map(fault => `${fault}: ${one.tagName} ${one.className}`)
})"""
#: What is cut of a comparison and of titles where they are on a telephone.
UNSEEN = """() => [...document.querySelectorAll('.glance :is(td, th), .card .title')].filter(one => {
    const box = one.getBoundingClientRect(), words = new Range()
    words.selectNodeContents(one)
    return box.right > innerWidth || words.getBoundingClientRect().right > innerWidth
}).map(one => one.textContent)"""
#: What is cut of a page on a telephone where every name is one long word.
CUT = """word => {
    const named = 'h1, h2, h3, .title:not(:has(*)), .promise:not(:has(*)), .glance th > a'
    const all = [...document.querySelectorAll(named)]
    all.forEach(one => { one.textContent = word })
    const found = all.filter(one => {
        const words = new Range()
        words.selectNodeContents(one)
        return !one.closest('.scroll') && words.getBoundingClientRect().right > innerWidth
    }).map(one => `${one.tagName} ${one.className}`)
    return document.documentElement.scrollWidth > innerWidth ? [...found, 'page'] : found
}"""
#: The colors of a dial's key where a system has its own.
KEYS = "() => [...document.querySelectorAll('.dial li')].map(one => getComputedStyle(one).borderLeftColor)"
#: What not all of these pages have: a quotation on the accent, words in a drawing, bars of a list, a share.
RARE = """<div class="drawn"><p class="inscription" style="color: #FFFFFF">Studio</p></div>
<div class="said"><blockquote><p>Said.</p></blockquote><p class="role">By whom</p></div>
<table class="bars"><tr><td><span class="length" style="width: 50%"></span></td></tr></table>
<ul class="statistics"><li><div class="share"><div class="filled" style="width: 5%"></div></div></li></ul>"""
#: The fields of a program across the page, below a text that has facts beside it.
BAND = f"""<section class="group side" id="band"><div class="band-of-facts own"><ul class="side facts">
{'<li class="small"><span class="label">Ages</span> <span class="value">16</span></li>' * 4}
</ul></div></section>"""
#: A page of each kind, with photographs and without.
KINDS = {
    "sample": (
        "index.html",
        "programs/medicine-pediatrics.html",
        "chapters/history.html",
        "packets/packet.html",
    ),
    "school": ("index.html", "programs/clay.html", "chapters/island.html"),
}
#: Those with most on them.
SOME = {"sample": ("index.html",), "school": ("programs/clay.html", "chapters/island.html")}


@pytest.fixture(scope="module")
def sample(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the sample publication."""
    return write_site(Places(ROOT, tmp_path_factory.mktemp("sample")), shared, Watcher())


@pytest.fixture(scope="module")
def school(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of two courses of a starter, with photographs, at an address that it says, with flyers; key
    dates stand on a line in the PDF of one of them, and in a table in the packet. One has a page for notes
    and a photograph on its cover; a PDF from elsewhere is bound in.
    """
    folder = tmp_path_factory.mktemp("school")
    for name, data in starter("school").items():
        if name != "programs/drawing.yaml":
            path = folder / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    clay = folder / "content/programs/clay.yaml"
    cover = "cover: {file: pictures/island.jpg, alt: Lit windows}\nnotes: 1\n"
    clay.write_text(
        clay.read_text("utf-8").replace("two in the morning.", "two in the morning") + cover, "utf-8"
    )
    (folder / "content/map.pdf").write_bytes(typeset("<h1>Benefits</h1>", css="@page { size: 612pt 792pt }"))
    packet = folder / "content/packets/packet.yaml"
    insert = "chapters: [{insert: map.pdf, title: A map, line: Of the island}, island]\nindex: yes"
    packet.write_text(packet.read_text("utf-8").replace("chapters: [island]", insert), "utf-8")
    settings = folder / "content/publication.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nsite: https://school.example/2027/\n", "utf-8")
    dates = [("Enrollment opens", "2027-02-01"), ("Enrollment closes", "2027-05-15")]
    with (folder / "content/season.yaml").open("a", encoding="utf-8") as season:
        season.write(
            "key_dates:\n" + "".join(f"- {{label: {label}, date: {day}}}\n" for label, day in dates)
        )
    return write_site(Places(folder, folder / "output"), shared, Watcher(), ("flyer",))


@dataclass
class Visit:
    """What a page asked for when it was opened on a telephone, what axe says of it in each window, its keys
    in forced colors, what is cut on a small telephone, as it is and with long words, and what of it is hard
    to see when it is printed without its grounds on a sheet without margins.
    """

    asked: tuple[str, ...] = ()
    faults: dict[str, list[str]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    unprinted: tuple[str, ...] = ()


@pytest.fixture(
    scope="module", params=["some", pytest.param("all", marks=pytest.mark.long)], ids=["some", "all"]
)
def visits(request: pytest.FixtureRequest, sample: Site, school: Site, browser: Browser) -> dict[str, Visit]:
    """Pages of each kind: scrolled through on a telephone, and as they open in every window."""
    found = {}
    kinds = KINDS if request.param == "all" else SOME
    with browser.new_context(viewport={"width": 375, "height": 812}, bypass_csp=True) as context:
        for site, names in ((sample, kinds["sample"]), (school, kinds["school"])):
            for name in names:
                visit, asked = Visit(), list[str]()
                with context.new_page() as page:
                    page.on("request", lambda one, asked=asked: asked.append(one.url))
                    page.goto(f"file://{site.folder}/{name}")
                    page.evaluate("scrollTo(0, document.body.scrollHeight); document.fonts.ready")
                    page.wait_for_timeout(300)
                    visit.asked = tuple(asked)
                    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # a bar at the foot hides links
                    for window, (width, height, wanted) in WINDOWS.items():
                        page.set_viewport_size({"width": width, "height": height})
                        page.emulate_media(color_scheme="light", forced_colors="none")
                        page.emulate_media(**wanted)  # type: ignore[arg-type]
                        rules = DIFFERENT.get(window, ()) if name != "index.html" else ()
                        visit.faults[window] = faults_in(page, *rules)
                        if window == "320 px":
                            visit.unseen = tuple(page.evaluate(UNSEEN))
                    visit.keys = tuple(page.evaluate(KEYS))
                    page.set_viewport_size({"width": 816, "height": 1056})
                    page.emulate_media(media="print", color_scheme="light", forced_colors="none")
                    page.locator("main").evaluate("(main, more) => { main.innerHTML += more }", RARE)
                    visit.unprinted = tuple(page.evaluate(UNPRINTED))
                    page.set_viewport_size({"width": 320, "height": 640})
                    page.emulate_media(media="screen")
                    visit.cut = tuple(page.evaluate(CUT, "Generalbassdurchführungsworkshop"))
                found[f"{site.folder}/{name}"] = visit
    return found


def files_of(site: Site) -> dict[str, bytes]:
    """Every file of a site by its path in it."""
    assert site.folder is not None, site.findings
    return {
        path.relative_to(site.folder).as_posix(): path.read_bytes()
        for path in sorted(site.folder.rglob("*"))
        if path.is_file()
    }


def pages_of(site: Site) -> dict[str, str]:
    """Its pages."""
    return {name: data.decode() for name, data in files_of(site).items() if name.endswith(".html")}


def test_it_has_a_page_for_each_program_chapter_and_packet(sample: Site) -> None:
    wanted = {f"programs/{one}.html" for one in PROGRAMS} | {f"chapters/{one}.html" for one in CHAPTERS}
    assert set(pages_of(sample)) == wanted | {"index.html", "packets/packet.html"}
    assert {one.kind for one in sample.documents} == {"program", "chapter", "packet"}
    assert [one.name for one in sample.documents if one.kind == "packet"] == ["packet"]


def test_what_was_published_can_be_read_again(sample: Site) -> None:
    assert sample.folder is not None
    again = read_site(Places(ROOT, sample.folder.parents[1]), sample.folder.parent.name)
    assert again is not None and again.documents == sample.documents and again.folder == sample.folder
    assert read_site(Places(ROOT, sample.folder.parents[1]), "1999") is None


def test_pages_say_what_their_pdfs_say(sample: Site) -> None:
    files = files_of(sample)
    for one in sample.documents:
        if one.kind == "program":
            root = read_html(files[one.page].decode())
            document = next(e for e in root.iter("div") if e.get("class") == "document")
            heard = re.sub("[\u202f\u2009]", " ", in_tags(files[one.pdf]))
            title, _, rest = heard.partition("\n")
            assert one.title in title
            assert words(" ".join(words_of(document))) == words(rest), one.name


def test_pdfs_say_whose_they_are_by_name_and_title(sample: Site) -> None:
    one = next(one for one in sample.documents if one.name == "primary-care")
    assert one.pdf == "downloads/mass-general-primary-care-2019-20.pdf"
    data = files_of(sample)[one.pdf]
    title = "Primary Care · Internal Medicine Residency · Massachusetts General Hospital · 2019–20"
    assert in_tags(data).startswith(title)
    page = pages_of(sample)["programs/primary-care.html"]
    assert f'href="../{one.pdf}"' in page and re.search(r"PDF, 4 pages, \d+ kB · accessible", page)


@pytest.mark.long
def test_other_forms_are_offered_in_words_on_telephones_too(school: Site, browser: Browser) -> None:
    assert school.folder is not None
    page = browser.new_page(viewport={"width": 375, "height": 812}, java_script_enabled=False)
    page.goto((school.folder / "programs/clay.html").as_uri())
    other = page.get_by_role("complementary", name="The same in other forms")
    assert other.get_by_role("link").all_inner_texts() == ["On one page"]
    assert other.is_visible() and "PDF, 1 page, " in other.inner_text()
    assert school.pdfs == 5  # two brochures, as many flyers, and a packet
    page.set_viewport_size({"width": 1200, "height": 800})
    page.locator("main").evaluate("(main, band) => { main.innerHTML += band }", BAND)
    columns = page.locator("#band ul").evaluate("one => getComputedStyle(one).gridTemplateColumns")
    assert len(columns.split()) > 3, "fields of a program stand side by side where a page is wide"
    page.close()


def test_browsers_have_a_drawing_to_mark_each_page_with(sample: Site) -> None:
    files = files_of(sample)
    for path, html in pages_of(sample).items():
        found = re.search(r'<link rel="icon" type="image/svg\+xml" href="([^"]+)">', html)
        assert found and files[found[1].removeprefix("../")].startswith(b"<svg"), path


def test_html_is_valid(sample: Site, school: Site, tmp_path: Path) -> None:
    """Also that of the pages on which a server has applicants choose."""
    assert sample.folder and school.folder
    places = Places(tmp_path, school.folder.parents[1])
    season = open_season(places, school.folder.parent.name, Desk(Store(tmp_path), InProcess()))
    said = ("", "none", "missing")
    served = {"index": season.index(), **{f"form-{one}": season.form(one) for one in said}}
    assert all(place in served["form-missing"] for place in (b'#programs"', b'#chapters"', b'#packets"'))
    assert b"programs" not in re.sub(rb"<[^>]*>", b"", served["form-missing"]).lower(), "they are courses"
    for name, data in served.items():
        (tmp_path / f"{name}.html").write_bytes(data)
    folders = (sample.folder, school.folder, tmp_path)
    assert html_faults([path for folder in folders for path in folder.rglob("*.html")]) == []


def test_axe_finds_nothing_on_any_kind_of_page(visits: Mapping[str, Visit]) -> None:
    said = {(page, window): told for page, visit in visits.items() for window, told in visit.faults.items()}
    assert len(said) == len(visits) * len(WINDOWS) >= 2 * len(WINDOWS)
    assert {at: told for at, told in said.items() if told} == {}


def test_all_of_a_page_is_printed(visits: Mapping[str, Visit]) -> None:
    assert {page: visit.unprinted for page, visit in visits.items() if visit.unprinted} == {}


def test_all_of_a_page_is_seen_on_a_telephone_and_keys_are_told_apart(visits: Mapping[str, Visit]) -> None:
    assert {page: visit.unseen for page, visit in visits.items() if visit.unseen} == {}
    assert {page: visit.cut for page, visit in visits.items() if visit.cut} == {}
    keys = [visit.keys for visit in visits.values() if visit.keys]
    assert keys and all(len({*one}) == len(one) > 1 for one in keys)


def test_what_is_for_paper_alone_or_in_the_pdf_alone(school: Site) -> None:
    files = files_of(school)
    clay, packet = files["programs/clay.html"].decode(), files["packets/packet.html"].decode()
    assert ">Notes<" not in clay and 'class="line"' not in clay
    pages = [one.extract_text() for one in PdfReader(BytesIO(files[school.documents[-1].pdf])).pages]
    at = dict(re.findall(r'#page=(\d+)".*?class="title">([^<]+)<', packet, re.S))
    assert sorted(at.values()) == ["A map", "Index of people"]
    printed = {"A map": "Benefits", "Index of people": "Index of people"}
    assert all(printed[known] in pages[int(page) - 1] for page, known in at.items())


def test_the_first_page_says_when_where_and_for_how_much(school: Site, sample: Site) -> None:
    root = read_html(pages_of(school)["index.html"])
    clay = next(one for one in root.iter("li") if "A Weekend in Clay" in " ".join(words_of(one)))
    known = {" ".join(words_of(one[0])): " ".join(words_of(one[1])) for one in clay.iterfind("dl/div")}
    assert known.keys() >= {"Dates", "Ages", "Places", "Price", "Where", "Enroll by"}
    assert known["Price"] == "$290" and known["Where"] == "Yard of the Ropewalk"
    dates = next(one for one in root.iter("section") if one.get("id") == "dates")
    assert "15 Enrollment closes" in " ".join(words_of(dates)).replace("May 15, 2027", "15")
    assert all('index.html#dates"' in page for page in pages_of(school).values())
    assert not any(one in page for page in pages_of(sample).values() for one in ("<dl class=", "#dates"))


def test_a_caption_and_who_made_the_picture_are_parted(school: Site, sample: Site) -> None:
    files = files_of(school)
    said = "two in the morning · Drawn for this starter."
    one = next(one for one in school.documents if one.name == "clay")
    assert said in re.sub("<[^>]+>", "", files[one.page].decode())
    assert said in " ".join(in_tags(files[one.pdf]).split())
    assert not re.search(r"\.\s+·", re.sub("<[^>]+>", "", "".join(pages_of(sample).values())))


def test_key_dates_have_a_year_where_the_scale_is_not_seen(school: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"file://{school.folder}/programs/letterpress.html")
    line = page.locator(".date-line")
    assert line.inner_text().split("\n")[0] == "Feb 1, 2027" and "May 15\n" in line.inner_text()
    page.set_viewport_size({"width": 1280, "height": 640})
    assert "Feb 1\n" in line.inner_text() and line.inner_text().count("2027") == 1
    pdf = next(one.pdf for one in school.documents if one.name == "letterpress")
    assert (
        "Feb 1 " in (heard := " ".join(in_tags(files_of(school)[pdf]).split()))
        and "Feb 1, 2027" not in heard
    )
    page.close()


def test_it_opens_from_a_folder_without_script_and_asks_nobody(school: Site, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page, asked, said = context.new_page(), list[str](), list[str]()
        page.on("request", lambda one: asked.append(one.url))
        page.on("requestfailed", lambda one: said.append(one.url))
        page.on("console", lambda one: said.append(one.text))
        page.goto(f"file://{school.folder}/index.html")
        page.get_by_role("link", name="A Weekend in Clay").first.click()
        page.wait_for_url("**/programs/clay.html")
        assert page.get_by_role("heading", level=1).inner_text()
        assert page.get_by_role("link", name="Download the PDF").first.is_visible()
        assert all(one.startswith(f"file://{school.folder}/") for one in asked)
        assert any(one.endswith(".woff2") for one in asked) and said == []


def test_a_page_without_its_photographs_is_light(visits: Mapping[str, Visit]) -> None:
    """As it travels on a first visit: HTML, styles and drawings packed, typefaces as they are."""
    pictures = {".jpg", ".avif", ".webp"}
    for page, visit in visits.items():
        files = [Path(one.removeprefix("file://")) for one in dict.fromkeys(visit.asked)]
        text = [one for one in files if one.suffix not in pictures | {".woff2"}]
        size = sum(len(gzip.compress(one.read_bytes(), mtime=0)) for one in text)
        fonts = [one.stat().st_size for one in files if one.suffix == ".woff2"]
        assert fonts and size + sum(fonts) <= 100_000, page


def test_no_site_is_made_of_drafts(shared: Desk, tmp_path: Path) -> None:
    settings = f"{TINY['publication.yaml']}approvals: required\n"
    make_plain_publication(tmp_path, {"publication.yaml": settings, "season.yaml": "label: 2027\n"})
    places = Places(tmp_path, tmp_path / "output")
    with pytest.raises(ContentError) as refused:
        write_site(places, shared, Watcher())
    said = str(refused.value)
    assert "primary-care: is a draft, which goes to no site: nobody has approved it" in said
    assert 'approve primary-care --by "YOUR NAME"' in said and not places.output.exists()
    marked = pages_of(write_site(places, shared, Watcher(), drafts=True)).values()
    assert all('name="robots" content="noindex"' in one and ">DRAFT<" in one for one in marked)
    approve(places, shared, (), "Ada Lind", date(2026, 5, 1))
    made = write_site(places, shared, Watcher())
    approved = pages_of(made).values()
    assert approved and not any("noindex" in one or "DRAFT" in one for one in approved)
    assert b"<updated>2026-01-01T" in files_of(made)["feed.xml"], "of no day that may be still to come"
    assert made.folder and known_site(places, shared.store, Watcher()) == made, "nothing has changed"
    (made.folder / "index.html").write_text("another")
    assert known_site(places, shared.store, Watcher()) is None


def test_what_a_packet_alone_says_is_told(shared: Desk, tmp_path: Path) -> None:
    make_plain_publication(tmp_path, {"packets/packet.yaml": "title: Everything\n"})
    front = tmp_path / "layouts/packet/front.html.j2"
    unsaid = '{% block body %}<style>h1::after { content: " unsaid" }</style>'
    front.write_text(front.read_text("utf-8").replace("{% block body %}", unsaid), "utf-8")
    made = write_site(Places(tmp_path, tmp_path / "output"), shared, Watcher())
    assert made.folder is None
    told = [one for one in made.findings if one.severity == "error"]
    assert [(one.document, one.slug) for one in told] == [("packet", "web-text")]
    assert "unsaid" in told[0].what


@pytest.mark.long
def test_what_people_bring_is_published(shared: Desk, tmp_path: Path) -> None:
    """Files with the names that cameras and people give, words in other languages, tables with columns of
    sums, a scan in the packet, and a name of the institution that is longer than that of a file.
    """
    picture, scan = "pictures/Été 2041 & I.jpg", BytesIO()
    Image.new("RGB", (600, 400), "navy").save(scan, "PDF")
    text = "Our motto is [Vivre et apprendre]{lang=fr}.\\n\\n| Room | Price |\\n|---|--:|\\n| One | $5 |"
    story = f"{{title: All, text: \"{text}\", picture: {{file: '{picture}', alt: Wall}}}}"
    house = (
        "School of Botany of the Faculty of Sciences of the University and Its Gardens, Museums and Farms"
    )
    insert = "{insert: map.pdf, title: Map, line: The way, accept_untagged: yes, alternative: A map of it}"
    make_publication(
        tmp_path,
        {
            picture: make_picture("JPEG", (600, 400)),
            "programs/primary-care.yaml": make_program("positions: 4\n").replace(
                "{title: The program}", story
            ),
            **{f"programs/p{n}.yaml": make_program(name=f"Program {n}", order=str(n)) for n in range(2, 6)},
            "packets/packet.yaml": f"title: Everything\nchapters:\n- {insert}\n",
            "institution.yaml": f"name: {house} at Home\n",
            "map.pdf": scan.getvalue(),
        },
    )
    made = write_site(Places(tmp_path, tmp_path / "output"), shared, Watcher())
    assert [one for one in made.findings if one.severity == "error"] == []
    page = pages_of(made)["programs/primary-care.html"]
    assert '<span lang="fr">Vivre' in page and "assets/ete-2041-i-" in page
    right = re.findall(r"[.](s[0-9]+){text-align:right}", page)
    assert right and re.search(rf'<td class="[^"]*{right[0]}">\$5</td>', page)
    for one in made.documents:
        assert f"-{one.name}-2019-20.pdf" in one.pdf and len(one.pdf) < 140, "program and season are kept"


def test_photographs_come_in_sizes_and_kinds(school: Site) -> None:
    every = "".join(pages_of(school).values())
    assert 'type="image/avif"' in every and 'type="image/webp"' in every and " 480w, " in every
    files = files_of(school)
    assert files[next(name for name in files if name.endswith(".avif"))][4:12] == b"ftypavif"


def test_spaces_of_all_widths_are_those_of_the_typeface(school: Site) -> None:
    files = files_of(school)
    sans = next(data for name, data in files.items() if "brochuresans-regular" in name)
    assert {0x20, 0xA0} <= TTFont(BytesIO(sans)).getBestCmap().keys()


def test_search_engines_feeds_and_servers_are_told(sample: Site, school: Site) -> None:
    pages, files = pages_of(sample), files_of(school)
    told = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', pages["programs/primary-care.html"]
    )
    assert told is not None
    data = json.loads(told[1])
    assert data["@type"] == "EducationalOccupationalProgram" and data["timeToComplete"] == "P3Y"
    assert data["provider"]["name"] == "Massachusetts General Hospital"
    course = json.loads(re.findall(r'ld\+json">(.*?)</script>', files["programs/clay.html"].decode())[0])
    assert course["name"] == "A Weekend in Clay" and course["image"].startswith(
        "https://school.example/2027/"
    )
    assert (course["offers"]["priceCurrency"], course["offers"]["price"]) == ("USD", "290")
    held = course["hasCourseInstance"]
    assert held["@type"] == "CourseInstance" and held["startDate"] <= held["endDate"]
    assert held["location"]["@type"] == "Place" and held["location"]["address"]
    assert held["location"]["name"] == "Yard of the Ropewalk, Lantern Island School of Art and Craft"
    assert b"https://school.example/2027/programs/clay.html" in files["sitemap.xml"]
    assert b'rel="canonical" href="https://school.example/2027/' in files["programs/clay.html"]
    assert files["feed.xml"].count(b"<entry>") == len(school.documents)
    assert {"_headers", ".htaccess", "nginx.conf"} <= files.keys()
    assert re.findall(rb"^location (.*) {", files["nginx.conf"], re.M) == [b"/2027/assets/", b"/2027/"]
    assert b"location SITE/assets/ {" in files_of(sample)["nginx.conf"]
    assert json.loads(files["site.json"])["issued"] == "2027-01-11"
    assert "sitemap.xml" not in files_of(sample)
    lost, style = files.pop("404.html").decode(), next(one for one in files if one.endswith(".css"))
    assert f'href="/2027/{style}"' in lost and lost.count('href="/2027/index.html') == 6
    assert "There is no such page or file." in lost and '"noindex"' in lost and "og:image" not in lost
    assert b"ErrorDocument 404 /2027/404.html" in files[".htaccess"]
    assert files["nginx.conf"].count(b"error_page 404 /2027/404.html;") == 2
    for name, html in ((name, data.decode()) for name, data in files.items() if name.endswith(".html")):
        shown = re.findall(
            r'property="og:image(:alt)?" content="(?:https://school.example/2027/)?([^"]+)"', html
        )
        assert files[shown[0][1]].startswith(b"\xff\xd8") and shown[1][0] == ":alt", name
        sides = re.findall(r'property="og:image:(?:width|height)" content="(\d+)"', html)
        assert tuple(map(int, sides)) == Image.open(BytesIO(files[shown[0][1]])).size, name
    assert len({one for one in files if one.startswith("assets/cover-")}) == 3
    assert "og:image" not in "".join(pages.values())


def test_the_same_bytes_every_time(school: Site, shared: Desk, tmp_path: Path) -> None:
    assert school.folder is not None
    publication = school.folder.parents[2]
    again = write_site(Places(publication, tmp_path), shared, Watcher(), ("flyer",))
    assert files_of(again) == files_of(school)


def test_a_folder_is_swapped_whole_and_the_last_good_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "season/site"
    publish_folder(tmp_path, folder, {"index.html": b"old", "a/b.txt": b"gone"})
    publish_folder(tmp_path, folder, {"index.html": b"new"})
    assert [one.name for one in folder.iterdir()] == ["index.html"]
    for error in (KeyboardInterrupt, OSError(28, "No space left on device")):
        with monkeypatch.context() as patched, pytest.raises((KeyboardInterrupt, MachineError)):

            def fail(_: int, error: BaseException | type[BaseException] = error) -> None:
                raise error

            patched.setattr(os, "fsync", fail)
            publish_folder(tmp_path, folder, {"index.html": b"half"})
        assert (folder / "index.html").read_bytes() == b"new"
        assert [one.name for one in folder.parent.iterdir() if one.is_dir()] == ["site"]


def test_nothing_is_published_where_a_document_has_an_error(
    school: Site, shared: Desk, tmp_path: Path
) -> None:
    assert school.folder is not None
    publication = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(school.folder.parents[2]), str(publication)], check=True)
    template = publication / "layouts/brochure/brochure.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nothing.of.this }}", "utf-8")
    before = files_of(school)
    made = write_site(Places(publication, publication / "output"), shared, Watcher())
    assert made.folder is None and any(one.severity == "error" for one in made.findings)
    kept = publication / "output" / school.folder.parent.name / "site"
    assert {p.relative_to(kept).as_posix(): p.read_bytes() for p in kept.rglob("*") if p.is_file()} == before
