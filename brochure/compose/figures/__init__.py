"""**figures**: drawings from data, each with a text alternative made from the same data.

The geometry takes numbers and colors and gives SVG without words; `Drawings` knows content. Lengths are
points. Must not know layouts or the engine.
"""

from brochure.compose.figures.drawings import Drawings, Figure

__all__ = ["Drawings", "Figure"]
