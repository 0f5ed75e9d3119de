"""Jinja for templates of strangers: what they may reach and call is listed, and nothing else is there.

A template reads the fields of views, items of lists and mappings, and what loops and imports tell; it calls
functions that it was given, macros and blocks. Values have no methods: filters do that. What it makes and
how long it takes is bounded (`bounds`). Must not know what is printed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import wraps
from hashlib import sha256
from pathlib import Path
from types import CodeType, MappingProxyType, MethodType
from typing import Any, Final

from jinja2 import (
    StrictUndefined,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import SandboxedEnvironment, safe_range
from jinja2.tests import TESTS
from jinja2.utils import Cycler, Joiner, Namespace
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from brochure.compose.bounds import (
    LARGEST_NUMBER,
    ON_TEXT,
    PART,
    WRONG,
    Rendering,
    bounded_filter,
    called,
    counted,
    during,
    hold_product,
    joined,
    printed,
    rendering,
    taken_in,
    weighed,
)
from brochure.compose.template_values import TEXTS, Function, View
from brochure.errors import Where
from brochure.model import Quoted

#: The names of templates as they are kept compiled: none that was compiled without these bounds is taken.
COMPILED: Final = f"layout-{sha256(Path(__file__).read_bytes()).hexdigest()[:16]}-%s.cache"
_ITEMS: Final = frozenset({dict, list, tuple, range, MappingProxyType, TemplateReference}) | TEXTS
#: What may be read of other values than views, by their types.
_READ: Final[Mapping[type, frozenset[str]]] = {
    **dict.fromkeys(TEXTS - {str, Markup}, frozenset({"where", "lang"})),
    date: frozenset({"year", "month", "day"}),
    Where: frozenset(Where._fields),
    Quoted: frozenset(Quoted._fields),
    BlockReference: frozenset({"super"}),
    Cycler: frozenset({"current", "next", "reset"}),
    LoopContext: frozenset(
        {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
        | {"previtem", "nextitem", "cycle", "changed"}
    ),
}
_CALLED: Final = frozenset({Function, Macro, BlockReference, LoopContext, Joiner})
_METHODS: Final = frozenset({Cycler.next, Cycler.reset, LoopContext.cycle, LoopContext.changed})
#: Jinja's own filters that templates have.
_FILTERS: Final = ON_TEXT | frozenset(
    {
        *("abs", "batch", "count", "d", "default", "dictsort", "first", "groupby", "items", "join", "last"),
        *("length", "list", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select"),
        *("selectattr", "slice", "sort", "sum", "unique"),
    }
)
#: Those two would print whatever they are asked about.
_TESTS: Final = frozenset(TESTS) - {"lower", "upper"}
#: Filters that only the compiler can name.
_COUNTED, _BUILT, _JOINED, _TAKEN_IN = "a counted loop", "a built value", "a joined text", "a part taken in"


def fill(environment: Sandbox, template: str, context: Mapping[str, Any], own: Rendering) -> str:
    """A template with its names filled in. Raises `TemplateError`."""
    try:
        with during(own):
            return environment.get_template(template).render(context)
    except RecursionError as error:
        raise TemplateRuntimeError("it calls itself without end").with_traceback(
            error.__traceback__
        ) from None
    except MemoryError as error:
        raise TemplateRuntimeError("it needs too much memory").with_traceback(error.__traceback__) from None
    except WRONG as error:
        raise TemplateRuntimeError(str(error)).with_traceback(error.__traceback__) from error


class Sandbox(SandboxedEnvironment):
    """Templates whose undefined names are errors, and in which everything is escaped and nothing is run."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **named: Any) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=printed,
            **named,
        )
        for name, made in (("range", safe_range), ("dict", dict), ("namespace", Namespace)):
            self.globals[name] = Function(name, made)
        self.globals |= {"cycler": Function("cycler", Cycler), "joiner": Function("joiner", Joiner)}
        del self.globals["lipsum"]
        self.filters = {_COUNTED: counted, _BUILT: weighed, _JOINED: joined, _TAKEN_IN: taken_in}
        self.filters |= {name: bounded_filter(name, FILTERS[name]) for name in _FILTERS}
        self.tests = {name: TESTS[name] for name in _TESTS}

    def add_filters(self, more: Mapping[str, Callable[..., Any]]) -> None:
        """Filters for templates, each within the bounds of what is being filled in, and for that alone."""
        self.filters |= {name: _when_filled(bounded_filter(name, filter_)) for name, filter_ in more.items()}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field, or an item of that name."""
        kind = type(obj)
        if kind is View:
            try:
                return obj._fields[attribute]
            except KeyError:
                if attribute == "written_at":
                    return Function("written_at", obj.written_at)
                return self.undefined(f"{obj._kind} has no {attribute!r}", obj, attribute)
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if not attribute.startswith("_"):
            if self._is_read(obj, kind, attribute):
                return getattr(obj, attribute)
            if kind in (dict, MappingProxyType, TemplateReference):
                return self._item(obj, attribute)
        return self.unsafe_undefined(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item, or a field of that name."""
        if type(obj) in _ITEMS or (isinstance(obj, tuple) and not isinstance(argument, str)):
            return self._item(obj, argument)
        return (
            self.getattr(obj, str(argument)) if type(argument) in TEXTS else self.unsafe_undefined(obj, "[]")
        )

    def _item(self, obj: Any, argument: Any) -> Any:
        try:
            return obj[argument]
        except (TypeError, LookupError):
            return self.undefined(obj=obj, name=argument)

    def _is_read(self, obj: Any, kind: type, attribute: str) -> bool:
        if kind is Namespace:
            return hasattr(obj, attribute)
        if kind is TemplateModule:
            return attribute in obj.__dict__
        named = getattr(kind, "_fields", ()) if issubclass(kind, tuple) else ()
        return attribute in _READ.get(kind, named)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call something: a function that it was given, a macro, a block, a loop."""
        return type(obj) in _CALLED or (type(obj) is MethodType and obj.__func__ in _METHODS)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """What something that may be called gives. Raises `SecurityError` where it may not be."""
        if isinstance(__obj, Undefined):
            __obj._fail_with_undefined_error()
        if not __self.is_safe_callable(__obj):
            raise SecurityError(f"{called(__obj)} cannot be called here")
        now = rendering()
        now.spend(PART)
        if type(__obj) is LoopContext and args:
            args = (counted(args[0]), *args[1:])
        if type(__obj) is not Function:
            return __context.call(__obj, *args, **kwargs)
        try:
            made = __context.call(__obj, *args, **kwargs)
        except WRONG as error:
            raise TemplateRuntimeError(f"{__obj.name} fails: {error}") from error
        return weighed(made)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What `+`, `*`, `**` and `%` make. Raises `SecurityError` where it is too large."""
        if operator == "%" and not isinstance(left, (int, float)):
            raise SecurityError("% divides numbers; write ~ between texts")
        if operator in ("*", "**"):
            hold_product(operator, left, right)
        made = self.binop_table[operator](left, right)
        if isinstance(made, int) and abs(made) > LARGEST_NUMBER:
            raise SecurityError("the number is too large")
        return weighed(made)

    def concat(self, parts: Iterable[str]) -> str:
        """The text of parts."""
        parts = list(parts)
        rendering().spend(sum(map(len, parts)))
        return "".join(parts)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What stands for something that no template may have."""
        what = f"{called(obj)} has no {attribute!r} in a layout"
        more = f"; write | {attribute}" if attribute in self.filters else ""
        return self.undefined(what + more, obj, attribute, SecurityError)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _compiled(super()._parse, source, name, filename)
        return tree

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        program: str = _compiled(super()._generate, _Bounds().visit(source), name, filename, defer_init)
        return program

    def _compile(self, source: str, filename: str) -> CodeType:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # what Python thinks of a template is for nobody
            code: CodeType = _compiled(super()._compile, source, filename)
        return code


def _when_filled(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that Jinja does not call while it compiles: what it gives, or notes, is of one document."""

    @pass_context
    @wraps(filter_)
    def filled(_: Context, *given: Any, **named: Any) -> Any:
        return filter_(*given, **named)

    return filled


def _compiled(step: Callable[..., Any], *given: Any) -> Any:
    """A step of compiling; of a template that no compiler is made for it says so like of other faults."""
    try:
        return step(*given)
    except TemplateError:
        raise
    except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError) as error:
        raise TemplateSyntaxError("it is too deep or too large to be read", 1) from error


class _Bounds(NodeTransformer):
    """Puts what bounds a template where it loops, builds values, joins texts and takes in others."""

    def generic_visit(self, node: nodes.Node, *_: Any, **__: Any) -> nodes.Node:
        """A part of a template, with all that is in it."""
        super().generic_visit(node)
        match node:
            case nodes.For():
                node.iter = _filtered(_COUNTED, node.iter)
            case nodes.Include() | nodes.Import() | nodes.FromImport():
                node.template = _filtered(_TAKEN_IN, node.template)
            case nodes.Concat():
                return _filtered(_JOINED, nodes.List(node.nodes, lineno=node.lineno))
            case nodes.Getitem(arg=nodes.Slice()):
                return _filtered(_BUILT, node)
            case nodes.List() | nodes.Tuple() | nodes.Dict() if getattr(node, "ctx", "load") == "load":
                is_constant = all(isinstance(one, nodes.Const) for one in node.iter_child_nodes())
                return node if is_constant else _filtered(_BUILT, node)
        return node


def _filtered(name: str, node: Any) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
