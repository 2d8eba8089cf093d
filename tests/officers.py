"""Officers at the console: signed in by its page, unlocked by the real key-holder's page."""

import secrets
import time
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from flask import Flask

from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyHolderLockedError
from app.services.operator.create_installation import Installation
from app.services.operator.new_organs import OfficerCredentials
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.present_code import new_access_code
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from app.storage.casework import Officer
from app.storage.officers import find_officer
from app.storage.organ_keys import list_shares_of
from app.storage.signing_in import SignIn
from crypto.group_key import OrganKey
from tests.browse import Browser, Form, Page
from tests.make import GROUP, INTAKE_OFFICER
from tests.rotation import HeldRows, keys_in
from tests.second_factors import plant_authenticators, show_second_factor
from tests.servers import post_form

Tokens = dict[str, str]
"""The tokens of accounts that have unlocked, as tests come to need them."""
_LONGEST_TEST_SECONDS = 300


# The lowest first, so that order of arrival is not the order of work.
LEADS = {
    "P4": {"category": "other"},
    "P3": {"category": "private_power_base"},
    "P2": {"category": "drinking_circle"},
    "P1": {"category": "drinking_circle", "payer": "business_person"},
    "P0": {"category": "retaliation"},
}


class OfficersBrowser(Browser):
    """A browser of somebody with no conflict of interest, who says so wherever it is asked."""

    def get(self, path: str, **options: str) -> Page:
        page = super().get(path, **options)
        return super().get(path, **options) if self._states(page) else page

    def send(self, form: Form) -> Page:
        page = super().send(form)
        if not self._states(page):
            return page
        # Asked instead of what was sent, or only at the page to which that led.
        return (
            super().send(form) if page.url == urlsplit(form.action).path else super().get(page.url)
        )

    def _states(self, page: Page) -> bool:
        forms = [e.form for e in page.all("form") if e.form]
        asked = [f for f in forms if urlsplit(f.action).path.endswith("/statement")]
        return bool(asked and super().send(asked[0]))


class Officers:
    """The officers of one instance.

    Each account types its phrase once a run (that costs a scrypt); later tests take over its token.
    """

    def __init__(
        self, app: Flask, installation: Installation, settings: Settings, tokens: Tokens
    ) -> None:
        self.app = app
        self._installation = installation
        self._settings = settings
        self._tokens = tokens

    @property
    def desk(self) -> OfficeDesk:
        """What an officer's services work with."""
        desk: OfficeDesk = self.app.extensions["desk"]
        return desk

    def credentials(self, account: str) -> OfficerCredentials:
        """What an officer knows."""
        return next(o for o in self._installation.officers if o.account == account)

    def sign_in(
        self,
        account: str = INTAKE_OFFICER,
        *,
        app: Flask | None = None,
        address: str = "127.0.0.1",
    ) -> Browser:
        """A browser in which the officer has signed in, here or at another console."""
        return sign_in(app or self.app, account, self.credentials(account).password, address)

    def enter(self, account: str = INTAKE_OFFICER, **changes: object) -> Browser:
        """A browser of an officer who has signed in, without the pages for it.

        Args:
            account: whose.
            changes: of the sign-in, as its row has them.
        """
        token = secrets.token_urlsafe(32)
        now = self.desk.clock()
        values: dict[str, object] = {
            "token_hash": sha256(token.encode()).digest(),
            "account": account,
            "began_at": now,
            "used_at": now,
            "shown_at": now,
            "ends_at": now + timedelta(hours=10),
        }
        with self.desk.casework.begin() as session:
            session.add(SignIn(**values | changes))
        browser = OfficersBrowser(self.app.test_client())
        with browser.client.session_transaction() as cookie:
            cookie["sign_in"] = token
        return browser

    def unlock(self, account: str = INTAKE_OFFICER) -> Browser:
        """A browser of an officer who has signed in and unlocked, without the pages for either."""
        browser = self.enter(account)
        with browser.client.session_transaction() as cookie:
            cookie["unlock"] = self.token(account)
        return browser

    def add(self, account: str, role: Role, *, organ_id: str = GROUP) -> None:
        """One more account, with an authenticator app and without a key."""
        with self.desk.casework.begin() as session:
            session.add(
                Officer(
                    account=account,
                    name=account,
                    role=role,
                    organ_id=organ_id,
                    password_hash="",
                    recipient="",
                    sealed_identity=b"",
                )
            )
        plant_authenticators(self._settings, [account])

    def token(self, account: str) -> str:
        """The token that an unlocking by the key-holder's page gives.

        Where nobody worked for a quarter of an hour the key has locked itself: then it is typed
        again, as an officer would.
        """
        if not self._holds(self._tokens.get(account)):
            ticket = self.desk.key_holder.begin_unlock(account)
            proof = self.type_phrase(account, ticket.ticket).partition("?proof=")[2]
            key = self.desk.key_holder.claim_unlock(ticket.ticket, ticket.claim, proof)
            self._tokens[account] = key.token
        return self._tokens[account]

    def _holds(self, token: str | None) -> bool:
        try:
            return (
                token is not None
                and self.desk.key_holder.status(token).idle_seconds_left > _LONGEST_TEST_SECONDS
            )
        except KeyHolderLockedError:
            return False

    def forget_token(self, account: str = INTAKE_OFFICER) -> None:
        """The officer locked the key: the next one to need it types the phrase again."""
        self._tokens.pop(account, None)

    def lock_all(self) -> None:
        """Nobody whose phrase was typed for a test holds a key any more."""
        for account in list(self._tokens):
            with suppress(KeyHolderLockedError):
                self.desk.key_holder.lock(self._tokens.pop(account))

    def page_address(self, ticket: str) -> str:
        """Where the officer types the phrase."""
        return f"{self._settings.key_holder_url}/unlock?ticket={ticket}"

    def type_phrase(
        self, account: str, ticket: str, phrase: str = "", *, wait_seconds: float = 0
    ) -> str:
        """Type a phrase (by default the right one) at the key-holder's page; give where it leads.

        Nowhere, where it is refused.
        """
        time.sleep(wait_seconds)
        words = phrase or " ".join(self.credentials(account).unlock_phrase.words)
        return post_form(self.page_address(ticket), {"phrase": words})

    def keys(self, account: str) -> list[OrganKey]:
        """The keys of their organ that an officer's own phrase opens, with no program between."""
        officer = self.credentials(account)
        with self.desk.casework.read() as session:
            row = session.get_one(Officer, account)
            shares = {
                one.generation.generation: one.sealed_share
                for one in list_shares_of(session, row.organ_id, account)
            }
        rows = HeldRows(row.sealed_identity, shares)
        return list(keys_in(rows, officer.unlock_phrase.passphrase).values())

    def acting(self, account: str = INTAKE_OFFICER) -> ActingOfficer:
        """The officer, as services know one."""
        with self.desk.casework.read() as session:
            row = find_officer(session, account)
        assert row
        return ActingOfficer(account, row.name, Role(row.role), row.organ_id, self.token(account))


def sign_in(app: Flask, account: str, password: str, address: str = "127.0.0.1") -> Browser:
    """A browser in which somebody has signed in by the pages; who has no second factor gets one."""
    browser = OfficersBrowser(app.test_client(), address)
    form = browser.get("/login").form("/login").fill(account=account, password=password)
    page = show_second_factor(browser, browser.send(form), app.extensions["desk"], account)
    assert not page.url.startswith("/login"), page.errors
    return browser


def press_open_batch(browser: Browser) -> Page:
    """Press the button that opens the sealed batch."""
    return browser.send(browser.get("/queue").form("/queue/open"))


def case_numbers(queue: Page) -> list[str]:
    """The leads of the queue, in its order."""
    return [
        address.path.rpartition("/")[2]
        for link in queue.all("a")
        # A link to a part of a lead's page is not its row.
        if (address := urlsplit(link.attributes.get("href", ""))).path.startswith("/cases/QF-")
        and not address.fragment
    ]


def submit_leads(desk: IntakeDesk) -> dict[str, str]:
    """One lead of each level; gives their numbers."""
    return {
        level: submit_report(
            desk,
            new_access_code(),
            # Nothing in it suggests a circle: a lead's level is by its answers alone.
            Content(answers={"narrative": "有人反映处里用人不公。", **answers}, organ_id=GROUP),
        ).case_number
        for level, answers in LEADS.items()
    }
