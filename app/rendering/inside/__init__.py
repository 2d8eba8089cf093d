"""What runs in the two rooms: `reading` opens a hostile file, `writing` encodes what it saw.

Both run under the system's own Python. The first gives raw points, raw sound and plain text, never
a format that anything has to parse; the second never sees the file.
"""
