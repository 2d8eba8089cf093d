"""A console that is taken over holds no key and no phrase: its memory is searched after an unlock.

The same search finds what was planted there, and finds the key in the key-holder.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from app.services.operator.create_installation import Installation
from app.services.operator.new_organs import OfficerCredentials
from app.settings import load_settings
from app.storage.database import open_database
from app.storage.officers import find_officer
from app.storage.organ_keys import list_shares_of
from crypto.age import bech32
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.group_key import OrganKey, open_backup, open_officer_identity, open_share
from tests.faults.process_memory import find_in_memory, processes_of
from tests.make import (
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    Clock,
    dispose,
    make_case,
    make_installation,
    make_intake_desk,
)
from tests.second_factors import next_recovery_code, plant_recovery_codes
from tests.servers import Addresses, running_installation

_UNLOCKING = (INTAKE_OFFICER, CASE_OFFICER)
Marks = dict[str, str | bytes]


@dataclass(slots=True)
class Visitor:
    """A browser with cookies at real servers: follows where it is led, sends what it finds."""

    opener: OpenerDirector
    url: str = ""
    page: str = ""

    def open(self, url: str, form: dict[str, str] | None = None) -> None:
        data = urlencode(form).encode() if form else None
        with closing(self.opener.open(url, data, timeout=60)) as answer:
            self.url, self.page = answer.url, answer.read().decode()

    def send(self, action: str, **values: str) -> None:
        """Send the page's form with this action; without one, the page's own."""
        [token, *_] = re.findall(r'name="csrf_token" value="([^"]+)"', self.page)
        url = urljoin(self.url, action) if action else self.url
        self.open(url, {"csrf_token": token, **values})


def _visitor() -> Visitor:
    return Visitor(build_opener(HTTPCookieProcessor(CookieJar())))


@dataclass(frozen=True, slots=True)
class Office:
    """A running installation whose group's key takes two officers, and a planted mark."""

    installation: Installation
    running: Addresses
    planted: str

    def officer(self, account: str) -> OfficerCredentials:
        return next(o for o in self.installation.officers if o.account == account)

    def unlock(self, account: str) -> Visitor:
        """Sign in at the console, type the phrase at the key-holder's page, come back."""
        officer, visitor = self.officer(account), _visitor()
        visitor.open(f"{self.running.console_url}/login")
        visitor.send("/login", account=account, password=officer.password)
        visitor.send("/login/second-factor", second_factor_code=next_recovery_code(account))
        visitor.send("/unlock")
        assert visitor.url.startswith(f"{self.running.key_holder_url}/unlock?ticket=")
        visitor.send("", phrase=" ".join(officer.unlock_phrase.words))
        assert visitor.url == f"{self.running.console_url}/queue"
        return visitor


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    installation = make_installation(tmp_path / "instance", threshold=2)
    desk = make_intake_desk(load_settings(installation.instance, {}), Clock())
    make_case(desk)
    dispose(desk.database.engine)
    accounts = [officer.account for officer in installation.officers]
    plant_recovery_codes(load_settings(installation.instance, {}), accounts)
    planted = secrets.token_hex(24)
    with running_installation(installation.instance, PLANTED=planted) as running:
        yield Office(installation, running, planted)


def test_no_key_and_no_phrase_is_in_the_console_after_an_unlock(office: Office) -> None:
    first, second = (office.unlock(account) for account in _UNLOCKING)
    first.open(f"{office.running.console_url}/queue")
    first.send("/queue/open")
    second.open(f"{office.running.console_url}/queue")
    assert "/cases/QF-" in first.page, "the batch is open"
    assert '<p class="small">' in second.page, "both are at work with the key"

    key = _group_key(office.installation)
    organ, others = _marks_of_key(key), _marks_of_officers(office)
    planted: Marks = {"planted": office.planted}
    _master, console = processes_of(office.running.pid, "console")
    assert find_in_memory(console, organ | others | planted) == {"planted"}
    _master, key_holder = processes_of(office.running.pid, "key-holder")
    assert find_in_memory(key_holder, organ | planted) >= {"planted", "identity seed"}


def _group_key(installation: Installation) -> OrganKey:
    backup = installation.backup_path.read_bytes()
    return open_backup(backup, installation.backup_phrase.passphrase)


def _marks_of_identity(identity: HybridIdentity, whose: str = "") -> Marks:
    text = identity.encode()
    _prefix, seed = bech32.decode(text.lower())
    return {
        f"{whose}identity seed": seed,
        f"{whose}identity text": text,
        f"{whose}identity text in small letters": text.lower(),
        # What the seed is expanded to: an ML-KEM seed and an X25519 key.
        f"{whose}ML-KEM seed": hashlib.shake_256(seed).digest(64),
        f"{whose}X25519 key": hashlib.shake_256(seed).digest(96)[64:],
    }


def _marks_of_key(key: OrganKey) -> Marks:
    file = key.encode()
    signing_key = re.search(rb"signing-key: (\S+)", file)
    assert signing_key
    return _marks_of_identity(key.identity) | {
        "key file": file,
        "signing key": base64.b64decode(signing_key[1]),
    }


def _marks_of_officers(office: Office) -> Marks:
    marks: Marks = {}
    casework = open_database(load_settings(office.installation.instance, {}), "casework")
    for account in _UNLOCKING:
        phrase = office.officer(account).unlock_phrase
        with casework.read() as session:
            row = find_officer(session, account)
            [held] = list_shares_of(session, GROUP, account)
        assert row
        identity = open_officer_identity(row.sealed_identity, phrase.passphrase)
        share = open_share(held.sealed_share, identity)._content  # noqa: SLF001  what is looked for
        marks |= _marks_of_identity(identity, f"{account}'s ")
        marks[f"{account}'s share"] = share.strip().decode()
        # Parts that every spelling of the whole holds.
        for separator in (" ", "-"):
            for start in (0, 3, 5):
                words = separator.join(phrase.words[start : start + 3])
                marks[f"{account}'s words from {start}, {separator!r}"] = words
        for separator in ("", " "):
            for start in (0, 4):
                characters = separator.join(phrase.characters[start : start + 4])
                marks[f"{account}'s characters from {start}, {separator!r}"] = characters
    dispose(casework.engine)
    return marks
