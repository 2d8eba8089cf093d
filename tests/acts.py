"""Acts that need two people: proposed over the real socket, enrolled and approved on the pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from app.services.officer.accounts.passwords import hash_password
from app.storage.case_records import SealedHeader, add_record
from crypto.sealing import new_file_key
from tests.browse import Browser, Form, Page
from tests.key_holders import Office, proof_in

PASSWORD = "a-first-password"
PASSWORD_HASH = hash_password(PASSWORD)
NEW_ACCOUNT = "li03"


@dataclass(slots=True)
class Proposed:
    """An act that waits."""

    act_id: str
    page: str
    enrol_page: str = ""


@dataclass(slots=True)
class ActOffice:
    """An office whose officers come together for an act, each in a browser of their own."""

    office: Office
    phrases: dict[str, str] = field(default_factory=dict)
    """Those that were made in this test, by account."""
    _numbers: Iterator[int] = field(default_factory=count)

    def propose(self, kind: str, **values: Any) -> Proposed:  # noqa: ANN401  JSON's
        answer = self.office.client.ask("propose_act", kind=kind, **values)
        return Proposed(answer["act"], answer["page"], answer.get("enrol_page", ""))

    def propose_adding(
        self, organ_id: str = "group", account: str = NEW_ACCOUNT, role: str = "case_officer"
    ) -> Proposed:
        return self.propose(
            "add_officer",
            organ_id=organ_id,
            account=account,
            name="李新",
            role=role,
            password_hash=PASSWORD_HASH,
            proposed_by="root",
        )

    def status(self, act: Proposed) -> dict[str, Any]:
        return self.office.client.ask("act_status", act=act.act_id)

    def browser(self) -> Browser:
        return Browser(self.office.page.client.application.test_client())

    def enrol(self, act: Proposed, account: str = NEW_ACCOUNT) -> Page:
        """Make a phrase, write it down, and type the two words back."""
        browser = self.browser()
        shown = browser.send(browser.get(act.enrol_page).form("/enrol"))
        self.phrases[account] = " ".join(phrase_on(shown))
        return browser.send(type_back(shown, phrase_on(shown)))

    def phrase(self, account: str) -> str:
        return self.phrases.get(account) or self.office.phrase(account)

    def filled(self, act: Proposed, account: str, phrase: str = "") -> tuple[Browser, Form]:
        """An approver's browser, and the form of the act before it is sent."""
        browser = self.browser()
        form = browser.get(act.page).form("/approve")
        return browser, form.fill(account=account, phrase=phrase or self.phrase(account))

    def approve(self, act: Proposed, account: str, phrase: str = "") -> Page:
        browser, form = self.filled(act, account, phrase)
        return browser.send(form)

    def approve_all(self, act: Proposed, *accounts: str) -> Page:
        """Approve one after the other; give what the last one sees."""
        pages = [self.approve(act, account) for account in accounts]
        return pages[-1]

    def unlock(self, account: str) -> str:
        """Unlock with a phrase that was made here, or at the installation; give the token."""
        begun = self.office.client.begin_unlock(account)
        proof = proof_in(self.office.page.post(begun.ticket, self.phrase(account)))
        return self.office.client.claim_unlock(begun.ticket, begun.claim, proof).token

    def reads(self, token: str, organ_id: str = "group") -> bool:
        """Whether a token opens what is sealed to the organ's newest key now."""
        number = f"QF-{next(self._numbers):04}-0000-00"
        file_key = new_file_key()
        header = self.office.header(organ_id, file_key)
        holder = self.office.holder
        newest = holder.organ(organ_id).generation
        with holder.casework.begin() as session:
            row = SealedHeader(organ_id, newest, header)
            add_record(session, number, organ_id, b"sealed", [row])
        return self.office.client.unwrap(token, "read", [(number, header)]) == [file_key]

    def acts(self) -> list[tuple[str, str]]:
        """Who did what, since the installation was made."""
        return [(account, act) for account, act, _, _ in self.office.log()]


def phrase_on(page: Page) -> list[str]:
    """The phrase in words, as a page shows it."""
    words = [e.text for e in page.all("li") if re.fullmatch("[a-z]+", e.text)]
    assert len(words) == 8, page.text
    return words


def backup_on(page: Page) -> list[str]:
    """The printed shares of a paper backup, as a page shows them."""
    lists = page.all("ol", class_="code")
    words = [e.text for e in page.all("li") if re.fullmatch("[a-z]+", e.text)]
    size = len(words) // len(lists)
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def type_back(page: Page, words: list[str]) -> Any:  # noqa: ANN401  a form
    """The form with the two words that it asks for."""
    [label] = [e.text for e in page.all("label", **{"for": "typed"})]
    places = [int(number) for number in re.findall(r"\d+", label)]
    return page.form("/enrol").fill(typed=" ".join(words[place - 1] for place in places))
