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
    "Apply", "Block", "Brand", "BrandPress", "Chapter", "Contact", "Dial", "Event", "Fact", "Format", "Group", "Insert", "Institution", "Item",
    "KeyDate", "Line", "Match", "Office", "Packet", "Person", "Picture", "Program", "Prose", "Publication", "Review", "Season",
    "Section", "SectionBody", "SectionUse", "Settings", "Stage", "Take", "Term", "Testimonial", "Text", "Welcome",
]
