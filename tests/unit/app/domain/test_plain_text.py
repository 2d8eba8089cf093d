"""Plain text: paragraphs and lists, whatever stands in it."""

from app.domain.plain_text import Block, read_blocks


def test_paragraphs_and_lists_are_told_apart() -> None:
    text = "一段。\r\n\r\n- 甲\n  - 乙\n又一段。\n• 丙"
    assert read_blocks(text) == (
        Block(("一段。",), is_list=False),
        Block(("甲", "乙"), is_list=True),
        Block(("又一段。",), is_list=False),
        Block(("丙",), is_list=True),
    )


def test_nothing_is_nothing_and_a_dash_alone_is_words() -> None:
    assert read_blocks(" \n\n") == ()
    assert read_blocks("-\n-5 度") == (
        Block(("-",), is_list=False),
        Block(("-5 度",), is_list=False),
    )
