"""Is this machine ready? Needs nothing but Python: whatever else is missing is what it reports.

Takes the folders that a build uses; gives checks, each with the command that mends it.
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
from tempfile import TemporaryDirectory, gettempdir

from brochure.build import place_fault
from brochure.cli import EXIT_MACHINE, SETUP, said
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


#: How files of typefaces end, and how they begin.
_ENDINGS = (".ttf", ".otf", ".woff", ".woff2")
_KINDS = (b"\0\1\0\0", b"true", b"OTTO", b"wOFF", b"wOF2")
#: What brings the shipped typefaces back.
_RESTORE = "git restore fonts" if SETUP == "make" else SETUP


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` is the command or the step that mends it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def report(
    fonts: Path | None,
    as_json: bool = False,
    is_quiet: bool = False,
    output: Path | None = None,
    cache: Path | None = None,
) -> int:
    """Prints every check, or quietly those that found something missing; gives the exit code."""
    checks = examine(fonts or _shipped_fonts(), output, cache)
    for check in checks:
        if check.ok and is_quiet:
            continue
        print(json.dumps(_record(check)) if as_json else said(_line(check)))
    return 0 if all(check.ok for check in checks) else EXIT_MACHINE


def _line(check: Check) -> str:
    sign = "ok     " if check.ok else "MISSING"
    remedy = f" Hint: {check.remedy}" if check.remedy and not check.ok else ""
    return f"{sign} {check.name}: {check.detail}.{remedy}"


def _record(check: Check) -> dict[str, object]:
    return {"check": check.name, "ok": check.ok, "detail": check.detail, "remedy": check.remedy}


def examine(fonts: Path, output: Path | None = None, cache: Path | None = None) -> list[Check]:
    """Everything that a build needs of this machine, in the order in which to mend it."""
    folder = fonts if fonts.is_dir() else _shipped_fonts()
    target = output or Path("output").absolute()
    folders = [temporary(), shared_memory(), room(target), cache_room(cache or target.parent / ".cache")]
    return [python(), *libraries(), *packages(), *faces(folder), render(folder), *folders]


def python() -> Check:
    """Python itself."""
    found = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        f"{found}, 3.11 or newer is needed",
        f"install Python 3.11 or newer, then run {SETUP}",
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
            yield Check(name, False, f"is not installed, {bounds} is needed", _install(name, bounds))
            continue
        detail = f"{found}, {bounds} is needed"
        yield Check(name, _satisfies(found, bounds), detail, _install(name, bounds))


def _install(name: str, bounds: str) -> str:
    """What brings a library: the set-up in the program's own folder, pip where that is not there."""
    return SETUP if SETUP == "make" else f'{sys.executable} -m pip install "{name}{bounds}"'


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
        lines = [line for line in requires("brochure") or () if ";" not in line]
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
    files = _typefaces(folder)
    if not files:
        yield Check("Fonts", False, f"{folder} holds no .ttf file", _RESTORE)
        return
    # A TrueType file lists its tables at its head (OpenType 1.9, "Table directory"): a tag every 16 bytes
    # from byte 12.
    heads = {file.name: file.read_bytes()[:512] for file in files}
    broken = [name for name, head in heads.items() if head[:4] not in _KINDS]
    variable = [name for name, head in heads.items() if b"fvar" in head]
    detail = (
        f"not TrueType: {', '.join(broken)}"
        if broken
        else f"variable: {', '.join(variable)}"
        if variable
        else f"{len(files)} static faces"
    )
    yield Check("Fonts", not broken and not variable, detail, _RESTORE)


def _typefaces(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in _ENDINGS)


def render(folder: Path) -> Check:
    """One page, from HTML to PDF, in the first face of the folder."""
    try:
        from brochure.build import trial
        from brochure.typeset import typeset

        proof = typeset(trial(_typefaces(folder)[0]).source)
        ok = proof.pdf.startswith(b"%PDF-") and len(proof.pages) == 1 and not proof.complaints
    except ModuleNotFoundError as error:
        return Check("A page", False, f"cannot be set: {error}", SETUP)
    except (AttributeError, ImportError, MachineError) as error:
        return Check("A page", False, f"cannot be set, a library's version does not fit: {error}", SETUP)
    except Exception as error:  # whatever goes wrong here is the finding
        return Check("A page", False, f"cannot be set: {type(error).__name__}: {error}", install_command())
    return Check("A page", ok, "is set and written" if ok else "came out wrong", SETUP)


def room(folder: Path) -> Check:
    """Room on the disk for what is published, and leave to write it."""
    return _room("Disk", folder, ROOM, "make room, or name another folder with --output")


def cache_room(folder: Path) -> Check:
    """The same for what was made before."""
    return _room("Cache", folder, ROOM, "make room, or name another folder with --cache")


def temporary() -> Check:
    """The same for what only a build needs."""
    remedy = "make room there, or name another folder: TMPDIR=/path/to/folder"
    try:
        folder, fault = Path(gettempdir()), place_fault()
    except OSError as error:
        return Check("Temporary files", False, f"there is no folder for them ({error.strerror})", remedy)
    if fault:
        return Check("Temporary files", False, f"{fault.where} {fault.what}", remedy)
    return _room("Temporary files", folder, ROOM, remedy)


def shared_memory() -> Check:
    """Whether worker processes can wait for one another, which Linux has in /dev/shm."""
    place = "/dev/shm" if Path("/dev/shm").is_dir() or sys.platform == "linux" else "this system"
    remedy = "give everybody leave to write in /dev/shm (sudo chmod 1777 /dev/shm), and make room there"
    try:
        from multiprocessing import Lock

        Lock()
    except (OSError, ImportError) as error:
        return Check("Shared memory", False, f"{place} takes nothing ({error})", remedy)
    return Check("Shared memory", True, f"{place} can be used", remedy)


def _room(name: str, folder: Path, wanted: int, remedy: str) -> Check:
    """A folder, or the nearest one above it that is there: room, and leave to write."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if not there.is_dir():
        return Check(name, False, f"{there} is not a folder", remedy)
    free = shutil.disk_usage(there).free
    try:
        with TemporaryDirectory(dir=there):
            writable = True
    except OSError:
        writable = False
    detail = f"{free // 1_000_000} MB free in {there}" if writable else f"{there} cannot be written"
    return Check(name, writable and free > wanted, detail, remedy)
