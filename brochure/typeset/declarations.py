"""What the engine declares of C libraries is prepared once, not in every process.

WeasyPrint declares the functions of Pango and HarfBuzz in C, which cffi parses in Python: a fifth of the engine's import,
and as much again for types that are named later. cffi can write what it has parsed as tables, which load in no time and have
types resolved in C. Where they cannot be kept, or are damaged, everything is parsed as ever. Must not know what is declared.
"""

from __future__ import annotations

import ctypes.util
import py_compile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from hashlib import sha256
from importlib.machinery import SourcelessFileLoader
from importlib.util import module_from_spec, spec_from_loader
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cffi

from brochure.compose.compiled import compiled

_PARSING = cffi.FFI
_NAME = "declarations"


@contextmanager
def prepared() -> Iterator[None]:
    """While the engine is imported, what it declares is looked up first."""
    cffi.FFI = _Prepared
    try:
        yield
    finally:
        cffi.FFI = _PARSING


class _Prepared:
    """Has all that cffi's own FFI has, once something was declared."""

    def cdef(self, declared: str) -> None:
        """Takes over what was prepared for these declarations."""
        ffi = _ffi(declared)
        self.__dict__.update(
            {name: getattr(ffi, name) for name in dir(ffi) if not name.startswith("_") and name != "dlopen"}
        )
        self._open = ffi.dlopen

    def dlopen(self, name: str, flags: int) -> Any:
        """Opens a library by the name of its file or by its own, as cffi does where it parses."""
        try:
            return self._open(name, flags)
        except OSError:
            if (file := ctypes.util.find_library(name)) is None:
                raise
            return self._open(file, flags)


def _ffi(declared: str) -> Any:
    folder = compiled(__file__)
    kept = folder / f"{_NAME}-{sha256(declared.encode()).hexdigest()[:16]}.pyc" if folder else None
    with suppress(Exception):  # whatever is wrong with it, it is made again
        if kept:
            return _loaded(kept)
    ffi = _PARSING()
    ffi.cdef(declared)
    with suppress(OSError):
        if kept:
            _keep(ffi, kept)
            return _loaded(kept)
    return ffi


def _loaded(file: Path) -> Any:
    loader = SourcelessFileLoader(_NAME, str(file))
    spec = spec_from_loader(_NAME, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module.ffi


def _keep(ffi: Any, file: Path) -> None:
    with (
        TemporaryDirectory(prefix="brochure-") as folder,
        redirect_stdout(StringIO()),
    ):  # it would say what it writes
        source = Path(folder) / f"{_NAME}.py"
        ffi.set_source(_NAME, None)
        ffi.emit_python_code(str(source))
        py_compile.compile(str(source), cfile=str(file), doraise=True)
