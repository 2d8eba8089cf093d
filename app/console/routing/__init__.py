"""Routing a lead to a unit, on its page."""
