"""What the key-holder does for an act that officers have approved, asked from here."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.services.officer.key_holder_client import KeyHolderClient
from crypto.age.mlkem768x25519 import HybridRecipient
from crypto.sealing import new_file_key, wrap_file_key

BATCH: Final = 500
"""Headers in one request: about a megabyte, and some 200 ms of the key-holder's time."""


class WrongKeyError(Exception):
    """The key-holder's newest key does not open what the signed roster's recipient is sealed."""


@dataclass(frozen=True, slots=True)
class ApprovedAct:
    """An approved act at the key-holder, which lends it an organ's keys.

    Every method raises `KeyHolderError` where it refuses: `no_act` once the act is over or its keys
    were not used for a quarter of an hour.
    """

    client: KeyHolderClient
    act_id: str

    def rewrap(self, headers: Sequence[bytes]) -> list[bytes | None]:
        """Exchange headers for such of the newest key; None where no key opens the old one."""
        return self._ask_all("rewrap", "headers", headers)

    def open_headers(self, headers: Sequence[bytes]) -> list[bytes | None]:
        """Return the file key of each header; None where no key opens it."""
        return self._ask_all("reseal_keys", "file_keys", headers)

    def check_key(self, recipient: HybridRecipient) -> None:
        """Have the key-holder open what is sealed to a recipient, before anything relies on it.

        Raises:
            WrongKeyError: it cannot.
        """
        file_key = new_file_key()
        if self.open_headers([wrap_file_key(file_key, recipient)]) != [file_key]:
            raise WrongKeyError

    def renew_signed(self) -> None:
        """Have what the organ's key-holder signed written anew: recusals, the index's key.

        A row that is no recusal stays as it is.
        """
        self.client.ask("renew_signed", act=self.act_id)

    def finish(self) -> None:
        """Have the organ's older keys forgotten, wherever they are unlocked."""
        self.client.ask("finish_act", act=self.act_id)

    def _ask_all(
        self, operation: str, answered: str, headers: Sequence[bytes]
    ) -> list[bytes | None]:
        values: list[bytes | None] = []
        for start in range(0, len(headers), BATCH):
            batch = [base64.b64encode(one).decode() for one in headers[start : start + BATCH]]
            answer = self.client.ask(operation, act=self.act_id, headers=batch)[answered]
            if len(answer) != len(batch):
                raise WrongKeyError
            values += [base64.b64decode(value) if value is not None else None for value in answer]
        return values
