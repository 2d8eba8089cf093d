"""What every app of ours is sent: forms, and nothing else."""

from flask import Request

from app.web.field_words import FieldWords


class FormRequest(Request):
    """A request whose fields are a form's: JSON in their place would bring other types with it."""

    wtforms_translations = FieldWords()
    """Where Flask-WTF looks first for what WTForms says; else it reads a catalogue each time."""

    @property
    def is_json(self) -> bool:
        """Never: Flask-WTF asks this before it takes a body for JSON."""
        return False
