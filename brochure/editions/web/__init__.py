"""**web**: composed documents become pages on the web: the same words, dressed for screens of any width.

    page = web_page("programs/drawing.html", frame, [document], around, colors)

Takes what was composed for print and a frame; gives bytes, and says which words got lost. Must not know
templates, content or where files stand.
"""

from brochure.editions.web.dressing import needed_pictures
from brochure.editions.web.page_making import (
    FeedEntry,
    WebPage,
    broken_links,
    feed,
    program_data,
    server_files,
    sitemap,
    web_page,
)
from brochure.editions.web.surroundings import Around, SizedPicture, page_colors

__all__ = [
    "Around",
    "FeedEntry",
    "SizedPicture",
    "WebPage",
    "broken_links",
    "feed",
    "needed_pictures",
    "page_colors",
    "program_data",
    "server_files",
    "sitemap",
    "web_page",
]
