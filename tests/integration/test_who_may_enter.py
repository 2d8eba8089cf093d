"""Every address of the console as every role, as nobody, and as who has only typed a password.

The table must name every route: one that is new and has no line here fails. What stands in for each
view only says that it was reached, so that nothing but the way to it is tested.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.console.blueprint import asks_again
from app.domain.roles import Role
from tests.browse import Browser
from tests.make import APPROVER, CASE_OFFICER, INTAKE_OFFICER
from tests.officers import Officers

EVERYBODY = frozenset(Role)
LEADS = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER})
WRITING = LEADS - {Role.APPROVER}
INTAKE = frozenset({Role.INTAKE_OFFICER})
APPROVERS = frozenset({Role.APPROVER})
AUDITORS = frozenset({Role.AUDITOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ANYONE: frozenset[Role] = frozenset()

WHO: dict[str, frozenset[Role]] = {
    "GET /": EVERYBODY,
    "GET /login": ANYONE,
    "POST /login": ANYONE,
    "GET /invitation": ANYONE,
    "POST /invitation": ANYONE,
    "POST /invitation/accept": ANYONE,
    "GET /login/second-factor": EVERYBODY,
    "POST /login/second-factor": EVERYBODY,
    "GET /login/set-up": EVERYBODY,
    "POST /login/set-up": EVERYBODY,
    "POST /logout": EVERYBODY,
    "POST /second-factor": EVERYBODY,
    "GET /account": EVERYBODY,
    "GET /account/password": EVERYBODY,
    "POST /account/password": EVERYBODY,
    "POST /account/sign-out-elsewhere": EVERYBODY,
    "POST /account/forget-devices": EVERYBODY,
    "GET /account/authenticator": EVERYBODY,
    "POST /account/authenticator": EVERYBODY,
    "POST /account/authenticator/remove": EVERYBODY,
    "GET /account/passkey": EVERYBODY,
    "POST /account/passkey": EVERYBODY,
    "POST /account/passkey/remove": EVERYBODY,
    "POST /account/recovery-codes": EVERYBODY,
    "GET /admin/accounts": ADMINISTRATORS,
    "GET /admin/accounts/invite": ADMINISTRATORS,
    "POST /admin/accounts/invite": ADMINISTRATORS,
    "GET /admin/accounts/<account>": ADMINISTRATORS,
    "POST /admin/accounts/<account>/role": ADMINISTRATORS,
    "POST /admin/accounts/<account>/block": ADMINISTRATORS,
    "POST /admin/accounts/<account>/unblock": ADMINISTRATORS,
    "POST /admin/accounts/<account>/reset": ADMINISTRATORS,
    "POST /admin/accounts/<account>/remove": ADMINISTRATORS,
    "GET /admin/notice": ADMINISTRATORS,
    "POST /admin/notice": ADMINISTRATORS,
    "POST /admin/notice/reset": ADMINISTRATORS,
    "GET /queue": LEADS,
    "POST /queue/open": INTAKE,
    "POST /unlock": LEADS,
    "GET /unlock/return": LEADS,
    "POST /lock": LEADS,
    "GET /cases/new": WRITING,
    "POST /cases/new": WRITING,
    "GET /cases/<case_number>": LEADS,
    "GET /cases/<case_number>/files/<item_id>": LEADS,
    "GET /cases/<case_number>/files/<item_id>/content": LEADS,
    "GET /cases/<case_number>/files/<item_id>/thumbnail": LEADS,
    "GET /cases/<case_number>/files/<item_id>/original": LEADS,
    "POST /cases/<case_number>/exports/<place>": LEADS,
    "POST /cases/<case_number>/triage": INTAKE,
    "POST /cases/<case_number>/reply": LEADS - {Role.APPROVER},
    "POST /cases/<case_number>/recuse": LEADS,
    "POST /cases/<case_number>/statement": LEADS,
    "POST /cases/<case_number>/hint-aside": INTAKE | APPROVERS,
    "GET /handing-on": INTAKE | APPROVERS,
    "POST /handing-on/propose": INTAKE | APPROVERS,
    "POST /handing-on/agree": APPROVERS,
    "GET /interests": LEADS,
    "POST /interests": LEADS,
    "POST /interests/compare": LEADS,
    "POST /interests/withdraw": LEADS,
    "POST /cases/<case_number>/lift": INTAKE | APPROVERS,
    "POST /cases/<case_number>/lift/agree": APPROVERS,
    "POST /cases/<case_number>/lift/end": INTAKE | APPROVERS,
    "GET /cases": LEADS,
    "POST /queue/assign": INTAKE,
    "GET /search": LEADS,
    "POST /search": LEADS,
    "GET /queue/progress/<kind>": LEADS,
    "GET /queue/progress/<kind>/numbers": LEADS,
    "POST /queue/progress/batch/cancel": INTAKE,
    "POST /queue/views/save": LEADS,
    "POST /queue/views/delete": LEADS,
    "GET /cases/<case_number>/extract": LEADS,
    "POST /cases/<case_number>/extract": LEADS,
    "GET /audit": AUDITORS,
    "GET /audit/chain": AUDITORS,
    "POST /audit/checkpoint": AUDITORS,
    "GET /audit/checkpoints/<organ_id>/<number>": AUDITORS,
    "GET /audit/checkpoints/<organ_id>/<number>/download": AUDITORS,
    "POST /audit/verify": AUDITORS,
    "GET /samples": AUDITORS | APPROVERS,
    "POST /samples": AUDITORS,
    "GET /samples/<number>/<case_number>": AUDITORS,
    "POST /samples/<number>/release": APPROVERS,
    "GET /figures": LEADS | AUDITORS,
    "GET /pressing": LEADS,
    "POST /pressing": LEADS,
    "GET /figures/download": LEADS | AUDITORS,
    "POST /figures/keep": LEADS | AUDITORS,
    "GET /notices": LEADS,
    "POST /notices": LEADS,
    "POST /cases/<case_number>/notes": LEADS,
    "POST /cases/<case_number>/notes/<note_id>/retract": LEADS,
    "GET /tasks": LEADS,
    "POST /cases/<case_number>/tasks": LEADS,
    "POST /cases/<case_number>/tasks/<task_id>/close": LEADS,
    "POST /cases/<case_number>/people": WRITING,
    "POST /cases/<case_number>/people/<person_id>/promote": WRITING,
    "POST /cases/<case_number>/people/<person_id>/remove": WRITING,
    "POST /cases/<case_number>/people/<person_id>/reveal": WRITING,
    "POST /cases/<case_number>/policy-line": WRITING,
    "POST /cases/<case_number>/risk": WRITING,
    "POST /cases/<case_number>/suspicion/confirm": WRITING,
    "POST /cases/<case_number>/suspicion/refuse": WRITING,
    "POST /cases/<case_number>/inspections": WRITING,
    "POST /cases/<case_number>/inspections/none": WRITING,
    "POST /cases/<case_number>/inspections/<inspection_id>/result": WRITING,
    "POST /cases/<case_number>/join": INTAKE,
    "POST /cases/<case_number>/separate": INTAKE,
    "GET /cases/<case_number>/decide/<step_name>": LEADS,
    "POST /cases/<case_number>/decide/<step_name>": LEADS,
    "POST /cases/<case_number>/approve": LEADS,
    "POST /cases/<case_number>/approve-again": LEADS,
    "POST /cases/<case_number>/refuse": LEADS,
    "POST /cases/<case_number>/withdraw": LEADS,
    "POST /cases/<case_number>/archive": frozenset({Role.APPROVER}),
    "GET /archiving": frozenset({Role.AUDITOR}),
    "POST /archiving/<case_number>": frozenset({Role.AUDITOR}),
}
"""Who may enter; no role at all is anyone."""

BEFORE_THE_SECOND_FACTOR = {
    "GET /login/second-factor",
    "POST /login/second-factor",
    "GET /login/set-up",
    "POST /login/set-up",
    "POST /logout",
}
WITH_THE_SECOND_FACTOR_AGAIN = {
    "GET /account/password",
    "POST /account/password",
    "GET /account/authenticator",
    "POST /account/authenticator",
    "POST /account/authenticator/remove",
    "GET /account/passkey",
    "POST /account/passkey",
    "POST /account/passkey/remove",
    "POST /account/recovery-codes",
    "POST /cases/<case_number>/exports/<place>",
    "POST /cases/<case_number>/lift/agree",
    "POST /handing-on/agree",
    "POST /admin/accounts/invite",
    "POST /admin/accounts/<account>/role",
    "POST /admin/accounts/<account>/block",
    "POST /admin/accounts/<account>/unblock",
    "POST /admin/accounts/<account>/reset",
    "POST /admin/accounts/<account>/remove",
    "POST /cases/<case_number>/approve-again",
}
ACCOUNTS = {
    Role.INTAKE_OFFICER: INTAKE_OFFICER,
    Role.CASE_OFFICER: CASE_OFFICER,
    Role.APPROVER: APPROVER,
    Role.STATISTICIAN: "count01",
    Role.AUDITOR: "audit01",
    Role.ADMINISTRATOR: "admin01",
}
REACHED = "reached"


@pytest.fixture
def database() -> str:
    return "sqlite"


@dataclass(frozen=True)
class Walker:
    """Somebody who tries every address."""

    browser: Browser
    token: str

    def tries(self, route: str) -> str:
        """What comes of it: `reached`, a status, or where one is led."""
        method, _, rule = route.partition(" ")
        path = rule.replace("<", "").replace(">", "").replace("case_number", "QF-0000-0000-00")
        data = {"csrf_token": self.token} if method == "POST" else None
        response = self.browser.client.open(path, method=method, data=data)
        if response.status_code == 303:
            return urlsplit(response.headers["Location"]).path
        if response.status_code == 200:
            return response.get_data(as_text=True)
        asked = "second_factor_code" in response.get_data(as_text=True)
        return "asked again" if asked else str(response.status_code)


Walkers = Callable[..., Walker]


@pytest.fixture
def walker(officers: Officers) -> Walkers:
    """Walkers by role or, without one, nobody; from the first on each view only says `reached`."""
    for role in (Role.STATISTICIAN, Role.AUDITOR, Role.ADMINISTRATOR):
        officers.add(ACCOUNTS[role], role)
    token_form = Browser(officers.app.test_client())
    token = token_form.get("/login").form("/login").value("csrf_token")
    with token_form.client.session_transaction() as cookie:
        secret = cookie["csrf_token"]
    _replace_views(officers.app)

    def make(role: Role | None = None, **changes: object) -> Walker:
        browser = Browser(officers.app.test_client())
        if role:
            browser = officers.enter(ACCOUNTS[role], **changes)
        with browser.client.session_transaction() as cookie:
            cookie["csrf_token"] = secret
        return Walker(browser, token)

    return make


def _replace_views(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        # With the marks of the view: `wraps` copies them.
        app.view_functions[endpoint] = wraps(view)(lambda **_values: REACHED)


def test_table_names_every_route(officers: Officers) -> None:
    routes = {
        f"{method} {rule.rule}"
        for rule in officers.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in ("static", "healthz")
    }
    assert routes == set(WHO)


def test_marks_are_those_of_the_table(officers: Officers) -> None:
    views = officers.app.view_functions
    marked = {
        f"{method} {rule.rule}"
        for rule in officers.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if asks_again(views[rule.endpoint])
    }
    assert marked == WITH_THE_SECOND_FACTOR_AGAIN


@pytest.mark.parametrize("role", Role)
def test_each_role_enters_what_is_its_own(walker: Walkers, role: Role) -> None:
    officer = walker(role)
    for route, roles in WHO.items():
        expected = REACHED if roles == ANYONE or role in roles else "403"
        assert officer.tries(route) == expected, route


def test_nobody_enters_without_signing_in(walker: Walkers) -> None:
    nobody = walker()
    for route, roles in WHO.items():
        assert nobody.tries(route) == (REACHED if roles == ANYONE else "/login"), route


@pytest.mark.parametrize("role", [Role.INTAKE_OFFICER, Role.ADMINISTRATOR])
def test_a_password_alone_opens_the_second_step_only(walker: Walkers, role: Role) -> None:
    halfway = walker(role, shown_at=None)
    for route, roles in WHO.items():
        is_open = roles == ANYONE or route in BEFORE_THE_SECOND_FACTOR
        assert halfway.tries(route) == (REACHED if is_open else "/login/second-factor"), route


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.ADMINISTRATOR])
def test_after_a_while_the_second_factor_is_asked_for_again(
    walker: Walkers, officers: Officers, role: Role
) -> None:
    officer = walker(role, shown_at=officers.desk.clock() - timedelta(minutes=5))
    for route in sorted(WITH_THE_SECOND_FACTOR_AGAIN):
        expected = "asked again" if role in WHO[route] else "403"
        assert officer.tries(route) == expected, route


def test_no_form_works_without_its_token(walker: Walkers) -> None:
    officer = walker(Role.ADMINISTRATOR)
    forged = Walker(officer.browser, "")
    for route in WHO:
        if route.startswith("POST"):
            assert forged.tries(route) == "400", route
