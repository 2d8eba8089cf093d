"""Leads that came by another way than the public form: entered at the console, sealed alike."""
