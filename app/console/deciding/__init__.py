"""Deciding on a lead: what can be done, one page a step, and what waits for approval."""
