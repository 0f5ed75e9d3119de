"""What a publication is: frozen models, every field described, unknown keys refused. Must not know files."""

from brochure.model.brand import Brand, BrandPress
from brochure.model.format import Format, Take
from brochure.model.parts import (
    Block,
    Contact,
    Dial,
    Event,
    Fact,
    KeyDate,
    Match,
    Office,
    Person,
    Picture,
    SectionBody,
    Term,
    Testimonial,
)
from brochure.model.printer import GRAVITIES, Gravity, Length, Printer
from brochure.model.publication import (
    Apply,
    Chapter,
    Group,
    Insert,
    Institution,
    Packet,
    Program,
    Publication,
    Review,
    Season,
    Section,
    SectionUse,
    Settings,
    Stage,
    Welcome,
)
from brochure.model.text import Item, Line, Prose, Text

__all__ = [
    "GRAVITIES", "Apply", "Block", "Brand", "BrandPress", "Chapter", "Contact", "Dial", "Event", "Fact", "Format", "Gravity", "Group",
    "Insert", "Institution", "Item", "KeyDate", "Length", "Line", "Match", "Office", "Packet", "Person", "Picture", "Printer", "Program",
    "Prose", "Publication", "Review", "Season", "Section", "SectionBody", "SectionUse", "Settings", "Stage", "Take", "Term",
    "Testimonial", "Text", "Welcome",
]
