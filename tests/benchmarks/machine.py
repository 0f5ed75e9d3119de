"""The machine and the versions that a run was made with; no names of people or folders."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from brochure import __version__
from tests.benchmarks import browsers

_LIBRARIES = ("weasyprint", "pypdf", "pikepdf", "typst")
#: Tools and how they tell their version.
_TOOLS = {"qpdf": "--version", "pdfunite": "-v"}


def machine() -> list[tuple[str, str]]:
    """What a reader needs to judge the figures."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return [
        ("Processor", f"{_processor()}, {cores} cores"),
        ("Memory", f"{psutil.virtual_memory().total / 2**30:.1f} GiB"),
        ("System", _system()),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("brochure", __version__),
        *((name, _library(name)) for name in _LIBRARIES),
        *((name, _tool(name, flag)) for name, flag in _TOOLS.items()),
        ("Chromium", _chromium()),
    ]


def _processor() -> str:
    with suppress(OSError):
        if found := re.search(r"(?m)^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8")):
            return found[1]
    return platform.processor() or platform.machine()


def _system() -> str:
    with suppress(OSError):
        return (
            f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.system()} {platform.release()}"
        )
    return f"{platform.system()} {platform.release()}"


def _library(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _tool(name: str, *flags: str) -> str:
    if not shutil.which(name):
        return "not installed"
    ended = subprocess.run([name, *flags], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", ended.stdout + ended.stderr)
    return found[0] if found else "installed"


def _chromium() -> str:
    try:
        return _tool(browsers.chromium(), "--version")
    except FileNotFoundError as error:
        return str(error)
