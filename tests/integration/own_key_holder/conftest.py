"""A key-holder of each test's own, in this process: started anew, limited, or asked by hand."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from app.services.operator.create_installation import Installation
from app.settings import Settings
from tests.make import OpenApp
from tests.own_officers import AtTheOffice, OwnOfficers, own_officers


@pytest.fixture
def settings(own_settings: Settings) -> Settings:
    """An instance at whose socket nobody listens."""
    return own_settings


@pytest.fixture
def at_the_office(
    installation: Installation, settings: Settings, open_console: OpenApp
) -> AtTheOffice:
    """Start a key-holder, once or again: no officer has unlocked then."""

    def start() -> AbstractContextManager[OwnOfficers]:
        return own_officers(open_console(), installation, settings)

    return start


@pytest.fixture
def officers(at_the_office: AtTheOffice) -> Iterator[OwnOfficers]:
    """Officers at the console, of whom none has unlocked."""
    with at_the_office() as officers:
        yield officers
