"""What an officer had typed in a form that could not be saved: it is given back, never lost."""

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.fields.core import UnboundField

from app.console.forms import LineField


def typed_words() -> list[str]:
    """What stands in the fields for an officer's own words, of whatever form was sent."""
    names = dict.fromkeys(_names(FlaskForm))
    texts = (text for name in names for text in request.form.getlist(name))
    return [text for text in texts if text.strip()]


def _names(form: type[Any]) -> Iterator[str]:
    for name, field in vars(form).items():
        if isinstance(field, UnboundField) and issubclass(
            field.field_class, TextAreaField | LineField
        ):
            yield name
    for kind in form.__subclasses__():
        yield from _names(kind)
