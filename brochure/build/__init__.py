"""**build**: what there is to make, by whom it is made, and what need not be made again.

Must not know how pages look.

`make_plan` turns a wish into jobs and `make_all` makes them at a `Desk`, which has tasks done by workers and
keeps what they give. It is the only room that knows of processes and caches.

Here rooms are loaded late: a build in which nothing has changed takes a tenth of a second, as long as it
loads the values and the cache alone. So the other names are looked up when they are first asked for, and the
build command asks for them and for the main path when there is something to make. Beside this, tasks and who
makes them load late the rooms that read and write PDFs: a process that plans and composes has none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from brochure.build.cache import FolderMemory, Size, Store, build_changed, clear, keep_below, seen, used
from brochure.build.request import (
    BROCHURE,
    DRAFT,
    Edition,
    Judge,
    Limits,
    Places,
    Published,
    Watcher,
    Wish,
    refuse_without_content,
)

if TYPE_CHECKING:
    from brochure.build.brochures import layout_faults, make
    from brochure.build.cluster import Cluster
    from brochure.build.desk import Desk, InProcess, Workers, pages_of
    from brochure.build.inspections import (
        as_draft,
        draw_some,
        folded,
        look_at,
        look_through,
        photographs_in,
        read_appearance,
        write_brand_sheet,
        write_handover,
        write_letter,
        write_report,
    )
    from brochure.build.page_pictures import (
        CutSource,
        PageUnit,
        composed_again,
        draw,
        draw_first,
        made_ready,
        make_alone,
        pictures_in,
        pictures_of,
        rules_for,
        set_part,
        states_of,
        units_of,
    )
    from brochure.build.plan import Plan, collisions, make_plan, packet_wish, packets_of
    from brochure.build.processes import WorkerPool
    from brochure.build.ready_parts import Binder, ReadyBrochure, bound_otherwise
    from brochure.build.schedule import finish, make_all
    from brochure.build.server import load_for_workers
    from brochure.build.temporary import place_fault, temporaries
    from brochure.build.web_tasks import DrawPages, ReadAloud, ScalePicture, SubsetFont, TitleDocument, trial

_LATER = {
    "Binder": "ready_parts",
    "ReadyBrochure": "ready_parts",
    "bound_otherwise": "ready_parts",
    "CutSource": "page_pictures",
    "DrawPages": "web_tasks",
    "PageUnit": "page_pictures",
    "Plan": "plan",
    "composed_again": "page_pictures",
    "draw": "page_pictures",
    "draw_first": "page_pictures",
    "made_ready": "page_pictures",
    "make_alone": "page_pictures",
    "pictures_in": "page_pictures",
    "pictures_of": "page_pictures",
    "rules_for": "page_pictures",
    "set_part": "page_pictures",
    "states_of": "page_pictures",
    "units_of": "page_pictures",
    "Cluster": "cluster",
    "Desk": "desk",
    "InProcess": "desk",
    "WorkerPool": "processes",
    "as_draft": "inspections",
    "draw_some": "inspections",
    "look_at": "inspections",
    "photographs_in": "inspections",
    "read_appearance": "inspections",
    "write_brand_sheet": "inspections",
    "ReadAloud": "web_tasks",
    "ScalePicture": "web_tasks",
    "SubsetFont": "web_tasks",
    "TitleDocument": "web_tasks",
    "trial": "web_tasks",
    "Workers": "desk",
    "collisions": "plan",
    "finish": "schedule",
    "folded": "inspections",
    "load_for_workers": "server",
    "look_through": "inspections",
    "layout_faults": "brochures",
    "make": "brochures",
    "make_all": "schedule",
    "make_plan": "plan",
    "packet_wish": "plan",
    "packets_of": "plan",
    "pages_of": "desk",
    "place_fault": "temporary",
    "temporaries": "temporary",
    "write_handover": "inspections",
    "write_letter": "inspections",
    "write_report": "inspections",
}

__all__ = [
    "BROCHURE",
    "DRAFT",
    "Binder",
    "Cluster",
    "CutSource",
    "Desk",
    "DrawPages",
    "Edition",
    "FolderMemory",
    "InProcess",
    "Judge",
    "Limits",
    "PageUnit",
    "Places",
    "Plan",
    "Published",
    "ReadAloud",
    "ReadyBrochure",
    "ScalePicture",
    "Size",
    "Store",
    "SubsetFont",
    "TitleDocument",
    "Watcher",
    "Wish",
    "WorkerPool",
    "Workers",
    "as_draft",
    "bound_otherwise",
    "build_changed",
    "clear",
    "collisions",
    "composed_again",
    "draw",
    "draw_first",
    "draw_some",
    "finish",
    "folded",
    "keep_below",
    "layout_faults",
    "load_for_workers",
    "look_at",
    "look_through",
    "made_ready",
    "make",
    "make_all",
    "make_alone",
    "make_plan",
    "packet_wish",
    "packets_of",
    "pages_of",
    "photographs_in",
    "pictures_in",
    "pictures_of",
    "place_fault",
    "read_appearance",
    "refuse_without_content",
    "rules_for",
    "seen",
    "set_part",
    "states_of",
    "temporaries",
    "trial",
    "units_of",
    "used",
    "write_brand_sheet",
    "write_handover",
    "write_letter",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
