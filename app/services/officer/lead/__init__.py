"""One lead: its record, what was reported, what was said, what was found."""
