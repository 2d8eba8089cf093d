"""Pages about an officer's own account."""
