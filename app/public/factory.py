"""The public app."""

from datetime import UTC, datetime

from flask import Flask

from app.domain.release import parse_release_schedule
from app.public import (  # noqa: F401  they add their pages
    information,
    receipt,
    replace_code,
    report,
    status,
    upload,
)
from app.public.blueprint import pages
from app.public.incoming import judge_limits
from app.public.ready_form import ReadyForms
from app.public.sealing import SEALING
from app.public.upload import choose_receiver
from app.services.notice import RecentNotice
from app.services.reporter.clean_file import open_cleaner
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_piece import ON_ITS_WAY_BYTES
from app.services.roster import load_roster
from app.settings import MEBIBYTE, Settings
from app.storage.database import open_database
from app.storage.payloads import RESERVE_BYTES, PayloadStore
from app.storage.schema import check_schema
from app.web.factory import new_app, protect_forms
from app.web.headers import VOICE
from app.web.languages import KEPT_IN_ADDRESS
from app.web.limits import NetworkLimits
from app.web.sealed_uploads import JUDGE, MAX_FIELDS_BYTES, MAX_PARTS, SealedUploadRequest

_LOOPBACK_FACTOR = 20
"""How many times the limit of a network those share who come by an onion service."""


def create_public_app(settings: Settings) -> Flask:
    """The app that serves reporters.

    Raises:
        SettingsError: what is missing.
        SchemaError: the database is of another version.
        RosterError: there is no roster that the pinned key signed.
    """
    app = new_app("public", settings)
    app.request_class = SealedUploadRequest
    app.config.update(
        MAX_CONTENT_LENGTH=(settings.max_files * settings.max_file_mib + 1) * MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=MAX_FIELDS_BYTES,
        MAX_FORM_PARTS=MAX_PARTS,
    )
    desk = open_desk(settings)
    limits = NetworkLimits(app, settings.limit_storage, loopback_factor=_LOOPBACK_FACTOR)
    app.extensions |= {
        "desk": desk,
        "settings": settings,
        "limit_submit": limits.of("submit", settings.limit_submit),
        "limit_upload": limits.of("upload", settings.limit_upload),
        "limit_status": limits.of("status", settings.limit_status),
        JUDGE: choose_receiver,
        "ready_forms": ReadyForms(),
        VOICE: True,
        "recent_notice": RecentNotice(),
        KEPT_IN_ADDRESS: (SEALING,),
    }
    # Limits first, then the token: both are judged before a file is stored.
    app.before_request(judge_limits)
    protect_forms(app)
    app.register_blueprint(pages)
    app.context_processor(lambda: {"exit_url": settings.exit_url})
    return app


def open_desk(settings: Settings) -> IntakeDesk:
    """The intake zone, its schema and roster checked."""
    database = open_database(settings, "intake")
    check_schema(database, "intake")
    with database.read() as session:
        load_roster(session, settings.roster_pin)
    # Connections are not to be shared with the processes that gunicorn forks.
    database.engine.dispose()
    threads = settings.public_workers * settings.public_threads
    reserve_bytes = RESERVE_BYTES + threads * ON_ITS_WAY_BYTES
    return IntakeDesk(
        database,
        PayloadStore(settings.zone("intake") / "payloads", reserve_bytes=reserve_bytes),
        settings.roster_pin,
        parse_release_schedule(settings.release),
        lambda: datetime.now(UTC),
        settings.max_files,
        settings.max_file_mib * MEBIBYTE,
        open_cleaner(settings.clean_max_mib * MEBIBYTE),
    )
