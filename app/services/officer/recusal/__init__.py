"""Who is kept away from which lead."""
