"""What the superior's officers do with daily figures."""
