"""Keeping an officer away from a lead."""
