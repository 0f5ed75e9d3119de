"""What templates may do with content: words as HTML, choices between variants, dates, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from brochure.compose import lists, markup, weeks
from brochure.compose.bounds import rendering
from brochure.compose.phrases import Phrases, alone, in_words, length_of
from brochure.compose.picture_places import (
    AREA,
    HIGHEST,
    WIDEST,
    front_picture,
    full_pages,
    pictures_of,
    placed_logo,
    title_height,
)
from brochure.compose.printed_groups import (
    END_LINE,
    closing_room,
    end_height,
    essentials,
    own_fields,
    stand_apart,
)
from brochure.compose.rings import is_part, ring_unit
from brochure.compose.template_values import View, as_length, meant, shown
from brochure.compose.typefaces import TITLE, usual_width
from brochure.model import (
    Institution,
    OwnField,
    Program,
    Publication,
    Text,
    as_span,
    numbers_to_dial,
    plain,
    region_of,
    unbroken,
)

#: From this many characters on a row may break over pages; below it stays whole.
LONG_TEXT = 1500
LONG_LIST = 12
#: Lists that are printed a row for each of their items.
PRINTED_BY_ROW = ("points", "people", "roster", "honors", "dates", "terms", "testimonials")
#: What a section holds below its text: parts/matter.html.j2.
MATTER = ("points", "people", "roster", "honors", "events", "dial", "dates", "terms", "testimonials")
#: Most characters of a sidebar that stands in the side column.
SIDEBAR_BESIDE = 420
#: Characters of a name on a cover that still fit at full size and at the next smaller ones, and what share
#: of the full size these are at most.
TITLE_SIZES = ((20, 1.0, "size-full"), (38, 0.84, "size-long"), (84, 0.75, "size-very-long"))
#: The share of the smallest one; ems of the full size on a line of a brochure's cover, and of a character.
SMALLEST_TITLE, COVER_LINE, TITLE_EM = 0.64, 9.2, 0.5
#: From these on, all type of the title is set smaller still, so that it stays clear of the art.
LONGEST_TITLE, LONGEST_PROMISE, LONGEST_BOTH = 84, 120, 160

#: Where a line may end.
_MAY_END = re.compile(r" |(?<=[-–—/])(?=[^\W\d])")
#: Ems that a figure may be wide to be set at full size, and at each of the next smaller ones.
FIGURE_SIZES = ((3.6, ""), (4.9, "long"), (6.8, "longer"), (9.4, "longest"))
#: At the end of a brochure: points a line, characters a line of the colophon, and of the closing line.
END_MEASURE, END_TITLE = 110, 52
#: Characters on one line of a source there, in one of two columns, and on one of a page's title.
SOURCE_MEASURE, TITLE_LINE = 58, 29


def picture(file: str) -> str:
    """The address of a picture, which the document may read from now on."""
    address: str = rendering().pictures.address(file)
    return address


def logo(institution: Any, ground: str = "", widest: float = WIDEST, highest: float = HIGHEST) -> Any:
    """The institution's logo for a ground of this color, or for paper; none where there is none."""
    publication, pictures = rendering().publication, rendering().pictures
    color = publication.brand.color
    ground = ground or color.palette[color.background]
    whose = meant(institution, Institution)
    widest, highest = as_length(widest), as_length(highest)
    return shown(placed_logo(whose, pictures.content, ground, AREA, widest, highest))


def body(section: View, variant: str) -> Text | None:
    """The text of a section: the short one where a layout prefers it and there is one."""
    wanted = section.get("variant") or variant
    text, short = section.get("text"), section.get("short")
    found: Text | None = (short or text) if wanted == "short" else (text or short)
    return found


def is_long(section: View, variant: str) -> bool:
    """Whether a section needs leave to run over a page break."""
    rows = [len(section.get(name) or ()) for name in PRINTED_BY_ROW]
    return (
        len(body(section, variant) or "") > LONG_TEXT
        or max(rows) > LONG_LIST
        or len(section.events) > 4
        or len(section.questions) > LONG_LIST / 2
        or len({row.specialty for row in section.matches}) > LONG_LIST
        or (section.matches_list and len(section.matches) > LONG_LIST)
    )


def given(section: View, names: Sequence[str]) -> list[str]:
    """Those of some fields that hold anything."""
    return [name for name in names if section.get(name)]


def has_matter(section: View, does_wide: Callable[[View], bool] | None = None) -> bool:
    """Whether a section holds anything besides its text that stands below that; pictures that name no place
    stand in the column, or across the measure where those are sought that do there.
    """
    in_column = (
        one
        for one in pictures_of(section)
        if one.place == "column" or not (one.place or (does_wide and does_wide(one)))
    )
    return bool(given(section, MATTER)) or any(in_column)


def has_short_sidebar(section: View) -> bool:
    """Whether a section's sidebar is short enough to stand below its title, where no figure does."""
    sidebar = section.get("sidebar")
    return bool(sidebar and not (section.facts or section.share) and len(sidebar.text) <= SIDEBAR_BESIDE)


def size_class(title: str, promise: str | None = None, ems: float = COVER_LINE) -> str:
    """Which size of type a cover's title takes, on lines of so many ems of the full size.

    No word of it is broken where a smaller size helps.
    """
    words, widths = plain(title), rendering().widths
    widest, longest = width(words), max(map(len, words.split()), default=0)
    # Of a wide typeface as many characters as take the same lines of an ordinary one.
    length = max(len(words), round(widths.width(words, 1.0, TITLE) / TITLE_EM) if widths else 0)
    said = len(promise or "")
    if length > LONGEST_TITLE or said > LONGEST_PROMISE or length + said > LONGEST_BOTH:
        return "size-longest"
    sizes = (
        name
        for limit, share, name in TITLE_SIZES
        if length <= limit and longest <= limit and widest * share <= ems
    )
    return next(sizes, "size-longest")


def width(words: str) -> float:
    """About how many ems the widest part of a line is that no line may end in, in the typeface of titles or
    an ordinary one, whichever is wider.
    """
    parts, widths = _MAY_END.split(words), rendering().widths
    set_in = [widths.width(part, 1.0, TITLE) for part in parts] if widths else [0.0]
    return max(*(usual_width(part) for part in parts), *set_in)


def figure_class(figure: str, share: float = 1) -> str:
    """Which size of type a figure takes set larger by `share`: no word is broken, long ones are smaller."""
    return next((name for limit, name in FIGURE_SIZES if width(plain(figure)) * share <= limit), "overlong")


def phone_links(number: str, language: str) -> Markup:
    """A line of telephone numbers as it was written; each that can be dialed is a link."""
    html, at = Markup(""), 0
    for one in numbers_to_dial(number, region_of(language)):
        words = Markup.escape(unbroken(number[one.start : one.end]))
        link = Markup('<a href="{}">{}</a>').format(one.address, words) if one.address else words
        html += Markup.escape(number[at : one.start]) + link
        at = one.end
    return html + Markup.escape(number[at:])


def bare_address(address: str) -> str:
    """A web address as it is printed: without scheme and closing slash, to be divided at its signs."""
    return markup.breakable(address.removeprefix("https://").rstrip("/"))


def ring_notes(phrases: Phrases, program: Any) -> list[Text]:
    """What the rings of a program show beyond their number, a sentence each."""
    publication: Publication = rendering().publication
    notes, stages = list[Text](), meant(program, Program).stages
    unit = ring_unit(meant(program, Program)) if stages else ""
    for stage in stages:
        if stage.share:
            fact = publication.facts[stage.share]
            notes.append(markup.filled(phrases["ring-share"], share=fact.value, label=fact.label))
        if stage.disciplines:
            names = phrases.listed([as_span(name, name.lang) for name in stage.disciplines])
            notes.append(markup.filled(phrases[f"ring-bands-of-{unit}"], names=names))
    if any(stage.length is None for stage in stages):
        notes.append(Text(phrases["ring-open"]))
    return notes


def labelled(own: Mapping[str, View], but: Sequence[str | None]) -> list[str]:
    """The ids of fields of a kind's own that have a label, but for some of them."""
    return [name for name, field in own.items() if field.label and name not in but]


def field_label(phrases: Phrases, field: str) -> Text:
    """What a column of a field of people is called."""
    own: OwnField | None = rendering().publication.kind.fields.people.get(field)
    if own and own.label:
        return own.label
    return Text(phrases["class" if field == "class_of" else field])


def heading_of(phrases: Phrases, block: View) -> Text:
    """What stands above the blocks that are put together with this one."""
    kind = rendering().publication.kind
    return alone(phrases, block, kind.blocks.heading, kind.fields.blocks)


def ring_note(phrases: Phrases, program: Any) -> str:
    """What a ring of a program stands for."""
    shown = meant(program, Program)
    if not shown.stages:
        return phrases[f"ring-{shown.drawn[1] if shown.drawn else 'pattern'}"]
    note = phrases[f"ring-of-{ring_unit(shown)}"]
    return f"{note} {phrases['ring-part']}" if is_part(shown) else note


def placed(placement: View) -> Markup:
    """The attributes by which a page knows what it is and how it is laid out."""
    said = Markup(' data-placement="{}" data-architecture="{}"')
    quiet = Markup(" data-quiet" if placement.is_quiet else " data-grid")
    return said.format(placement.units[0].id, placement.architecture) + quiet


def higher(picture: View, placement: View) -> float:
    """The points that a picture takes of the white on its page."""
    return float(placement.higher.get(str(picture.written_at("file"))) or 0.0)


def web_of(shown: Any) -> Text | None:
    """The address of a program that its code leads to: its own, its contact's, or the institution's."""
    apply, contact = meant(shown, Program).apply, rendering().publication.institution.contact
    return (
        (apply and apply.web)
        or (apply and apply.contact and apply.contact.web)
        or (contact and contact.web)
        or None
    )


def end_room(phrases: Phrases, shown: Any, code_size: float = 72) -> float:
    """Points to keep free above the foot margin for contact and colophon, from the lines they will take."""
    publication, program = rendering().publication, meant(shown, Program)
    web = web_of(shown)
    code = code_size + 2 * END_LINE if web else 60
    mark = HIGHEST + END_LINE if publication.institution.logo else 0
    statements = sum(1 + len(text) // END_MEASURE for text in publication.institution.statements)
    closing = 56 if len(program.back or "") > END_TITLE else 33.5 if program.back else 0
    # All that the program could call for: how high the end is must not depend on what stands before it.
    texts = dict.fromkeys(_sources(phrases, _sourced(shown))) if publication.settings.sources else ()
    cited = [1 + len(text) // SOURCE_MEASURE for text in texts]
    sources = 17 + sum(map(max, cited[::2], [*cited[1::2], 0])) * 11 if cited else 0
    return 36 + closing + end_height(shown, web, mark, code) + sources + (1 + statements) * END_LINE


def cite(phrases: Phrases, given: Any) -> Markup:
    """Calls for the sources of a thing or of several, where the publication prints them."""
    publication: Publication = rendering().publication
    if not publication.settings.sources:
        return Markup("")
    texts = dict.fromkeys(_sources(phrases, given if isinstance(given, (tuple, list)) else (given,)))
    calls = [rendering().citations.call(text) for text in texts]
    if not calls:
        return Markup("")
    return Markup('<sup class="cited" role="doc-noteref">{}</sup>').format(Markup(", ").join(calls))


def _sourced(value: Any) -> Iterator[View]:
    """Everything with a source in a view, facts that it names by their ids among it."""
    publication: Publication = rendering().publication
    if isinstance(value, tuple):
        for one in value:
            yield from _sourced(one)
    elif isinstance(value, View):
        yield value
        for name in ("facts", "statistics", "share"):
            ids = value.get(name) if "source" not in value else ()
            for one in (ids,) if isinstance(ids, str) else ids or ():
                yield shown(publication.facts[one])
        for one in value.values():
            yield from _sourced(one)


def _sources(phrases: Phrases, things: Iterable[Any]) -> Iterator[Text]:
    """What is known of where things come from, and of when they were true, as a line each."""
    season = rendering().publication.season
    for one in things:
        if not isinstance(one, View):
            continue
        source, as_of = one.get("source"), one.get("as_of")
        is_other = as_of and as_of not in (season.label, season.academic_year, season.facts_as_of)
        if source:
            said = f"{source}, {as_of}" if is_other else source
            yield Text(said, one.written_at("source"), getattr(source, "lang", None))
        elif is_other:
            yield Text(f"{phrases['as-of']} {as_of}", one.written_at("as_of"))


def listed() -> Any:
    """The list of sources, to be printed behind all calls."""
    return shown(rendering().citations.list())


def day_of(phrases: Phrases, item: View, field: str, is_short: bool = False) -> Text:
    """A day that a field holds, in words that know where it is written; with its month short where asked."""
    day = (phrases.day_short if is_short else phrases.day)(item.get(field))
    return Text(_whole(day), item.written_at(field))


def _whole(day: str) -> str:
    """A day whose year never stands alone on a line: nobody could mend that."""
    return markup.tie_last(day, markup.SHORT_WORD)


def titled(
    language: str, text: str, limit: int = TITLE_LINE, size: str = "", ems: float = COVER_LINE
) -> Markup:
    """A title on lines of so many characters; on a cover, in a size, of so many ems of the full one."""
    share = {name: share for _, share, name in TITLE_SIZES}.get(size, SMALLEST_TITLE)
    room = ems / share if size else limit * TITLE_EM
    return markup.title(text, language, limit, fits=lambda words: width(words) <= room)


def filters(language: str, phrases: Phrases) -> dict[str, Any]:
    """All filters, for one language."""
    return {
        "prose": lambda text, level=4: markup.prose(text, language, level),
        "said": lambda text, level=4: markup.said(text, language, level),
        "line": lambda text, links=True: markup.line(
            text if isinstance(text, str) else str(text), language, links
        ),
        "title": partial(titled, language),
        "plain": plain,
        "is_ended": markup.is_ended,
        "place": markup.place,
        "placed": placed,
        "higher": higher,
        "together": markup.together,
        "lang": markup.lang,
        "picture": picture,
        "logo": logo,
        "pictures": pictures_of,
        "front_picture": front_picture,
        "full_pages": full_pages,
        "title_height": title_height,
        "body": body,
        "is_long": is_long,
        "size_class": size_class,
        "figure_class": figure_class,
        "gathered": partial(lists.gathered, phrases),
        "detail": partial(lists.detail, phrases),
        "focus": lists.focus,
        "day": lambda value: _whole(phrases.day(value)),
        "cite": partial(cite, phrases),
        "given": given,
        "has_matter": has_matter,
        "has_short_sidebar": has_short_sidebar,
        "match_bars": lists.match_bars,
        "match_title": partial(lists.match_title, phrases),
        "calendar": partial(weeks.calendar, phrases),
        "in_columns": lists.in_columns,
        "cell_starts": lists.cell_starts,
        "day_of": partial(day_of, phrases),
        "number": phrases.number,
        "duration": phrases.duration,
        "phone_links": lambda number: phone_links(number, language),
        "bare_address": bare_address,
        "breakable": markup.breakable,
        "end_room": partial(end_room, phrases),
        "web_of": web_of,
        "closing_room": lambda shown: closing_room(shown, web_of(shown)),
        "stand_apart": stand_apart,
        "ring_notes": partial(ring_notes, phrases),
        "own_fields": partial(own_fields, phrases),
        "is_outweighed": lists.is_outweighed,
        "essentials": partial(essentials, phrases),
        "in_words": partial(in_words, phrases),
        "stage_length": partial(length_of, phrases),
        "labelled": labelled,
        "field_label": partial(field_label, phrases),
        "heading_of": partial(heading_of, phrases),
        "ring_note": partial(ring_note, phrases),
    }
