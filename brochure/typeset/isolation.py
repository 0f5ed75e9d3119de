"""What the engine sees of this machine: no font but the publication's, no file but those that a document brings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import unquote

#: Without this the engine would fall back to whatever fonts the machine has: other bytes on every machine.
_NO_SYSTEM_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""


def hide_system_fonts() -> None:
    """Points fontconfig to an empty configuration; to be called before the engine is imported."""
    folder = Path(gettempdir()) / f"brochure-fontconfig-{os.getuid() if hasattr(os, 'getuid') else 0}"
    folder.mkdir(mode=0o700, exist_ok=True)
    config = folder / "fonts.conf"
    text = _NO_SYSTEM_FONTS.format(cache=folder / "cache")
    if not config.exists() or config.read_text("utf-8") != text:
        fresh = config.with_suffix(f".{os.getpid()}")
        fresh.write_text(text, "utf-8")
        fresh.replace(config)
    os.environ["FONTCONFIG_FILE"] = str(config)


def read_asset(address: str, assets: Mapping[str, Path | bytes]) -> bytes:
    """What stands behind an address; anything that the document did not bring is refused."""
    asset = assets.get(unquote(address))
    if asset is None:
        raise PermissionError(f"{address} is not part of the publication")
    return asset if isinstance(asset, bytes) else asset.read_bytes()
