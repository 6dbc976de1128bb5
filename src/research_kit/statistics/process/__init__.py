"""How a process runs over time and between units: control charts, changes in a series, stock and flow, ratios."""
