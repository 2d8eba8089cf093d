"""Signing how far the audit log is: by hand and daily, never against what was signed before."""
