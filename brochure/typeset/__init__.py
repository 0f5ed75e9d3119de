"""**typeset**: a composed document becomes a proof. The only importer of the engine; must not know content.

Importing this package costs what importing WeasyPrint costs: import it where pages are really set. Raises
`MachineError` where a version is installed that does not fit.
"""

from brochure.typeset.conditions import hide_system_fonts

hide_system_fonts()

from brochure.typeset.engine import EngineError, lay_out, typeset, warm_up  # noqa: E402
from brochure.typeset.photographs import prepared  # noqa: E402

__all__ = ["EngineError", "lay_out", "prepared", "typeset", "warm_up"]
