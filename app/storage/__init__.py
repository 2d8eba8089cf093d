"""Rows and bytes: models, queries, the payload store. Never sees plaintext.

Imports `app.domain` and `app.settings` only.
"""
