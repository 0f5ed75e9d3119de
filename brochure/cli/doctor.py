"""Is this machine ready? Needs nothing but Python: whatever else is missing is what it reports.

Takes the folder of fonts; gives checks, each with the command that mends it.
"""

from __future__ import annotations

import ctypes.util
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryDirectory

from brochure.cli.messages import EXIT_MACHINE
from brochure.errors import MachineError

OLDEST_PYTHON = (3, 11)
#: Room that a season's output and its temporary files may need, in bytes.
ROOM = 200_000_000
_PACKAGE = Path(__file__).resolve().parent.parent
#: What brings the system libraries, by the package manager that is found first.
_MANAGERS = {
    "apt-get": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "brew": "brew install pango harfbuzz",
    "dnf": "sudo dnf install pango harfbuzz",
    "pacman": "sudo pacman -S pango harfbuzz",
    "apk": "sudo apk add pango harfbuzz-subset",
}
#: Without the first two nothing is set; without the third subsetting fonts takes four times as long.
_LIBRARIES = {"Pango": "pango-1.0", "PangoFT2": "pangoft2-1.0", "HarfBuzz subsetting": "harfbuzz-subset"}


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` is the command or the step that mends it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def report(fonts: Path | None, as_json: bool = False, is_quiet: bool = False) -> int:
    """Prints every check, or quietly those that found something missing; gives the exit code."""
    checks = examine(fonts or _shipped_fonts())
    for check in checks:
        if check.ok and is_quiet:
            continue
        print(json.dumps(_record(check)) if as_json else _line(check))
    return 0 if all(check.ok for check in checks) else EXIT_MACHINE


def _line(check: Check) -> str:
    sign = "ok     " if check.ok else "MISSING"
    remedy = f" Hint: {check.remedy}" if check.remedy and not check.ok else ""
    return f"{sign} {check.name}: {check.detail}.{remedy}"


def _record(check: Check) -> dict[str, object]:
    return {"check": check.name, "ok": check.ok, "detail": check.detail, "remedy": check.remedy}


def examine(fonts: Path) -> list[Check]:
    """Everything that a build needs of this machine, in the order in which to mend it."""
    folder = fonts if fonts.is_dir() else _shipped_fonts()
    return [python(), *libraries(), *packages(), *faces(folder), render(folder), room(Path.cwd())]


def python() -> Check:
    """Python itself."""
    found = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        f"{found}, 3.11 or newer is needed",
        "install Python 3.11 or newer, then run make",
    )


def install_command() -> str:
    """What brings the system libraries on this machine."""
    return next(
        (command for tool, command in _MANAGERS.items() if shutil.which(tool)),
        "install Pango and HarfBuzz with your system's package manager",
    )


def libraries() -> Iterator[Check]:
    """The system libraries behind the typesetting engine."""
    for name, library in _LIBRARIES.items():
        ok = _loads(library)
        yield Check(name, ok, f"lib{library} {'loads' if ok else 'does not load'}", install_command())


def _loads(library: str) -> bool:
    for file in (f"lib{library}.so.0", f"lib{library}.0.dylib", ctypes.util.find_library(library) or ""):
        try:
            if file and ctypes.CDLL(file):
                return True
        except OSError:
            continue
    return False


def packages() -> Iterator[Check]:
    """The Python libraries, against the versions that this program is made for."""
    for name, bounds in required():
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Check(name, False, f"is not installed, {bounds} is needed", "make")
            continue
        yield Check(name, _satisfies(found, bounds), f"{found}, {bounds} is needed", "make")


def required() -> list[tuple[str, str]]:
    """The libraries and their bounds: from the installed package, or from pyproject.toml in a checkout."""
    project = _PACKAGE.parent / "pyproject.toml"
    if project.is_file():
        # Read without tomllib, which Python 3.10 lacks: there the doctor is needed most.
        listed = re.search(
            r"^dependencies = \[\n(.*?)^\]", project.read_text("utf-8"), re.DOTALL | re.MULTILINE
        )
        lines = re.findall(r'"([^"]+)"', listed[1] if listed else "")
    else:
        lines = [line for line in requires("brochure") or () if "extra" not in line]
    matches = (re.match(r"([A-Za-z0-9_.-]+)\s*(.*)", line) for line in lines)
    return [(match[1], match[2].strip()) for match in matches if match]


def _satisfies(found: str, bounds: str) -> bool:
    """Whether a version keeps to bounds such as `>=7.1,<8`."""

    def parts(text: str) -> tuple[int, ...]:
        return tuple(int(number) for number in re.findall(r"\d+", text)[:3])

    tests: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
        ">=": lambda a, b: a >= b,
        "<": lambda a, b: a < b,
        "==": lambda a, b: a[: len(b)] == b,
    }
    rules = re.findall(r"(>=|==|<)\s*([\d.]+)", bounds)
    return all(tests[sign](parts(found), parts(bound)) for sign, bound in rules)


def _shipped_fonts() -> Path:
    inside = _PACKAGE / "fonts"
    return inside if inside.is_dir() else _PACKAGE.parent / "fonts"


def faces(folder: Path) -> Iterator[Check]:
    """The typefaces: there, readable, static."""
    files = sorted(folder.glob("*.ttf"))
    if not files:
        yield Check("Fonts", False, f"{folder} holds no .ttf file", "git restore fonts")
        return
    # A TrueType file lists its tables at its head (OpenType 1.9, "Table directory"): a tag every 16 bytes
    # from byte 12.
    heads = {file.name: file.read_bytes()[:512] for file in files}
    broken = [name for name, head in heads.items() if head[:4] != b"\x00\x01\x00\x00"]
    variable = [name for name, head in heads.items() if b"fvar" in head]
    said = (
        f"not TrueType: {', '.join(broken)}"
        if broken
        else f"variable: {', '.join(variable)}"
        if variable
        else f"{len(files)} static faces"
    )
    yield Check("Fonts", not broken and not variable, said, "git restore fonts")


def render(folder: Path) -> Check:
    """One page, from HTML to PDF, in the first face of the folder."""
    try:
        from brochure.model import PageSource, Stylesheet
        from brochure.typeset import typeset

        face = min(folder.glob("*.ttf"))
        style = (
            '@font-face { font-family: Face; src: url("asset:fonts/face.ttf") } html { font-family: Face }'
        )
        html = "<html lang=en><title>Doctor</title><p>A page.</p></html>"
        proof = typeset(
            PageSource(
                "doctor",
                "Doctor",
                "en",
                html,
                (Stylesheet("face.css", style),),
                {"asset:fonts/face.ttf": face},
            )
        )
        ok = proof.pdf.startswith(b"%PDF-") and len(proof.pages) == 1 and not proof.complaints
    except ModuleNotFoundError as error:
        return Check("A page", False, f"cannot be set: {error}", "make")
    except (AttributeError, ImportError, MachineError) as error:
        return Check("A page", False, f"cannot be set, a library's version does not fit: {error}", "make")
    except Exception as error:  # whatever goes wrong here is the finding
        return Check("A page", False, f"cannot be set: {type(error).__name__}: {error}", install_command())
    return Check("A page", ok, "is set and written" if ok else "came out wrong", "make")


def room(folder: Path) -> Check:
    """Room on the disk, and leave to write."""
    free = shutil.disk_usage(folder).free
    try:
        with TemporaryDirectory(dir=folder):
            writable = True
    except OSError:
        writable = False
    detail = f"{free // 1_000_000} MB free" if writable else f"{folder} cannot be written"
    return Check("Disk", writable and free > ROOM, detail, "make room, or name another folder with --output")
