"""What the search's own codes are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.similarity import Likeness
from app.services.officer.search.lead_text import Source
from app.web.labels import Label

SOURCES: Mapping[Source, Label] = {
    Source.REPORT: _l("Report"),
    Source.SUBJECT: _l("Subject"),
    Source.MESSAGE: _l("Message"),
    Source.REPLY: _l("Reply"),
    Source.EXTRACT: _l("Extract"),
    Source.NOTE: _l("Note"),
}
LIKENESSES: Mapping[Likeness, Label] = {
    Likeness.FILE: _l("the same file"),
    Likeness.SUBJECT: _l("the same name as subject"),
    Likeness.DAY_AND_PLACE: _l("the same place on the same day"),
    Likeness.UNIT_AND_PLACE: _l("the same unit at the same place"),
    Likeness.REGULARS: _l("at least two of the same regular guests"),
}
