"""One module and one function for each thing a person does, in one transaction each.

Imports `app.storage`, `app.domain`, `app.settings` and `crypto`; knows no request and no page.
"""
