"""Property tests judge results, not times: a busy machine must not fail one."""

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
