"""An officer unlocks an organ's key, the console works with it, and it locks again."""

import json
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import update

from app.key_holder.operations import answer
from app.key_holder.unlocking.key_ring import Contribution, KeyTimes
from app.key_holder.unlocking.tickets import NotUnlockedError, TicketOverError, Tickets
from app.key_holder.unlocking.wrong_phrases import WrongPhrases
from app.services.officer.key_holder_client import (
    KeyHolderClient,
    KeyHolderError,
    KeyHolderLockedError,
    KeyHolderUnavailableError,
    NoKeyError,
    RecordChangedError,
    UnlockNotDoneError,
)
from app.services.operator.create_installation import Installation
from app.settings import Settings
from app.storage.casework import KeyShare, Officer
from app.storage.organ_keys import forget_shares_of, list_shares_of
from crypto.sealing import new_file_key
from tests.key_holders import Office, proof_in, running, wait_until
from tests.make import copy_installation

# Longer than the 107 bytes that a socket's address may have.
_LONG = "a-folder-with-a-long-name/" * 5
_CASE = "QF-0123-4567-89"
_OTHER_CASE = "QF-9876-5432-10"


@pytest.fixture
def settings(unheld_settings: Settings) -> Settings:
    return unheld_settings


@pytest.fixture
def office(installation: Installation, settings: Settings) -> Iterator[Office]:
    """On SQLite and on PostgreSQL."""
    with running(installation, settings) as office:
        yield office


def test_officer_unlocks_on_the_page_and_the_console_claims(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    page = office.page.get(begun.ticket)
    assert "受理员" in page.text
    assert "intake01" in page.text
    assert office.installation.officers[0].organ_name in page.text
    with pytest.raises(UnlockNotDoneError):
        office.client.claim_unlock(begun.ticket, begun.claim, "")
    answered = office.page.post(begun.ticket, office.phrase("intake01", characters=True))
    proof = proof_in(answered)
    assert answered.location == f"http://127.0.0.1:8001/unlock/return?proof={proof}"
    unlocked = office.client.claim_unlock(begun.ticket, begun.claim, proof)
    assert 890 <= unlocked.idle_seconds_left <= 900
    assert 28790 <= unlocked.seconds_left <= 28800
    status = office.client.status(unlocked.token)
    assert (status.account, status.organ_id) == ("intake01", "group")
    assert office.log() == [("intake01", "unlocked", "", "organ=group")]


def test_what_was_unlocked_is_claimed_once_and_with_claim_and_proof_only(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    proof = proof_in(office.page.post(begun.ticket, office.phrase("intake01")))
    halves = [("", proof), ("x", proof), (begun.claim, ""), (begun.claim, begun.ticket)]
    for claim, typed in [*halves, (proof, begun.claim)]:
        with pytest.raises(UnlockNotDoneError):
            office.client.claim_unlock(begun.ticket, claim, typed)
    office.client.claim_unlock(begun.ticket, begun.claim, proof)
    with pytest.raises(UnlockNotDoneError):
        office.client.claim_unlock(begun.ticket, begun.claim, proof)
    assert office.page.get(begun.ticket).status_code == 410


def test_who_sends_the_link_to_an_officer_gets_no_proof_without_the_phrase(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    proof_in(office.page.post(begun.ticket, office.phrase("intake01")))
    sender = office.page.post(begun.ticket, office.phrase("case01"))
    assert sender.status_code == 422
    assert "proof" not in sender.headers.get("Location", "")


def test_form_sent_twice_leads_back_both_times(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    page = office.page.get(begun.ticket)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    form = {"csrf_token": token[1], "phrase": office.phrase("intake01")}
    where = {"ticket": begun.ticket}
    sent = [office.page.client.post("/unlock", query_string=where, data=form) for _ in range(2)]
    proof, again = map(proof_in, sent)
    assert proof == again
    office.client.claim_unlock(begun.ticket, begun.claim, again)
    assert office.log() == [("intake01", "unlocked", "", "organ=group")]


def test_wrong_phrase_is_refused_and_put_on_record(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    # Another officer of the same organ, then one of another.
    refused = office.page.post(begun.ticket, office.phrase("case01"))
    assert refused.status_code == 422
    assert office.phrase("case01") not in refused.text
    for _ in range(6):
        office.holder.wrong_phrases.add("intake01")
    too_soon = office.page.post(begun.ticket, office.phrase("unit101"))
    assert too_soon.status_code == 429
    with pytest.raises(UnlockNotDoneError):
        office.client.claim_unlock(begun.ticket, begun.claim, "")
    assert office.log() == [("intake01", "unlock_refused", "", "organ=group")]


def test_what_is_no_phrase_is_explained_and_not_tried(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    for phrase in ("", "abandon", "abandon " * 7 + "abandonned"):
        answered = office.page.post(begun.ticket, phrase, lang="en")
        assert answered.status_code == 422
        assert 'class="govuk-error-message"' in answered.text
    assert "word 8" in answered.text
    assert office.log() == []


def test_ticket_that_is_not_known_opens_no_form(office: Office) -> None:
    for ticket in ("", "x"):
        assert office.page.get(ticket).status_code == 410
        assert "<form" not in office.page.get(ticket).text


def test_form_without_its_token_is_refused(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    where = {"ticket": begun.ticket}
    form = {"phrase": office.phrase("intake01")}
    assert office.page.client.post("/unlock", query_string=where, data=form).status_code == 400
    assert office.log() == []


def test_page_keeps_its_ticket_in_both_languages(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    chinese, english = office.page.get(begun.ticket), office.page.get(begun.ticket, lang="en")
    assert f"ticket={begun.ticket}&amp;lang=en" in chinese.text
    assert f"/unlock?ticket={begun.ticket}" in english.text
    answered = office.page.post(begun.ticket, office.phrase("intake01"), lang="en")
    assert answered.location.endswith(f"/unlock/return?proof={proof_in(answered)}&lang=en")


def test_too_many_wrong_phrases_have_to_wait(installation: Installation, tmp_path: Path) -> None:
    settings = copy_installation(installation, tmp_path / "instance")
    with running(installation, replace(settings, limit_sign_in="2 per hour")) as office:
        first, other = (office.client.begin_unlock(a) for a in ("intake01", "case01"))
        for begun in (first, other):
            assert office.page.post(begun.ticket, office.phrase("approve01")).status_code == 422
        answered = office.page.post(other.ticket, office.phrase("case01"), lang="en")
        assert answered.status_code == 429
        assert "Too many tries" in answered.text


def test_only_phrases_that_were_refused_count(office: Office) -> None:
    begun = office.client.begin_unlock("intake01")
    client, where = office.page.client, {"ticket": begun.ticket}
    for _ in range(31):
        assert client.post("/unlock", query_string={"ticket": "x"}).status_code == 400
        assert client.post("/unlock", query_string=where).status_code == 400
        assert office.page.post(begun.ticket, "no phrase").status_code == 422
    proof_in(office.page.post(begun.ticket, office.phrase("intake01")))


def test_account_without_a_key_has_nothing_to_unlock(office: Office) -> None:
    with pytest.raises(NoKeyError):
        office.client.begin_unlock("nobody")


def test_unwrap_gives_file_keys_and_never_an_identity(office: Office) -> None:
    token = office.unlock("intake01").token
    file_key = new_file_key()
    ours, another = office.header("group", file_key), office.header("superior", file_key)
    stored = {_CASE: ours, _OTHER_CASE: another, "QF-1": b"not a header", "QF-2": ours[:-9]}
    for number, header in stored.items():
        office.record(number, "group", header)
    unwrapped = office.client.unwrap_many(token, "queue", list(stored.items()))
    assert unwrapped.file_keys == [file_key, None, None, None]
    assert office.client.unwrap(token, "read", [(_CASE, ours)]) == [file_key]
    assert office.client.unwrap(token, "write", [(_OTHER_CASE, another)]) == [None]
    assert office.client.unwrap(token, "read", []) == []
    request = {"op": "unwrap", "token": token, "purpose": "read", "items": []}
    assert set(answer(office.holder, request)) == {"file_keys", "recused", "opened"}
    assert "AGE-SECRET-KEY" not in repr(office.holder)
    assert office.log()[1:] == [
        ("intake01", "unwrap", "", "purpose=queue count=4"),
        ("intake01", "unwrap", _CASE, "purpose=read count=1"),
        ("intake01", "unwrap", _OTHER_CASE, "purpose=write count=1"),
    ]


def test_each_organ_opens_its_own_only(office: Office) -> None:
    file_key = new_file_key()
    header = office.header("superior", file_key)
    officers = {"group": "intake01", "unit-1": "unit101", "superior": "superior01"}
    for organ_id, account in officers.items():
        office.record(organ_id, organ_id, header)
        token = office.unlock(account).token
        opened = [file_key] if organ_id == "superior" else [None]
        assert office.client.unwrap(token, "read", [(organ_id, header)]) == opened


def test_queue_is_put_on_record_once_a_minute(office: Office) -> None:
    first, second = office.unlock("intake01").token, office.unlock("case01").token
    header = office.header("group", new_file_key())
    office.record(_CASE, "group", header)
    for _ in range(3):
        office.client.unwrap(first, "queue", [(_CASE, header)])
    office.client.unwrap(second, "queue", [(_CASE, header)])
    assert office.log()[2:] == [
        ("intake01", "unwrap", "", "purpose=queue count=1"),
        ("case01", "unwrap", "", "purpose=queue count=1"),
    ]


def test_queue_opens_the_organs_records_and_nothing_else(office: Office) -> None:
    token, keys = office.unlock("intake01").token, [new_file_key() for _ in range(3)]
    ours, report = office.header("group", keys[0]), office.header("group", keys[1])
    units = office.header("group", keys[2])
    office.record(_CASE, "group", ours)
    office.record(_OTHER_CASE, "unit-1", units)
    assert office.client.unwrap(token, "queue", [(_CASE, ours), (_CASE, ours)]) == [keys[0]] * 2
    # A report's, another case's, and one that only another organ has.
    for item in ((_CASE, report), (_OTHER_CASE, ours), (_OTHER_CASE, units)):
        with pytest.raises(RecordChangedError, match="not_a_record"):
            office.client.unwrap(token, "queue", [(_CASE, ours), item])
    refused = "reason=not_a_record purpose=queue refused=1"
    assert office.log()[-1] == ("intake01", "unwrap_refused", "", refused)


def test_officer_locks_by_hand(office: Office) -> None:
    token = office.unlock("intake01").token
    office.client.lock(token)
    office.client.lock(token)
    with pytest.raises(KeyHolderLockedError):
        office.client.status(token)
    with pytest.raises(KeyHolderLockedError):
        office.client.unwrap(token, "read", [])
    assert office.log()[1:] == [("intake01", "locked", "", "by hand")]


def test_token_that_is_not_known_opens_nothing(office: Office) -> None:
    office.unlock("intake01")
    with pytest.raises(KeyHolderLockedError):
        office.client.status("x")


@pytest.mark.parametrize("times", [KeyTimes(idle=5, longest=600), KeyTimes(idle=600, longest=5)])
def test_key_locks_by_itself(installation: Installation, tmp_path: Path, times: KeyTimes) -> None:
    settings = copy_installation(installation, tmp_path / _LONG / "instance")
    with running(installation, settings, times) as office:
        token = office.unlock("intake01").token
        office.client.status(token)
        wait_until(lambda: office.log()[-1] == ("intake01", "locked", "", "by itself"))
        assert "0 keys" in repr(office.holder.ring)
        with pytest.raises(KeyHolderLockedError):
            office.client.status(token)


def test_unclaimed_unlocking_is_dropped_after_a_minute() -> None:
    now = 0.0
    tickets = Tickets(lambda: now)
    ticket, claim = tickets.begin("intake01")
    now = 599.0
    proof = tickets.unlock(ticket, Contribution("intake01", "group", {}))
    now = 659.0
    with pytest.raises(NotUnlockedError):
        tickets.claim(ticket, claim, proof)
    assert tickets.drop_run_out() == ["intake01"]


def test_ticket_is_over_after_ten_minutes() -> None:
    now = 0.0
    tickets = Tickets(lambda: now)
    ticket, _ = tickets.begin("intake01")
    now = 600.0
    with pytest.raises(TicketOverError):
        tickets.account_of(ticket)
    assert tickets.drop_run_out() == []


def test_each_wrong_phrase_waits_longer() -> None:
    now = 0.0
    tries = WrongPhrases(lambda: now)
    waits = []
    for _ in range(9):
        waits.append(tries.wait_seconds("intake01"))
        tries.add("intake01")
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert tries.wait_seconds("case01") == 0
    now = 60.0
    assert tries.wait_seconds("intake01") == 0
    tries.forget("intake01")
    assert tries.wait_seconds("intake01") == 0


def test_officer_whose_key_was_taken_away_has_none(office: Office) -> None:
    token = office.unlock("case01").token
    with office.holder.casework.begin() as session:
        assert list_shares_of(session, "group", "case01")
        forget_shares_of(session, "case01")
    with pytest.raises(KeyHolderLockedError):
        office.client.unwrap(token, "read", [])
    assert office.log()[-1] == ("case01", "locked", "", "has no key any more")


def test_officer_who_went_to_another_organ_has_no_key_of_the_first(office: Office) -> None:
    token = office.unlock("case01").token
    with office.holder.casework.begin() as session:
        moved = update(Officer).where(Officer.account == "case01").values(organ_id="unit-1")
        session.execute(moved)
        share = KeyShare(organ_id="unit-1", generation=1, account="case01", sealed_share=b"another")
        session.add(share)
    for _ in range(2):
        with pytest.raises(KeyHolderLockedError):
            office.client.unwrap(token, "read", [])
    assert "0 keys" in repr(office.holder.ring)


def test_what_is_no_request_is_answered_in_one_word(office: Office) -> None:
    folder = os.open(office.holder_folder, os.O_PATH)
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(f"/proc/self/fd/{folder}/key-holder.sock")
        with Connection(raw.detach()) as connection:
            for message in (b"\xff", b"[]", b"{}", b'{"op": "begin_unlock"}', b'{"op": []}'):
                connection.send_bytes(message)
                assert json.loads(connection.recv_bytes()) == {"error": "bad_request"}
    os.close(folder)
    token = office.unlock("intake01").token
    with pytest.raises(KeyHolderError, match="bad_request"):
        office.client.unwrap(token, "curiosity", [])
    for number in ("QF-0123-4567-890", "\0", "\ud800"):
        with pytest.raises(KeyHolderError, match="bad_request"):
            office.client.unwrap(token, "read", [(number, b"")])


def test_socket_is_for_our_own_user_only(office: Office) -> None:
    path = office.holder_folder / "key-holder.sock"
    assert path.stat().st_mode & 0o777 == 0o600


def test_console_is_told_where_no_key_holder_runs(tmp_path: Path) -> None:
    for path in (tmp_path / "key-holder.sock", tmp_path / "nowhere" / "key-holder.sock"):
        with pytest.raises(KeyHolderUnavailableError):
            KeyHolderClient(path).status("x")
