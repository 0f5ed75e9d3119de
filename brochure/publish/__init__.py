"""**publish**: finished files go out whole or not at all, and the manifest last.

`Shelf` is the folder of a season and an edition; `write_whole` and `machine_errors` are for whoever else
writes files. Must not know what is in them.
"""

from brochure.publish.shelf import MANIFEST, Shelf, machine_errors, write_whole

__all__ = ["MANIFEST", "Shelf", "machine_errors", "write_whole"]
