"""Films and sound keep every bit of what is seen and heard; a large one is never in memory."""

from pathlib import Path

import pytest

from tests.browser_cleaning.cleaner import clean_all, clean_one, secrets_in, tags_in
from tests.browser_cleaning.pictures import FILMS, SOUNDS, make_film, make_sound, run, seen
from tests.browser_cleaning.structure import not_structural

MB = 1 << 20


@pytest.mark.parametrize("name", FILMS + SOUNDS)
def test_a_recording_says_nothing_but_what_it_plays(name: str, tmp_path: Path) -> None:
    path = (make_film if name in FILMS else make_sound)(tmp_path, name)
    assert secrets_in(path) >= {"Zhang"}
    said = clean_one(path)
    assert said.cleaned
    assert "author" in said.removed or name == "one.wav"
    assert secrets_in(said.path) == set()
    assert not_structural(tags_in(said.path)) == {}
    assert seen(path) == seen(said.path)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_keeps_its_length_and_can_still_be_sought(name: str, tmp_path: Path) -> None:
    path = make_film(tmp_path, name)
    said = clean_one(path)
    assert said.path.stat().st_size == path.stat().st_size
    run("ffmpeg", "-v", "error", "-xerror", "-ss", "1", "-i", said.path, "-f", "null", "-")


def test_what_is_more_than_one_sound_is_not_called_clean(tmp_path: Path) -> None:
    """Each sound that follows another brings comments of its own (RFC 3533, chaining)."""
    path = make_sound(tmp_path, "one.ogg")
    path.write_bytes(path.read_bytes() * 2)
    assert clean_one(path).reason == "unknown_kind"


def test_the_time_of_day_is_gone_with_its_track(tmp_path: Path) -> None:
    said = clean_one(make_film(tmp_path, "one.mov"))
    shown = run("ffprobe", "-v", "error", "-show_streams", said.path)
    assert shown.count(b"[STREAM]") == 2
    assert "time" in said.removed


def test_a_large_film_is_cleaned_without_being_in_memory(tmp_path: Path) -> None:
    small = make_film(tmp_path, "one.mp4")
    large = _grown(tmp_path / "large.mp4", small, 200 * MB)
    alone = clean_all(tmp_path / "small", small)["one.mp4"]
    said = clean_all(tmp_path / "large", large)["large.mp4"]
    assert said.cleaned
    assert said.path.stat().st_size == large.stat().st_size
    assert secrets_in_front(said.path) == set()
    assert said.memory - alone.memory < 40 * MB  # what writing the outcome to a disk takes


def _grown(path: Path, small: Path, size: int) -> Path:
    """The film with one more `mdat` of zeros behind it, which takes no room on a disk."""
    content = small.read_bytes()
    with path.open("wb") as file:
        file.write(content + size.to_bytes(4, "big") + b"mdat")
        file.truncate(len(content) + size)
    return path


def secrets_in_front(path: Path) -> set[str]:
    """The secrets in what exiftool prints of a film that is too large to read here."""
    printed = " ".join(tags_in(path).values())
    return {word for word in ("Zhang", "Huawei", "39 deg", "2026:01") if word in printed}
