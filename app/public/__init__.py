"""The app that anyone reaches: one module a page, their forms beside them.

Imports `app.web` and `app.services.reporter`; the group's key and officers' work are out of reach.
"""
