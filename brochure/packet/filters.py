"""What a stream holds once it is unpacked. What is not plainly deflated, and what is very large, is left to pypdf."""

from __future__ import annotations

import zlib
from contextlib import suppress

from brochure.packet.foreign import unpacked
from brochure.packet.objects import Stream

#: Bytes; what is larger is left to pypdf, which has limits of its own.
_LARGEST = 50_000_000


def decoded(stream: Stream) -> bytes:
    """A stream's data, uncompressed. Raises pypdf's errors, `NotImplementedError` and `ValueError`."""
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        inflater = zlib.decompressobj()
        with suppress(zlib.error):
            data = inflater.decompress(stream.data, _LARGEST)
            if inflater.eof:
                return data
    return unpacked(stream) if "/Filter" in stream else stream.data
