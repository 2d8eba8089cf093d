"""Every page says who may enter it, and every form that stores or looks up has a limit."""

import re

import pytest
from flask import Flask

from app.console.blueprint import entrance
from app.public.incoming import limit_of
from app.web.factory import CSRF_HOURS
from tests.make import OpenApp


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def apps(open_public: OpenApp, open_console: OpenApp) -> list[Flask]:
    return [open_public(), open_console()]


def test_every_console_view_names_its_entrance(open_console: OpenApp) -> None:
    app = open_console()
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in ("static", "healthz"):
            assert entrance(app.view_functions[rule.endpoint]) is not None, rule.endpoint


def test_only_sign_in_and_invitation_are_open_to_anyone(open_console: OpenApp) -> None:
    app = open_console()
    views = app.view_functions.items()
    assert {name for name, view in views if entrance(view) == frozenset()} == {
        "console.login",
        "console.send_login",
        "console.invitation",
        "console.send_invitation",
        "console.send_accept",
    }


def test_every_public_form_has_a_limit(open_public: OpenApp) -> None:
    app = open_public()
    forms = [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ())]
    with app.app_context():
        unlimited = {r.endpoint for r in forms if limit_of(r.endpoint) is None}
    # Saving shows again what its form brought, and looks nothing up.
    assert unlimited == {"public.save_code"}


def test_addresses_are_short_words(apps: list[Flask]) -> None:
    for app in apps:
        for rule in app.url_map.iter_rules():
            assert re.fullmatch(r"(/([a-z-]+|<(path:)?[a-z_]+>))*/?", rule.rule), rule.rule


def test_forms_are_guarded(apps: list[Flask]) -> None:
    for app in apps:
        assert app.config.get("WTF_CSRF_" + "ENABLED", True)
        assert app.config["WTF_CSRF_TIME_LIMIT"] == CSRF_HOURS * 3600
        assert not app.config["TESTING"]
        assert not app.debug
        assert app.extensions["csrf"]._exempt_views == set()  # noqa: SLF001
        assert app.extensions["csrf"]._exempt_blueprints == set()  # noqa: SLF001


def test_apps_share_no_key_cookie_or_state(apps: list[Flask]) -> None:
    public, console = apps
    assert public.secret_key != console.secret_key
    assert public.config["SESSION_COOKIE_NAME"] != console.config["SESSION_COOKIE_NAME"]
    for name in ("desk", "settings", "limit_sign_in", "limit_submit"):
        both = [app.extensions.get(name) for app in apps]
        assert both[0] is None or both[0] is not both[1], name
