"""Officers at the console, with a key-holder of the test's own in this process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Flask

from app.services.operator.create_installation import Installation
from app.settings import Settings
from tests.key_holders import Office, running
from tests.officers import Officers


class OwnOfficers(Officers):
    """Officers whose key-holder is in this process: its page needs no server."""

    office: Office

    def type_phrase(
        self,
        account: str,
        ticket: str,
        phrase: str = "",
        *,
        wait_seconds: float = 0,  # noqa: ARG002  as the others'
    ) -> str:
        return self.office.page.post(ticket, phrase or self.office.phrase(account)).location


@contextmanager
def own_officers(
    console: Flask, installation: Installation, settings: Settings
) -> Iterator[OwnOfficers]:
    """Start a key-holder that holds no key yet, at an instance that has no other."""
    with running(installation, settings) as office:
        officers = OwnOfficers(console, installation, settings, {})
        officers.office = office
        yield officers


AtTheOffice = Callable[[], AbstractContextManager[OwnOfficers]]
