"""How pages name the officers of an organ."""

from app.storage.casework import Officer


def named(colleague: Officer) -> str:
    """Name and account: names repeat."""
    return f"{colleague.name} ({colleague.account})"
