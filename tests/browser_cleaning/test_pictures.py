"""Pictures keep every bit of what is seen, and which way is up, and nothing else."""

from pathlib import Path

import pytest

from tests.browser_cleaning.cleaner import clean_one, secrets_in, tags_in
from tests.browser_cleaning.pictures import PICTURES, make_jpeg, make_picture, run, seen, untagged
from tests.browser_cleaning.structure import not_structural

UPRIGHT_BY_EXIF = {"one.jpg", "one.png", "one.webp", "many.png"}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_nothing_but_what_it_shows(name: str, tmp_path: Path) -> None:
    path = make_picture(tmp_path, name)
    assert secrets_in(path) >= {"Zhang"}
    said = clean_one(path)
    assert said.cleaned
    assert said.removed >= ({"author"} if name == "many.gif" else {"author", "device", "place"})
    assert secrets_in(said.path) == set()
    assert not_structural(tags_in(said.path)) == {}
    if name not in ("one.heic", "one.avif"):  # this ffmpeg does not open them
        assert seen(untagged(path)) == seen(said.path)


@pytest.mark.parametrize("name", sorted(UPRIGHT_BY_EXIF))
def test_it_stays_upright(name: str, tmp_path: Path) -> None:
    said = clean_one(make_picture(tmp_path, name))
    assert run("exiftool", "-s3", "-n", "-IFD0:Orientation", said.path) == b"6\n"


@pytest.mark.parametrize("name", ["one.heic", "one.avif"])
def test_a_heif_picture_is_decoded_to_the_same_bits(name: str, tmp_path: Path) -> None:
    path = make_picture(tmp_path, name)
    before, after = tmp_path / "before.png", tmp_path / "after.png"
    run("heif-convert", path, before)
    run("heif-convert", clean_one(path).path, after)
    assert seen(before) == seen(after)


def test_thumbnail_and_what_follows_a_photograph_are_gone(tmp_path: Path) -> None:
    path = make_jpeg(tmp_path)
    said = clean_one(path)
    assert said.removed >= {"thumbnail", "place", "device", "author", "time", "software", "other"}
    assert secrets_in(said.path) == set()
    assert not_structural(tags_in(said.path)) == {}
    assert said.path.read_bytes().endswith(b"\xff\xd9")
    assert seen(path) == seen(said.path)


@pytest.mark.parametrize("name", PICTURES)
def test_a_clean_picture_stays_as_it_is(name: str, tmp_path: Path) -> None:
    once = clean_one(make_picture(tmp_path, name)).path
    again = clean_one(once)
    assert again.cleaned
    assert again.removed == frozenset()
    assert again.path.read_bytes() == once.read_bytes()
