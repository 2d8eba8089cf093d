"""Second factors of test officers: planted once an installation, shown without waiting."""

import base64
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from app.services.officer.accounts.authenticator import (
    code_at,
    derive_seed_key,
    open_seed,
    seal_seed,
    step_at,
)
from app.services.officer.accounts.one_time_codes import hash_code
from app.services.officer.desk import OfficeDesk
from app.settings import Settings
from app.storage.database import Database, open_database
from app.storage.signing_in import Authenticator, RecoveryCode
from tests.browse import Browser, Page

_MANY = 200
"""Recovery codes for each officer of a real server: more than one run signs in."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_next_numbers: "defaultdict[str, count[int]]" = defaultdict(count)


def plant_authenticators(settings: Settings, accounts: Iterable[str]) -> None:
    """Give officers an authenticator app, as if each had set one up."""
    key = derive_seed_key(settings.secret_key("console"))
    _add(
        settings,
        *(
            Authenticator(
                account=account,
                sealed_seed=seal_seed(key, account, sha256(account.encode()).digest()[:20]),
                last_step=0,
                added_on=datetime(2026, 11, 1, tzinfo=UTC).date(),
            )
            for account in accounts
        ),
    )


def plant_recovery_codes(settings: Settings, accounts: Iterable[str]) -> None:
    """Give officers many recovery codes: a browser then need not wait for the next half minute."""
    _add(
        settings,
        *(
            RecoveryCode(
                account=account, code_hash=hash_code("recovery", _recovery_code(account, number))
            )
            for account in accounts
            for number in range(_MANY)
        ),
    )


def next_recovery_code(account: str) -> str:
    """A planted recovery code that this process has not used."""
    return _recovery_code(account, next(_next_numbers[account]))


def fresh_code(desk: OfficeDesk, account: str) -> str:
    """The code that the officer's app shows, as if it had not been used before."""
    with desk.casework.begin() as session:
        row = session.get_one(Authenticator, account)
        row.last_step = 0
        seed = open_seed(desk.sign_in_terms.seed_key, account, row.sealed_seed)
    return code_at(seed, step_at(desk.clock()))


def app_code(spelled: str, moment: datetime) -> str:
    """What an app shows into which a key was typed."""
    return code_at(base64.b32decode(spelled.replace(" ", "")), step_at(moment))


def show_second_factor(browser: Browser, page: Page, desk: OfficeDesk, account: str) -> Page:
    """Go on from a right password to where the officer works; an account without one sets it up."""
    if page.url == "/login/set-up":
        form = page.form("/login/set-up")
        words = page.one("p", class_="seed-words").text
        codes = browser.send(form.fill(code=app_code(words, desk.clock())))
        assert codes.all("ol", class_="codes"), codes.errors
        return browser.get("/")
    assert page.url == "/login/second-factor", page.errors
    form = page.form("/login/second-factor")
    return browser.send(form.fill(second_factor_code=fresh_code(desk, account)))


def _recovery_code(account: str, number: int) -> str:
    digest = sha256(f"{account} {number}".encode()).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:16])


def _add(settings: Settings, *rows: Authenticator | RecoveryCode) -> None:
    database: Database = open_database(settings, "casework")
    with database.begin() as session:
        session.add_all(rows)
    database.engine.dispose()
