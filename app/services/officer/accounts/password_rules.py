"""Which passwords officers may choose. Source: NIST SP 800-63B, revision 4, section 3.1.1.2.

Long, not common, not the account; no rule about kinds of characters, no change by the calendar.
"""

from enum import StrEnum
from typing import Final

from zxcvbn import zxcvbn

from app.services.officer.accounts.passwords import MAX_PASSWORD_CHARACTERS, fold

MIN_PASSWORD_CHARACTERS: Final = 12
_STRONG_ENOUGH: Final = 3
"""More than 10^8 guesses, by zxcvbn's estimate."""
_LOOKED_AT: Final = 72
"""Characters, of which no more are judged: what is longer is strong by what comes before."""
_CLOSE_BY: Final = (
    "qingfeng",
    "清风",
    "jijian",
    "jianwei",
    "jiwei",
    "jijianzu",
    "admin",
    "woaini",
    "5201314",
    "1314520",
    "mima",
)
"""What zxcvbn's lists, made in other countries, do not know to be common here."""


class PasswordFault(StrEnum):
    """Why a password may not be chosen."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    HAS_ACCOUNT = "has_account"


def find_password_fault(password: str, account: str, name: str = "") -> PasswordFault | None:
    """Why an officer may not choose this password; None where they may.

    Args:
        password: as it was typed.
        account: whose.
        name: as colleagues know them.
    """
    folded = fold(password)
    if len(folded) < MIN_PASSWORD_CHARACTERS:
        return PasswordFault.SHORT
    if len(password) > MAX_PASSWORD_CHARACTERS:
        return PasswordFault.LONG
    if account.lower() in folded.lower():
        return PasswordFault.HAS_ACCOUNT
    inputs = [account, name, *_CLOSE_BY]
    if zxcvbn(folded[:_LOOKED_AT], user_inputs=inputs)["score"] < _STRONG_ENOUGH:
        return PasswordFault.COMMON
    return None
