"""Printable brochures from structured content: one PDF per program, and one packet of them all."""

__version__ = "0.1.0"
