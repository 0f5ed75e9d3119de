"""Nothing is done twice: results are kept by the hash of exactly what went into them.

Must not know what is done.

Whether something has to be made is known without what makes it: what this face gives imports next to
nothing.
"""

from brochure.build.cache.store import Size, Store, clear, keep_below, used
from brochure.build.cache.unchanged import FolderMemory, build_changed, seen

__all__ = ["FolderMemory", "Size", "Store", "build_changed", "clear", "keep_below", "seen", "used"]
