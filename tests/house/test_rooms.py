"""How the package is built: who may import whom, what things are called, who may print, and how long
things may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "brochure"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Rooms that are entered by their face alone; nobody imports the command line.
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name != "cli")
LONGEST_MODULE, LONGEST_FUNCTION, MOST_MODULES = 400, 60, 250

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def room_of(module: Path) -> str:
    """The room that a module stands in: `cli` for `brochure/cli/report.py`."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name(module: Path) -> str:
    """A module's path inside the package."""
    return str(module.relative_to(PACKAGE))


@cache
def parse(module: Path) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(module.read_text("utf-8"), str(module))


def definitions(tree: ast.AST) -> Iterator[Definition]:
    """Every function and class, at any depth."""
    return (node for node in ast.walk(tree) if isinstance(node, Definition))


def called(tree: ast.AST) -> set[str]:
    """What is called, as it is written."""
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_imports_keep_to_the_contracts() -> None:
    # In a process of its own: it sets up logging for itself.
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 and "0 broken" in ended.stdout, ended.stdout


def test_every_room_has_its_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    protected = {
        one["allowed_importers"][0].split(".")[1] for one in contracts if one["type"] == "protected"
    }
    assert len(ROOMS) > 10
    assert sorted(protected) == ROOMS


def test_nothing_stands_loose_beside_the_rooms() -> None:
    assert sorted(path.name for path in PACKAGE.glob("*.py")) == ["__init__.py", "errors.py"]
    assert 60 < len(MODULES) <= MOST_MODULES


def test_no_public_class_has_the_name_of_another_room_s() -> None:
    rooms = defaultdict[str, set[str]](set)
    for module in MODULES:
        for node in parse(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                rooms[node.name].add(room_of(module))
    assert len(rooms) > 100
    assert {called: found for called, found in rooms.items() if len(found) > 1} == {}


def uses() -> Iterator[tuple[Path, str, str]]:
    """What is imported from a room or looked up there, as files of the package and tests write it."""
    for path in (*MODULES, *(ROOT / "tests").rglob("*.py")):
        text = path.read_text("utf-8")
        for room, names in re.findall(r"from brochure\.([\w.]+) import (\([^)]*\)|[^\n]*)", text):
            yield from ((path, room, one) for one in re.findall(r"\w+", names))
        yield from ((path, room, one) for room, one in re.findall(r"\b([a-z]+)\.(\w+)", text))


def test_a_face_shows_nothing_that_nobody_outside_its_room_asks_for() -> None:
    asked = set(uses())
    for face in set(PACKAGE.glob("*/**/__init__.py")) - {PACKAGE / "cli" / "__init__.py"}:
        room = face.parent.relative_to(PACKAGE).as_posix().replace("/", ".")
        called = (room, room.rpartition(".")[2])
        outside = {one for path, of, one in asked if of in called and face.parent not in path.parents}
        shown = [
            ast.literal_eval(node.value)
            for node in parse(face).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ]
        assert {one for names in shown for one in names} - outside == set(), room


def test_no_file_name_means_something_else_next_door() -> None:
    rooms = defaultdict[str, set[str]](set)
    for module in MODULES:
        if module.stem != "__init__":
            rooms[module.stem].add(room_of(module))
    assert {stem: found for stem, found in rooms.items() if len(found) > 1} == {}


def test_only_the_command_line_prints_or_exits() -> None:
    leaving = {
        *("print", "input", "exit", "quit", "sys.exit", "sys.stdout.write", "sys.stderr.write"),
        *("Exit", "context.exit"),
    }
    assert {room_of(module) for module in MODULES if called(parse(module)) & leaving} == {"cli"}


def test_every_module_says_what_it_is_for() -> None:
    assert [name(module) for module in MODULES if not ast.get_docstring(parse(module))] == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    public = [
        (module, node)
        for module in MODULES
        for node in parse(module).body
        if isinstance(node, Definition) and node.name[0] != "_"
    ]
    assert len(public) > 150
    assert [f"{name(module)}: {node.name}" for module, node in public if not ast.get_docstring(node)] == []


def test_a_module_uses_all_that_it_keeps_to_itself() -> None:
    unused = []
    for module in MODULES:
        said = Counter(re.findall(r"\w+", module.read_text("utf-8")))
        for node in parse(module).body:
            stored = (one for one in ast.walk(node) if isinstance(getattr(one, "ctx", None), ast.Store))
            names = [node.name] if isinstance(node, Definition) else [ast.unparse(one) for one in stored]
            unused += [
                f"{name(module)}: {one}" for one in names if re.match("_[a-zA-Z]", one) and said[one] < 2
            ]
    assert unused == []


def test_no_module_grows_too_long() -> None:
    lengths = {name(module): len(module.read_text("utf-8").splitlines()) for module in MODULES}
    assert {module: length for module, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_grows_too_long() -> None:
    functions = [
        (module, node)
        for module in MODULES
        for node in definitions(parse(module))
        if not isinstance(node, ast.ClassDef)
    ]
    assert len(functions) > 300
    lengths = {
        f"{name(module)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, node in functions
    }
    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_nothing_about_one_hospital_is_in_the_package() -> None:
    institution = yaml.safe_load((ROOT / "content" / "institution.yaml").read_text("utf-8"))
    names = [institution["name"].casefold(), institution["short_name"].casefold()]
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".yaml", ".md", ".csv")]
    files += [path for path in (ROOT / "layouts").rglob("*") if path.suffix in (".j2", ".css", ".yaml")]
    assert len(files) > 100
    assert [
        path.name for path in files for said in names if said in path.read_text("utf-8").casefold()
    ] == []


#: What takes words apart or looks into them.
_READ_BY = {"startswith", "endswith", "partition", "rpartition", "split", "find", "index", "removeprefix"}
_READ_BY |= {"removesuffix", "match", "search", "fullmatch", "findall", "finditer", "sub"}
_MESSAGES = re.compile(
    r"\w*\.(hint|what|message)|\w+\[['\"](hint|what|message)['\"]\]|str\((error|problem|finding)\)"
)
#: What the libraries say: Click of arguments, Dask of what a scheduler does not know.
_OF_LIBRARIES = {"_EXTRA.match(error.message)", "_NOT_UNDERSTOOD not in str(error)"}


def words_read_back(tree: ast.AST) -> Iterator[str]:
    """Where words of a problem or a finding are looked into for words that are known."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _READ_BY
        ):
            known = [one for one in node.args if isinstance(one, ast.Constant | ast.Tuple)]
            read = [node.func.value] if known else node.args
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            read = node.comparators
        else:
            continue
        if any(_MESSAGES.fullmatch(ast.unparse(one)) for one in read):
            yield ast.unparse(node)


def test_nobody_reads_back_what_a_message_says() -> None:
    """What it is about stands beside it: `Problem.mend` and `.rule`, `Finding.figures`."""
    found = {call: name(module) for module in MODULES for call in words_read_back(parse(module))}
    assert found.keys() == _OF_LIBRARIES, found
    assert list(words_read_back(ast.parse("one.hint.startswith('perhaps')")))
    assert list(words_read_back(ast.parse("_KEY.match(found['message'])")))
