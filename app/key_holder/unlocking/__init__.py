"""From an officer's phrase to an organ's key that lies open: alone, or with colleagues."""
