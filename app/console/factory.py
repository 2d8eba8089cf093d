"""The console app."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from urllib.parse import urlsplit

from flask import Flask

from app import console
from app.console.accounts.entering import add_throttle
from app.console.blueprint import pages
from app.console.channels.incoming import INTAKE_DESK, let_files_in, receiver_of_files
from app.console.files.addresses import ENCODING, MESSAGE, PART
from app.domain.release import parse_release_schedule
from app.rendering.printer import NotPrintedError
from app.rendering.renderer import Renderer
from app.services.envelopes import EnvelopeError
from app.services.officer.accounts.authenticator import derive_seed_key
from app.services.officer.accounts.passkeys import relying_party
from app.services.officer.accounts.terms import SignInTerms
from app.services.officer.audit.check_chain import CheckpointNotThereError
from app.services.officer.desk import CaseNotHeldError, NotPermittedError, OfficeDesk, Retention
from app.services.officer.index.open_indexes import OpenIndexes
from app.services.officer.jobs import Jobs
from app.services.officer.key_holder_client import (
    KeyHolderClient,
    KeyHolderUnavailableError,
    KeyUseRefusedError,
    NoKeyError,
    OfficerRecusedError,
)
from app.services.officer.lead.reply_to_reporter import ReplyNotPossibleError
from app.services.reporter.clean_file import open_cleaner
from app.services.reporter.desk import IntakeDesk
from app.settings import MEBIBYTE, Settings
from app.storage.database import open_database
from app.storage.payloads import PayloadStore
from app.storage.schema import check_schema
from app.web.error_table import answer_with
from app.web.factory import new_app, protect_forms
from app.web.headers import FORM_TARGETS, MEDIA
from app.web.languages import KEPT_IN_ADDRESS
from app.web.limits import NetworkLimits
from app.web.sealed_uploads import JUDGE, MAX_FIELDS_BYTES, MAX_PARTS, SealedUploadRequest

_MAX_FORM_BYTES = 1024 * 1024
_MEANINGS: dict[type[Exception], int] = {
    NotPermittedError: 403,
    CaseNotHeldError: 404,
    CheckpointNotThereError: 404,
    ReplyNotPossibleError: 502,
    NoKeyError: 403,
    KeyUseRefusedError: 403,
    # As for a lead of another organ: nothing says that it is there.
    OfficerRecusedError: 404,
    KeyHolderUnavailableError: 503,
    NotPrintedError: 503,
    EnvelopeError: 502,
}


def create_console_app(settings: Settings) -> Flask:
    """The app that serves officers.

    Raises:
        SettingsError: what is missing.
        SchemaError: a database is of another version.
        RosterError: there is no roster that the pinned key signed.
    """
    app = new_app("console", settings)
    app.request_class = SealedUploadRequest
    app.config.update(
        MAX_CONTENT_LENGTH=_MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FIELDS_BYTES,
        MAX_FORM_PARTS=MAX_PARTS,
    )
    desk = open_desk(settings)
    desk.roster()
    desk.intake.engine.dispose()
    limits = NetworkLimits(app, settings.limit_storage)
    holder = urlsplit(settings.key_holder_url)
    app.extensions |= {
        "desk": desk,
        INTAKE_DESK: open_intake_desk(settings, desk),
        JUDGE: receiver_of_files,
        "settings": settings,
        MEDIA: True,
        KEPT_IN_ADDRESS: (MESSAGE, PART, ENCODING),
        # The button that unlocks leads to the key-holder's own page.
        FORM_TARGETS: (f"{holder.scheme}://{holder.netloc}",),
    }
    add_throttle(app, limits, settings)
    for meaning, status in _MEANINGS.items():
        answer_with(app, meaning, status)
    # Before the token of a form is looked for, which reads it.
    app.before_request(let_files_in)
    protect_forms(app)
    _import_pages()
    app.register_blueprint(pages)
    return app


def _import_pages() -> None:
    # Each module below this package adds its pages to the blueprint when it is imported.
    for module in walk_packages(console.__path__, f"{console.__name__}."):
        import_module(module.name)


def open_intake_desk(settings: Settings, desk: OfficeDesk) -> IntakeDesk:
    """The intake zone as reports come into it: for leads that officers enter."""
    return IntakeDesk(
        desk.intake,
        desk.payloads,
        desk.roster_pin,
        desk.schedule,
        desk.clock,
        settings.max_files,
        settings.max_file_mib * MEBIBYTE,
        open_cleaner(settings.clean_max_mib * MEBIBYTE),
    )


def open_desk(settings: Settings) -> OfficeDesk:
    """Both zones, their schemas checked."""
    intake, casework = open_database(settings, "intake"), open_database(settings, "casework")
    check_schema(intake, "intake")
    check_schema(casework, "casework")
    casework.engine.dispose()
    key_holder = KeyHolderClient(settings.key_holder_socket())
    return OfficeDesk(
        intake,
        casework,
        PayloadStore(settings.zone("intake") / "payloads"),
        settings.roster_pin,
        parse_release_schedule(settings.release),
        lambda: datetime.now(UTC),
        key_holder,
        SignInTerms(
            derive_seed_key(settings.secret_key("console")),
            relying_party(settings.console_url),
            timedelta(hours=settings.sign_in_hours),
            timedelta(minutes=settings.sign_in_idle_minutes),
        ),
        OpenIndexes(key_holder),
        Jobs(),
        Retention(settings.retention_years * 12, settings.retention_of_not_accepted_months),
        Renderer(settings.preview_max_mib * MEBIBYTE),
    )
