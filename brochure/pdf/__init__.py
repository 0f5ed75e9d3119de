"""The one PDF layer: files, objects, content, typefaces and colors. Must not know any publication."""
