"""The beginning of every Flask app of ours: closed, translated, without a trace."""

from pathlib import Path
from typing import Literal

from flask import Flask, Response
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.services.office_time import keep_office_time
from app.settings import Settings
from app.web.error_table import register_errors
from app.web.form_request import FormRequest
from app.web.headers import set_headers
from app.web.languages import register_languages
from app.web.static_files import register_static_files

_ROOT = Path(__file__).parents[2]
CSRF_HOURS = 24
"""An upload over Tor takes hours; the token must outlive it."""

AppName = Literal["public", "console", "key-holder"]


def new_app(name: AppName, settings: Settings) -> Flask:
    """A Flask app with its own key, cookie, templates and headers.

    Raises:
        SettingsError: its secret key is not there.
    """
    app = Flask(
        f"app.{name}",
        # Flask would read each file anew, and from a folder beside the module.
        static_folder=None,
        instance_path=str(settings.instance),
        template_folder=None,
    )
    keep_office_time(settings)
    app.request_class = FormRequest
    app.config.update(
        SECRET_KEY=settings.secret_key(name),
        WTF_CSRF_TIME_LIMIT=CSRF_HOURS * 3600,
        # A reporter's browser sends no referrer, on purpose.
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict" if name == "public" else "Lax",
        **_cookie(name, settings),
    )
    folders = [_ROOT / "templates" / name.replace("-", "_"), _ROOT / "templates" / "shared"]
    app.jinja_loader = FileSystemLoader(folders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        # Only for the limits: they count networks, and our own front is none.
        proxied = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # as Flask's own guide does
    register_static_files(app)
    register_languages(app)
    register_errors(app)
    app.after_request(set_headers)
    app.add_url_rule("/healthz", "healthz", lambda: Response("ok\n", mimetype="text/plain"))
    return app


def protect_forms(app: Flask) -> None:
    """Ask every form for its token. Called after the limits, so that these are judged first."""
    CSRFProtect(app)


def _cookie(name: AppName, settings: Settings) -> dict[str, object]:
    url = {
        "public": settings.public_url,
        "console": settings.console_url,
        "key-holder": settings.key_holder_url,
    }[name]
    secure = url.startswith("https:")
    # On loopback the three share a host, and a browser keeps cookies apart by host, not by port.
    short = {"public": "t", "console": "c", "key-holder": "k"}[name]
    return {
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_NAME": f"__Host-{short}" if secure else short,
        "SESSION_COOKIE_PATH": "/",
    }
