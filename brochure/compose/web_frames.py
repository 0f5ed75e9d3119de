"""What stands around documents on the web, composed by the layouts' own templates in layouts/web/, and the
stylesheet of all pages.

Takes a `WebFrame`; gives a `PageSource` whose HTML has a place for the document itself. Must not know what
becomes of either.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from brochure.compose.composer import Composer
from brochure.compose.layouts import render
from brochure.compose.phrases import FALLBACK
from brochure.compose.template_values import shown
from brochure.compose.typefaces import families_of, font_faces
from brochure.model import PageSource, WebFrame

#: The template of each kind of page, and the stylesheet of all.
_TEMPLATE, _STYLES = "web/page.html.j2", "web/web.css"
_OWN: Final = {name: f"web/{name}.html.j2" for name in ("index", "choice", "missing")}


def web_frame(composer: Composer, frame: WebFrame) -> PageSource:
    """The page around a document, the one that lists all of them, the one on which some are chosen, or
    what is shown in place of one that is not there.
    """
    known = {"frame": frame, "description": frame.description, "foot": ""}
    template = _OWN.get(frame.kind, _TEMPLATE)
    return composer.composed(frame.name, frame.title, template, known, frame.language, frame.accent)


def page_colors(composer: Composer) -> dict[str, str]:
    """The colors that all pages of a publication share, by what they are for there, and all others by their
    names: a packet's page shows those of every program.
    """
    color = composer.publication.brand.color
    roles = {"paper": color.background, "ink": color.foreground, "grey": color.secondary}
    roles |= {"rule": color.tertiary, "light": color.light}
    return {**color.palette, **{name: color.palette[known] for name, known in roles.items()}}


def web_stylesheet(composer: Composer) -> tuple[str, dict[str, Path]]:
    """The stylesheet of all pages, and the typefaces that it names, by their addresses."""
    layouts, brand = composer.layouts, composer.publication.brand
    faces = layouts.typefaces(brand)
    known = {"brand": brand, "families": families_of(faces), "instead": faces.instead}
    text, _ = render(layouts.environment(FALLBACK), _STYLES, shown(known))
    return f"{font_faces(faces)}\n{text}", dict(layouts.type_of(brand)[2])
