"""Deciding on a lead: by one who proposes and another who agrees."""
