"""Cryptography of Qingfeng: bytes in, bytes out.

Nothing here imports the application, a web framework, a database or a clock. Only
`app.services` and `app.key_holder` may import this package.
"""
