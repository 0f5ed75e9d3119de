"""**seasons**: from nothing to a first season, and from one season to the next.

Content in, content out: `starter` gives the files of a publication to start from. Must not know where
they go.
"""

from brochure.seasons.starter_files import starter

__all__ = ["starter"]
