"""The institution's logo as a document prints it: which file, how large, and whether on a plate of light.

Takes the institution and the ground; gives what a template needs. Must not know layouts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from brochure.model import Institution, Logo, Text, is_told, logo_size, worst_contrast
from brochure.pdf import picture_colors, picture_proportion

#: Square points that a logo takes, and the most that it is wide and high.
AREA, WIDEST, HIGHEST = 2600.0, 150.0, 46.0
#: Free room around a logo on a plate, as a share of its height.
_CLEAR: Final = 0.3


@dataclass(frozen=True)
class PlacedLogo:
    """A logo of a size in points; `clear` is the room around it within its plate, 0 where it has none."""

    file: Text
    alt: Text
    width: float
    height: float
    clear: float


def placed_logo(
    institution: Institution,
    content: Path,
    ground: str,
    area: float = AREA,
    widest: float = WIDEST,
    highest: float = HIGHEST,
) -> PlacedLogo | None:
    """The logo for a ground: the one that can be told from it whole, or else the logo on a plate."""
    dark, light = institution.logo, institution.logo_light
    wanted = [one for one in (light, dark) if one] if _is_dark(ground) else [dark] if dark else []
    for logo in wanted:
        if is_told(worst_contrast(picture_colors(_data(content, logo)), ground)):
            return _placed(logo, content, area, widest, highest, 0)
    if not dark:
        return _placed(light, content, area, widest, highest, 0) if light and _is_dark(ground) else None
    return _placed(dark, content, area, widest, highest, _CLEAR if _is_dark(ground) else 0)


def _is_dark(ground: str) -> bool:
    return worst_contrast([("#FFFFFF", 1)], ground) > worst_contrast([("#000000", 1)], ground)


def _placed(
    logo: Logo, content: Path, area: float, widest: float, highest: float, clear: float
) -> PlacedLogo:
    proportion = picture_proportion(_data(content, logo))
    inside = 1 + 2 * clear
    width, height = logo_size(proportion, area, widest, highest / inside)
    width, height = round(width, 2), round(height, 2)
    return PlacedLogo(logo.file, logo.alt, width, height, round(clear * height, 2))


def _data(content: Path, logo: Logo) -> bytes:
    return (content / str(logo.file)).read_bytes()
