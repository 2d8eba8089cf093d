"""Who looks at which page of the console; those for which nothing has to have happened."""

from dataclasses import dataclass

from tests.make import CASE_OFFICER

AUDITOR, ADMINISTRATOR, NEWCOMER = "audit01", "admin01", "admin02"
HALFWAY, LOCKED, LONG_AGO = "case01 halfway", "intake01 locked", "audit01 long ago"
"""Officers who have only typed a password; who have not unlocked; whose second factor is old."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, who looks at it, and what is pressed there first."""

    name: str
    who: str
    """An account, or nobody."""
    path: str
    press: str = ""
    """A selector."""


def before_signing_in() -> list[Visit]:
    """Nobody has come in yet."""
    return [
        Visit("sign-in", "", "/login"),
        Visit("sign-in-mistake", "", "/login", "main form button"),
        Visit("invitation", "", "/invitation"),
        Visit("second-factor", HALFWAY, "/login/second-factor"),
        Visit("set-up", NEWCOMER, "/login/set-up"),
    ]


def own_pages() -> list[Visit]:
    """What everybody has of their own."""
    again = Visit("second-factor-again", LONG_AGO, "/account/password")
    paths = ("", "/password", "/authenticator", "/passkey")
    own = [Visit(f"account{path.replace('/', '-')}", AUDITOR, f"/account{path}") for path in paths]
    codes = "form[action*='/recovery-codes'] button"
    return [*own, again, Visit("recovery-codes", AUDITOR, "/account", codes)]


def administration() -> list[Visit]:
    """What an administrator has."""
    invite = "/admin/accounts/invite"
    return [
        Visit("accounts", ADMINISTRATOR, "/admin/accounts"),
        Visit("account-of-another", ADMINISTRATOR, f"/admin/accounts/{CASE_OFFICER}"),
        Visit("invite", ADMINISTRATOR, invite),
        Visit("invite-mistake", ADMINISTRATOR, invite, f"form[action*='{invite}'] button"),
        Visit("notice", ADMINISTRATOR, "/admin/notice"),
    ]
