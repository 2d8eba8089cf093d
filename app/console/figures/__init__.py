"""Daily figures, for the superior's officers."""
