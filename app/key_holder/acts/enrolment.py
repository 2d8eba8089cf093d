"""An officer's enrolment: a phrase is made, shown once, and counts when two words came back.

Of the phrase itself nothing is kept but the two places that are asked for, and only until then.
"""

import secrets
from dataclasses import dataclass, field

from app.services.written_secrets import Spellings, is_typed_right, spell_phrase
from crypto.group_key import new_officer_identity
from crypto.unlock_phrase import PHRASE_WORDS, UnlockPhrase, generate_unlock_phrase

_PLACES_ASKED = 2


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An identity of which it is not known yet whether its phrase was written down.

    Attributes:
        attempt: tells the browser that was shown the phrase from any other.
        places: which words are asked for, counted from 1.
    """

    attempt: str = field(repr=False)
    recipient: str
    sealed_identity: bytes = field(repr=False)
    places: tuple[int, ...]
    wanted: tuple[Spellings, ...] = field(repr=False)

    def is_written_down(self, typed: str) -> bool:
        """Whether the words asked for were typed, in their order, a space between them or none."""
        words = typed.split()
        if len(words) == 1 and len(words[0]) == len(self.wanted):
            # Chinese is written without spaces.
            words = list(words[0])
        return len(words) == len(self.wanted) and all(
            is_typed_right(word, spellings)
            for word, spellings in zip(words, self.wanted, strict=True)
        )


def begin_enrolment() -> tuple[Enrolment, UnlockPhrase]:
    """Make an officer's own identity; the phrase goes to the officer's page and nowhere else."""
    phrase = generate_unlock_phrase()
    recipient, sealed_identity = new_officer_identity(phrase.passphrase)
    places = tuple(sorted(secrets.SystemRandom().sample(range(1, PHRASE_WORDS + 1), _PLACES_ASKED)))
    spelled = spell_phrase(phrase)
    wanted = tuple(spelled[place - 1] for place in places)
    return Enrolment(secrets.token_urlsafe(16), recipient, sealed_identity, places, wanted), phrase
