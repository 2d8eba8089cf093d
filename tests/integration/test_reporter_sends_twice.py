"""The same form twice is one case; other content is a message; many at once are many cases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.keep_waiting import keep_waiting
from app.services.reporter.parcel import Content, pack
from app.services.reporter.send_message import Sent, add_message
from app.services.reporter.store_rows import WaitingFilesGoneError
from app.services.reporter.submit_report import Outcome, submit_report
from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import Case, CaseHolder, ItemKind, SealedItem
from crypto.access_code import new_access_code, verifier_hash
from tests.browse import Browser
from tests.make import GROUP, PHOTO, STORY, SUPERIOR, OpenApp, make_content, make_file, picture_by
from tests.reporters import note_down, submit

Zones = tuple[Database, Database]
AT_ONCE = 64


def count_rows(zones: Zones) -> tuple[int, list[str]]:
    with zones[0].read() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        return cases, sorted(session.scalars(select(SealedItem.kind)))


def count_payloads(settings: Settings) -> int:
    return len(list((settings.zone("intake") / "payloads").iterdir()))


def test_same_form_twice_is_one_case_with_the_same_receipt(
    reporter: Browser, zones: Zones, settings: Settings
) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    first = note_down(reporter.send(form.attach("照片.jpg", PHOTO)))
    form.files.clear()
    second = note_down(reporter.send(form.attach("照片.jpg", PHOTO)))
    assert (first.number, first.code) == (second.number, second.code)
    assert first.page.one("h1").text != second.page.one("h1").text
    assert count_rows(zones) == (1, [ItemKind.ATTACHMENT, ItemKind.REPORT])
    assert count_payloads(settings) == 1


def test_form_with_a_file_that_waited_can_be_sent_twice(reporter: Browser, zones: Zones) -> None:
    form = reporter.get("/report").form("/report").attach("照片.jpg", PHOTO)
    corrected = reporter.send(form).form("/report").fill(narrative=STORY)
    first, second = (note_down(reporter.send(corrected)) for _ in range(2))
    assert first.number == second.number
    assert count_rows(zones) == (1, [ItemKind.ATTACHMENT, ItemKind.REPORT])


def test_changed_content_under_the_same_code_is_a_message(reporter: Browser, zones: Zones) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    first = note_down(reporter.send(form))
    second = note_down(reporter.send(form.fill(narrative=STORY + "还有一次。")))
    assert first.number == second.number
    assert second.page.one("h1").text not in (first.page.one("h1").text, "")
    assert count_rows(zones) == (1, [ItemKind.MESSAGE, ItemKind.REPORT])


def test_same_file_sent_another_way_is_no_repeat(reporter: Browser, zones: Zones) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    photo = picture_by("处长的司机")
    ways = [("clean", ["clean"]), ("clean", ["as_is"]), ("keep_names", ["y"]), ("keep_names", [])]
    for name, values in ways:
        form.files.clear()
        note_down(reporter.send(form.fill(**{name: values}).attach("a.png", photo, clean=True)))
    # The last is the second once more; without a file neither choice makes a difference.
    messages = [ItemKind.MESSAGE] * 2
    assert count_rows(zones) == (1, [ItemKind.ATTACHMENT] * 3 + messages + [ItemKind.REPORT])
    form.files.clear()
    for name, values in ways:
        note_down(reporter.send(form.fill(**{name: values})))
    assert count_rows(zones)[1].count(ItemKind.MESSAGE) == 3


def test_second_version_for_another_organ_becomes_a_case_of_its_own(
    reporter: Browser, zones: Zones
) -> None:
    form = reporter.get("/report", lang="en").form("/report").fill(narrative=STORY)
    first = note_down(reporter.send(form))
    # One file waits since a try that needed correcting, one comes with the form.
    bad = reporter.send(form.fill(organ=SUPERIOR, narrative="").attach("一.jpg", PHOTO))
    assert bad.status == 422
    again = bad.form("/report").fill(narrative=STORY + "厅长也在。").attach("二.jpg", PHOTO)
    back = reporter.send(again)
    assert back.status == 422
    [said] = back.errors
    assert "has arrived at" in said
    own = back.form("/report")
    assert own.value("access_code") != again.value("access_code")
    assert own.value("narrative") == STORY + "厅长也在。"
    assert len(own.values("kept")) == 2
    assert count_rows(zones) == (1, [ItemKind.REPORT]), "nothing of it is in the first one's case"
    second = note_down(reporter.send(own))
    assert second.number != first.number
    assert second.code != first.code
    kinds = [ItemKind.ATTACHMENT] * 2 + [ItemKind.REPORT] * 2
    assert count_rows(zones) == (2, kinds)
    with zones[0].read() as session:
        holders = dict(session.execute(select(CaseHolder.case_number, CaseHolder.organ_id)).all())
    assert holders == {first.number: GROUP, second.number: SUPERIOR}


def test_files_of_the_first_version_have_to_be_chosen_again_for_another_organ(
    reporter: Browser, zones: Zones
) -> None:
    form = reporter.get("/report").form("/report").attach("照片.jpg", PHOTO)
    corrected = reporter.send(form).form("/report").fill(narrative=STORY)
    note_down(reporter.send(corrected))
    back = reporter.send(corrected.fill(organ=SUPERIOR))
    assert back.status == 422
    assert len(back.errors) == 2
    assert not back.form("/report").values("kept")
    assert count_rows(zones) == (1, [ItemKind.ATTACHMENT, ItemKind.REPORT])


def test_double_click_is_one_case(open_public: OpenApp, zones: Zones, settings: Settings) -> None:
    app = open_public()
    origin = Browser(app.test_client())
    form = origin.get("/report").form("/report").fill(narrative=STORY)
    cookie = origin.client.get_cookie("t")
    assert cookie
    barrier = Barrier(4)

    def click() -> str:
        client = app.test_client()
        client.set_cookie("t", cookie.value)
        own = Browser(client).get("/report").form("/report")
        own.fields = list(form.fields)
        own.attach("照片.jpg", PHOTO)
        barrier.wait()
        return note_down(Browser(client).send(own)).number

    with ThreadPoolExecutor(4) as pool:
        numbers = {future.result() for future in [pool.submit(click) for _ in range(4)]}
    assert len(numbers) == 1
    assert count_rows(zones) == (1, [ItemKind.ATTACHMENT, ItemKind.REPORT])
    assert count_payloads(settings) == 1


@pytest.mark.rows
def test_many_reports_at_once_are_as_many_cases(open_public: OpenApp, zones: Zones) -> None:
    app = open_public(limit_submit="1000 per hour")
    barrier = Barrier(AT_ONCE)

    def send(number: int) -> str:
        browser = Browser(app.test_client())
        barrier.wait()
        return submit(browser, (f"{number}.jpg", PHOTO), narrative=f"{STORY}{number}").number

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = list(pool.map(send, range(AT_ONCE)))
    assert len(set(numbers)) == AT_ONCE
    cases, kinds = count_rows(zones)
    assert cases == AT_ONCE
    assert len(kinds) == 2 * AT_ONCE


def test_messages_at_once_are_numbered_without_a_gap(intake_desk: IntakeDesk, zones: Zones) -> None:
    code = new_access_code()
    submit_report(intake_desk, code, make_content(intake_desk))
    many = 12

    def send(number: int) -> Outcome:
        return submit_report(intake_desk, code, make_content(intake_desk, str(number))).outcome

    with ThreadPoolExecutor(many) as pool:
        assert set(pool.map(send, range(many))) == {Outcome.MESSAGE}
    assert count_rows(zones)[1].count(ItemKind.MESSAGE) == many


def test_two_forms_that_claim_one_waiting_file_are_never_taken_for_twins(
    intake_desk: IntakeDesk, zones: Zones
) -> None:
    code = new_access_code()
    submit_report(intake_desk, code, make_content(intake_desk))
    file = make_file(intake_desk)
    keep_waiting(intake_desk, code, [file])
    contents = [Content(text=text, kept_ids=[file.item_id]) for text in ("one", "two")]
    # Both see the file waiting, as two requests at once do.
    parcels = [pack(intake_desk, code, content) for content in contents]
    with zones[0].read() as session:
        case = session.scalars(
            select(Case).where(Case.verifier_hash == verifier_hash(code.verifier()))
        ).one()
    assert add_message(intake_desk, code, case, parcels[0]) is Sent.NEW
    try:
        sent = add_message(intake_desk, code, case, parcels[1])
    except WaitingFilesGoneError:
        return
    assert sent is Sent.NEW, "a receipt for what was not kept"
