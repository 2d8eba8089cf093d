"""Two languages, Chinese first. The choice travels in the address: no cookie tells of it."""

import math
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date as babel_format_date
from flask import Flask, current_app, request, url_for
from flask_babel import Babel, get_locale, to_user_timezone
from flask_babel import gettext as _

CHINESE = "zh_Hans_CN"
ENGLISH = "en"
_PARAMETER = "lang"
KEPT_IN_ADDRESS = "kept_in_address"
"""The key in `app.extensions` of what else an app's addresses carry from one language to the other.
"""
_KILO = 1024
_UNITS = ("KB", "MB", "GB")


def register_languages(app: Flask) -> None:
    """Choose the language of each request, and keep it in every address that the app makes."""
    Babel(
        app,
        default_locale=CHINESE,
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(Path(__file__).parents[1] / "translations"),
        locale_selector=chosen_language,
    )

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint not in ("static", "healthz") and chosen_language() == ENGLISH:
            values.setdefault(_PARAMETER, ENGLISH)

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "lang": "en" if chosen_language() == ENGLISH else "zh-Hans-CN",
            "other_language_url": _other_language_url(),
            "format_date": format_date,
            "format_moment": format_moment,
            "file_size": file_size,
            "product_name": _("Qingfeng"),
        }


def chosen_language() -> str:
    """English where the address asks for it, else Chinese."""
    return ENGLISH if request and request.args.get(_PARAMETER) == ENGLISH else CHINESE


def address_elsewhere(url: str, **query: str) -> str:
    """An address of another of our apps, in the language of this page."""
    if chosen_language() == ENGLISH:
        query[_PARAMETER] = ENGLISH
    return f"{url}?{urlencode(query)}" if query else url


def format_date(day: date) -> str:
    """A day as the reader's language writes it."""
    return babel_format_date(day, format="long", locale=get_locale())


def format_moment(moment: datetime) -> str:
    """A day and its time, to the minute, as the office's clocks show it."""
    office = to_user_timezone(moment)
    return f"{format_date(office.date())} {office:%H:%M}"


def file_size(length_bytes: int) -> str:
    """A length in the unit that reads best."""
    if length_bytes < _KILO:
        return f"{length_bytes} B"
    power = min(int(math.log(length_bytes, _KILO)), len(_UNITS))
    return f"{length_bytes / _KILO**power:.1f} {_UNITS[power - 1]}"


def _other_language_url() -> str:
    """Where the page stands in the other language; empty where it cannot be opened anew."""
    other = None if chosen_language() == ENGLISH else ENGLISH
    names = current_app.extensions.get(KEPT_IN_ADDRESS, ())
    values: dict[str, Any] = {_PARAMETER: other} | {name: request.args.get(name) for name in names}
    if request.endpoint not in (None, "static") and request.method == "GET":
        return url_for(request.endpoint, **values | (request.view_args or {}))
    # What answers a form is not to be fetched anew: its reader starts at the page of its address,
    # where there is one.
    methods = current_app.url_map.bind("").allowed_methods(request.path)
    if methods and "GET" not in methods:
        return ""
    return "?" + urlencode({name: value for name, value in values.items() if value})
