"""Who works in the office: six roles, each with its own, narrow reach."""

from enum import StrEnum


class Role(StrEnum):
    """What an officer's account may do. Source: the office's rules, section 3."""

    INTAKE_OFFICER = "intake_officer"
    CASE_OFFICER = "case_officer"
    APPROVER = "approver"
    STATISTICIAN = "statistician"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
