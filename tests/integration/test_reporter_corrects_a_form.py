"""Whatever is wrong with a form, the words come back, and what can be kept of the files too."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import func, select

from app.services.reporter import send_message
from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import Case, ItemKind, SealedItem, WaitingFile
from app.storage.payloads import PayloadStore
from app.web.factory import CSRF_HOURS
from tests.browse import Browser, Form, Page
from tests.make import PHOTO, STORY, OpenApp
from tests.reporters import ask, note_down, say, submit, write

WORDS = {
    "subjects": "某处处长",
    "unit": "公路局",
    "place": "望江农家乐 & <后院>",
    "occurred_on": "上周五",
    "regulars": '张某"三"',
    "benefit": "承包\n工程",
    "recuse": "李某",
}
PICKED = {
    "organ": "superior",
    "category": "drinking_circle",
    "circle_type": "hobby",
    "place_type": "farmhouse",
    "ongoing": "regular",
    "frequency": "several",
    "payer": "business_person",
}


def payloads(settings: Settings) -> list[Path]:
    return list((settings.zone("intake") / "payloads").iterdir())


def count_files(zones: tuple[Database, Database]) -> int:
    """How many files belong to a case."""
    with zones[0].read() as session:
        items = select(func.count()).select_from(SealedItem)
        return session.scalar(items.where(SealedItem.kind == ItemKind.ATTACHMENT)) or 0


def full_form(reporter: Browser) -> Form:
    form = reporter.get("/report").form("/report")
    return form.fill(narrative=STORY, how_known=["saw", "was_told"], **WORDS, **PICKED)


def assert_words_came_back(form: Form) -> None:
    """Every answer stands again where it stood."""
    assert {name: form.value(name).replace("\r\n", "\n") for name in WORDS} == WORDS
    assert {name: form.value(name) for name in PICKED} == PICKED
    assert form.values("how_known") == ["saw", "was_told"]


def test_most_characters_stand_at_each_field_in_words_and_for_the_script(reporter: Browser) -> None:
    page = reporter.get("/report", lang="en")
    fields = [*page.all("input"), *page.all("textarea")]
    most = {e["name"]: int(e["data-max"]) for e in fields if "data-max" in e.attributes}
    assert most.keys() == {"narrative", *WORDS}
    for name, number in most.items():
        assert f"At most {number} characters." in page.one("div", id=f"{name}-hint").text
    form = page.form("/report").fill(**{name: "长" * (most[name] + 1) for name in most})
    refused = reporter.send(form)
    assert {name for name in most if refused.all("p", id=f"{name}-error")} == most.keys()
    # A line's end is two, as browsers send it, and as the script counts.
    form.fill(**{name: "长" * most[name] for name in most})
    form.fill(benefit="长\r\n".ljust(most["benefit"], "长"))
    assert reporter.send(form).one("ol", id="code")


def test_missing_story_gives_all_other_words_back(reporter: Browser) -> None:
    form = full_form(reporter).fill(narrative="")
    page = reporter.send(form)
    assert page.status == 422
    assert page.all("a", href="#narrative"), "the summary leads to the field"
    assert_words_came_back(page.form("/report"))
    assert page.form("/report").value("access_code") == form.value("access_code")


@pytest.mark.parametrize("story", [" ", "\n\n", "　"])
def test_story_of_blanks_is_no_story(reporter: Browser, story: str) -> None:
    assert reporter.send(full_form(reporter).fill(narrative=story)).status == 422


def test_story_that_is_too_long_comes_back_whole(reporter: Browser) -> None:
    story = "长" * 20_001
    page = reporter.send(full_form(reporter).fill(narrative=story))
    assert page.status == 422
    assert page.form("/report").value("narrative") == story


def test_longest_answers_are_accepted(reporter: Browser) -> None:
    longest = {
        name: "\x01" * (2000 if name in ("subjects", "regulars", "benefit") else 500)
        for name in WORDS
    }
    story = "\U00020000" * 20_000
    assert submit(reporter, narrative=story, **longest).number


def test_files_wait_sealed_and_go_with_the_corrected_form(
    reporter: Browser, settings: Settings, zones: tuple[Database, Database]
) -> None:
    form = full_form(reporter).fill(narrative="")
    page = reporter.send(form.attach("举报 材料.docx", PHOTO).attach("b.jpg", b"other"))
    kept = page.form("/report").values("kept")
    assert len(kept) == len(payloads(settings)) == 2
    assert "举报 材料.docx" in page.text
    with zones[0].read() as session:
        waiting = session.scalars(select(WaitingFile)).all()
    assert {len(file.note_payload) for file in waiting} == {len(waiting[0].note_payload)}
    for path in payloads(settings):
        assert PHOTO[:64] not in path.read_bytes()

    corrected = page.form("/report").fill(narrative=STORY, kept=kept[:1])
    noted = note_down(reporter.send(corrected))
    with zones[0].read() as session:
        items = session.scalars(select(SealedItem.item_id).where(SealedItem.payload.is_(None)))
        assert list(items) == kept[:1]
        assert noted.number == session.scalars(select(Case.case_number)).one()
        assert kept[0] not in session.scalars(select(WaitingFile.item_id)).all()


def test_unticked_file_is_deleted_when_the_form_comes_back_again(
    reporter: Browser, settings: Settings
) -> None:
    form = full_form(reporter).fill(narrative="").attach("a.jpg", PHOTO).attach("b.jpg", PHOTO)
    again = reporter.send(form).form("/report")
    kept = again.values("kept")
    page = reporter.send(again.fill(narrative="", kept=kept[1:]))
    assert page.form("/report").values("kept") == kept[1:]
    assert [path.name for path in payloads(settings)] == kept[1:]


def test_waiting_file_is_open_to_its_own_code_only(
    reporter: Browser, settings: Settings, zones: tuple[Database, Database]
) -> None:
    theirs = reporter.send(full_form(reporter).fill(narrative="").attach("a.jpg", PHOTO))
    stolen = theirs.form("/report").values("kept")
    page = reporter.send(full_form(reporter).fill(kept=stolen))
    assert page.status == 400
    with zones[0].read() as session:
        assert session.scalars(select(WaitingFile.item_id)).all() == stolen
        assert session.scalar(select(func.count()).select_from(SealedItem)) == 0
    assert len(payloads(settings)) == 1


def listed(page: Page) -> list[str]:
    """The names of the files that wait, as the page lists them."""
    labels = {label["for"]: label.text for label in page.all("label")}
    return [labels[box["id"]].partition(" (")[0] for box in page.all("input", name="kept")]


def test_too_many_files_say_so_and_five_of_them_wait_in_their_order(reporter: Browser) -> None:
    form = full_form(reporter)
    for number in range(7):
        form.attach(f"{number}.jpg", PHOTO)
    page = reporter.send(form)
    assert page.status == 422
    assert page.errors
    assert listed(page) == [f"{number}.jpg" for number in range(5)]
    assert_words_came_back(page.form("/report"))
    kept = page.form("/report").values("kept")
    again = page.form("/report").fill(kept=kept[2:], narrative="")
    page = reporter.send(again.attach("b.jpg", PHOTO).attach("a.jpg", PHOTO))
    assert listed(page) == ["2.jpg", "3.jpg", "4.jpg", "b.jpg", "a.jpg"]
    assert note_down(reporter.send(page.form("/report").fill(narrative=STORY))).number


def test_too_large_file_is_named_and_the_others_wait(
    open_public: OpenApp, settings: Settings
) -> None:
    reporter = Browser(open_public(max_file_mib=1).test_client())
    form = full_form(reporter).attach("大.mp4", bytes(1024 * 1024 + 1)).attach("小.jpg", PHOTO)
    page = reporter.send(form)
    assert page.status == 422
    assert "大.mp4" in " ".join(page.errors)
    assert "小.jpg" in page.text
    assert len(payloads(settings)) == 1
    assert_words_came_back(page.form("/report"))


def old_token(app: Flask, browser: Browser, hours: float) -> str:
    """The token that this browser would have been given so long ago."""
    seconds = int(hours * 3600)

    class OldSigner(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - seconds

    browser.get("/report")
    with browser.client.session_transaction() as session:
        raw = session["csrf_token"]
    signer = URLSafeTimedSerializer(app.secret_key or b"", salt="wtf-csrf-token", signer=OldSigner)
    token = signer.dumps(raw)
    return token if isinstance(token, str) else token.decode()


def test_token_is_good_for_a_day(open_public: OpenApp) -> None:
    app = open_public()
    reporter = Browser(app.test_client())
    form = full_form(reporter).fill(csrf_token=old_token(app, reporter, CSRF_HOURS - 1))
    assert note_down(reporter.send(form)).number


@pytest.mark.parametrize("token", ["expired", "missing", "forged", "no cookie"])
def test_bad_token_gives_words_back_and_stores_no_file(
    open_public: OpenApp, settings: Settings, token: str
) -> None:
    app = open_public()
    reporter = Browser(app.test_client())
    form = full_form(reporter).attach("a.jpg", PHOTO)
    if token == "no cookie":
        reporter = Browser(app.test_client())
    else:
        values = {"expired": old_token(app, reporter, CSRF_HOURS + 1), "forged": "x", "missing": ""}
        form.fill(csrf_token=values[token])
    page = reporter.send(form)
    assert page.status == 400
    assert page.errors
    assert_words_came_back(page.form("/report"))
    assert page.form("/report").value("narrative") == STORY
    assert payloads(settings) == []
    # The page that came back has a token that works.
    assert note_down(reporter.send(page.form("/report"))).number


def test_bad_token_gives_a_message_back(open_public: OpenApp, settings: Settings) -> None:
    reporter = Browser(open_public().test_client())
    noted = submit(reporter)
    form = write(reporter, noted.code, "").form("/status/message")
    page = reporter.send(form.fill(csrf_token="x", message="补充").attach("a.jpg", PHOTO))
    assert page.status == 400
    assert page.form("/status/message").value("message") == "补充"
    assert payloads(settings) == []


def test_bad_token_with_an_unknown_code_is_answered(reporter: Browser) -> None:
    unknown = reporter.get("/report").form("/report").value("access_code")
    form = Form("/status/message", multipart=True).fill(access_code=unknown, message="补充")
    assert reporter.send(form).status in (400, 404)


def test_form_without_its_code_keeps_the_words(reporter: Browser, settings: Settings) -> None:
    form = full_form(reporter).fill(access_code="坏").attach("a.jpg", PHOTO)
    page = reporter.send(form)
    assert page.status == 400
    assert_words_came_back(page.form("/report"))
    assert payloads(settings) == []
    assert note_down(reporter.send(page.form("/report"))).number


def test_files_that_were_swept_meanwhile_are_asked_for_again(
    reporter: Browser, zones: tuple[Database, Database]
) -> None:
    page = reporter.send(full_form(reporter).fill(narrative="").attach("a.jpg", PHOTO))
    with zones[0].begin() as session:
        session.delete(session.scalars(select(WaitingFile)).one())
    page = reporter.send(page.form("/report").fill(narrative=STORY).attach("b.jpg", PHOTO))
    assert page.status == 400
    assert_words_came_back(page.form("/report"))
    with zones[0].read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0
    # What came with it is not lost with them.
    assert "b.jpg" in page.text
    noted = note_down(reporter.send(page.form("/report")))
    assert count_files(zones) == 1

    page = write(reporter, noted.code, "长" * 10_001, ("c.jpg", PHOTO))
    with zones[0].begin() as session:
        session.delete(session.scalars(select(WaitingFile)).one())
    page = reporter.send(
        page.form("/status/message").fill(message="补充", step="send").attach("d.jpg", PHOTO)
    )
    assert page.status == 400
    assert "d.jpg" in page.text
    assert say(reporter, page.form("/status/message")).status == 200
    assert count_files(zones) == 2


def test_files_of_a_message_for_which_today_has_no_room_wait(
    reporter: Browser, zones: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = submit(reporter).code
    monkeypatch.setattr(send_message, "MAX_MESSAGES_A_DAY", 0)
    written = ask(reporter, code).form("/status/message").fill(message="补充", step="send")
    page = reporter.send(written.attach("a.jpg", PHOTO))
    assert page.status == 400
    form = page.form("/status/message")
    assert form.value("message") == "补充"
    assert "a.jpg" in page.text
    monkeypatch.undo()
    assert say(reporter, form).status == 200
    assert count_files(zones) == 1


def test_files_are_refused_where_the_disk_has_no_room_and_words_are_not(
    open_public: OpenApp, settings: Settings
) -> None:
    app = open_public()
    folder = settings.zone("intake") / "payloads"
    full = PayloadStore(folder, reserve_bytes=2**62)
    app.extensions["desk"] = replace(app.extensions["desk"], payloads=full)
    reporter = Browser(app.test_client())
    page = reporter.send(full_form(reporter).attach("a.jpg", PHOTO))
    assert page.status == 422, "nobody takes a report without its file for whole"
    assert_words_came_back(page.form("/report"))
    assert payloads(settings) == []
    assert note_down(reporter.send(page.form("/report"))).number


def test_file_before_the_token_is_not_taken_in_and_not_passed_over(
    reporter: Browser, settings: Settings
) -> None:
    file = 'name="attachments"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\nphoto'
    typed = [f'name="{name}"\r\n\r\n{value}' for name, value in full_form(reporter).fields]
    # By hand, since a client would put the fields first.
    parts = "".join(f"--x\r\nContent-Disposition: form-data; {part}\r\n" for part in [file, *typed])
    response = reporter.client.post(
        "/report",
        data=f"{parts}--x--\r\n".encode(),
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code == 422
    assert payloads(settings) == []
