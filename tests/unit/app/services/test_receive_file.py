"""A file that arrives: sealed as it comes, whole on disk once it is kept, gone if it is not."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_file import FileTooLargeError, IncomingFile
from app.settings import Settings
from app.storage.payloads import PayloadChangedError, PayloadStore, sweep_limit
from crypto.age.payload import PayloadReader
from crypto.padding import padded_length
from tests.make import DAY, PHOTO, TODAY, Clock, make_file, make_intake_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[IntakeDesk]:
    (tmp_path / "intake" / "payloads").mkdir(parents=True)
    settings = Settings(instance=tmp_path, department_name="厅", roster_pin="1:" + "0" * 64)
    desk = make_intake_desk(settings, Clock(), max_file_bytes=100_000)
    yield desk
    desk.database.engine.dispose()


def payloads(desk: IntakeDesk) -> list[Path]:
    folder: Path = desk.payloads._folder  # noqa: SLF001
    return list(folder.iterdir())


@pytest.mark.parametrize("length", [0, 1, 4096, 65_536, 65_537, 100_000])
def test_file_opens_to_what_was_sent_and_zeros(desk: IntakeDesk, length: int) -> None:
    content = (PHOTO * 20)[:length].ljust(length, b"x")
    file = IncomingFile(desk, "a.jpg", "image/jpeg")
    for start in range(0, length, 30_000):
        file.write(content[start : start + 30_000])
    received = file.finish()
    file.keep()
    with desk.payloads.open_checked(file.item_id, received.payload_digest) as sealed:
        opened = PayloadReader(io.BytesIO(sealed.read()), received.file_key).read()
    assert opened == content.ljust(padded_length(length), b"\0")
    assert received.attachment.sha256 == sha256(content).hexdigest()
    assert received.attachment.length_bytes == length
    assert received.file_key.hex() not in repr(received)


def test_a_name_survives_whole_with_spaces_of_every_width(desk: IntakeDesk) -> None:
    name = "望江楼\u3000聚餐\u00a0（十一月）.jpg"
    file = make_file(desk, f"C:\\王某\\{name}\u202e\n")
    assert file.name == name
    file.discard()


def test_no_byte_of_it_stands_on_disk_in_clear(desk: IntakeDesk) -> None:
    file = IncomingFile(desk, "a.jpg", "image/jpeg")
    file.write(b"plain words " * 8000)
    assert not [path for path in payloads(desk) if b"plain words" in path.read_bytes()]
    file.finish()
    assert not [path for path in payloads(desk) if b"plain words" in path.read_bytes()]
    file.discard()


def test_too_large_file_leaves_nothing(desk: IntakeDesk) -> None:
    file = IncomingFile(desk, "大.mp4", "video/mp4")
    for _ in range(3):
        file.write(bytes(50_000))
    assert file.too_large
    assert payloads(desk) == []
    with pytest.raises(FileTooLargeError) as raised:
        file.finish()
    assert "大" not in str(raised.value)


def test_file_is_discarded_unless_it_was_kept(desk: IntakeDesk) -> None:
    dropped, kept = make_file(desk), make_file(desk)
    for file in (dropped, kept):
        file.finish()
    kept.keep()
    for file in (dropped, kept):
        file.discard()
    assert [path.name for path in payloads(desk)] == [kept.item_id]


def test_finishing_twice_is_finishing_once(desk: IntakeDesk) -> None:
    file = make_file(desk)
    assert file.finish() is file.finish()


@pytest.mark.parametrize("name", ["../../etc", "a" * 10_000, "", "\x00", "举报.docx"])
def test_item_id_owes_nothing_to_the_name(desk: IntakeDesk, name: str) -> None:
    file = make_file(desk, name)
    assert len(file.item_id) == 32
    assert len(file.name) <= 255
    file.discard()


def test_changed_or_missing_payload_is_refused(desk: IntakeDesk) -> None:
    file = make_file(desk)
    received = file.finish()
    store: PayloadStore = desk.payloads
    with pytest.raises(PayloadChangedError):
        store.open_checked(file.item_id, bytes(32))
    store.delete([file.item_id, "0" * 32])
    with pytest.raises(PayloadChangedError):
        store.open_checked(file.item_id, received.payload_digest)


def test_payloads_are_swept_by_their_day(desk: IntakeDesk) -> None:
    file = make_file(desk)
    file.finish()
    file.keep()
    listed = {
        days: list(desk.payloads.list_older_than(sweep_limit(TODAY + days * DAY)))
        for days in (0, 1, 2)
    }
    assert listed == {0: [], 1: [], 2: [file.item_id]}
