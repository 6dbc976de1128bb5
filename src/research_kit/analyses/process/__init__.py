"""The way through the project: waits, drop-out, attendance, meetings, phases, stock and flow (METHODS 4)."""
