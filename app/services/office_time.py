"""The office's time, as its settings have it: one calendar and one set of clocks for a process."""

from app.domain.deadlines import keep_spans
from app.domain.spans import read_spans
from app.domain.working_days import keep_calendar, read_days
from app.settings import Settings


def keep_office_time(settings: Settings) -> None:
    """Let this process count by the settings' holidays, make-up days and spans: at its start."""
    keep_calendar(read_days(settings.holidays), read_days(settings.make_up_days))
    keep_spans(read_spans(settings.clocks))
