"""Officers are added, get a new phrase, and go: two together decide, and each sees what they do."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.services.officer.key_holder_client import (
    KeyHolderError,
    KeyHolderLockedError,
    NoKeyError,
)
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.services.roster import load_roster
from app.settings import Settings
from app.storage.casework import KeyGeneration, KeyShare, Officer
from crypto.group_key import WrongPhraseError, open_backup, open_officer_identity
from tests.acts import NEW_ACCOUNT, PASSWORD, ActOffice, backup_on, phrase_on
from tests.key_holders import running
from tests.make import OpenApp, make_case
from tests.officers import sign_in


@pytest.fixture
def settings(unheld_settings: Settings) -> Settings:
    return unheld_settings


@pytest.fixture
def office(installation: Installation, settings: Settings) -> Iterator[ActOffice]:
    """A key that any officer of the group unlocks alone."""
    with running(installation, settings) as office:
        yield ActOffice(office)


@pytest.fixture
def shared(shared_installation: Installation, shared_settings: Settings) -> Iterator[ActOffice]:
    """A key that two of the group's three officers unlock together."""
    with running(shared_installation, shared_settings) as office:
        yield ActOffice(office)


@pytest.mark.rows
def test_an_officer_is_added_by_two_and_reads(office: ActOffice) -> None:
    act = office.propose_adding()
    fingerprint = office.enrol(act).one("p", class_="number").text
    page = office.approve(act, "intake01")
    assert page.one("p", class_="number").text == fingerprint
    assert office.status(act)["missing"] == {"group": 1}
    assert office.status(act)["approved_by"] == ["intake01"]
    assert office.approve(act, "approve01").status == 200
    status = office.status(act)
    assert (status["state"], status["missing"]) == ("approved", {})
    assert status["result"]["roster_pin"].startswith("2:")
    assert office.reads(office.unlock(NEW_ACCOUNT))
    assert office.reads(office.unlock("case01"))
    assert office.acts()[:5] == [
        ("", "act_proposed"),
        (NEW_ACCOUNT, "officer_enrolled"),
        ("intake01", "act_approved"),
        ("approve01", "act_approved"),
        ("", "act_performed"),
    ]


def test_an_officer_is_added_where_two_unlock_together(shared: ActOffice) -> None:
    act = shared.propose_adding()
    shared.enrol(act)
    shared.approve_all(act, "intake01", "approve01")
    assert shared.status(act)["state"] == "approved", shared.status(act)
    token = shared.unlock(NEW_ACCOUNT)
    with pytest.raises(KeyHolderError, match="waiting"):
        shared.reads(token)
    other = shared.unlock("intake01")
    assert shared.reads(token)
    assert shared.reads(other)


def test_who_unlocked_before_an_officer_was_added_types_the_phrase_again(
    shared: ActOffice,
) -> None:
    early = shared.unlock("case01")
    act = shared.propose_adding()
    shared.enrol(act)
    shared.approve_all(act, "intake01", "approve01")
    late = shared.unlock(NEW_ACCOUNT)
    # The share of before fits none of after.
    with pytest.raises(KeyHolderError, match="waiting"):
        shared.reads(late)
    shared.unlock("case01")
    assert shared.reads(late)
    with pytest.raises(KeyHolderLockedError):
        shared.reads(early)


def test_a_new_officer_signs_in_unlocks_and_reads_a_lead(
    office: ActOffice, open_console: OpenApp, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    act = office.propose_adding(role="intake_officer")
    office.enrol(act)
    office.approve_all(act, "intake01", "approve01")
    browser = sign_in(open_console(), NEW_ACCOUNT, PASSWORD)
    with browser.client.session_transaction() as cookie:
        cookie["unlock"] = office.unlock(NEW_ACCOUNT)
    browser.send(browser.get("/queue").form("/queue/open"))
    [link] = [a for a in browser.get("/queue").all("a") if "/cases/QF" in a["href"]]
    assert "望江农家乐" in browser.get(link["href"].partition("?")[0]).text


def test_a_forgotten_phrase_is_replaced_and_the_old_one_opens_nothing(office: ActOffice) -> None:
    old_token, old_phrase = office.unlock("case01"), office.phrase("case01")
    with office.office.holder.casework.read() as session:
        old_identity = session.get_one(Officer, "case01").sealed_identity
    act = office.propose("renew_officer", account="case01")
    office.enrol(act, "case01")
    office.approve_all(act, "intake01", "approve01")
    assert office.status(act)["state"] == "approved"
    with pytest.raises(KeyHolderLockedError):
        office.reads(old_token)
    begun = office.office.client.begin_unlock("case01")
    assert office.office.page.post(begun.ticket, old_phrase).status_code == 422
    office.office.holder.wrong_phrases.forget("case01")
    assert office.reads(office.unlock("case01"))
    # Not even by hand: no share is sealed to the old identity any more.
    words = "-".join(old_phrase.split())
    identity = open_officer_identity(old_identity, words)
    with office.office.holder.casework.read() as session:
        row = session.get_one(Officer, "case01")
        roster = office.office.holder.roster()
    assert row.recipient != identity.recipient.encode()
    assert not roster.names_officer("case01", "group", identity.recipient.encode())
    with pytest.raises(WrongPhraseError):
        open_officer_identity(row.sealed_identity, words)


def test_a_removed_officer_has_nothing_left(office: ActOffice, settings: Settings) -> None:
    removed, stays = office.unlock("case01"), office.unlock("approve01")
    act = office.propose("remove_officer", account="case01")
    last = office.approve_all(act, "intake01", "approve01")
    status = office.status(act)
    assert status["state"] == "approved"
    assert status["result"]["generation"] == 2
    # The group's own key changed: the pin is the new key's.
    with office.office.holder.intake.read() as session:
        roster = load_roster(session, status["result"]["roster_pin"])
        assert load_roster(session, settings.roster_pin).version == roster.version
    assert (roster.version, roster.group().generation) == (3, 2)
    with pytest.raises(KeyHolderLockedError):
        office.reads(removed)
    with pytest.raises(NoKeyError):
        office.office.client.begin_unlock("case01")
    # Whoever had unlocked works on with the new key, without a phrase.
    assert office.reads(stays)
    assert office.reads(office.unlock("intake01"))
    with office.office.holder.casework.read() as session:
        assert session.get_one(Officer, "case01").removed_on
        holders = {
            (s.generation, s.account)
            for s in session.scalars(select(KeyShare))
            if s.organ_id == "group"
        }
    assert holders == {(g, a) for g in (1, 2) for a in ("intake01", "approve01")}
    # The last approver's page alone shows what opens the paper backup.
    backup = settings.zone("casework") / status["result"]["backup"]
    key = open_backup(backup.read_bytes(), "-".join(phrase_on(last)))
    assert key.recipient == roster.group().recipient.encode()
    with pytest.raises(AssertionError):
        phrase_on(office.browser().get(act.page))
    keys = office.office.holder.acts.keys_of(act.act_id)[1]
    assert sorted(keys) == [1, 2]


def test_a_removed_officer_cannot_sign_in(office: ActOffice, open_console: OpenApp) -> None:
    [credentials] = [o for o in office.office.installation.officers if o.account == "case01"]
    browser = sign_in(open_console(), "case01", credentials.password)
    act = office.propose("remove_officer", account="case01")
    office.approve_all(act, "intake01", "approve01")
    assert browser.get("/queue").url == "/login"
    form = browser.get("/login").form("/login")
    page = browser.send(form.fill(account="case01", password=credentials.password))
    assert (page.status, page.url) == (422, "/login")


def test_a_units_officer_needs_the_unit_and_two_of_the_group(office: ActOffice) -> None:
    act = office.propose_adding("unit-1", "wang02")
    office.enrol(act, "wang02")
    assert office.status(act)["missing"] == {"unit-1": 1, "group": 2}
    office.approve(act, "intake01")
    assert office.status(act)["missing"] == {"unit-1": 1, "group": 1}
    # Another unit's officer counts for neither.
    refused = office.approve(act, "unit201")
    assert refused.status == 409
    office.approve(act, "unit101")
    assert office.status(act)["missing"] == {"group": 1}
    office.approve(act, "approve01")
    assert office.status(act)["state"] == "approved"
    assert office.reads(office.unlock("wang02"), "unit-1")
    assert ("unit201", "approval_refused") in office.acts()
    # Now that there are two, one can be removed.
    act = office.propose("remove_officer", account="wang02")
    office.approve_all(act, "unit101", "intake01", "case01")
    result = office.status(act)["result"]
    assert result["backup"] == "unit-1-key-backup-2.age"
    assert result["roster_pin"].startswith("3:")
    assert office.reads(office.unlock("unit101"), "unit-1")


def test_a_key_is_exchanged_with_a_new_threshold_and_printed_shares(
    office: ActOffice, settings: Settings
) -> None:
    token = office.unlock("case01")
    act = office.propose("rotate_key", organ_id="group", threshold=2, paper=3, paper_threshold=2)
    last = office.approve_all(act, "intake01", "approve01")
    status = office.status(act)
    assert status["result"]["generation"] == 2
    assert office.reads(token)
    with office.office.holder.casework.read() as session:
        assert session.get_one(KeyGeneration, ("group", 2)).threshold == 2
    shares = backup_on(last)
    assert len(shares) == 3
    assert len(last.all("section", class_="paper-share")) == 3
    assert (settings.zone("casework") / status["result"]["backup"]).exists()
    # Until the archive is done, no third key.
    with pytest.raises(KeyHolderError, match="rotation_unfinished"):
        office.propose("rotate_key", organ_id="group")
    finish = office.propose("finish_rotation", organ_id="group")
    office.approve_all(finish, "case01", "approve01")
    assert office.status(finish)["result"] == {"organ_id": "group"}
    assert sorted(office.office.holder.acts.keys_of(finish.act_id)[1]) == [1, 2]
    # A removal cannot wait.
    act = office.propose("remove_officer", account="case01")
    office.approve_all(act, "intake01", "approve01")
    assert sorted(office.office.holder.acts.keys_of(act.act_id)[1]) == [1, 2, 3]
