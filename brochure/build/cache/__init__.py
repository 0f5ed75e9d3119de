"""Nothing is done twice: results are kept by the hash of exactly what went into them. Must not know what is done.

Nothing here imports the engine or a PDF library: whether something has to be made is known without them.
"""
