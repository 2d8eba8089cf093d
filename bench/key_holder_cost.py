"""What the key-holder costs: file keys through its socket, beside opening headers right here.

The real process, started and unlocked as the product does it, on a real disk: every request is an
entry in the audit log before it is answered, which is what a single read mostly waits for.
"""

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from app.key_holder.key_log import KeyLog
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.operator.create_installation import Installation, create_installation
from app.services.operator.installation_plan import InstallationPlan
from app.settings import Settings, load_settings
from app.storage.case_records import SealedHeader, add_record
from app.storage.casework import Officer
from app.storage.database import open_database
from app.storage.organ_keys import list_shares_of
from bench.figure import Figure, middle
from bench.public_server import RunningServer, free_port
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.group_key import assemble_key, open_officer_identity, open_share
from crypto.sealing import new_file_key, unwrap_file_key, wrap_file_key

_ACCOUNT = "intake01"
_ORGAN = "group"
_MAX_READS = 200
"""In all turns together: an officer who asks for more at once has to wait."""

Header = tuple[str, bytes]
Headers = Sequence[Header]


@dataclass(frozen=True, slots=True)
class Sides:
    """The key-holder at its socket; and what it cannot do without, in this process."""

    client: KeyHolderClient
    token: str
    identity: HybridIdentity
    log: KeyLog

    def open_here(self, item: Header) -> bytes:
        """Open one header."""
        return unwrap_file_key(item[1], self.identity)

    def log_and_open_here(self, item: Header) -> bytes:
        """The same, on record before."""
        self.log.write_unwrap(_ACCOUNT, "read", [item[0]])
        return self.open_here(item)


def measure_key_holder(folder: Path, *, headers: int, rounds: int) -> list[Figure]:
    """Unwrap the headers of a work list, and one header by itself, in turn with the floor.

    Args:
        folder: receives an installation; on a real disk, since each use is on record first.
        headers: how many records the list has, 2,000 at most.
        rounds: how often the two take turns, 50 at most.
    """
    plan = InstallationPlan(
        department_name="某省交通运输厅",
        group_name="驻厅纪检监察组",
        superior_name="省纪委监委",
        unit_names=(),
    )
    installation = create_installation(folder / "instance", plan)
    port = free_port()
    variables = {
        "QINGFENG_KEY_HOLDER_BIND": f"127.0.0.1:{port}",
        "QINGFENG_KEY_HOLDER_URL": f"http://127.0.0.1:{port}",
    }
    settings = load_settings(installation.instance, variables)
    identity, stored = _fill(installation, settings, headers)
    command = [sys.executable, "-m", "app.cli", "--instance", str(installation.instance)]
    serve = [*command, "serve", "--only", "key-holder"]
    with RunningServer(serve, port, folder / "key-holder.log", variables):
        client = KeyHolderClient(settings.key_holder_socket())
        token = _unlock(client, settings, _phrase(installation))
        log = KeyLog(open_database(settings, "casework"))
        return _measure(Sides(client, token, identity, log), stored, rounds)


def _measure(sides: Sides, stored: Headers, rounds: int) -> list[Figure]:
    reads = stored[: max(1, min(20, _MAX_READS // rounds))]
    works: dict[str, Callable[[], object]] = {
        "list": lambda: sides.client.unwrap_many(sides.token, "queue", stored),
        "list here": lambda: [sides.open_here(item) for item in stored],
        "read": lambda: [sides.client.unwrap(sides.token, "read", [item]) for item in reads],
        "read here": lambda: [sides.log_and_open_here(item) for item in reads],
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(_milliseconds(work))
    found = {name: middle(values) for name, values in times.items()}
    return [
        Figure(
            f"Unlocking a work list of {len(stored)} records",
            found["list"],
            found["list here"],
            "ms",
            "the same headers opened in one's own process",
            "at most",
            1.6,
        ),
        Figure(
            "Unlocking one header",
            found["read"] / len(reads),
            found["read here"] / len(reads),
            "ms",
            "one entry in the log on disk, and one header opened in one's own process",
            "at most",
            4.0,
        ),
    ]


def _fill(
    installation: Installation, settings: Settings, count: int
) -> tuple[HybridIdentity, Headers]:
    """Put records into the database; give the organ's identity and the headers."""
    casework = open_database(settings, "casework")
    with casework.begin() as session:
        officer = session.get_one(Officer, _ACCOUNT)
        [share] = list_shares_of(session, _ORGAN, _ACCOUNT)
        phrase = _phrase(installation)
        identity = open_officer_identity(officer.sealed_identity, phrase)
        key = assemble_key([open_share(share.sealed_share, identity)], 1, b"")
        recipient = parse_recipient(key.recipient)
        stored = [
            (f"QF-{number:04}-0000-00", wrap_file_key(new_file_key(), recipient))
            for number in range(count)
        ]
        for number, header in stored:
            row = SealedHeader(_ORGAN, 1, header)
            add_record(session, number, _ORGAN, b"a record", [row])
    casework.engine.dispose()
    return key.identity, stored


def _unlock(client: KeyHolderClient, settings: Settings, phrase: str) -> str:
    connection = HTTPConnection(urlsplit(settings.key_holder_url).netloc, timeout=60)
    # Its page is answered once the process that listens at the socket is there.
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    begun = client.begin_unlock(_ACCOUNT)
    address = f"/unlock?{urlencode({'ticket': begun.ticket})}"
    connection.request("GET", address)
    page = connection.getresponse()
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page.read().decode())
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    kind = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"csrf_token": token, "phrase": phrase})
    connection.request("POST", address, form, kind)
    answered = connection.getresponse().headers["Location"]
    connection.close()
    [proof] = parse_qs(urlsplit(answered).query)["proof"]
    return client.claim_unlock(begun.ticket, begun.claim, proof).token


def _phrase(installation: Installation) -> str:
    [officer] = [one for one in installation.officers if one.account == _ACCOUNT]
    return officer.unlock_phrase.passphrase


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
