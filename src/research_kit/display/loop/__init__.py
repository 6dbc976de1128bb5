"""The loop on the board's page: what was decided and what came of it, and what is new and certain (METHODS 11)."""
