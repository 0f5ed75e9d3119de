"""How what holds for a season stands: open, confirmed by somebody, or changed since somebody looked at it.

Takes a publication with its confirmations; gives plain values. Must not know who asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from brochure.model import Publication
from brochure.seasons.bound import BoundItem, bound_items

State = Literal["open", "confirmed", "changed"]


@dataclass(frozen=True)
class OpenItem:
    """A bound item, and what is known of it: open; confirmed for this season by somebody or by its `as_of`;
    changed for one that is open and says something else than when it was last looked at.

    `season` is the one for which it was last looked at.
    """

    item: BoundItem
    state: State
    season: str = ""
    by: str = ""
    on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has confirmed it since the season began."""
        return self.state != "confirmed"


def open_items(publication: Publication) -> tuple[OpenItem, ...]:
    """Everything bound to the season with what is known of it, in the order of files; nothing before the
    first season is rolled over, since there is nothing that could have gone stale.
    """
    return judged_items(publication) if publication.confirmations else ()


def judged_items(publication: Publication) -> tuple[OpenItem, ...]:
    """The same of any publication; what nobody has looked at is open."""
    known = publication.confirmations.values if publication.confirmations else {}
    season = publication.season
    now = {str(season.label), str(season.academic_year or season.label)}
    found = list[OpenItem]()
    for item in bound_items(publication):
        entry = known.get(item.key)
        if entry is None:
            found.append(OpenItem(item, "confirmed" if item.as_of in now else "open"))
            continue
        same, is_now = entry.says == item.fingerprint, entry.season in now
        sure = (same and is_now and entry.found is not None) or (item.as_of in now and not is_now)
        state: State = "confirmed" if sure else "open" if same else "changed"
        found.append(OpenItem(item, state, str(entry.season), str(entry.by or ""), entry.on))
    return tuple(found)


def gone(publication: Publication) -> tuple[str, ...]:
    """Keys that were known when a season ended, and of which nothing is there any more."""
    known = publication.confirmations.values if publication.confirmations else {}
    there = {one.key for one in bound_items(publication)}
    return tuple(key for key in known if key not in there)


def is_label_like(said: str, label: str) -> bool:
    """Whether something names a season as a label does: other numbers, the same words and signs."""
    form, other = (re.sub("[0-9]", "0", one) for one in (label, said))
    return form == other
