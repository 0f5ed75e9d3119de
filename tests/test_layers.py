"""How the package is built: who may import whom, who may print, and how long things may grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

PACKAGE = Path(__file__).resolve().parent.parent / "brochure"
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = ("content", "plan", "compose", "typeset", "preflight", "packet", "publish", "transcript", "separation")
#: From the ground up; what stands in one row does not know its neighbours.
LEVELS = (
    ("",),  # brochure/__init__.py: the version
    ("errors", "findings", "paper", "color", "languages", "compiled"),
    ("model",),
    ("proofs",),
    ("artefacts", "figures", "pdf"),
    ("builds",),
    STAGES,
    ("keep", "starter", "doctor", "reviews", "conformance", "formats", "imposition", "cache"),
    ("inserting",),
    ("tasks",),
    ("crew",),
    ("warm", "workers", "cluster", "desk"),
    ("setting", "office", "printshop"),
    ("binding", "finishing"),
    ("making",),
    ("press", "unchanged"),
    ("examining",),
    ("cli", "__main__"),
)
RANK = {room: rank for rank, row in enumerate(LEVELS) for room in row}
ENGINE = ("weasyprint", "cffi", "pyphen", "pydyf", "tinycss2", "tinyhtml5", "cssselect2")
LONGEST_MODULE, LONGEST_FUNCTION = 250, 45

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def room_of(module: Path) -> str:
    """The part of the package that a file belongs to: `brochure/cli/report.py` is in `cli`."""
    first = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(tree: ast.AST) -> set[str]:
    """The rooms of the package that a module imports; `brochure.__version__` is the ground that all stand on."""
    parts = [dotted.split(".") for dotted in imported(tree)]
    return {part[1] if part[1] in RANK else "" for part in parts if part[0] == "brochure" and len(part) > 1}


def is_upward(room: str, other: str) -> bool:
    """Whether `room` may not import `other`."""
    if other == "figures" and room in STAGES:
        return room != "compose"
    return other != room and RANK[other] >= RANK.get(room, len(LEVELS))


def name(module: Path) -> str:
    """A module's path inside the package."""
    return str(module.relative_to(PACKAGE))


def definitions(tree: ast.AST) -> Iterator[Definition]:
    """Every function and class, at any depth."""
    return (node for node in ast.walk(tree) if isinstance(node, Definition))


def called(tree: ast.AST) -> Iterator[str]:
    """What is called, as it is written."""
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


@cache
def parse(module: Path) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(module.read_text("utf-8"), str(module))


def test_the_modules_of_every_room_are_found() -> None:
    rooms = {room_of(module) for module in MODULES}
    assert len(MODULES) > 50
    assert rooms - set(RANK) == set(), "a new room needs its place in LEVELS"
    assert set(RANK) - rooms <= {"__main__"}


def test_imports_go_down_only() -> None:
    upward = [(name(module), other) for module in MODULES for other in rooms_imported(parse(module)) if is_upward(room_of(module), other)]
    assert upward == []


@pytest.mark.parametrize(("room", "line"), [
    ("compose", "from brochure.typeset import typeset"),
    ("typeset", "from brochure import compose"),
    ("preflight", "import brochure.figures.ring"),
    ("errors", "from brochure.model import Text"),
    ("setting", "def late():\n    from brochure.press import build"),
    ("press", "from brochure.cli.report import Reporter"),
])
def test_an_import_that_goes_up_or_sideways_is_noticed(room: str, line: str) -> None:
    assert [other for other in rooms_imported(ast.parse(line)) if is_upward(room, other)]


def test_imports_that_go_down_are_seen_at_all() -> None:
    seen = {(room_of(module), other) for module in MODULES for other in rooms_imported(parse(module))}
    assert seen >= {
        ("cli", "press"), ("press", "making"), ("making", "binding"), ("setting", "compose"), ("tasks", "typeset"),
        ("compose", "figures"), ("compose", "model"), ("preflight", "artefacts"), ("model", "errors"),
    }


def test_only_typeset_imports_the_engine() -> None:
    users = {room_of(module) for module in MODULES if {dotted.split(".")[0] for dotted in imported(parse(module))} & set(ENGINE)}
    assert users == {"typeset"}


def test_only_the_command_line_prints_or_exits() -> None:
    leaving = {"print", "input", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write", "sys.stderr.write", "Exit", "context.exit"}
    users = {room_of(module) for module in MODULES if set(called(parse(module))) & leaving}
    users |= {room_of(module) for module in MODULES if {"rich", "click"} & {dotted.split(".")[0] for dotted in imported(parse(module))}}
    assert users == {"cli"}


def test_every_module_says_what_it_is_for() -> None:
    assert [name(module) for module in MODULES if not ast.get_docstring(parse(module))] == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    public = [(module, node) for module in MODULES for node in parse(module).body if isinstance(node, Definition) and node.name[0] != "_"]
    assert len(public) > 150
    assert [f"{name(module)}: {node.name}" for module, node in public if not ast.get_docstring(node)] == []


def test_no_module_grows_too_long() -> None:
    lengths = {name(module): len(module.read_text("utf-8").splitlines()) for module in MODULES}
    assert {module: length for module, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_grows_too_long() -> None:
    functions = [(module, node) for module in MODULES for node in definitions(parse(module)) if not isinstance(node, ast.ClassDef)]
    assert len(functions) > 300
    lengths = {f"{name(module)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1 for module, node in functions}
    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_nothing_about_one_hospital_is_in_the_package() -> None:
    institution = yaml.safe_load((PACKAGE.parent / "content" / "institution.yaml").read_text("utf-8"))
    names = [institution["name"].casefold(), institution["short_name"].casefold()]
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".yaml", ".md", ".csv")]
    files += [path for path in (PACKAGE.parent / "layouts").rglob("*") if path.suffix in (".j2", ".css", ".yaml")]
    assert len(files) > 100
    assert [path.name for path in files for said in names if said in path.read_text("utf-8").casefold()] == []
