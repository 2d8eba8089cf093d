"""What two people cannot do, and what one alone cannot; what is left when it breaks off."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, update
from sqlalchemy.exc import OperationalError

from app.key_holder.acts.registry import ACT_SECONDS, KEYS_IDLE_SECONDS, ActState
from app.services.officer.key_holder_client import KeyHolderError
from app.services.operator.create_installation import Installation
from app.settings import Settings
from app.storage.casework import Officer
from app.storage.database import Database
from crypto.group_key import OrganKey, new_officer_identity
from tests.acts import NEW_ACCOUNT, ActOffice, Proposed, phrase_on, type_back
from tests.key_holders import running
from tests.make import copy_installation


@pytest.fixture
def settings(unheld_settings: Settings) -> Settings:
    return unheld_settings


@pytest.fixture
def office(installation: Installation, settings: Settings) -> Iterator[ActOffice]:
    with running(installation, settings) as office:
        yield ActOffice(office)


@contextmanager
def time_stands(office: ActOffice) -> Iterator[list[float]]:
    """The clock of the office's acts, which the test sets."""
    acts = office.office.holder.acts
    clock, now = acts._clock, [acts._clock()]  # noqa: SLF001
    acts._clock = lambda: now[0]  # noqa: SLF001
    yield now
    acts._clock = clock  # noqa: SLF001


def test_one_person_twice_does_not_count(office: ActOffice) -> None:
    act = office.propose("rotate_key", organ_id="group")
    office.approve_all(act, "intake01", "intake01")
    status = office.status(act)
    assert (status["state"], status["missing"]) == ("waiting", {"group": 1})
    assert status["approved_by"] == ["intake01"]


def test_nobody_approves_what_concerns_themselves(office: ActOffice) -> None:
    removal = office.propose("remove_officer", account="case01")
    renewal = office.propose("renew_officer", account="case01")
    office.enrol(renewal, "case01")
    for act in (removal, renewal):
        refused = office.approve(act, "case01", office.office.phrase("case01"))
        assert refused.status == 409
        assert office.status(act)["approved_by"] == []
    assert office.acts()[-1] == ("case01", "approval_refused")


def test_officers_of_another_organ_do_not_count_for_the_group(office: ActOffice) -> None:
    act = office.propose("rotate_key", organ_id="group")
    for account in ("unit101", "superior01"):
        assert office.approve(act, account).status == 409
    assert office.status(act)["missing"] == {"group": 2}


def test_nobody_approves_before_the_officer_has_a_phrase(office: ActOffice) -> None:
    act = office.propose_adding()
    page = office.browser().get(act.page)
    assert not page.all("form")
    assert not office.status(act)["enrolled"]
    browser = office.browser()
    other = browser.get(office.propose("rotate_key", organ_id="group").page)
    form = other.form("/approve").fill(account="case01", phrase=office.phrase("case01"))
    form.action = act.page
    assert browser.send(form).status == 409
    assert office.status(act)["approved_by"] == []


def test_wrong_phrases_wait_and_tell_nothing_about_accounts(office: ActOffice) -> None:
    act = office.propose("rotate_key", organ_id="group")
    wrong = office.approve(act, "case01", office.phrase("intake01"))
    nobody = office.approve(act, "nobody", office.phrase("intake01"))
    assert wrong.status == nobody.status == 422
    titles = [page.one("h2", id="failed").text for page in (wrong, nobody)]
    assert titles[0] == titles[1]
    for _ in range(6):
        office.office.holder.wrong_phrases.add("case01")
    assert office.approve(act, "case01").status == 429
    assert office.approve(act, "case01", "abandon").status == 422
    assert office.status(act)["approved_by"] == []
    assert ("case01", "unlock_refused") in office.acts()


def test_too_many_wrong_phrases_have_to_wait(installation: Installation, tmp_path: Path) -> None:
    settings = copy_installation(installation, tmp_path / "instance")
    with running(installation, replace(settings, limit_sign_in="2 per hour")) as running_office:
        office = ActOffice(running_office)
        act = office.propose("rotate_key", organ_id="group")
        for account in ("nobody", "case01"):
            assert office.approve(act, account, office.phrase("intake01")).status == 422
        assert office.approve(act, "intake01").status == 429


def test_a_swapped_recipient_is_refused_by_name(office: ActOffice) -> None:
    swapped, sealed_identity = new_officer_identity("somebody-elses", log_n=4)
    with office.office.holder.casework.begin() as session:
        session.execute(
            update(Officer)
            .where(Officer.account == "case01")
            .values(recipient=swapped, sealed_identity=sealed_identity)
        )
    before = office.office.holder.roster().version
    act = office.propose_adding()
    office.enrol(act)
    office.approve(act, "intake01")
    page = office.approve(act, "approve01")
    assert page.status == 409
    assert "case01" in page.one("div", class_="govuk-error-summary").text
    status = office.status(act)
    assert (status["state"], status["reason"]) == ("failed", "not_in_roster")
    assert status["about"] == "case01"
    assert office.office.holder.roster().version == before
    assert office.acts()[-1] == ("", "act_failed")
    # The way out: who was swapped makes a new phrase, and the others approve that.
    renewal = office.propose("renew_officer", account="case01")
    office.enrol(renewal, "case01")
    office.approve_all(renewal, "intake01", "approve01")
    assert office.status(renewal)["state"] == "approved"
    assert office.reads(office.unlock("case01"))


def test_an_act_is_over_after_an_hour_and_its_keys_after_a_quarter(office: ActOffice) -> None:
    with time_stands(office) as now:
        waits = office.propose("rotate_key", organ_id="group")
        office.approve(waits, "intake01")
        now[0] += ACT_SECONDS
        assert office.approve(waits, "case01").status in (409, 400)
        office.office.holder.drop_run_out()
        status = office.status(waits)
        assert (status["state"], status["reason"]) == ("failed", "over")
        assert ("", "act_over") in office.acts()
        done = office.propose("rotate_key", organ_id="group")
        office.approve_all(done, "intake01", "case01")
        acts = office.office.holder.acts
        now[0] += KEYS_IDLE_SECONDS - 1
        assert acts.keys_of(done.act_id)
        now[0] += KEYS_IDLE_SECONDS
        assert not acts.look(done.act_id).has_keys
        office.office.holder.drop_run_out()
        assert ("", "act_keys_forgotten") in office.acts()
        now[0] += ACT_SECONDS
        office.office.holder.drop_run_out()
        for act in (waits, done):
            with pytest.raises(KeyHolderError, match="no_act"):
                office.status(act)
            assert office.browser().get(act.page).status == 410


def test_an_act_is_taken_back(office: ActOffice) -> None:
    act = office.propose("rotate_key", organ_id="group")
    office.approve(act, "intake01")
    assert office.office.client.ask("cancel_act", act=act.act_id) == {"cancelled": True}
    assert office.office.client.ask("cancel_act", act=act.act_id) == {"cancelled": False}
    page = office.browser().get(act.page)
    assert not page.all("form")
    assert office.status(act)["reason"] == "cancelled"
    assert office.acts()[-1] == ("", "act_cancelled")


def test_two_who_approve_at_the_same_moment_do_it_once(office: ActOffice) -> None:
    act = office.propose("rotate_key", organ_id="group")
    office.approve(act, "intake01")
    # All have the page before them; who comes later would find none to approve on.
    filled = [office.filled(act, who) for who in ["case01", "approve01"] * 2]
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda one: one[0].send(one[1]), filled))
    assert sum(bool(page.all("ol", class_="code")) for page in pages) == 1
    assert [act for _, act in office.acts()].count("act_performed") == 1
    assert office.office.holder.roster().version == 3


def test_who_is_needed_cannot_be_removed(office: ActOffice) -> None:
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"kind": "remove_officer", "account": "unit101"}, "too_few_left"),
        ({"kind": "renew_officer", "account": "unit101"}, "too_few_officers"),
        ({"kind": "remove_officer", "account": "nobody"}, "no_officer"),
        ({"kind": "rotate_key", "organ_id": "group", "threshold": 4}, "bad_threshold"),
        ({"kind": "rotate_key", "organ_id": "group", "threshold": 0}, "bad_threshold"),
        ({"kind": "rotate_key", "organ_id": "group", "paper": 3}, "bad_paper"),
        ({"kind": "rotate_key", "organ_id": "nowhere"}, "no_organ"),
        ({"kind": "finish_rotation", "organ_id": "group"}, "nothing_to_finish"),
        ({"kind": "dance", "organ_id": "group"}, "bad_request"),
        ({"kind": "rotate_key"}, "no_organ"),
        ({"kind": "rotate_key", "organ_id": "group", "threshold": "2"}, "bad_request"),
        ({"kind": "renew_officer", "account": "a\0"}, "no_officer"),
    ]
    for values, code in refusals:
        with pytest.raises(KeyHolderError, match=code):
            office.office.client.ask("propose_act", **values)
    added = {"organ_id": "group", "name": "李新", "role": "case_officer"}
    for change, code in [
        ({"account": "intake01"}, "account_taken"),
        ({"account": "Li 3"}, "bad_account"),
        ({"account": "li03", "role": "auditor"}, "bad_role"),
        ({"account": "li03", "name": "\n"}, "bad_name"),
    ]:
        with pytest.raises(KeyHolderError, match=code):
            office.propose("add_officer", **added | {"password_hash": "$argon2id$x"} | change)
    with pytest.raises(KeyHolderError, match="bad_request"):
        office.propose("add_officer", **added, account="li03", password_hash="a password")
    removal = office.propose("remove_officer", account="case01")
    office.approve_all(removal, "intake01", "approve01")
    with pytest.raises(KeyHolderError, match="too_few_left"):
        office.propose("remove_officer", account="intake01")
    with pytest.raises(KeyHolderError, match="no_officer"):
        office.propose("remove_officer", account="case01")
    # Nobody ever gets the account again.
    with pytest.raises(KeyHolderError, match="account_taken"):
        office.propose_adding(account="case01")


def test_what_was_proposed_before_another_change_is_proposed_anew(office: ActOffice) -> None:
    first = office.propose("remove_officer", account="case01")
    second = office.propose_adding()
    office.enrol(second)
    office.approve_all(second, "intake01", "approve01")
    refused = office.approve_all(first, "intake01", "approve01")
    assert refused.status == 409
    assert office.status(first)["reason"] == "changed"


def test_a_phrase_counts_once_it_was_written_down(office: ActOffice) -> None:
    act = office.propose_adding()
    browser = office.browser()
    shown = browser.send(browser.get(act.enrol_page).form("/enrol"))
    words = phrase_on(shown)
    mistaken = browser.send(type_back(shown, words).fill(typed="abandon ability"))
    assert mistaken.status == 422
    assert not set(words) & set(mistaken.text.split())
    [form, *_] = [e.form for e in mistaken.all("form") if e.form and e.form.values("attempt")]
    # Somebody opens the page anew and makes another: the first does not count any more.
    other = office.browser()
    again = other.send(other.get(act.enrol_page).form("/enrol"))
    stale = browser.send(type_back(shown, words))
    assert stale.status == 409
    assert not office.status(act)["enrolled"]
    done = other.send(type_back(again, phrase_on(again)))
    assert office.status(act)["enrolled"]
    assert not set(phrase_on(again)) & set(done.all("ol"))
    # Done is done: nobody makes a third.
    assert not office.browser().get(act.enrol_page).all("form")
    assert form is not None


def test_pages_of_no_act_are_gone(office: ActOffice) -> None:
    act = office.propose_adding()
    for address in ("/approve", "/approve?act=x", "/enrol?act=x", "/enrol"):
        assert office.browser().get(*address.split("?")[:1]).status == 410
    # Whoever was sent the page of approvals cannot enrol in the officer's place.
    assert office.browser().get("/enrol", act=act.act_id).status == 410
    for path in (act.page, act.enrol_page):
        english = office.browser().get(path + "&lang=en")
        assert english.one("html")["lang"] == "en"
        assert office.browser().client.post(path).status_code == 400


def test_cut_off_between_the_zones_everybody_works_on_and_it_is_done_again(
    office: ActOffice, settings: Settings
) -> None:
    holder = office.office.holder
    token = office.unlock("approve01")
    removal = office.propose("remove_officer", account="case01")
    with failing_commit(holder.intake):
        assert office.approve_all(removal, "intake01", "approve01").status == 409
    status = office.status(removal)
    assert (status["state"], status["reason"]) == ("failed", "failed")
    assert holder.roster().version == 1
    assert not (settings.zone("casework") / "group-key-backup-2.age").exists()
    # Casework has a key that no roster names, and case01 is gone: the others do not notice.
    assert office.reads(token)
    assert office.reads(office.unlock("intake01"))
    again = office.propose("remove_officer", account="case01")
    office.approve_all(again, "intake01", "approve01")
    assert office.status(again)["state"] == "approved"
    assert holder.roster().group().generation == 2
    assert office.reads(office.unlock("intake01"))


def test_an_addition_that_was_cut_off_is_ended_by_a_renewal(office: ActOffice) -> None:
    holder = office.office.holder
    act = office.propose_adding()
    office.enrol(act)
    with failing_commit(holder.intake):
        office.approve_all(act, "intake01", "approve01")
    assert office.reads(office.unlock("case01"))
    begun = office.office.client.begin_unlock(NEW_ACCOUNT)
    assert office.office.page.post(begun.ticket, office.phrase(NEW_ACCOUNT)).status_code == 409
    renewal = office.propose("renew_officer", account=NEW_ACCOUNT)
    office.enrol(renewal)
    office.approve_all(renewal, "intake01", "approve01")
    assert office.reads(office.unlock(NEW_ACCOUNT))


@contextmanager
def failing_commit(database: Database) -> Iterator[None]:
    """A zone whose transactions break off at their end."""

    def fail(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            raise OperationalError("COMMIT", {}, Exception())

    event.listen(database.engine, "commit", fail)
    yield
    event.remove(database.engine, "commit", fail)


def test_no_phrase_or_key_is_anywhere_else(
    office: ActOffice, caplog: pytest.LogCaptureFixture
) -> None:
    act = office.propose_adding()
    office.enrol(act)
    pages = [office.approve(act, "intake01"), office.approve(act, "approve01")]
    rotation = office.propose("rotate_key", organ_id="group")
    pages.append(office.approve(rotation, "intake01"))
    shown = phrase_on(office.approve(rotation, NEW_ACCOUNT))
    pages += [office.browser().get(one.page) for one in (act, rotation)]
    pages.append(office.browser().get(act.enrol_page))
    secrets = [office.phrase(who) for who in ("intake01", "approve01", NEW_ACCOUNT)]
    secrets += [" ".join(shown), "-".join(shown), "AGE-SECRET-KEY", "signing-key"]
    told = [json.dumps([office.status(act), office.status(rotation)]), caplog.text]
    told += ["".join(map(str, entry)) for entry in office.office.log()]
    told += [repr(office.office.holder.acts), *(page.body.decode() for page in pages)]
    for secret in secrets:
        assert not [text for text in told if secret in text]


def test_an_act_being_done_is_not_done_twice_or_taken_back(office: ActOffice) -> None:
    act: Proposed = office.propose("rotate_key", organ_id="group")
    acts = office.office.holder.acts
    office.approve(act, "intake01")
    assert acts.take(act.act_id) is None
    acts._acts[act.act_id].state = ActState.PERFORMING  # noqa: SLF001
    assert office.office.client.ask("cancel_act", act=act.act_id) == {"cancelled": False}
    assert office.status(act)["state"] == "waiting"
    assert acts.take(act.act_id) is None
    acts.finish(act.act_id, {}, {1: OrganKey.create()})
    acts.forget_keys(act.act_id)
    assert not acts.look(act.act_id).has_keys
