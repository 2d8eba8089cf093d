"""The age v1 file format, one module a section of the specification (c2sp.org/age).

Imports nothing of the rest of `crypto`, so that it can be read, tested and reused alone.
"""
