"""A search over very many leads: there in a blink once the texts lie open, and light to hold."""

import resource
import time
from contextlib import ExitStack
from hashlib import shake_256
from pathlib import Path

import pytest

from app.key_holder.unwrapping import allowances
from app.services.envelopes import Answers
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import State
from app.services.officer.search.search import Found, Query, prepare_search, search
from app.services.operator.create_installation import Installation
from app.settings import Settings
from tests.large_office import fill_office
from tests.make import GROUP, Clock, dispose, open_app, open_zones
from tests.own_officers import own_officers

FULL = 100_000
RESULTS_SECONDS = 0.2
CHARACTERS = 480
_ALPHABET = [chr(0x4E00 + place) for place in range(2500)]
QUERIES = {
    "one character": "的",
    "a name": "王建国",
    "a place and a word": "望江农家乐 招标",
    "a sentence": "王建国接受望江农家乐宴请",
    "English": "contractor",
    "nothing": "查无此人",
    "all": "",
}


@pytest.fixture
def database() -> str:
    return "sqlite"


def tell(place: int) -> Answers:
    """A story of its own, as long as people write."""
    length = CHARACTERS // 2 + place * 7 % CHARACTERS
    chance = memoryview(shake_256(str(place).encode()).digest(2 * length)).cast("H")
    letters = "".join(_ALPHABET[one % len(_ALPHABET)] for one in chance)
    story = letters + "的" * (place % 3 == 0)
    if place % 100 == 0:
        story += "王建国在望江农家乐接受宴请，谈到招标。 He dined with contractors."
    return {"narrative": story, "subjects": f"某{place}", "place": "望江农家乐"}


@pytest.mark.parametrize(
    "leads",
    [500, pytest.param(FULL, marks=[pytest.mark.prove, pytest.mark.timeout(3600)])],
)
def test_search_of_a_large_office(
    leads: int,
    monkeypatch: pytest.MonkeyPatch,
    installation: Installation,
    own_settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("READS", "QUEUES", "INDEXES"):
        monkeypatch.setattr(allowances, name, allowances.Rate(10**9, 10**9))
    from app.console.factory import create_console_app  # noqa: PLC0415  as the fixtures do

    with ExitStack() as opened:
        zones = open_zones(own_settings)
        opened.callback(dispose, *(zone.engine for zone in zones))
        fill_office(zones, own_settings.roster_pin, readable=leads, tell=tell)
        app = open_app(create_console_app, own_settings, Clock(), opened)
        officers = opened.enter_context(own_officers(app, installation, own_settings))
        desk, officer = officers.desk, officers.acting()
        before = memory_mib()
        first = build(desk, officer)
        desk.indexes.close(GROUP)
        again = build(desk, officer)
        held = memory_mib() - before
        taken, found = {}, {}
        for name, words in QUERIES.items():
            taken[name], found[name] = measure(desk, officer, words)
    with capsys.disabled():
        slowest = max(taken, key=lambda name: taken[name])
        print(  # noqa: T201  figures for whoever runs `make prove`
            f"\n{leads} leads: read and built {first:.1f} s, after an unlocking {again:.1f} s, "
            f"{held} MiB more; slowest results ({slowest}) {taken[slowest] * 1000:.0f} ms"
        )
    named = leads // 100
    assert found["a name"].total == found["English"].total == found["a place and a word"].total
    assert (found["a name"].total, found["nothing"].total, found["all"].total) == (named, 0, leads)
    assert found["a sentence"].in_words
    assert len(found["all"].hits) == 20
    # A test of few leads holds what is found; how fast, `make prove` and `make bench` do.
    if leads == FULL:
        assert max(taken.values()) <= RESULTS_SECONDS


def build(desk: OfficeDesk, officer: ActingOfficer) -> float:
    """Seconds until the texts lie open."""
    start = time.perf_counter()
    job = prepare_search(desk, officer)
    while job and job.state is State.RUNNING:
        time.sleep(0.02)
    assert job is None or job.state is State.DONE
    assert prepare_search(desk, officer) is None
    return time.perf_counter() - start


def measure(desk: OfficeDesk, officer: ActingOfficer, words: str) -> tuple[float, Found]:
    """Seconds until the first results are there, at the best of three tries."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        found = search(desk, officer, Query(words))
        times.append(time.perf_counter() - start)
    return min(times), found


def memory_mib() -> int:
    """What this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20
