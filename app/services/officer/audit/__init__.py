"""What an auditor does: read the log, verify it, have it signed."""
