"""Who works in the office: six roles, each with its own, narrow reach."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What an officer's account may do. Source: the office's rules, section 3."""

    INTAKE_OFFICER = "intake_officer"
    CASE_OFFICER = "case_officer"
    APPROVER = "approver"
    STATISTICIAN = "statistician"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


KEY_ROLES: Final = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER)
"""Who may hold a part of an organ's key. Source: the office's rules, section 3."""
KEYLESS_ROLES: Final = (Role.ADMINISTRATOR, Role.AUDITOR)
"""Who is added at the server by one person, since no key is ever sealed to them."""
