"""Figures drawn as SVG: two drawings of each, themed by the page, readable without eyes."""
