"""File keys for an officer's token: of one case at a time, at a rate, and of no recused case."""
