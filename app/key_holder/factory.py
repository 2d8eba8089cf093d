"""The key-holder's app, and what runs beside its page."""

from urllib.parse import urlsplit

from flask import Flask

from app.key_holder.acts.approve import approve_pages
from app.key_holder.acts.enrol import enrol_pages
from app.key_holder.checkpoints.daily import start_daily_checkpoints
from app.key_holder.holder import KeyHolder, open_key_holder, start_sweep
from app.key_holder.operations import answer
from app.key_holder.socket_server import SocketServer
from app.key_holder.unlocking.key_ring import KeyTimes
from app.key_holder.unlocking.unlock import pages
from app.settings import Settings
from app.web.factory import new_app, protect_forms
from app.web.headers import FORM_TARGETS
from app.web.limits import NetworkLimits

_MAX_FORM_BYTES = 16 * 1024


def create_key_holder_app(settings: Settings, times: KeyTimes | None = None) -> Flask:
    """The app with the unlock page. It holds no key before `start_key_holder`.

    Args:
        settings: the installation's.
        times: how long keys stay open; the settings' where not given.

    Raises:
        SettingsError: what is missing.
        SchemaError: a database is of another version.
    """
    app = new_app("key-holder", settings)
    app.config.update(MAX_CONTENT_LENGTH=_MAX_FORM_BYTES, MAX_FORM_MEMORY_SIZE=_MAX_FORM_BYTES)
    limits = NetworkLimits(app, settings.limit_storage)
    console = urlsplit(settings.console_url)
    app.extensions |= {
        "key_holder": open_key_holder(settings, times),
        "settings": settings,
        "limit_wrong_phrases": limits.of("unlock", settings.limit_sign_in),
        # After its phrase, the form leads back to the console.
        FORM_TARGETS: [f"{console.scheme}://{console.netloc}"],
    }
    protect_forms(app)
    for blueprint in (pages, approve_pages, enrol_pages):
        app.register_blueprint(blueprint)
    return app


def start_key_holder(app: Flask) -> SocketServer:
    """Begin to answer the console, to lock by itself, and to sign a checkpoint a day.

    Called once, in the process that will hold the keys, its memory guarded already.
    """
    holder: KeyHolder = app.extensions["key_holder"]
    settings: Settings = app.extensions["settings"]
    start_sweep(holder)
    start_daily_checkpoints(holder)
    server = SocketServer(settings.key_holder_socket(), lambda request: answer(holder, request))
    server.start()
    return server
