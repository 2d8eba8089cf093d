"""Notices by e-mail: that something waits, and how much; never what."""
