"""What a template of a stranger may do: read what it is given, and end. Nothing else is there for it."""

from __future__ import annotations

import gc
import types
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePath
from time import sleep, thread_time
from typing import Any

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from pydantic import BaseModel

from brochure.compose import Composer, bounds, composer, layouts
from brochure.compose.layouts import render
from brochure.compose.template_values import Function, View, shown
from brochure.errors import ContentError
from tests.builders.documents import brochure_of, make_composer


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    """A composer whose cover a test may write: what it is given is what every template is given."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "layouts/parts").mkdir(parents=True)
    return make_composer(folder)


def cover(house: Composer, template: str) -> str:
    """What a template prints that stands in the place of the cover, at the very beginning of the page."""
    path = house.content.parent / "layouts/parts/cover.html.j2"
    path.write_text(f"<!--{template}-->", "utf-8")
    own = Composer(house.publication, house.content, layouts.Layouts.of(house.content.parent))
    html = brochure_of(own).html
    return html[html.index("<!--") + 4 : html.index("-->")]


#: Escapes that were found in Jinja and in sandboxes like it, and what this program handed out before.
ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ['']|map(attribute='__class__')|first }}",
    "{{ [program]|map(attribute='__init__.__globals__')|first }}",
    "{{ (['']|groupby('__class__'))[0].grouper.mro }}",
    "{{ ['']|selectattr('__class__')|list|first|attr('x') }}",
    "{{ [program]|sum(attribute='__class__') }}",
    "{{ [program]|sort(attribute='__class__') }}",
    "{{ {}|xmlattr }}",
    "{{ program.parse_raw('x') }}",
    "{{ program.model_construct() }}",
    "{{ program.model_fields }}",
    "{{ program._fields }}",
    "{{ program['_fields'] }}",
    "{{ program.get('name') }}",
    "{{ program.place.__globals__ }}",
    "{{ program.written_at('name').__class__ }}",
    "{{ program.name.check }}",
    "{{ program.name.__getstate__() }}",
    "{{ program.name.where._replace(file='x') }}",
    "{{ publication.sources }}",
    "{{ publication.model_copy() }}",
    "{{ publication.facts.copy() }}",
    "{{ pictures.content.joinpath('x').read_text() }}",
    "{{ figures.publication }}",
    "{{ figures.assets }}",
    "{{ figures.rings.__globals__ }}",
    "{{ figures.rings._call }}",
    "{{ figures.rings.__call__ }}",
    "{{ words.counted.__self__ }}",
    "{{ words._words }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ cycler('a').next.__globals__ }}",
    "{{ cycler('a').next.__func__ }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ joiner().sep }}",
    "{{ namespace.__init__.__globals__ }}",
    "{% set n = namespace(a=1) %}{{ n.__class__ }}",
    "{% set n = namespace(a=1) %}{{ n._Namespace__attrs }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ lipsum() }}",
    "{{ range.__class__ }}",
    "{{ dict.__base__ }}",
    "{{ dict.mro() }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "{{ '{0.__class__}'|format(program) }}",
    "{{ '%s' % program }}",
    "{{ program|string }}",
    "{{ program ~ '' }}",
    "{{ [program]|join }}",
    "{{ program|pprint }}",
    "{{ program|tojson }}",
    "{{ program }}",
    "{{ figures.rings }}",
    "{{ figures.rings(namespace(stages=[namespace(length_years=99)])).url }}",
    "{{ figures.packet_cover('x').url }}",
    "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop._iterable }}{% endfor %}",
    "{% for x in [1] %}{{ loop.cycle.__func__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__func__ }}",
    "{% import 'panels/panel.html.j2' as p %}{{ p.__dict__ }}",
    "{% import 'panels/panel.html.j2' as p %}{{ p._body_stream }}",
    "{% import 'panels/panel.html.j2' as p %}{{ p }}",
    "{% from 'panels/panel.html.j2' import __class__ as c %}{{ c }}",
    "{{ (1).__class__ }}",
    "{{ (1).to_bytes(4) }}",
    "{{ publication.season.issued.strftime('%s') }}",
    "{{ publication.season.issued.__reduce__() }}",
    "{{ [].append(1) }}",
    "{{ {}.update(a=1) }}",
    "{{ x.__init__ is defined }}",
    "{{ request.application }}",
    "{{ config }}",
    "{{ get_flashed_messages }}",
    "{{ environment }}",
    "{{ context }}",
    "{% debug %}",
    "{% do [].append(1) %}",
    "{% include '../../content/season.yaml' %}",
    "{% include '../content/season.yaml' %}",
    "{% include 'parts/../../content/season.yaml' %}",
    "{% include '/etc/hostname' %}",
    "{% include 'C:/x' %}",
    "{% import 'file:///etc/hostname' as x %}",
    "{% extends '//etc/hostname' %}",
    "{{ words.counted('a.__class__', 1) }}",
]


@pytest.mark.parametrize("template", ESCAPES)
def test_a_template_has_no_way_out(house: Composer, template: str) -> None:
    with pytest.raises(TemplateError):
        cover(house, template)


#: Templates that would fill a machine or never end, some of which Python could not even interrupt.
BOMBS = [
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(10**9) %}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(90) }}",
    "{% include 'parts/cover.html.j2' %}",
    "{% extends 'parts/cover.html.j2' %}",
    "{% import 'parts/cover.html.j2' as x with context %}",
    "{% for x in [[1]] recursive %}{{ loop([[x]]) }}{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ 10**10 * 'a' }}",
    "{{ [0] * 10**9 }}",
    "{{ 9**9**9 }}",
    "{{ (9**999)**999 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'|indent(10**9) }}",
    "{{ ('a' * 600000)|replace('a', 'b' * 600000) }}",
    "{{ ('a' * 600000)|replace('', 'b' * 600000) }}",
    "{{ range(99999)|join('x' * 600000) }}",
    "{{ range(99999)|batch(10**9, 'x')|list }}",
    "{{ range(9)|slice(10**9)|list }}",
    "{{ 1.5|round(10**9) }}",
    "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=(1,)) %}{% for i in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}"
    "{{ {n.x: 1} }}",
    "{% set n = namespace(x=(1,)) %}{% for i in range(99999) %}{% set n.x = (n.x,) %}{% endfor %}",
    "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(60) %}"
    "{% set y %}{{ n.x }}{{ n.x }}{% endset %}{% set n.x = y %}{% endfor %}",
    "{% set n = namespace(x='<' * 600000) %}{% for i in range(99999) %}{{ n.x }}{% endfor %}",
    "{% set n = namespace(l=[]) %}{% for i in range(99999) %}"
    "{% set n.l = [n.l, 'x' * 100000 ~ i] %}{% endfor %}",
    "{% set l = range(99999)|list %}{% for i in range(99999) %}{% set y = l[:] %}{% endfor %}",
    "{{ figures.rings(program, 10**9).url }}",
    "{{ figures.ground(program, 500, 500, 0.0000001, 0.5).url }}",
    "{{ figures.ground(program, 500, 500, -1, 0.5).url }}",
    "{{ figures.packet_cover([program] * 900000).url }}",
    "{% for i in range(99999) %}{{ figures.rings(program, 100 + i / 100).url }}{% endfor %}",
    "{{ figures.qr('x' * 100000).url }}",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "9" * 5000 + " }}",
    "{{ 1 }}" * 40_000,
]


@pytest.mark.parametrize("template", BOMBS, ids=lambda template: template[:60])
def test_a_template_that_would_never_end_or_fill_the_machine_is_told(
    house: Composer, monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    monkeypatch.setattr(bounds, "LARGEST_SUM", 5_000_000)  # the very same, in a twentieth of the time
    began = thread_time()
    with pytest.raises((TemplateError, ContentError)):
        cover(house, template)
    assert thread_time() - began < 8


def given(composer_: Composer, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """What the template of a brochure is handed."""
    seen: list[Mapping[str, Any]] = []
    monkeypatch.setattr(
        composer, "render", lambda env, name, known, own: seen.append(known) or render(env, name, known, own)
    )
    brochure_of(composer_)
    return seen[0]


def test_templates_are_handed_plain_values_and_views_alone(
    house: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cover(house, "x")
    known, kinds, seen = given(house, monkeypatch), set[type](), set[int]()
    waiting: list[object] = list(known.values())
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        kinds.add(type(one))
        if not isinstance(one, Function):  # what those do is what they are given for
            waiting += gc.get_referents(one)
    assert {View, Function, date, types.MappingProxyType} <= kinds
    assert not [
        kind.__name__
        for kind in kinds
        if issubclass(kind, (BaseModel, PurePath, types.ModuleType, types.FunctionType, types.MethodType))
    ]
    assert not any(
        callable(value) for kind in kinds - {Function} for value in [kind.__dict__.get("__call__")]
    )


def test_a_view_cannot_be_changed_and_nothing_else_can_be_shown() -> None:
    view = View("thing", {"name": "x"})
    with pytest.raises(AttributeError):
        view.name = "y"
    with pytest.raises(TypeError, match=r"templates are given no (Posix|Windows)Path"):
        shown({"path": Path()})


def test_what_a_layout_may_use_is_there(house: Composer) -> None:
    assert cover(
        house,
        "{% set n = namespace(x=1) %}{% for a, b in {'k': program.name} | items %}"
        "{% set n.x = n.x + loop.index %}{{ a }}={{ b | upper }}{{ loop.cycle(1, 2) }}{{ loop.length }}"
        "{% endfor %} {{ n.x }} {{ n['x'] }} {{ dict(a=3).a }} {{ [1, 2, 3][1:] | join(';') }}"
        " {{ 'abc'[-1] ~ 1 }} {{ 7 % 4 }} {{ 2 ** 3 }} {{ publication.season.issued.year }}"
        " {{ publication.facts | dictsort | map('first') | join(' ') }} {{ 'season' in words }}"
        " {{ program.name.where.file }} {{ program.written_at('name').line }}"
        " {{ words.counted('report-more', 2) }} {% macro m(x) %}<{{ x }}{{ caller() }}>{% endmacro %}"
        "{% call m('&') %}2{% endcall %}{% set c = cycler('p', 'q') %}{{ c.next() }}{{ c.next() }}"
        "{{ c.current }} {% for x in [[1, [2]], [3]] recursive %}{{ x[0] }}"
        "{% if x[1] is defined %}{{ loop([x[1]]) }}{% endif %}{% endfor %}",
    ) == (
        "k=PRIMARY CARE11 2 2 3 2;3 c1 3 8 2019 outpatient vacation True"
        " content/programs/primary-care.yaml 1 2 more <&amp;2>pqp 123"
    )


def test_a_value_that_is_not_what_a_filter_takes_is_told_with_the_filter(house: Composer) -> None:
    for template, said in (
        ("{{ 5 | prose }}", "prose cannot take what it is given"),
        ("{{ program.name.upper() }}", "a text has no 'upper' in a layout; write | upper"),
        ("{{ figures.rings(publication).url }}", "figures.rings fails: it is given no program"),
        ("{{ 'a' + 1 }}", "can only concatenate"),
        ("{{ program.nmae }}", "Program has no 'nmae'"),
    ):
        with pytest.raises(TemplateError) as caught:
            cover(house, template)
        assert said in str(caught.value)


def test_words_of_layouts_hold_names_in_braces_and_nothing_else(tmp_path: Path) -> None:
    for phrase in ("{count.__class__}", "{count!r}", "{count:>99999999}", "{0}", "{other}", "{"):
        (tmp_path / "layouts/parts").mkdir(parents=True, exist_ok=True)
        (tmp_path / "layouts/words.yaml").write_text(f'report-more: "{phrase}"\n')
        with pytest.raises(TemplateError, match=r"words\.counted fails"):
            cover(make_composer(tmp_path), "{{ words.counted('report-more', 2) }}")


def test_what_was_compiled_without_these_bounds_is_not_taken() -> None:
    assert layouts.COMPILED.startswith("layout-") and "%s" in layouts.COMPILED


def test_only_its_own_work_is_held_against_a_layout_and_not_a_busy_machine() -> None:
    rendering = bounds.Rendering(until=thread_time() + 0.05)
    sleep(0.1)
    rendering.spend(1)
    with pytest.raises(SecurityError, match="it takes more than"):
        for _ in range(10_000_000):
            rendering.spend(0)
