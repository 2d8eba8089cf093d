"""Search over opened leads, and leads that may be about the same matter."""
