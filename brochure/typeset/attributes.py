"""Features of fonts that a text was laid out with are given back. WeasyPrint 70.0 makes a list of them for every text, keeps a
reference to it that nobody ends, and one feature too many: 80 KB a brochure, never to be used again.

Takes loaded fonts. Must not know documents. A test watches whether another version still needs this.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import weasyprint
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import Layout

Attribute = TypeVar("Attribute")
#: The only version that this was seen in; where the engine ends its reference itself, to end it twice would crash.
_FORGETS: Final = weasyprint.__version__ == "70.0"
_set_up = Layout.setup


class _OwnedByLists(dict[bytes, Any]):
    """The engine's store of features, which gives every list a feature of its own: whoever frees the list frees it too."""

    def setdefault(self, key: bytes, default: Attribute = None) -> Attribute:  # type: ignore[assignment]
        return default


def give_back(fonts: FontConfiguration) -> None:
    """From now on nothing is kept of what these fonts were asked for."""
    if _FORGETS:
        fonts.font_features = _OwnedByLists()


def _set_up_and_give_back(layout: Any, style: Any) -> None:
    _set_up(layout, style)
    if isinstance(style.font_config.font_features, _OwnedByLists):
        features = pango.pango_layout_get_attributes(layout.layout)
        if features != ffi.NULL:
            pango.pango_attr_list_unref(features)  # the layout has a reference of its own


Layout.setup = _set_up_and_give_back
