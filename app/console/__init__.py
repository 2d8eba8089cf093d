"""The app of the discipline team: one module a page. Never on the internet; holds no key.

Imports `app.web` and `app.services.officer`.
"""
