"""The key-holder: the one process in which organs' keys lie open, for a limited time.

Imports `app.web` and below, and `crypto` with `crypto.group_key`; knows neither `app.console` nor
`app.public`. It gives out file keys and signatures, never a key of an organ.
"""
