"""How the engine is imported: without what no document needs. Every build that makes anything waits for it.

Takes nothing; what it changes for the import is as before afterwards. Must not know documents.
"""

from __future__ import annotations

import ctypes.util
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

from brochure.typeset.declarations import prepared

#: What the engine imports to subset fonts where HarfBuzz cannot, and to take static faces out of variable ones.
_SELDOM = ("fontTools.subset", "fontTools.varLib.instancer")


@contextmanager
def sparingly() -> Iterator[None]:
    """Half of the import's time is saved while this holds."""
    with ExitStack() as stack:
        for one in (prepared(), _searching_nothing(), _postponed()):
            stack.enter_context(one)
        yield


@contextmanager
def _searching_nothing() -> Iterator[None]:
    """On Linux, libraries are opened by the names of their files, which the engine tries too: nothing is searched for.

    It tries names of other systems first, and Python looks for what is not there by starting a compiler.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def _postponed() -> Iterator[None]:
    """What is seldom used is imported when a function of it is called."""
    missing = [name for name in _SELDOM if name not in sys.modules]
    sys.modules.update({name: _later(name) for name in missing})
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]


def _later(name: str) -> ModuleType:
    """A module whose functions import the real one."""

    def function(called: str) -> Callable[..., Any]:
        def call(*positional: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(name), called)(*positional, **named)

        return call

    module = ModuleType(name)
    module.__getattr__ = function  # type: ignore[method-assign]  # PEP 562
    return module
