"""Text as HTML: Markdown, quotes and dashes, no word left alone, and numbered sources.

A layout calls for a source with `cite` and prints the list with `sources()`, behind all calls; in a
document that does not, nothing is called for. Must not know layouts, files or publications.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from markdown_it.token import Token
from markupsafe import Markup, escape

from brochure.compose.phrases import pieces
from brochure.compose.template_values import View
from brochure.compose.typefaces import SEMIBOLD, Widths
from brochure.errors import Where
from brochure.model import NO_BREAK, Quoted, Sheet, Text, as_span, markdown, plain, polish, quotes_of

#: Where no line may end (UAX 14); a hyphen at which none does, made of characters that every typeface has;
#: and a space behind a dash, which begins the next line by itself.
JOINER: Final = "\u2060"
NO_BREAK_HYPHEN: Final = f"{JOINER}-{JOINER}"
_BEHIND_DASH: Final = re.compile(f"(?<=[–—-]){NO_BREAK}")
#: Where a line may end, and what divides an address there: no short end of it is left alone.
MAY_END: Final = "\u200b"
_DIVIDES: Final = re.compile(r"(?<=\w\w)(?<!www)[@./-](?=\w\S{5})")
#: A last word of up to this many characters is not left alone on the last line of a paragraph.
LAST_WORD: Final = 12
#: And one of up to this many is not on that of a line.
SHORT_WORD: Final = 5
#: The share of a line that the last one of a title is as long as, where words make it so.
_LAST_LINE: Final = 0.45
#: Words of a table's cell of up to this many characters are never broken; a column is as wide as they are.
LONGEST_WHOLE: Final = 10
#: Characters of a title at the foot of pages at most; the share of the measure that there is for it, and of
#: a narrow one, but for the number of the page, in points; its type, and its spacing as a share of that.
LONGEST_FOOT, FOOT_SHARES = 60, (0.6586, 0.88)
FOOT_NUMBER, FOOT_TYPE, FOOT_SPACING = 24.0, 8.2, 0.03
#: With one of these a quotation begins that has its marks already.
_QUOTATION_MARKS: Final = frozenset("\"'“„«»‘‚‹›「『")
#: Stand where a text with notes begins, and for that text in the names of its notes: no content can hold
#: them (`UNPRINTABLE`).
NOTES, _TEXT = "\ufdd2", "\ufdd3"


def tie_last(words: str, limit: int) -> str:
    """Ties a last word of at most `limit` characters to the one before, so that it never stands alone."""
    head, space, last = words.rstrip().rpartition(" ")
    return f"{head}{NO_BREAK}{last}" if space and " " in head and 0 < len(last) <= limit else words


def _polish_tokens(tokens: list[Token], limit: int) -> None:
    for token in tokens:
        runs, is_address = list[Token](), False
        for child in token.children or []:
            if child.type in ("link_open", "link_close"):
                is_address = child.type == "link_open" and child.markup in ("linkify", "autolink")
                if is_address:
                    child.attrSet("class", "address")
            elif child.type == "text":
                runs.append(child)
                said = polish(child.content)
                child.content = breakable(said) if is_address else said.replace("\u2011", NO_BREAK_HYPHEN)
        if runs:
            runs[-1].content = tie_last(runs[-1].content, limit)
        for run in runs:
            run.content = _BEHIND_DASH.sub(f"{JOINER}{NO_BREAK}", run.content)


def breakable(address: str) -> str:
    """An e-mail or web address, of which a line may end behind a sign that divides it, without a hyphen."""
    return _DIVIDES.sub(f"\\g<0>{MAY_END}", address)


def balance(words: str, limit: int) -> str:
    """Two lines of like length for a title too long for one line of `limit` characters that fits on two."""
    if not limit < len(words) <= 2 * limit - 4:
        return words
    gaps = [index for index, letter in enumerate(words) if letter == " "]
    middle = min(gaps, key=lambda gap: abs(len(words) - 2 * gap - 1), default=0)
    if not middle or max(middle, len(words) - middle - 1) > limit:
        return words
    return words[:middle].replace(" ", NO_BREAK) + " " + words[middle + 1 :].replace(" ", NO_BREAK)


def closed(words: str, limit: int) -> str:
    """A title whose last words stand together, so that its last line is as long as nearly half of one of
    `limit` characters: no more words than half a line has room for, nor than stand before them.
    """
    *head, last = words.split(" ")
    while head and len(last) < _LAST_LINE * limit:
        longer = f"{head[-1]}{NO_BREAK}{last}"
        if len(longer) > min(limit // 2, len(" ".join(head[:-1]))):
            break
        head, last = head[:-1], longer
    return " ".join((*head, last))


def place(text: object, field: str = "") -> Markup:
    """The attributes that carry where a text, or a field of something, was written to the laid-out box.

    Empty for own words. `data-quoted` has what a fact says in it, since a span around those words would have
    them set apart from their neighbors: each time how many letters and digits stand before, the letters and
    digits themselves, and their place.
    """
    if isinstance(text, View) and field:
        where, text = text.written_at(field), text.get(field)
    else:
        where = getattr(text, "where", None)
    if not where:
        return Markup("")
    quoted = _quoted_in_line(text) if isinstance(text, Text) and text.quoted else ""
    more = f' data-quoted="{escape(quoted)}"' if quoted else ""
    return Markup(f' data-source="{escape(str(where))}"{more}')


def filled(phrase: str, **values: str) -> Text:
    """A phrase of the layouts with `{name}` filled in; what content says in it is quoted."""
    said, quoted = "", list[Quoted]()
    for own, name in pieces(phrase):
        value = values[name] if name else ""
        start = len(said) + len(own)
        said = f"{said}{own}{as_span(value, getattr(value, 'lang', None))}"
        if where := getattr(value, "where", None):
            quoted.append(Quoted(start, len(said), where))
    return Text(said, quoted=tuple(quoted))


def together(texts: Iterable[str], where: Where | None) -> Text:
    """Texts one after the other, as one written at a place; those with places of their own are quoted."""
    said, quoted = "", list[Quoted]()
    for text in texts:
        start = len(said) + bool(said)
        said = f"{said} {text}".lstrip()
        whole = getattr(text, "where", None)
        own = [Quoted(0, len(text), whole)] if whole else getattr(text, "quoted", ())
        quoted += [Quoted(start + one.start, start + one.end, one.where) for one in own]
    return Text(said, where, quoted=tuple(quoted))


def lang(text: str) -> Markup:
    """The attribute that tells the language of a text that is an attribute itself.

    Empty for the publication's own.
    """
    tag = getattr(text, "lang", None)
    return Markup(' lang="{}"').format(tag) if tag else Markup("")


def prose(text: Text, language: str, level: int) -> Markup:
    """Paragraphs, lists and headings from Markdown, ### at `level`.

    Every block says which line it was written on.
    """
    return _prose(str(text), text.where, text.lang, text.quoted, language, level)


@lru_cache(maxsize=500)
def _prose(
    words: str, where: Where | None, own: str | None, quoted: tuple[Quoted, ...], language: str, level: int
) -> Markup:
    """The same of a text that stands in a brochure and its packet, and is said again in every build."""
    text, reader = Text(words, where, own, quoted), markdown(own or language, is_line=False)
    tokens = reader.parse(words, {})
    if text.quoted:
        _put_quoted(tokens, text)
    _polish_tokens(tokens, LAST_WORD)
    highest, row = min((int(one.tag[1]) for one in tokens if one.type == "heading_open"), default=0), None
    for number, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) - highest + level, 6)}"
        elif token.type in ("th_open", "td_open"):
            token.map = row
            if token.tag == "th":
                token.attrSet("scope", "col")
            if max(map(len, re.split(r"[\s-]+", tokens[number + 1].content))) <= LONGEST_WHOLE:
                token.attrSet("class", "whole")
        row = token.map if token.type == "tr_open" else row
        if text.where and token.map and token.nesting == 1:
            token.attrSet("data-source", str(text.where.below(token.map[0])))
        if text.lang and token.level == 0 and token.nesting >= 0:
            token.attrSet("lang", text.lang)
    notes = NOTES if _set_notes(tokens, text) else ""
    return Markup(notes + reader.renderer.render(tokens, reader.options, {}))


def said(text: Text, language: str, level: int) -> Markup:
    """What somebody said, between the quotation marks of its language, unless it is written with some."""
    html, marks = prose(text, language, level), quotes_of(text.lang or language)
    start, end = html.find("<p"), html.rfind("</p>")
    if start or end < 0 or text.strip()[:1] in _QUOTATION_MARKS:
        return html
    start = html.find(">") + 1
    opening, closing = (escape(marks[place]) for place in (0, 1))
    return Markup(html[:start] + opening + html[start:end] + closing + html[end:])


def line(text: str, language: str, links: bool = True) -> Markup:
    """One line with emphasis, quotes and dashes; without `links` for what is a link itself."""
    return title(text, language, 0, links)


def title(
    text: str, language: str, limit: int, links: bool = True, fits: Callable[[str], bool] | None = None
) -> Markup:
    """A line that is not left with one word on its last line, as far as its last two have room on one.

    Balanced where two lines of `limit` characters hold it. `fits` tells whether one holds what is tied.
    """
    words = str(text)
    last, balanced = NO_BREAK.join(words.split()[-2:]), balance(words, limit) if limit else words
    is_tied = len(last) < limit and (fits is None or fits(last))
    if balanced == words or not (fits is None or fits(balanced)):
        balanced = closed(words, limit)
        is_tied = is_tied and balanced == words
    return _title(balanced, getattr(text, "lang", None), language, is_tied, links)


@lru_cache(maxsize=10_000)
def _title(words: str, own: str | None, language: str, is_tied: bool, links: bool) -> Markup:
    """The same of plain words, which stand on many pages and are said again in every build."""
    reader = markdown(own or language)
    tokens = reader.parseInline(words, {})
    _polish_tokens(tokens, LAST_WORD if is_tied else SHORT_WORD)
    for token in tokens if not links else ():
        token.children = [one for one in token.children or [] if not one.type.startswith("link_")]
    html = Markup(reader.renderer.render(tokens, reader.options, {}).strip())
    return Markup('<span lang="{}">{}</span>').format(own, html) if own else html


def _set_notes(tokens: list[Token], text: Text) -> bool:
    """Calls for notes, and the notes below the text, with links both ways; whether there are any."""
    source = Markup(' data-source="{}"').format(text.where) if text.where else Markup("")
    for token in tokens:
        for child in token.children or []:
            if child.type == "footnote_ref":
                note, call = child.meta["id"] + 1, child.meta.get("subId", 0)
                name = f"{_TEXT}-{note}"
                again = f"-{call + 1}" if call else ""
                link = f'<a href="#{name}" id="{name}-call{again}">{note}</a>'
                child.type, child.content = "html_inline", f'<sup role="doc-noteref">{link}</sup>'
        if token.type == "footnote_block_open":
            token.type, token.content = "html_block", f'<div class="endnotes"{source}{lang(text)}>\n'
        elif token.type == "footnote_open":
            note = token.meta["id"] + 1
            name = f"{_TEXT}-{note}"
            back = f'<a class="number" href="#{name}-call">{note}</a>'
            token.type, token.content = "html_block", f'<div role="doc-footnote" id="{name}">{back}'
        elif token.type.startswith("footnote_"):
            token.content = "" if token.type == "footnote_anchor" else "</div>\n"
            token.type = "html_block"
    return any(token.content.startswith('<div class="endnotes"') for token in tokens)


def with_notes_numbered(html: str, document: str) -> str:
    """A document in which the notes of every text have names of their own."""
    before, *texts = html.split(NOTES)
    named = (text.replace(_TEXT, f"{document}--note-{number}") for number, text in enumerate(texts, start=1))
    return "".join((before, *named))


#: Stand around words that another place says while a text is read; no content can hold them either.
_BEGIN, _END = "\ufdd4", "\ufdd5"
_MARKED: Final = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")


def _marked(text: Text) -> str:
    """A text with marks around what it takes from elsewhere."""
    pieces, at = list[str](), 0
    for one in text.quoted:
        pieces += (text[at : one.start], _BEGIN, text[one.start : one.end], _END)
        at = one.end
    return "".join((*pieces, text[at:]))


def _quoted_in_line(text: Text) -> str:
    (token,) = markdown("en").parseInline(_marked(text), {})
    return _quoted(token, iter(text.quoted))


def _put_quoted(tokens: list[Token], text: Text) -> None:
    """Each block says what it takes from elsewhere.

    None where the marks themselves would change how a text is read.
    """
    marked, places = markdown("en", is_line=False).parse(_marked(text), {}), iter(text.quoted)
    if [token.type for token in marked] != [token.type for token in tokens]:
        return
    for number, token in enumerate(marked):
        if token.type == "inline" and (quoted := _quoted(token, places)):
            # A paragraph of a list that is set tight has no element of its own.
            tokens[number - 1 - tokens[number - 1].hidden].attrSet("data-quoted", quoted)


def _quoted(token: Token, places: Iterator[Quoted]) -> str:
    """What the marked words of a line say of themselves, for the laid-out box."""
    said = "".join(
        str(child.meta["id"] + 1) if child.type == "footnote_ref" else child.content
        for child in token.children or []
    )
    found = [
        [len(_bare(said[: words.start()])), _bare(words[1]), str(next(places).where)]
        for words in _MARKED.finditer(said)
    ]
    return json.dumps(found, ensure_ascii=False) if found else ""


def _bare(words: str) -> str:
    """Letters and digits alone: what typography, hyphenation and line ends leave as they are."""
    return "".join(c for c in words if c.isalnum())


def shortened(words: str, most: int) -> str:
    """At most so many characters, cut after a word where there is one."""
    if len(words) <= most:
        return words
    kept = words[:most].rpartition(" ")[0] or words[: most - 1]
    return kept.rstrip(" ,;:–-") + "…"


def is_ended(line: str) -> bool:
    """Whether a line ends with a stop, within quotation marks or brackets too."""
    return plain(line).rstrip("\"'”’»)] ")[-1:] in set(".!?…:;。！？")


def running_foot(title: str, season: str, sheet: Sheet, widths: Widths) -> str:
    """What stands at the foot of pages, on one line beside their numbers: a title, cut as far as it has no
    room there, and the season.
    """
    room = sheet.measure * FOOT_SHARES[sheet.is_narrow] - FOOT_NUMBER
    for most in range(LONGEST_FOOT, 0, -1):
        foot = f"{shortened(plain(title), most)} · {plain(season)}"
        if widths.width(foot, FOOT_TYPE, SEMIBOLD) + len(foot) * FOOT_TYPE * FOOT_SPACING <= room:
            break
    return foot


_CALL: Final = re.compile(r'(<sup class="cited"[^>]*>)(.*?)</sup>', re.DOTALL)
_CALLED: Final = re.compile(r"<a [^>]*>(\d+)</a>")


@dataclass(frozen=True)
class NumberedSource:
    """One line of the list: its number and name in the document, and its words."""

    number: int
    name: str
    call: str
    text: Text


@dataclass
class Citations:
    """The sources of one document in the order in which it calls for them."""

    document: str = ""
    numbers: dict[str, NumberedSource] = field(default_factory=dict)
    listed: int = 0

    def call(self, text: Text) -> Markup:
        """The number of a source as a link to it; the first one can be linked to from there."""
        name = Markup("")
        if text not in self.numbers:
            number = len(self.numbers) + 1
            target = f"{self.document}--source-{number}"
            self.numbers[text] = NumberedSource(number, target, f"{target}-call", text)
            name = Markup(' id="{}"').format(f"{target}-call")
        known = self.numbers[text]
        return Markup('<a href="#{}"{}>{}</a>').format(known.name, name, known.number)

    def list(self) -> tuple[NumberedSource, ...]:
        """Every source that was called for so far."""
        self.listed = len(self.numbers)
        return tuple(self.numbers.values())

    def finished(self, html: str) -> str:
        """The document, without calls for what it does not list."""

        def kept(call: re.Match[str]) -> str:
            links = [one[0] for one in _CALLED.finditer(call[2]) if int(one[1]) <= self.listed]
            return f"{call[1]}{', '.join(links)}</sup>" if links else ""

        return _CALL.sub(kept, html) if self.listed < len(self.numbers) else html


#: Where a line ends in HTML, whatever stands before.
_ENDS: Final = re.compile(r"<(?:/(?:p|li|h[1-6]|div|dt|dd|th|td|caption)|br)\b[^>]*>")
_TAG: Final = re.compile(r"<[^>]*>")


def lines_of(html: str, measure: int) -> int:
    """About how many lines HTML takes, of so many characters at most."""
    texts = (" ".join(_TAG.sub("", one).split()) for one in _ENDS.split(html))
    return sum(-(-len(text) // measure) for text in texts)
