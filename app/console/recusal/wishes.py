"""What the reporter asks, where no officer was found by it: above all else, for who can do it."""

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.lead.sections import Column, Lead, View, section
from app.services.officer.recusal.read_wishes import read_open_wishes
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS


@section(
    "wishes",
    _l("The reporter asks to keep somebody away"),
    "lead_wishes.html",
    order=5,
    column=Column.TOP,
    roles=MAY_RECUSE_OTHERS,
)
def show(lead: Lead) -> View | None:
    """Nothing, where the report asks for nobody, or all of them were found."""
    wishes = read_open_wishes(desk(), lead.officer, lead.content)
    return {"wishes": wishes} if wishes else None
