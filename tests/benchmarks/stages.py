"""Where the CPU of a cold build goes: the stages of one process, each without those that it calls.

Run as a process."""

from __future__ import annotations

import functools
import importlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import local
from time import process_time, thread_time
from typing import Any, ClassVar

#: What belongs to which stage: `module:function` or `module:class.method`.
STAGES = {
    "load": ("brochure.press.files:Files.read",),
    "compose": (
        "brochure.compose:Composer.document",
        "brochure.compose:Composer.front",
        "brochure.compose:Composer.folios",
        "brochure.compose:Composer.back",
    ),
    "typeset: HTML and CSS read": ("weasyprint:HTML.__init__", "weasyprint:CSS.__init__"),
    "typeset: layout": ("weasyprint:HTML.render",),
    "typeset: drawing, tags, fonts, writing": ("brochure.typeset.engine:write",),
    "typeset: the rest": ("brochure.typeset.engine:typeset",),
    "preflight": ("brochure.preflight.layout:inspect",),
    "cache": (
        "brochure.build.cache.store:Store.key",
        "brochure.build.desk:load",
        "brochure.build.desk:save",
    ),
    "assemble": ("brochure.packet.assembly:assemble", "brochure.packet.facts:facts_of"),
    "publish": ("brochure.publish:Shelf.put", "brochure.publish:Shelf.record"),
}
IMPORT, OTHER = "start and import", "everything else"


class Meter(local):
    """CPU seconds by stage, of whichever thread; while one stage calls another, only the other's clock
    runs."""

    spent: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        self.running, self.since = [OTHER], thread_time()

    def turn(self) -> None:
        """Puts what has passed on the clock of the stage that runs in this thread."""
        now = thread_time()
        self.spent[self.running[-1]] += now - self.since
        self.since = now

    def metered(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, with its stage's clock running."""

        @functools.wraps(function)
        def run(*positional: Any, **named: Any) -> Any:
            self.turn()
            self.running.append(stage)
            try:
                return function(*positional, **named)
            finally:
                self.turn()
                self.running.pop()

        return run


def attach(meter: Meter) -> None:
    """Puts the meter around the functions of all stages, wherever they were imported to."""
    for stage, names in STAGES.items():
        for name in names:
            module, _, path = name.partition(":")
            owner = importlib.import_module(module)
            if "." in path:
                cls, _, path = path.partition(".")
                owner = getattr(owner, cls)
            function = getattr(owner, path)
            metered = meter.metered(stage, function)
            setattr(owner, path, metered)
            _everywhere(function, metered)


def _everywhere(function: object, metered: object) -> None:
    for module in [one for name, one in sys.modules.items() if name.startswith("brochure")]:
        for name, value in list(vars(module).items()):
            if value is function:
                setattr(module, name, metered)


def main(publication: Path, output: Path) -> None:
    """Builds without a cache, in this process, and prints the seconds of each stage."""
    from brochure import press
    from brochure import typeset as typeset  # the engine, which is loaded late
    from brochure.build import request as builds

    meter, imported = Meter(), process_time()
    attach(meter)
    press.build(builds.Places(publication, output), builds.Wish(), builds.Watcher())
    spent = {IMPORT: imported, **{stage: meter.spent[stage] for stage in STAGES}}
    print(json.dumps({**spent, OTHER: process_time() - sum(spent.values())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
