"""Plain tables of counts, from any source: protected together, and attacked together with all earlier ones."""
