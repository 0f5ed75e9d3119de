"""Printable brochures from structured content: one PDF per program, and one packet of them all."""

from pathlib import Path

__version__ = "0.1.0"


def shipped(folder: str) -> Path:
    """`layouts` or `fonts` as they come with the package: inside the wheel, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder
