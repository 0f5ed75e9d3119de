"""**typeset**: a composed document becomes a proof. The only importer of the engine; must not know content.

Importing this package costs what importing WeasyPrint costs, about 0.3 s of CPU: import it where pages are really set.
"""

from brochure.typeset.engine import EngineError, typeset
from brochure.typeset.pictures import prepared
from brochure.typeset.styles import style_of as load_style
from brochure.typeset.styles import warm_up

__all__ = ["EngineError", "load_style", "prepared", "typeset", "warm_up"]
