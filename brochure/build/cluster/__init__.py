"""Workers on other machines: those of a Dask scheduler. Must not know what a task is about.

A task travels with the hashes of the files that it takes instead of paths. Each file is sent to the
scheduler once, as a task of its own that they depend on; workers have it from one another and write it to a
folder of their own, so that nothing relies on a disk that machines share. Dask gives one whose worker is
lost, and the files that were lost with it, to another one.
"""

from brochure.build.cluster.client import Cluster

__all__ = ["Cluster"]
