"""Two of three officers unlock the group's key, one after the other, each as themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import update

from app.key_holder.factory import create_key_holder_app
from app.key_holder.unlocking.key_ring import KeyTimes
from app.services.officer.key_holder_client import (
    KeyHolderLockedError,
    KeyWaitingError,
    NotInRosterError,
    ShareDoesNotFitError,
)
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings
from app.storage.cases import list_unrecorded
from app.storage.casework import KeyGeneration, KeyShare, Officer
from app.storage.officers import list_officers
from crypto.group_key import OrganKey, hand_out, new_officer_identity
from crypto.sealing import new_file_key
from tests.browse import Browser, Page
from tests.key_holders import Office, proof_in, running, wait_until
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    OpenApp,
    dispose,
    make_case,
)
from tests.officers import case_numbers, sign_in

_CASE = "QF-0123-4567-89"


@pytest.fixture
def office(shared_installation: Installation, shared_settings: Settings) -> Iterator[Office]:
    """On SQLite and on PostgreSQL."""
    with running(shared_installation, shared_settings) as office:
        yield office


@pytest.fixture
def settings(shared_settings: Settings) -> Settings:
    """The console and the reporters of this file are those of the shared key."""
    return shared_settings


@dataclass
class Console:
    """The console in the browsers of officers, who unlock by the pages."""

    office: Office
    open_console: OpenApp

    def sign_in(self, account: str) -> Browser:
        [officer] = [o for o in self.office.installation.officers if o.account == account]
        return sign_in(self.open_console(), account, officer.password)

    def unlock(self, browser: Browser, account: str) -> Page:
        """Press the button, type the phrase, come back; give the page that one comes to."""
        form = browser.get("/queue").form("/unlock")
        leads = browser.client.post(form.action, data=dict(form.fields)).location
        ticket = leads.partition("ticket=")[2]
        proof = proof_in(self.office.page.post(ticket, self.office.phrase(account)))
        return browser.get(f"/unlock/return?proof={proof}")


@pytest.fixture
def console(office: Office, open_console: OpenApp) -> Console:
    return Console(office, open_console)


@pytest.fixture
def case(intake_desk: IntakeDesk) -> str:
    """A report that waits for the group."""
    make_case(intake_desk)
    with intake_desk.database.read() as session:
        [number] = list_unrecorded(session, GROUP)
    return number


def test_key_opens_when_the_second_officer_has_unlocked(office: Office) -> None:
    file_key = new_file_key()
    header = office.header(GROUP, file_key)
    office.record(_CASE, GROUP, header)
    first = office.unlock(INTAKE_OFFICER)
    assert first.missing == 1
    with pytest.raises(KeyWaitingError):
        office.client.unwrap(first.token, "read", [(_CASE, header)])
    second = office.unlock(CASE_OFFICER)
    assert second.missing == 0
    for token in (first.token, second.token):
        assert office.client.unwrap(token, "read", [(_CASE, header)]) == [file_key]
        status = office.client.status(token)
        assert (status.missing, status.present) == (0, (CASE_OFFICER, INTAKE_OFFICER))
    assert [(account, act) for account, act, _, _ in office.log()] == [
        (INTAKE_OFFICER, "unlocked"),
        (CASE_OFFICER, "unlocked"),
        (INTAKE_OFFICER, "unwrap"),
        (CASE_OFFICER, "unwrap"),
    ]


def test_page_says_how_many_it_takes_and_who_is_there(office: Office) -> None:
    def page(account: str, language: str) -> str:
        ticket = office.client.begin_unlock(account).ticket
        return office.page.get(ticket, lang=language).text

    assert "2 officers" in page(INTAKE_OFFICER, "en")
    assert "nobody so far" in page(INTAKE_OFFICER, "en")
    assert "After you, 1 more officer has to unlock." in page(INTAKE_OFFICER, "en")
    office.unlock(INTAKE_OFFICER)
    assert f"受理员 ({INTAKE_OFFICER})" in page(CASE_OFFICER, "en")
    assert "One more is needed: with your phrase the key is there." in page(CASE_OFFICER, "en")
    assert "还差一人" in page(CASE_OFFICER, "zh")
    assert "You have unlocked already. 1 more officer has to." in page(INTAKE_OFFICER, "en")
    office.unlock(CASE_OFFICER)
    assert "Enough officers have unlocked." in page(APPROVER, "en")
    assert "It takes" not in page("unit101", "en")


def test_who_comes_third_needs_their_own_phrase(office: Office) -> None:
    tokens = [office.unlock(account).token for account in (INTAKE_OFFICER, CASE_OFFICER)]
    begun = office.client.begin_unlock(APPROVER)
    refused = office.page.post(begun.ticket, office.phrase(CASE_OFFICER))
    assert refused.status_code == 422
    assert len(office.client.status(tokens[0]).present) == 2
    office.holder.wrong_phrases.forget(APPROVER)
    third = office.unlock(APPROVER)
    assert third.missing == 0
    for token in tokens:
        office.client.lock(token)
    assert office.client.unwrap(third.token, "read", []) == []
    office.client.lock(third.token)
    assert "0 tokens, 0 keys" in repr(office.holder.ring)


def test_lock_while_waiting_takes_the_share_back(office: Office) -> None:
    office.client.lock(office.unlock(INTAKE_OFFICER).token)
    assert office.unlock(CASE_OFFICER).missing == 1
    assert office.log()[1] == (INTAKE_OFFICER, "locked", "", "by hand")


def test_waiting_ends_by_itself(
    shared_installation: Installation, shared_settings: Settings
) -> None:
    times = KeyTimes(idle=3, longest=600)
    with running(shared_installation, shared_settings, times) as office:
        token = office.unlock(INTAKE_OFFICER).token
        # Trying does not prolong it.
        wait_until(lambda: not _waits(office, token))
        assert office.unlock(CASE_OFFICER).missing == 1


def test_key_that_was_put_in_the_place_of_ours_is_refused(office: Office) -> None:
    _hand_out_another_key(office)
    first = office.unlock(INTAKE_OFFICER)
    with pytest.raises(NotInRosterError):
        office.unlock(CASE_OFFICER)
    assert office.client.status(first.token).missing == 1
    assert office.log()[-1] == (
        CASE_OFFICER,
        "unlock_refused",
        "",
        "organ=group reason=not_in_roster",
    )


def test_share_of_another_hand_out_is_refused(office: Office) -> None:
    first = office.unlock(INTAKE_OFFICER)
    shares = _hand_out_another_key(office, only=CASE_OFFICER)
    assert shares
    with pytest.raises(ShareDoesNotFitError):
        office.unlock(CASE_OFFICER)
    assert office.log()[-1][3] == "organ=group reason=share_does_not_fit"
    office.unlock(APPROVER)
    assert office.client.status(first.token).missing == 0


def test_share_that_was_changed_is_refused_on_the_page(office: Office) -> None:
    with office.holder.casework.begin() as session:
        share = session.get(KeyShare, (GROUP, 1, CASE_OFFICER))
        assert share
        share.sealed_share = share.sealed_share[:-1] + b"\0"
    begun = office.client.begin_unlock(CASE_OFFICER)
    answered = office.page.post(begun.ticket, office.phrase(CASE_OFFICER), lang="en")
    assert answered.status_code == 409
    assert "not the one that was handed out to you" in answered.text
    assert office.log() == [
        (CASE_OFFICER, "unlock_refused", "", "organ=group reason=share_does_not_fit")
    ]


def test_officer_whose_own_key_was_exchanged_is_refused(office: Office) -> None:
    [officer] = [o for o in office.installation.officers if o.account == CASE_OFFICER]
    recipient, sealed = new_officer_identity(officer.unlock_phrase.passphrase)
    with office.holder.casework.begin() as session:
        session.execute(
            update(Officer)
            .where(Officer.account == CASE_OFFICER)
            .values(recipient=recipient, sealed_identity=sealed)
        )
    begun = office.client.begin_unlock(CASE_OFFICER)
    answered = office.page.post(begun.ticket, office.phrase(CASE_OFFICER))
    assert answered.status_code == 409
    assert office.log()[-1][3] == "organ=group reason=not_in_roster"


def test_keys_of_one_process_are_not_anothers(office: Office, settings: Settings) -> None:
    office.unlock(INTAKE_OFFICER)
    another = create_key_holder_app(settings).extensions["key_holder"]
    assert another.ring.present(GROUP) == ((), False)
    dispose(another.casework.engine, another.intake.engine)


def test_console_says_whose_phrase_is_still_needed_and_goes_on(console: Console, case: str) -> None:
    first, second = console.sign_in(INTAKE_OFFICER), console.sign_in(CASE_OFFICER)
    page = console.unlock(first, INTAKE_OFFICER)
    assert page.url == "/queue"
    assert "还需 1 名干部解锁" in page.text
    assert f"审批人 ({APPROVER})；承办员 ({CASE_OFFICER})" in page.text
    english = first.get("/queue?lang=en")
    assert "You have unlocked; 1 more officer has to" in english.text
    assert "Look again" in english.text
    assert "1 名干部" not in console.unlock(second, CASE_OFFICER).text
    # Nothing has to be pressed: the next request finds the key.
    opened = first.send(first.get("/queue").form("/queue/open"))
    assert case_numbers(opened) == [case]


def test_lock_button_is_there_while_one_waits(console: Console) -> None:
    browser = console.sign_in(INTAKE_OFFICER)
    console.unlock(browser, INTAKE_OFFICER)
    page = browser.send(browser.get("/queue").form("/lock"))
    assert page.form("/unlock")
    assert console.office.holder.ring.present(GROUP) == ((), False)


def test_what_an_officer_typed_is_not_lost_while_others_are_awaited(
    console: Console, case: str
) -> None:
    tokens = [console.office.unlock(account).token for account in (CASE_OFFICER, APPROVER)]
    browser = console.sign_in(INTAKE_OFFICER)
    console.unlock(browser, INTAKE_OFFICER)
    browser.send(browser.get("/queue").form("/queue/open"))
    form = browser.get(f"/cases/{case}").form(f"/cases/{case}/reply")
    form.fill(text="请问聚会一般几点开始？")
    browser.send(browser.get("/queue").form("/lock"))
    for token in tokens:
        console.office.client.lock(token)
    console.unlock(browser, INTAKE_OFFICER)
    assert browser.get(f"/cases/{case}").url == "/queue"
    answered = browser.send(form)
    assert answered.status == 403
    assert "请问聚会一般几点开始？" in answered.text
    assert "还需其他干部解锁" in answered.text
    assert browser.get("/queue").form("/lock")


def test_console_explains_why_a_right_phrase_opened_nothing(console: Console) -> None:
    _hand_out_another_key(console.office)
    first, second = console.sign_in(INTAKE_OFFICER), console.sign_in(CASE_OFFICER)
    console.unlock(first, INTAKE_OFFICER)
    page = console.unlock(second, CASE_OFFICER)
    assert page.status == 409
    assert "密钥可能已被人调换" in page.text
    assert second.get("/queue").form("/unlock")


def _waits(office: Office, token: str) -> bool:
    try:
        office.client.unwrap(token, "read", [])
    except KeyWaitingError:
        return True
    except KeyHolderLockedError:
        return False
    raise AssertionError("nobody else has unlocked")


def _hand_out_another_key(office: Office, *, only: str = "") -> dict[str, bytes]:
    """What a writer to the database can do: seal a key of their own to the officers."""
    with office.holder.casework.begin() as session:
        officers = list_officers(session, GROUP)
        given = hand_out(OrganKey.create(), [officer.recipient for officer in officers], 2)
        accounts = [officer.account for officer in officers]
        shares = dict(zip(accounts, given.sealed_shares, strict=True))
        if not only:
            row = session.get(KeyGeneration, (GROUP, 1))
            assert row
            row.sealed_key = given.sealed_key
        for account in [only] if only else accounts:
            share = session.get(KeyShare, (GROUP, 1, account))
            assert share
            share.sealed_share = shares[account]
    return shares
