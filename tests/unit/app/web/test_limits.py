"""Networks are counted, not addresses, and by numbers that nobody can turn back."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask_babel import Babel
from limits.storage import MemoryStorage

from app.web.limits import NetworkLimits, network_key, network_of


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("198.51.100.1", "198.51.100.254", True),
        ("198.51.100.1", "198.51.101.1", False),
        ("2001:db8:1:100::1", "2001:db8:1:1ff::9", True),
        ("2001:db8:1:100::1", "2001:db8:1:200::1", False),
        ("::ffff:198.51.100.1", "198.51.100.9", True),
        ("::ffff:198.51.100.1", "::ffff:203.0.113.1", False),
        ("", "unix:", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_hosts_of_one_network_count_together(first: str, second: str, *, same: bool) -> None:
    assert (network_of(first) == network_of(second)) is same


def test_key_says_nothing_about_the_network() -> None:
    app = Flask(__name__)
    keys = []
    for salt in (bytes(32), b"1" * 32):
        key = network_key(salt)
        for address in ("198.51.100.1", "198.51.100.2", "203.0.113.1"):
            with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
                keys.append(key())
    assert keys[0] == keys[1] != keys[2]
    assert keys[0] != keys[3]
    assert not any("198" in key and "." in key for key in keys)


def test_limit_is_full_after_so_many_and_says_until_when() -> None:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = b"x" * 32
    limits = NetworkLimits(app, "memory://")
    submit, status = limits.of("submit", "2 per hour"), limits.of("status", "2 per hour")
    Babel(app)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.1"}):
        assert submit.try_again_at() is None
        assert [submit.hit() for _ in range(3)] == [True, True, False]
        assert ":" in (submit.try_again_at() or "")
        assert status.hit()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.1"}):
        assert submit.hit()


def test_tries_at_the_same_moment_are_counted_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library's memory is not made for two at once: one of them would end in an error."""
    at_once: list[int] = []
    inside = 0
    count = MemoryStorage.incr

    def slow(storage: MemoryStorage, key: str, expiry: float, amount: int = 1) -> int:
        nonlocal inside
        inside += 1
        at_once.append(inside)
        time.sleep(0.002)
        counted = count(storage, key, expiry, amount)
        inside -= 1
        return counted

    monkeypatch.setattr(MemoryStorage, "incr", slow)
    app = Flask(__name__)
    app.config["SECRET_KEY"] = b"x" * 32
    submit = NetworkLimits(app, "memory://").of("submit", "20 per hour")

    def hit(_number: int) -> bool:
        with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.1"}):
            return submit.hit()

    with ThreadPoolExecutor(8) as many:
        let_through = list(many.map(hit, range(24)))
    assert sum(let_through) == 20
    assert set(at_once) == {1}
