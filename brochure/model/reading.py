"""How texts of content are read: Markdown with tables, notes and bare addresses, telephone numbers,
quotation marks as each language sets them, numbers as they are written.

Takes words; gives markdown-it's tokens, and stretches of a line with the address that a link dials (RFC
3966). A telephone number that does not say its country is dialed digit by digit as it is printed: no
country is made up. What tokens become is the composer's, what is refused the loader's. Must not know
files or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from linkify_it import LinkifyIt
from linkify_it.main import Match
from linkify_it.tlds import TLDS
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.rules_core.state_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.linkify import linkify
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from brochure.model.language import is_language, polish, quotes_of
from brochure.model.letters import without_unseen

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber, PhoneNumberMatch


#: Whose habits of writing are tried in turn, to see where a number begins and ends.
_REGIONS: Final = ("US", "GB", "DE", "FR")
#: Letters that stand for digits: 1-800-FLOWERS.
_LETTERS: Final = re.compile(
    r"(?<![\w+.)-])(?:[+(]?\d[\d ().-]*[.-]|(?:1[ -])?\(?\d{3}\)? |\+?[\d-]{1,6} )"
    r"(?:[A-Z]+-)*(?:[A-Z]{3,}|[A-Z]+(?=-?\d))(?:-?\d{1,4}(?![\d-]))?(?!\w)"
)
#: A country, and the zero that is dialed at home alone: 44 (0)20.
_COUNTRY: Final = re.compile(r"\d{1,3} ?\(0\)")
_FAX: Final = re.compile(r"fax", re.IGNORECASE)
_ALSO_FAX: Final = re.compile(r"(?:phone|tel\w*\.?|call)\s*(?:[/&+]|and)\s*(?:tele)?fax", re.IGNORECASE)
_FAX_BEHIND: Final = re.compile(r"\s*[(\[]\s*(?:tele)?fax\b|\s+(?:tele)?fax\W*$", re.IGNORECASE)
_MORE_BEFORE: Final = re.compile(r"\d[\s().-]*$")
#: Digits that go on, rather than words in brackets such as (24 hours).
_MORE_BEHIND: Final = re.compile(r"(?!\s*\([^()]*[^\W\d_][^()]*\))[\s().-]*\d")
#: From so many digits on, a part of a line is a number.
_FEWEST_DIGITS: Final = 5
#: A line of more characters holds something else than telephone numbers.
_LONGEST_LINE: Final = 300


class Dialed(NamedTuple):
    """Characters of a line, from `start` to before `end`, and the address that dials them."""

    start: int
    end: int
    address: str


def numbers_to_dial(words: str, region: str = "") -> tuple[Dialed, ...]:
    """The numbers of a line that can be dialed, in their order; `region` is where they are likely written.

    Those of fax machines have an empty address.
    """
    from phonenumbers import convert_alpha_characters_in_number

    if len(words) > _LONGEST_LINE:
        return ()
    found, at = list[Dialed](), 0
    for spelled in _LETTERS.finditer(words):
        found += _numbers_in(words, at, spelled.start(), region)
        digits = convert_alpha_characters_in_number(spelled[0])
        found += [
            Dialed(spelled.start() + one.start, spelled.start() + one.end, one.address)
            for one in _numbers_in(digits, 0, len(digits), region)
        ]
        at = spelled.end()
    return (*found, *_numbers_in(words, at, len(words), region))


def dead_number(words: str, region: str = "") -> str:
    """The first part of a line that looks like a number and cannot be dialed; empty where there is none."""
    found, rest, at = numbers_to_dial(words, region), list[str](), 0
    for one in found:
        rest.append(words[at : one.start])
        at = one.end
    if not found:
        return words if _count(words) else ""
    parts = (part.strip() for piece in (*rest, words[at:]) for part in re.split(r"[^\d ().+-]", piece))
    return next((part for part in parts if _count(part) >= _FEWEST_DIGITS), "")


def _numbers_in(words: str, start: int, end: int, region: str) -> tuple[Dialed, ...]:
    """Those of a part of a line, as the first region that sees any writes them."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for one in (region, *_REGIONS) if region else _REGIONS:
        if found := list(PhoneNumberMatcher(words[start:end], one, leniency=Leniency.POSSIBLE)):
            return tuple(_dialed(words, start, found, one))
    return ()


def _dialed(words: str, start: int, found: list[PhoneNumberMatch], region: str) -> Iterator[Dialed]:
    at = start
    for one in found:
        first, last = start + one.start, start + one.end
        before, behind = words[at:first], words[last:]
        is_whole = one.raw_string.strip() == words.strip() or _count(one.raw_string) >= _FEWEST_DIGITS
        if is_whole and not _MORE_BEFORE.search(words[start:first]) and not _MORE_BEHIND.match(behind):
            is_fax = bool(_FAX.search(before)) and not _ALSO_FAX.search(before)
            address = "" if is_fax or _FAX_BEHIND.match(behind) else _address(one.raw_string, region)
            opens = one.raw_string.startswith("(") and ")" not in one.raw_string
            yield Dialed(first + opens, last, address)
        at = last


def _address(written: str, region: str) -> str:
    from phonenumbers import CountryCodeSource as Said
    from phonenumbers import PhoneNumberFormat, format_number, normalize_digits_only, parse

    whole = f"+{written}" if _COUNTRY.match(written) else written
    number: PhoneNumber = parse(whole, region, keep_raw_input=True)
    extension = number.extension or ""
    if number.country_code_source in (Said.FROM_NUMBER_WITH_PLUS_SIGN, Said.FROM_NUMBER_WITH_IDD):
        dialed = format_number(number, PhoneNumberFormat.E164)
    else:
        dialed = normalize_digits_only(written).removesuffix(extension)
    return f"tel:{dialed}{';ext=' if extension else ''}{extension}"


def _count(words: str) -> int:
    return sum(map(str.isdigit, words))


#: What is Markdown elsewhere and words here: code wants a typeface that no brand has, and definitions print
#: nothing.
NO_MARKDOWN: Final = ["code", "fence", "backticks", "reference"]
#: What follows the words of a span.
SPAN_END: Final = re.compile(r"\{lang=([^{}\n]*)\}")
#: What stands where letters or figures are left out, whatever else is quoted: ’26, the ’90s, rock ’n’ roll.
_LEFT_OUT: Final = re.compile(
    r"(?<!\w)'(?=\d\ds?(?![\w'])|(?:tis|twas|twere|til|cause|em|bout|n|s|t|k|m)(?![\w'’]))"
    r"|(?<!\w)'(?=n'(?!\w))|(?<=(?<!\w)['’]n)'(?!\w)",
    re.IGNORECASE,
)
#: Feet and inches, and the sides of a sheet: 5'10", 8.5" x 11". Many typefaces have no other marks for them.
_MEASURE: Final = re.compile(
    r"\d' ?\d[\d.,]*\"|\d['\"](?= ?(?:x|×|by) ?\d)|(?<=[x×y] )\d[\d.,]*['\"]|(?<=\d['\"][x×])\d[\d.,]*['\"]"
)
#: What no content can hold (`UNPRINTABLE`) stands for such marks while quotes are set.
_HOLD: Final = str.maketrans("'\"", "\ufdd0\ufdd1")
_LET_GO: Final = str.maketrans("\ufdd0\ufdd1", "'\"")
#: Longer than any address: looking for one in it would take the square of its length.
_UNBROKEN: Final = re.compile(r"\S{1000}")
_SCHEME: Final = re.compile(r"(?<![a-z0-9.+-])https?$", re.IGNORECASE)
_OPENS: Final = re.compile(r"(?<=[\s(\[\u2013\u2014/-])[\"'](?=\S)")
_CLOSES: Final = re.compile(r"(?<=[^\W\d.,;:!?…)\]])\"(?!\w)|(?<=[.,;:!?…)\]])\"(?!\w)")


@cache
def markdown(language: str, is_line: bool = True) -> MarkdownIt:
    """Reads lines of one language, or texts with paragraphs: no HTML or code, its own quotation marks."""
    reader = basic_reader({"typographer": True, "quotes": quotes_of(language), "html": False}, is_line)
    reader.core.ruler.at("smartquotes", _quotes)
    return reader.enable("smartquotes")


def basic_reader(options: dict[str, Any], is_line: bool) -> MarkdownIt:
    """What is read of every text, whoever asks: everything but the quotation marks."""
    reader = MarkdownIt("commonmark", {**options, "linkify": True}).use(_language_spans)
    if not is_line:
        reader.use(footnote_plugin)
    reader.core.ruler.after("block", "numbers", _numbers)
    reader.linkify = _addresses()
    reader.inline.ruler.at("linkify", _web_address)
    reader.normalizeLink = lambda url: normalizeLink(without_unseen(url))  # type: ignore[method-assign]
    reader.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return reader.enable(["table", "linkify"]).disable(NO_MARKDOWN)


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """A line without its Markdown, for titles of documents, outlines and text alternatives."""
    tokens = markdown("en").parseInline(str(text), {})
    said = "".join(child.content for token in tokens for child in token.children or [])
    return polish(said).replace("\u2011", "-")


class _Addresses(LinkifyIt):  # type: ignore[misc]
    """Addresses that are links without being marked: https://…, www.… and e-mail.

    "end.In" is two words: what has neither a scheme nor www. is nearly always a stop without its space.
    """

    def __init__(self) -> None:
        super().__init__(options={"fuzzy_link": False})
        self.tlds([*TLDS, "example"]).add("ftp:", None).add("//", None)  # for examples (RFC 2606)
        self.add("www.", {"validate": self._host_and_path, "normalize": self._with_scheme})
        name = self.re["src_email_name"]  # as in j.o'neill@example.org
        self.re["email_fuzzy"] = self.re["email_fuzzy"].replace(name, name.replace('\\"', "\\\"'"))

    def pretest(self, text: str) -> bool:
        """Whether it is worth to look: the library's own test takes longer than all other reading."""
        may_be = "@" in text or "://" in text or "www." in text.lower()
        return may_be and not _UNBROKEN.search(text)

    def _host_and_path(self, text: str, pos: int) -> int:
        host = self.re["src_host_port_strict"] + self.re["src_path"]
        found = re.compile(host, re.IGNORECASE).match(text, pos)
        return len(found[0]) if found else 0

    def _with_scheme(self, match: Match) -> None:
        match.url = f"https://{match.url}"


_addresses: Final = cache(_Addresses)


def _web_address(state: StateInline, silent: bool) -> bool:
    """An address with its scheme, before its underscores are taken for emphasis."""
    is_one = state.src.startswith("://", state.pos) and _SCHEME.search(state.pending[-8:])
    return bool(is_one) and not _UNBROKEN.match(state.src, state.pos) and linkify(state, silent)


def _numbers(state: StateCore) -> None:
    """Lists keep the numbers that were written; "2026. A good year" and "14. August" are sentences."""
    ended: dict[int, int] = {}
    at = 0
    while at < len(state.tokens):
        token = state.tokens[at]
        if token.type == "ordered_list_open":
            end = _end(state.tokens, at)
            parts = _parts(state.tokens[at : end + 1])
            for part in parts:
                numbers = [one.info for one in part if _is_item(one, token)]
                if _is_list(numbers, ended.get(token.level)):
                    _keep_numbers(part, numbers)
                    ended[token.level] = int(numbers[-1])
                else:
                    part[:] = _as_sentences(part)
            state.tokens[at : end + 1] = chain.from_iterable(parts)
            if parts[0][0].type != "ordered_list_open":
                continue  # what was in its items may be a list itself
        at += 1


def _end(tokens: list[Token], start: int) -> int:
    """Where what is opened there is closed."""
    level = tokens[start].level
    return next(at for at in range(start + 1, len(tokens)) if tokens[at].level == level)


def _is_item(token: Token, opening: Token) -> bool:
    return token.type == "list_item_open" and token.level == opening.level + 1


def _parts(tokens: list[Token]) -> list[list[Token]]:
    """A list as those lists that were written: a new one begins where numbers do, below an empty line."""
    opening, closing, parts = tokens[0], tokens[-1], list[list[Token]]()
    number, end = "", 0
    for token in tokens[1:-1]:
        if _is_item(token, opening) and token.map:
            goes_on = number and int(token.info) in (int(number), int(number) + 1)
            is_other = token.info.startswith("0") > number.startswith("0") or (
                number.startswith("0") and len(token.info) < 2
            )
            is_year = max(len(number), len(token.info)) > 3
            if not number or is_year or is_other or (token.map[0] > end and not goes_on):
                parts.append([copy(opening)])
            number = token.info
        if token.type == "inline" and token.map:
            end = token.map[1]
        parts[-1].append(token)
    return [[*part, copy(closing)] for part in parts]


def _is_list(numbers: list[str], ended: int | None) -> bool:
    """Whether numbered lines are a list: not one line alone, unless it begins or goes on."""
    if any(len(number) > 3 or (number.startswith("0") and len(number) != 2) for number in numbers):
        return False
    return len(numbers) > 1 or int(numbers[0]) == 1 or int(numbers[0]) - 1 == ended


def _keep_numbers(tokens: list[Token], written: list[str]) -> None:
    opening, numbers = tokens[0], [int(one) for one in written]
    opening.attrs = {}
    if numbers[0] != 1:
        opening.attrs = {"start": numbers[0], "style": f"counter-reset: list-item {numbers[0] - 1}"}
    if opening.markup == ")":
        opening.attrSet("class", "bracketed")
    elif written[0].startswith("0"):
        opening.attrSet("class", "zeros")
    items = [one for one in tokens if _is_item(one, opening)]
    for (before, number), item in zip(pairwise(numbers), items[1:], strict=True):
        if number != before + 1 and len(set(numbers)) > 1:
            item.attrs = {"value": number, "style": f"counter-increment: list-item {number - before}"}


def _as_sentences(tokens: list[Token]) -> list[Token]:
    """The items of a list as paragraphs, each with its number again."""
    opening, found, number = tokens[0], list[Token](), ""
    for token in tokens[1:-1]:
        if token.level == opening.level + 1 and token.type.startswith("list_item"):
            if number:
                found += _paragraph(number, token)
            number = f"{token.info}{token.markup}" if token.nesting == 1 else ""
            continue
        token.level -= 2
        if number and token.type == "paragraph_open":
            token.hidden = False
        elif number and token.type == "inline":
            token.content, number = f"{number} {token.content}", ""
        elif number:
            found += _paragraph(number, token)
            number = ""
        elif token.type.startswith("paragraph") and token.level == opening.level:
            token.hidden = False
        found.append(token)
    return found


def _paragraph(words: str, beside: Token) -> list[Token]:
    inline = Token("inline", "", 0, content=words, map=beside.map, level=beside.level + 1, children=[])
    opening = Token("paragraph_open", "p", 1, map=beside.map, level=beside.level, block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, level=beside.level, block=True)]


def _quotes(state: StateCore) -> None:
    """Quotes as each language sets them: the words of a span apart from those around it."""
    for token in state.tokens:
        children = token.children or []
        for opening, words in pairwise(children):
            if opening.type == "link_open" and opening.markup in ("linkify", "autolink"):
                words.type = "text_special"  # an address stays as it is
        for child in children:
            if child.type == "text":
                child.content = _MEASURE.sub(lambda found: found[0].translate(_HOLD), child.content)
                child.content = _LEFT_OUT.sub("’", child.content)
        spans = [child for child in children if child.type.startswith("span_")]
        for one in spans:
            one.content = "a"  # for the marks beside it, a span is a word
        for language, run in _runs(children):
            other = StateCore("", markdown(language), {}) if language else state
            process_inlines(run, other)
            _left_open(run, other.md.options.quotes)
        for one in spans:
            one.content = ""


def _left_open(children: list[Token], quotes: str | Sequence[str]) -> None:
    """Marks that have no partner: a quotation over several paragraphs, letters left out; not inches."""
    before = " "
    for child in children:
        if child.type == "text":
            words = _OPENS.sub(lambda found: quotes[0] if found[0] == '"' else "’", before + child.content)
            child.content = _CLOSES.sub(quotes[1], words)[1:].translate(_LET_GO)
        before = child.content[-1:] or (" " if child.type.endswith("break") else before)


def _runs(children: list[Token]) -> list[tuple[str, list[Token]]]:
    """The tokens of each stretch in one language, "" for the text's own."""
    runs: list[tuple[str, list[Token]]] = [("", [])]
    open_runs = [0]
    for child in children:
        if child.type == "span_close":
            open_runs.pop()
        runs[open_runs[-1]][1].append(child)
        if child.type == "span_open":
            runs.append((str(child.attrs["lang"]), []))
            open_runs.append(len(runs) - 1)
    return runs


def _language_spans(reader: MarkdownIt) -> None:
    """A plugin for markdown-it: `[words]{lang=fr}` becomes a span."""
    reader.inline.ruler.before("link", "language", _span)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    start, limit = state.pos + 1, state.posMax
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = SPAN_END.match(state.src, end + 1, limit) if end >= 0 else None
    if not found or not is_language(found[1].strip()):
        return False
    if not silent:
        state.pos, state.posMax = start, end
        state.push("span_open", "span", 1).attrs = {"lang": found[1].strip()}
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = found.end(), limit
    return True
