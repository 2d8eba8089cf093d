"""One lead's page."""
