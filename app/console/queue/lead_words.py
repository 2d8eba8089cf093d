"""A lead's facts in words, for every page that names them."""

from flask_babel import gettext as _

from app.web import labels


def category_text(category: object) -> str:
    """What a lead is about, or that nobody said."""
    return str(labels.CATEGORIES[category]) if category else _("not said")  # type: ignore[index]


def circle_type_text(circle_type: object) -> str:
    """In whose name a circle gathers, where it was said."""
    return str(labels.CIRCLE_TYPES[circle_type]) if circle_type else ""  # type: ignore[index]
