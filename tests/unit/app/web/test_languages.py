"""Sizes and days as readers write them."""

import pytest

from app.web.languages import file_size


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KB"),
        (1536, "1.5 KB"),
        (1024**2, "1.0 MB"),
        (1024**3, "1.0 GB"),
        (1024**4, "1024.0 GB"),
    ],
)
def test_length_is_told_in_the_unit_that_reads_best(length: int, text: str) -> None:
    assert file_size(length) == text
