"""Which samples were let go: in memory, so that a restart ends all of them."""

from threading import Lock


class NotReleasedError(Exception):
    """No approver has let this sample go, or whoever did has locked since."""


class Releases:
    """Which sample was let go under whose token. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[tuple[str, int], str] = {}

    def add(self, organ_id: str, number: int, token: str) -> None:
        """Let a sample go while a token is good."""
        with self._lock:
            self._tokens[organ_id, number] = token

    def token_of(self, organ_id: str, number: int) -> str:
        """Under which token.

        Raises:
            NotReleasedError: under none.
        """
        with self._lock:
            token = self._tokens.get((organ_id, number))
        if token is None:
            raise NotReleasedError
        return token

    def list_of(self, organ_id: str) -> dict[int, str]:
        """All of an organ, by the sample's number."""
        with self._lock:
            return {n: token for (organ, n), token in self._tokens.items() if organ == organ_id}

    def forget(self, organ_id: str, number: int) -> None:
        """End one."""
        with self._lock:
            self._tokens.pop((organ_id, number), None)
