"""Layouts as a stranger may write them: templates put together of what is known to lead out of sandboxes or
to fill machines, shipped ones with changes, and stylesheets and pages that ask for what is elsewhere.

Each is composed, or told. Whatever it is, no file is opened but layouts, content and fonts, none is written,
no program is started, nobody is called, and nothing of this process stands on the page.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from jinja2 import TemplateError

from brochure import shipped
from brochure.compose import Composer, Layouts
from brochure.errors import BrochureError
from brochure.typeset import typeset
from tests.builders.documents import make_composer, make_job, make_source
from tests.fuzz.mutations import ANY, LINES
from tests.fuzz.running import Tried

_COVER: Final = "parts/cover.html.j2"
_SECRET: Final = "what nobody may read"
_VALUES: Final = (
    *("program", "publication", "takes", "panels", "figures", "words", "self", "loop", "filler", "caller"),
    *(
        "range",
        "dict",
        "namespace",
        "cycler",
        "joiner",
        "lipsum",
        "''",
        "'<a>'",
        "[]",
        "{}",
        "()",
        "1",
        "2.5",
    ),
    *("none", "true", "program.name", "program.story", "publication.facts", "publication.season.issued"),
    *(
        "n",
        "x",
        "range(9)",
        "['a', 'b']",
        "{'a': 1}",
        "cycler('a')",
        "namespace(a=1)",
        "figures.rings",
        "10**9",
    ),
    *(
        "words.counted",
        "program.place",
        "'%s{0.__class__}'",
        "'x' * 999",
        "99999",
        "-1",
        "9" * 40,
        "undefined",
    ),
)
_NAMES: Final = (
    *(
        "__class__",
        "__mro__",
        "__init__",
        "__globals__",
        "__subclasses__",
        "__builtins__",
        "__dict__",
        "mro",
    ),
    *(
        "_fields",
        "_call",
        "_places",
        "parse_raw",
        "model_construct",
        "model_dump",
        "copy",
        "format",
        "encode",
    ),
    *(
        "format_map",
        "append",
        "update",
        "pop",
        "items",
        "keys",
        "get",
        "place",
        "name",
        "where",
        "file",
        "year",
    ),
    *("read_text", "open", "environment", "_TemplateReference__context", "gi_frame", "func_globals", "os"),
    *("content", "assets", "publication", "story", "text", "facts", "upper", "cycle", "index", "url", "alt"),
)
_FILTERS: Final = (
    *(
        "attr('__class__')",
        "map(attribute='__class__')",
        "map('attr', '__init__')",
        "list",
        "string",
        "join",
    ),
    *("prose", "line", "title(9)", "plain", "place", "place('name')", "together(x)", "picture", "length"),
    *("groupby('__class__')", "selectattr('__class__')", "sum", "sum(start=[])", "sort", "unique", "first"),
    *("format(1)", "tojson", "pprint", "xmlattr", "safe", "e", "upper", "replace('a', 'aaaa' * 999)", "int"),
    *("batch(3)", "slice(99999999)", "round(99999)", "center(10**9)", "indent(10**9)", "join('x' * 9999)"),
    *(
        "day",
        "number",
        "duration('year')",
        "body('short')",
        "is_long('full')",
        "columns(['name'])",
        "reverse",
    ),
    *(
        "end_room",
        "ring_notes",
        "day_of('issued')",
        "default('x')",
        "dictsort",
        "items",
        "urlencode",
        "random",
    ),
)
_PATHS: Final = (
    *("../secret.txt", "/etc/passwd", "../../secret.txt", "parts/../../secret.txt", "words.yaml", "x\0y"),
    *(_COVER, "base.html.j2", "panels/panel.html.j2", "C:/x", "\\\\\\\\host\\\\x", "file:///etc/passwd", ""),
)
#: What a page or its stylesheet may ask for, and must not get.
_ELSEWHERE: Final = (
    *(
        "file:///etc/passwd",
        "/etc/passwd",
        "../secret.txt",
        "http://127.0.0.1:9/x",
        "//127.0.0.1:9/x",
        "ftp://x/",
    ),
    *(
        "asset:../secret.txt",
        "asset:content/../secret.txt",
        "asset:fonts/../../secret.txt",
        "\\\\127.0.0.1\\x",
    ),
    *(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    ),
)
_ASKS: Final = (
    "<img src='{}' alt='x'>",
    "<p style=\"background: url('{}')\">x</p>",
    "<style>@import url('{}');</style>",
    "<style>@font-face {{ font-family: x; src: url('{}') }} p {{ font-family: x }}</style><p>x</p>",
    "<link rel=stylesheet href='{}'>",
    "<link rel=attachment href='{}'>",
    "<a href='{}' rel=attachment>x</a>",
    "<style>p::before {{ content: url('{}') }}</style><p>x</p>",
    "<svg xmlns='http://www.w3.org/2000/svg' width=9 height=9><image href='{0}'/><use href='{0}#x'/></svg>",
    "<object data='{}'></object><embed src='{}'><iframe src='{}'></iframe>",
    "<base href='{}'><img src=x alt=x>",
    "<style>@page {{ background: url('{}') }}</style>",
    "<p style=\"list-style: url('{0}'); mask: url('{0}'); border-image: url('{0}')\">x</p>",
    "<meta http-equiv=refresh content='0; url={}'>",
)
#: What of this process may stand on no page.
_INSIDE: Final = re.compile(r"object at 0x|<(class|function|module|bound method|built-in) |" + _SECRET)
#: What a template may never have done, and the ways of opening a file that are to be looked at.
_NEVER: Final = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "subprocess.Popen", "socket.connect")
_SEEN: list[tuple[str, Any]] = []
_is_watching = False


def _watch(event: str, given: Any) -> None:
    if _is_watching and (event in ("open", "os.remove", "os.rename", "import") or event.startswith(_NEVER)):
        _SEEN.append((event, given))


class LayoutsOfStrangers:
    """A publication whose cover is a stranger's, composed; now and then a page of theirs is set."""

    name = "layouts"
    patience = 15.0

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "secret.txt").write_text(_SECRET)
        (self.folder / "house/layouts/parts").mkdir(parents=True)
        self.composer = make_composer(self.folder / "house")
        self.shipped = sorted(shipped("layouts").rglob("*.j2"))
        brochure = self.composer.document(make_job(self.composer))
        typeset(make_source("<p>x</p>"))  # so that all is imported
        assert brochure.html
        sys.addaudithook(_watch)

    def attempt(self, random: Random) -> tuple[str, Tried]:
        if random.random() < 0.04:
            ask = random.choice(_ASKS).replace("{}", "{0}").format(random.choice(_ELSEWHERE))
            return f"a page with {ask[:60]}", self._set(ask)
        if random.random() < 0.25:
            path = random.choice(self.shipped)
            template = random.choice((*ANY, *LINES))(random, path.read_bytes())
            name = path.relative_to(shipped("layouts")).as_posix()
            return f"{name} with changes", self._compose(name, template)
        template = "".join(_statement(random) for _ in range(random.randint(1, 4)))
        return f"a cover {template[:80]!r}", self._compose(_COVER, template.encode("utf-8", "replace"))

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _compose(self, name: str, template: bytes) -> Tried:
        own = self.folder / "house/layouts"
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(template)
        composer = Composer(
            self.composer.publication, self.composer.content, Layouts.of(self.folder / "house")
        )
        html, messages = "", []
        with _watching() as seen:
            try:
                html = composer.document(make_job(composer)).html
            except TemplateError as error:
                messages = [f"layouts/{name}: the layout fails: {_line(str(error))}."]
            except BrochureError as error:
                messages = [str(one) for one in error.problems]
        path.unlink()
        faults = [f"{event} {given}" for event, given in seen if not self._is_own(event, given)]
        if found := _INSIDE.search(html):
            faults.append(f"{found[0]!r} stands on the page")
        return Tried(bool(html), messages, faults)

    def _set(self, ask: str) -> Tried:
        with _watching() as seen:
            proof = typeset(make_source(ask))
        faults = [f"{event} {given}" for event, given in seen if not self._is_own(event, given)]
        if _SECRET.encode() in proof.pdf or b"root:" in proof.pdf:
            faults.append("a file from outside is in the PDF")
        return Tried(True, [], faults)

    def _is_own(self, event: str, given: Any) -> bool:
        """Whether something that happened is what composing and setting do themselves."""
        if event == "import":
            return given[0].partition(".")[0] in sys.modules
        if event != "open" or not isinstance(given[0], str | os.PathLike):
            return event == "open" or (event == "os.rename" and "__pycache__" in str(given[1]))
        path = Path(given[0]).resolve()
        ours = (
            self.folder / "house",
            shipped("layouts"),
            shipped("fonts"),
            Path(sys.prefix),
            Path(sys.base_prefix),
        )
        is_temporary = "brochure" in path.parts[len(Path(tempfile.gettempdir()).parts) :][:1]
        return "__pycache__" in path.parts or is_temporary or any(one in path.parents for one in ours)


@contextmanager
def _watching() -> Iterator[list[tuple[str, Any]]]:
    global _is_watching
    _SEEN.clear()
    _is_watching = True
    try:
        yield _SEEN
    finally:
        _is_watching = False


def _line(words: str) -> str:
    """What a message says, as the command line says it: in one line and not too long."""
    return "".join(sign if sign.isprintable() else " " for sign in words)[:300].strip().rstrip(".")


def _expression(random: Random, deep: int = 3) -> str:
    if deep == 0 or random.random() < 0.2:
        return random.choice(_VALUES)
    inner = _expression(random, deep - 1)
    return random.choice(
        (
            lambda: f"{inner}.{random.choice(_NAMES)}",
            lambda: f"{inner}.{random.choice(_NAMES)}",
            lambda: f"({inner})['{random.choice(_NAMES)}']",
            lambda: f"({inner})|{random.choice(_FILTERS)}",
            lambda: f"({inner})|{random.choice(_FILTERS)}|{random.choice(_FILTERS)}",
            lambda: f"({inner})({_expression(random, deep - 1)})",
            lambda: f"({inner})()",
            lambda: f"({inner}) {random.choice('+-*/~%')} ({_expression(random, deep - 1)})",
            lambda: f"({inner}) ** ({_expression(random, 0)})",
            lambda: f"[{inner}, {_expression(random, deep - 1)}]",
            lambda: f"({inner})[{random.choice(('0', '-1', ':', '::2', '1:99', '10**9'))}]",
            lambda: f"({inner}) {random.choice(('==', 'in', 'is', '<'))} {random.choice(('none', 'x'))}",
            lambda: f"({inner}) if {_expression(random, 0)} else ({_expression(random, deep - 1)})",
        )
    )()


def _statement(random: Random, deep: int = 2) -> str:
    one = _expression(random)
    inside = _statement(random, deep - 1) if deep else f"{{{{ {one} }}}}"
    return random.choice(
        (
            lambda: f"{{{{ {one} }}}}",
            lambda: f"{{{{ {one} }}}}",
            lambda: f"{{% set x = {one} %}}{inside}",
            lambda: (
                f"{{% set n = namespace(x={one}) %}}{{% for i in range(99999) %}}"
                f"{{% set n.x = {random.choice(('[n.x, n.x]', 'n.x ~ n.x', '(n.x,)', 'n.x + n.x', one))} %}}"
                f"{{% endfor %}}{inside}"
            ),
            lambda: f"{{% for x in {one} %}}{inside}{{% endfor %}}",
            lambda: (
                f"{{% for x in range(999) %}}{{% for y in range(999) %}}{inside}{{% endfor %}}{{% endfor %}}"
            ),
            lambda: f"{{% for x in {one} recursive %}}{{{{ loop({one}) }}}}{inside}{{% endfor %}}",
            lambda: f"{{% if {one} %}}{inside}{{% endif %}}",
            lambda: f"{{% macro m(a) %}}{inside}{{{{ m(a) if a }}}}{{% endmacro %}}{{{{ m({one}) }}}}",
            lambda: f"{{% include '{random.choice(_PATHS)}' %}}",
            lambda: f"{{% import '{random.choice(_PATHS)}' as x %}}{inside}",
            lambda: f"{{% from '{random.choice(_PATHS)}' import {random.choice(_NAMES)} as x %}}{inside}",
            lambda: f"{{% extends '{random.choice(_PATHS)}' %}}",
            lambda: f"{{% include {one} ignore missing %}}",
            lambda: f"{{% filter {random.choice(_FILTERS)} %}}{inside}{{% endfilter %}}",
            lambda: f"{{% call ({one})() %}}{inside}{{% endcall %}}",
            lambda: f"{{% set x %}}{inside}{inside}{{% endset %}}{{{{ x }}}}",
            lambda: f"{{% autoescape false %}}{inside}{{% endautoescape %}}",
            lambda: f"{{% with x = {one} %}}{inside}{{% endwith %}}",
            lambda: f"{{% block b %}}{inside}{{% endblock %}}{{{{ self.b() }}}}",
        )
    )()
