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

INVITED_ROLES: Final = (Role.STATISTICIAN, Role.AUDITOR, Role.ADMINISTRATOR)
"""Who holds no part of a key, so that an administrator's invitation is enough."""


def can_become(role: Role, *, holds_key: bool) -> tuple[Role, ...]:
    """What a role may be changed to: none that asks for a part of a key, none that has one idle."""
    return tuple(one for one in (KEY_ROLES if holds_key else INVITED_ROLES) if one != role)
