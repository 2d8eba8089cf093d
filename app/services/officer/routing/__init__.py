"""Leads and messages on their way to another organ."""
