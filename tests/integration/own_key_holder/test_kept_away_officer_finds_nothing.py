"""Every address of the console that takes a lead's number, by officers who are kept away from it.

The table must name every such address: one that is new and has no line here fails. Each is tried
empty, and filled in so that only the recusal can be what refuses it. The answer must be the one
that a recusal gives, before anything else is looked at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from app.domain.inspections import Inspection
from app.domain.notes import Hand, Note
from app.domain.people import CasePerson, Part
from app.domain.roles import Role
from app.domain.tasks import Task
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.lead.amend_record import amend_record
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings
from tests.browse import Browser
from tests.deciding import Team, take
from tests.integration.test_who_may_enter import WHO
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    INTAKE_OFFICER,
    TODAY,
    OpenApp,
    make_case,
)
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import OwnOfficers, own_officers

KEPT_AWAY = "kept away, and nothing else"
ENTRY = "1" * 16
WORDS = {"text": "密", "reason": "密", "seen": "", "account": CASE_OFFICER, "sure": "y"}
OFFICERS = {
    Role.CASE_OFFICER: CASE_OFFICER,
    Role.APPROVER: APPROVER,
    Role.INTAKE_OFFICER: INTAKE_OFFICER,
}

ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "GET /cases/<case_number>": {},
    "GET /cases/<case_number>/files/<item_id>": {},
    "GET /cases/<case_number>/files/<item_id>/content": {},
    "GET /cases/<case_number>/files/<item_id>/thumbnail": {},
    "GET /cases/<case_number>/files/<item_id>/original": {},
    "POST /cases/<case_number>/exports/<place>": {},
    "POST /cases/<case_number>/triage": {"category": "other"},
    "POST /cases/<case_number>/reply": {"language": "zh", "template": ""},
    "POST /cases/<case_number>/recuse": {},
    "POST /cases/<case_number>/statement": {},
    "POST /cases/<case_number>/lift": {},
    "POST /cases/<case_number>/lift/agree": {"proposal": ENTRY},
    "POST /cases/<case_number>/lift/end": {"proposal": ENTRY},
    "POST /cases/<case_number>/hint-aside": {"words": "王处长"},
    "GET /cases/<case_number>/extract": {},
    "POST /cases/<case_number>/extract": {"do": "save"},
    "POST /cases/<case_number>/notes": {},
    "POST /cases/<case_number>/notes/<note_id>/retract": {},
    "POST /cases/<case_number>/tasks": {"due_on": "2027-01-04"},
    "POST /cases/<case_number>/tasks/<task_id>/close": {"state": "done", "note": "密"},
    "POST /cases/<case_number>/people": {"part": "subject", "name": "赵某"},
    "POST /cases/<case_number>/people/<person_id>/promote": {},
    "POST /cases/<case_number>/people/<person_id>/remove": {},
    "POST /cases/<case_number>/people/<person_id>/reveal": {},
    "POST /cases/<case_number>/policy-line": {"criterion": "no", "grounds": "密"},
    "POST /cases/<case_number>/risk": {"level": "high", "reasons": "密"},
    "POST /cases/<case_number>/suspicion/confirm": {},
    "POST /cases/<case_number>/suspicion/refuse": {},
    "POST /cases/<case_number>/inspections": {"who": "二室", "place": "城南"},
    "POST /cases/<case_number>/inspections/none": {},
    "POST /cases/<case_number>/inspections/<inspection_id>/result": {"result": "密"},
    "POST /cases/<case_number>/join": {"main": "QF-0000-0000-00"},
    "POST /cases/<case_number>/separate": {},
    "GET /cases/<case_number>/decide/<step_name>": {},
    "POST /cases/<case_number>/decide/<step_name>": {},
    "POST /cases/<case_number>/approve": {},
    "POST /cases/<case_number>/approve-again": {},
    "POST /cases/<case_number>/refuse": {},
    "POST /cases/<case_number>/withdraw": {},
    "POST /cases/<case_number>/archive": {},
}
"""What a form is filled in with, beside `WORDS`."""
NO_KEY = {
    "GET /samples/<number>/<case_number>": "the key-holder asks the recusals for auditors as well",
    "POST /archiving/<case_number>": "by a sheet without content; an auditor works on no lead",
}
"""Addresses with a number that only auditors may enter, who open no lead by their own key."""
OWN_ACTS = {"GET /account": "what one has done oneself, from the log"}
VALUES = {
    "<item_id>": "2" * 32,
    "<step_name>": "export",
    "<place>": "0",
    "<kind>": "list",
    "<note_id>": ENTRY,
    "<task_id>": ENTRY,
    "<person_id>": ENTRY,
    "<inspection_id>": ENTRY,
}


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def officers(
    installation: Installation, settings: Settings, open_console: OpenApp
) -> Iterator[OwnOfficers]:
    console = open_console()
    console.register_error_handler(OfficerRecusedError, lambda _error: (KEPT_AWAY, 404))
    with own_officers(console, installation, settings) as officers:
        yield officers


@dataclass(frozen=True)
class Walker:
    """An officer who is kept away, and tries everything."""

    browser: Browser
    token: str
    number: str

    def tries(self, route: str, filled: Mapping[str, str]) -> tuple[int, str]:
        """What comes of it."""
        method, _, path = route.partition(" ")
        for name, value in {**VALUES, "<case_number>": self.number}.items():
            path = path.replace(name, value)
        data = {"csrf_token": self.token, **filled} if method == "POST" else None
        response = self.browser.client.open(path, method=method, data=data)
        return response.status_code, response.get_data(as_text=True)


@pytest.fixture
def lead(officers: OwnOfficers, intake_desk: IntakeDesk) -> str:
    """A lead with something of everything, urgent, for which everybody has something to do."""
    make_case(intake_desk)
    [number] = case_numbers(press_open_batch(officers.unlock()))
    hand = Hand(TODAY, INTAKE_OFFICER, "")
    people = (CasePerson(ENTRY, Part.MENTIONED, hand, "赵某"),)
    tasks = tuple(
        Task(f"{place}" * 16, hand, "密", account, "", TODAY)
        for place, account in enumerate(OFFICERS.values(), 1)
    )
    amend_record(
        officers.desk,
        officers.acting(),
        number,
        lambda record: replace(
            record,
            danger=True,
            assigned_to=CASE_OFFICER,
            notes=(Note(ENTRY, hand, "密"),),
            tasks=tasks,
            people=people,
            inspections=(Inspection(ENTRY, hand, (), who="二室", day=TODAY),),
            stated=dict.fromkeys(OFFICERS.values(), TODAY),
        ),
        act="triaged",
    )
    take(Team(officers, number).intake, number, "accept", reason="属实体线索")
    return number


@pytest.fixture
def walkers(officers: OwnOfficers, lead: str) -> dict[Role, Walker]:
    """The officers of the group, kept away from it; a newcomer is not, so it is no stuck lead."""
    officers.add("new01", Role.CASE_OFFICER)
    client = officers.office.client
    for account in OFFICERS.values():
        client.recuse(officers.token(INTAKE_OFFICER), lead, account)
    made = {}
    for role, account in OFFICERS.items():
        browser = officers.unlock(account)
        token = Browser.get(browser, "/queue").form("/lock").value("csrf_token")
        made[role] = Walker(browser, token, lead)
    return made


def test_table_names_every_address_that_takes_a_number() -> None:
    assert {route for route in WHO if "<case_number>" in route} == ADDRESSES.keys() | NO_KEY.keys()


def test_each_address_gives_nothing_to_who_is_kept_away(walkers: dict[Role, Walker]) -> None:
    for route, values in ADDRESSES.items():
        for role in WHO[route] & walkers.keys():
            for filled in ({}, {**WORDS, **values}):
                answer = walkers[role].tries(route, filled)
                assert answer == (404, KEPT_AWAY), (role, route, filled)


def test_lists_show_nothing_of_it(walkers: dict[Role, Walker], lead: str) -> None:
    lists = {
        route
        for route, roles in WHO.items()
        if route.startswith("GET") and "<case_number>" not in route and roles & walkers.keys()
    }
    for route in sorted(lists - OWN_ACTS.keys()):
        for role in WHO[route] & walkers.keys():
            status, text = walkers[role].tries(route, {})
            assert status in (200, 303, 403, 404), (role, route)
            assert lead not in text, (role, route)


def test_it_is_assigned_by_nobody_who_is_kept_away(
    walkers: dict[Role, Walker], officers: OwnOfficers, lead: str
) -> None:
    """Nor can the answer tell it from a lead that is none."""
    walker = walkers[Role.INTAKE_OFFICER]
    pages = []
    for number in (lead, "QF-0000-0000-00"):
        walker.tries("POST /queue/assign", {"case": number, "to": APPROVER})
        page = walker.tries("GET /queue", {})[1].replace(number, "")
        # A token says in which second it was made.
        pages.append(re.sub(r'name="csrf_token" value="[^"]*"', "", page))
    assert pages[0] == pages[1]
    assert not [
        act for _, act, case, _ in officers.office.log() if (act, case) == ("assigned", lead)
    ]
