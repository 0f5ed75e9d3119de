"""Drawings from data: pure geometry, given as SVG text without words (words are set by the layouts).

Takes numbers and colors; must not know content, layouts or the engine. Lengths are points.
"""
