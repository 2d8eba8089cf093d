"""The floor: the least that the same stack can do for a reporter.

The same templates, forms, translations, gunicorn and database settings; but one row in clear, no
crypto, no limits, no sealed upload, no headers. Started as `python -m bench.floor FOLDER`.
"""

import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app, render_template
from flask_babel import Babel
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemLoader
from sqlalchemy import String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.domain.lifecycle import PublicWord
from app.public.forms import MessageForm, ReportForm, StatusForm
from app.serve.one_app import Server, gunicorn_options
from app.settings import Settings, load_settings
from app.storage.database import Database, open_database
from app.web.choices import choices_of
from app.web.languages import file_size, format_date
from app.web.static_files import register_static_files

_ROOT = Path(__file__).parents[1]
ORGANS = choices_of([("group", "驻厅纪检监察组"), ("superior", "省纪委监委")])

_SEALING = {"server": True, "max_files": 5}
"""The floor's browser seals nothing."""
_OUTLOOK = {"by": None, "late": False, "mailbox_until": None}

pages = Blueprint("public", __name__)


class FloorBase(DeclarativeBase):
    """The one table."""


class Row(FloorBase):
    """A report, as it was typed."""

    __tablename__ = "reports"

    row_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    narrative: Mapped[str] = mapped_column(Text)


class PlainReportForm(ReportForm):
    """The same questions; Werkzeug's own parser has taken care of the files."""

    def validate_attachments(self, _field: object) -> None:
        """Anything will do."""


class PlainStatusForm(StatusForm):
    """The same form, whose code is not of twelve words."""

    def validate_access_code(self, _field: object) -> None:
        """Anything will do."""


def create_floor(settings: Settings) -> Flask:
    """The floor app."""
    app = Flask("floor", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key("public"), WTF_CSRF_SSL_STRICT=False)
    folders = [_ROOT / "templates" / "public", _ROOT / "templates" / "shared"]
    app.jinja_loader = FileSystemLoader(folders)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    translations = str(_ROOT / "app" / "translations")
    Babel(app, default_locale="zh_Hans_CN", default_translation_directories=translations)
    register_static_files(app)
    app.context_processor(_words)
    database = open_database(settings, "intake")
    FloorBase.metadata.create_all(database.engine)
    # Connections are not to be shared with the processes that gunicorn forks.
    database.engine.dispose()
    app.extensions["floor"] = database
    CSRFProtect(app)
    app.register_blueprint(pages)
    return app


def _words() -> dict[str, Any]:
    return {
        "lang": "zh-Hans-CN",
        "other_language_url": "?lang=en",
        "format_date": format_date,
        "file_size": file_size,
        "product_name": _("Qingfeng"),
        "exit_url": "#",
        "clean_max_mib": 32,
        "max_file_mib": 2048,
        "sealing": _SEALING,
    }


@pages.get("/report")
def report() -> str:
    """The form."""
    form = PlainReportForm(organ="group")
    form.organ.choices = ORGANS
    form.access_code.data = secrets.token_hex(16)
    return render_template(
        "report.html",
        form=form,
        waiting_files=[],
        max_files=5,
        narrative_max=20_000,
        try_again_at=None,
    )


@pages.post("/report")
def send_report() -> str:
    """Parse it and commit one row."""
    form = PlainReportForm()
    form.organ.choices = ORGANS
    if not form.validate():
        return "no"
    with _database().begin() as session:
        session.add(Row(row_id=form.access_code.data, narrative=form.narrative.data))
    return "kept"


@pages.get("/status")
def status() -> str:
    """The empty status form."""
    return render_template(
        "status_form.html",
        form=StatusForm(),
        not_found=False,
        try_again_at=None,
    )


@pages.post("/status")
def show_status() -> str:
    """Find one row by its key and show the page."""
    code = PlainStatusForm().access_code.data
    with _database().read() as session:
        row = session.get(Row, code)
    assert row  # noqa: S101  the load asks for what it sent
    form = MessageForm()
    form.offer(PublicWord.RECEIVED, asked=False)
    form.access_code.data = row.row_id
    return render_template(
        "status.html",
        case_number="QF-0000-0000-00",
        word="received",
        word_text="received",
        word_explanation="",
        received_on=date(2026, 1, 5),
        opened_on=None,
        next_release="08:00",
        schedule="daily",
        messages=[],
        sealed_replies=[],
        replies_missing=False,
        outlook=_OUTLOOK,
        next_step_text="",
        asks_satisfaction=False,
        message_max=10_000,
        wordless="",
        form=form,
        sent=False,
        waiting_files=[],
    )


def _nothing() -> str:
    return ""


for _path, _endpoint in (
    ("/", "information"),
    ("/safety", "safety"),
    ("/report/confirm", "confirm_code"),
    ("/report/save", "save_code"),
    ("/status/message", "message"),
):
    pages.add_url_rule(_path, _endpoint, _nothing, methods=["GET", "POST"])


def _database() -> Database:
    database: Database = current_app.extensions["floor"]
    return database


def main() -> None:
    """Serve the floor with the very settings of gunicorn that the product serves with."""
    settings = load_settings(Path(sys.argv[1]))
    Server(create_floor(settings), gunicorn_options("public", settings)).run()


if __name__ == "__main__":
    main()
