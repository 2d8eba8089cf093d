"""The fuzzer finds nothing in five seconds, and does find what was planted."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.fuzz.planted_bugs import PLANTED
from tests.fuzz.properties import check_all
from tests.fuzz.run import fuzz, write_own_seeds, write_seeds

SECONDS = 5


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    write_seeds(folder)
    return folder


def test_the_properties_hold_for_every_seed(seeds: Path) -> None:
    files = list((seeds / "corpus").iterdir())
    assert len(files) > 100
    for path in files:
        check_all(path.read_bytes())


def test_nothing_is_found_in_headers_and_armor(seeds: Path) -> None:
    done = fuzz(seeds, f"-max_total_time={SECONDS}", output=subprocess.PIPE)
    assert done.returncode == 0, done.stdout[-5000:]
    # It must have tried something, and have seen where in our code its inputs went.
    assert counted(r"stat::number_of_executed_units: (\d+)", done.stdout) > 1000
    assert counted(r"INITED cov: (\d+)", done.stdout) > 100


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found(bug: str, tmp_path: Path) -> None:
    write_own_seeds(tmp_path)
    done = fuzz(tmp_path, "-max_total_time=60", "-timeout=2", bug=bug, output=subprocess.PIPE)
    assert done.returncode != 0
    found = re.search(r"Test unit written to (\S+)", done.stdout)
    assert found, done.stdout[-5000:]
    assert Path(found[1]).is_file()


def counted(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found, text[-5000:]
    return int(found[1])
