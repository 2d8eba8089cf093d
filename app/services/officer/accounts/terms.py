"""What signing in rests on, beside the database."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.services.officer.accounts.passkeys import RelyingParty


@dataclass(frozen=True, slots=True)
class SignInTerms:
    """The key that seals authenticators' seeds, and how long a sign-in lasts.

    Attributes:
        seed_key: in no database; a stolen one opens no seed.
        party: the console as passkeys know it; None where its address allows none.
        hours: after which a sign-in ends.
        idle: after which one ends that nobody uses.
    """

    seed_key: bytes = field(repr=False)
    party: RelyingParty | None
    hours: timedelta
    idle: timedelta
