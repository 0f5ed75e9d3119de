"""What makes a document beside its content: this program, the libraries and their versions.

Same toolchain, same bytes.

Found without importing any of the libraries.
"""

from __future__ import annotations

import ctypes
import os
import sys
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from brochure import __version__
from brochure.build.cache.keys import Digests

_PACKAGE: Final = Path(__file__).resolve().parents[2]
#: What an installed package has in itself and a checkout beside it; documents bring what they need of it.
_LOOKS: Final = frozenset({"layouts", "fonts"})
#: Python libraries that pages, pictures and files pass through.
_LIBRARIES: Final = frozenset(
    {
        "babel",
        "cssselect2",
        "fonttools",
        "jinja2",
        "markdown_it_py",
        "markupsafe",
        "pikepdf",
        "pillow",
        "pydantic",
        "pydyf",
        "pypdf",
        "pyphen",
        "pyyaml",
        "segno",
        "tinycss2",
        "tinyhtml5",
        "weasyprint",
    }
)
#: System libraries, the function that tells the version of each, and whether it tells it in words.
_NATIVE: Final = (
    ("pango", ("libpango-1.0.so.0", "libpango-1.0.0.dylib"), "pango_version_string"),
    ("harfbuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib"), "hb_version_string"),
    ("harfbuzz-subset", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"), "hb_version_string"),
)


@cache
def toolchain(digests: Digests) -> dict[str, str]:
    """Names and versions of all that decides what bytes come out; of this program also its hash."""
    return {
        "brochure": f"{__version__} ({digests.of_folders([_PACKAGE], _LOOKS).contents[:12]})",
        "python": ".".join(map(str, sys.version_info[:2])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **_installed(),
        **_native(),
    }


def _installed() -> dict[str, str]:
    """The versions of libraries by their folders' names, in a fraction of `importlib.metadata`'s time."""
    found: dict[str, str] = {}
    for place in reversed(sys.path):
        with suppress(OSError):
            for name in os.listdir(place or "."):  # noqa: PTH208  a path for each entry costs more than all the rest
                if name.endswith(".dist-info"):
                    library, _, version = name.removesuffix(".dist-info").partition("-")
                    if library.lower() in _LIBRARIES:
                        found[library.lower()] = version
    return found


def _native() -> dict[str, str]:
    """The versions of system libraries, as far as they are there."""
    found = {}
    for name, files, function in _NATIVE:
        for file in files:
            with suppress(OSError, AttributeError):
                told = getattr(ctypes.CDLL(file), function)
                told.restype = ctypes.c_char_p
                found[name] = told().decode()
                break
    return found
