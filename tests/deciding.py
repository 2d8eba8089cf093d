"""Officers who decide on a lead through the pages: a step, an approval, the auditor's part."""

from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.services.officer.lead.record import Record, open_record
from app.services.officer.lead.triage_case import Triage, triage_case
from app.services.officer.queue.open_batch import list_sealed, open_batch
from tests.browse import Browser, Page
from tests.make import APPROVER, CASE_OFFICER, GROUP, INTAKE_OFFICER
from tests.officers import Officers

AUDITOR = "audit01"
STUDY = {"minutes_number": "〔2026〕12号", "held_on": "2026-11-12", "attendants": "甲\n乙\n丙"}


def open_one(officers: Officers) -> str:
    """Open the one sealed report, and give it to the case officer; its number."""
    [number] = list_sealed(officers.desk, GROUP)
    open_batch(officers.desk, officers.acting())
    about = open_record(officers.desk, officers.acting(), number)[1].category
    found = Triage(about, None, danger=False, evidence_at_risk=False, assigned_to=CASE_OFFICER)
    triage_case(officers.desk, officers.acting(), number, found)
    return number


def read(officers: Officers, number: str) -> Record:
    """A lead's record."""
    return open_record(officers.desk, officers.acting(APPROVER), number)[1]


def take(browser: Browser, number: str, step: str, **values: str) -> Page:
    """Take a step on its own page."""
    address = f"/cases/{number}/decide/{step}"
    return browser.send(browser.get(address).form(address).fill(**values))


def approve(browser: Browser, number: str, act: str = "approve") -> Page:
    """Press the button that decides, on the lead's page."""
    page = browser.get(f"/cases/{number}")
    return browser.send(page.form(f"/cases/{number}/{act}"))


class Team:
    """The group's three officers, each at a browser, and a lead between them."""

    def __init__(self, officers: Officers, number: str) -> None:
        self.officers, self.number = officers, number
        self.intake = officers.unlock(INTAKE_OFFICER)
        self.case = officers.unlock(CASE_OFFICER)
        self.approver = officers.unlock(APPROVER)

    def decide(self, browser: Browser, step: str, **values: str) -> Record:
        """Propose by a step, and let the approver agree."""
        page = take(browser, self.number, step, **values)
        assert page.url == f"/cases/{self.number}", page.text
        page = approve(self.approver, self.number)
        assert page.url == f"/cases/{self.number}", page.text
        return self.record

    @property
    def record(self) -> Record:
        """The lead's record."""
        return read(self.officers, self.number)

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.record.status

    def accept(self) -> None:
        """Accept it."""
        self.decide(self.intake, "accept", reason="属实体线索")

    def verify(self) -> None:
        """Accept it, and verify it."""
        self.accept()
        self.decide(
            self.case, "dispose", target="preliminary_verification", reason="具体可查", **STUDY
        )

    def conclude(self, conclusion: str, **values: str) -> None:
        """Verify it, and let it end."""
        self.verify()
        self.decide(self.case, "conclude", conclusion=conclusion, reason="核查完毕", **values)


def sign_in_auditor(officers: Officers) -> Browser:
    """A browser of an auditor, who has no key to unlock."""
    officers.add(AUDITOR, Role.AUDITOR)
    return officers.enter(AUDITOR)
