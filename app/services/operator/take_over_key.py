"""Take over a key that was made at a ceremony: its officers type their phrases, one by one.

The first roster of an installation has to be signed with the key, so enough officers come to the
terminal once more; the key is then forgotten again.
"""

from dataclasses import dataclass, field

from app.services.operator.key_folder import KeyFolder, KeyFolderError
from crypto.age.errors import AgeError
from crypto.group_key import (
    KeyShare,
    OrganKey,
    WrongPhraseError,
    assemble_key,
    open_officer_identity,
    open_share,
)
from crypto.secret_sharing import SharesError
from crypto.unlock_phrase import UnlockPhraseError, normalise_unlock_phrase


class PhraseRefusedError(Exception):
    """An answer that can be typed again; the message says what was wrong, never what was typed."""


@dataclass(frozen=True, slots=True)
class TakenKey:
    """A folder, and the key that its officers opened."""

    folder: KeyFolder
    key: OrganKey = field(repr=False)


class KeyTaking:
    """Opens the key of a folder, a phrase at a time."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder
        self._shares: dict[str, KeyShare] = {}

    @property
    def missing(self) -> int:
        """How many phrases more it takes."""
        return self._folder.organ.threshold - len(self._shares)

    def add_phrase(self, account: str, typed: str) -> None:
        """Open one officer's share.

        Raises:
            PhraseRefusedError: no such officer, one who typed it already, or another phrase.
            KeyFolderError: a file is not as the ceremony wrote it.
        """
        accounts = [officer.account for officer in self._folder.organ.officers]
        if account not in accounts:
            raise PhraseRefusedError("no officer with this account holds a part of the key")
        if account in self._shares:
            raise PhraseRefusedError("this officer's phrase was typed already")
        self._shares[account] = self._open_share(accounts.index(account), _read_phrase(typed))

    def finish(self) -> TakenKey:
        """Give the key, all phrases being there.

        Raises:
            KeyFolderError: the pieces do not fit together, or hold another key.
        """
        organ, in_hands = self._folder.organ, self._folder.in_hands
        try:
            key = assemble_key(list(self._shares.values()), in_hands.threshold, in_hands.sealed_key)
        except (SharesError, AgeError) as error:
            raise KeyFolderError("the pieces of the key do not fit together") from error
        # Its signature on the list of officers holds only if it is the key of this very list.
        if (key.recipient, key.verify_key) != (organ.recipient, organ.verify_key):
            raise KeyFolderError("the pieces hold another key than organ.json names")
        return TakenKey(self._folder, key)

    def _open_share(self, place: int, passphrase: str) -> KeyShare:
        officer = self._folder.organ.officers[place]
        try:
            identity = open_officer_identity(self._folder.sealed_identities[place], passphrase)
            if identity.recipient.encode() != officer.recipient:
                raise KeyFolderError(f"{officer.account}: another identity than organ.json names")
            return open_share(self._folder.in_hands.sealed_shares[place], identity)
        except WrongPhraseError:
            raise PhraseRefusedError("this is not the phrase of this officer") from None
        except AgeError as error:
            raise KeyFolderError(
                f"{officer.account}: a file is not as the ceremony wrote it"
            ) from error


def _read_phrase(typed: str) -> str:
    try:
        return normalise_unlock_phrase(typed)
    except UnlockPhraseError as error:
        if error.unknown_positions:
            places = ", ".join(map(str, error.unknown_positions))
            raise PhraseRefusedError(f"in no word list: number {places}") from None
        raise PhraseRefusedError("an unlock phrase has eight words or characters") from None
