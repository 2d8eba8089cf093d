"""What all Flask apps share: factory, headers, error table, languages, limits, sealed uploads.

Imports `app.services` and below; knows no page of any app.
"""
