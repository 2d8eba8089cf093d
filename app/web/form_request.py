"""What every app of ours is sent: forms, and nothing else."""

from flask import Request


class FormRequest(Request):
    """A request whose fields are a form's: JSON in their place would bring other types with it."""

    @property
    def is_json(self) -> bool:
        """Never: Flask-WTF asks this before it takes a body for JSON."""
        return False
