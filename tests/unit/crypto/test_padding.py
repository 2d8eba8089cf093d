"""Padding: few sizes, little waste, and nothing to cut off."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.padding import BUCKETS_BYTES, ReportTooLongError, pad_json, padded_length


@given(st.dictionaries(st.text(), st.text(max_size=3000)))
def test_padded_json_is_the_same_json(value: dict[str, str]) -> None:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    padded = pad_json(body)
    assert json.loads(padded) == json.loads(body)
    assert len(padded) in BUCKETS_BYTES


def test_chinese_and_english_of_one_bucket_look_alike() -> None:
    assert len(pad_json("酒局".encode() * 200)) == len(pad_json(b"banquet " * 300)) == 4096


@pytest.mark.parametrize(
    ("length", "bucket"),
    [(0, 4096), (4096, 4096), (4097, 16384), (65_537, 262_144), (262_144, 262_144)],
)
def test_the_smallest_bucket_that_holds_it(length: int, bucket: int) -> None:
    assert len(pad_json(b"1" * length)) == bucket


def test_a_report_that_fits_no_bucket_is_refused() -> None:
    with pytest.raises(ReportTooLongError):
        pad_json(b" " * 262_145)


@pytest.mark.parametrize(
    ("length", "padded"),
    # The last three by hand, after the paper's algorithm: E = 16, S = 5, 11 bits cleared; ...
    [(0, 4096), (1, 4096), (4096, 4096), (4097, 4352), (65_537, 67_584), (1_000_000, 1_015_808)],
)
def test_known_lengths(length: int, padded: int) -> None:
    assert padded_length(length) == padded


@given(st.integers(4096, 1 << 40))
def test_padme_is_never_shorter_and_wastes_at_most_an_eighth(length: int) -> None:
    padded = padded_length(length)
    assert length <= padded <= length * 1.12
    assert padded_length(padded) == padded
    assert padded_length(length + 1) >= padded


def test_a_hundred_mebibytes_have_few_lengths() -> None:
    lengths, length = set(), 0
    while length <= 100 << 20:
        length = padded_length(length)
        lengths.add(length)
        length += 1
    assert len(lengths) < 410


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        padded_length(-1)
