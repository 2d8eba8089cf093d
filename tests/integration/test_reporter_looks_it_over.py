"""Before sending: everything once more, and what in it may tell who wrote it; nothing is lost."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import Case, SealedItem
from tests.browse import Browser, Form, Page
from tests.make import PHOTO, STORY, OpenApp
from tests.reporters import note_down

TYPED = {
    "narrative": "我们科室都知道。\r\n他说“把合同给老王”，<b>13812345678</b>",
    "subjects": '某处"长" & 他的司机',
    "benefit": "承包\r\n工程",
}
PICKED = {"organ": "superior", "category": "drinking_circle", "payer": "business_person"}


def typed_form(reporter: Browser) -> Form:
    form = reporter.get("/report", lang="en").form("/report")
    return form.fill(how_known=["saw", "was_told"], **TYPED, **PICKED)


def look_over(reporter: Browser, form: Form) -> Page:
    page = reporter.send(form.fill(step="check"))
    assert page.status == 200, page.errors
    return page


def count_cases(zones: tuple[Database, Database]) -> int:
    with zones[0].read() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def carried(form: Form) -> dict[str, str]:
    return {name: form.value(name) for name in [*TYPED, *PICKED]}


def test_everything_stands_there_again_and_nothing_is_stored(
    reporter: Browser, zones: tuple[Database, Database]
) -> None:
    page = look_over(reporter, typed_form(reporter))
    assert carried(page.form("/report")) == TYPED | PICKED
    assert page.form("/report").values("how_known") == ["saw", "was_told"]
    for answer in ("A business person", "Who paid?", "把合同给老王", "I was told"):
        assert answer in page.text
    assert "Which unit?" not in page.text, "what was left empty is not shown"
    assert "wait on the server" not in page.text
    assert count_cases(zones) == 0


def test_page_points_at_what_gives_one_away(reporter: Browser) -> None:
    page = look_over(reporter, typed_form(reporter))
    parts = [p.text for p in page.all("p", class_="qf-giveaway-part")]
    assert parts[:3] == ["我们科室都知道", "他说“把合同给老王”", "<b>13812345678</b>"]
    assert "How do you know?" in parts, "to have seen it oneself is a mark too"


def test_story_without_marks_is_not_called_safe(reporter: Browser) -> None:
    form = reporter.get("/report", lang="en").form("/report").fill(narrative=STORY)
    page = look_over(reporter, form)
    assert page.all("p", class_="qf-giveaway-part") == []
    assert "does not mean there is nothing" in page.text


def test_it_is_sent_from_there_with_its_files(
    reporter: Browser, zones: tuple[Database, Database]
) -> None:
    page = look_over(reporter, typed_form(reporter).attach("现场.jpg", PHOTO))
    assert "现场.jpg" in page.text
    form = page.form("/report")
    [kept] = form.values("kept")
    noted = note_down(reporter.send(form))
    with zones[0].read() as session:
        assert session.scalars(select(Case.case_number)).one() == noted.number
        files = session.scalars(select(SealedItem.item_id).where(SealedItem.payload.is_(None)))
        assert list(files) == [kept]


def test_one_goes_back_with_all_words_and_files(reporter: Browser) -> None:
    page = look_over(reporter, typed_form(reporter).attach("现场.jpg", PHOTO))
    back = reporter.send(page.form("/report").fill(step="edit"))
    assert back.status == 200
    assert back.errors == []
    form = back.form("/report")
    assert carried(form) == TYPED | PICKED
    assert form.values("how_known") == ["saw", "was_told"]
    assert form.values("kept") == page.form("/report").values("kept")
    # And once more to the page, changed.
    again = look_over(reporter, form.fill(narrative=STORY))
    assert again.form("/report").value("narrative") == STORY


def test_every_change_leads_to_its_question(reporter: Browser) -> None:
    page = look_over(reporter, typed_form(reporter).attach("a.jpg", PHOTO))
    form_page = reporter.get("/report", lang="en")
    ids = {e["id"] for e in form_page.elements if "id" in e.attributes}
    targets = [b["formaction"] for b in page.all("button") if "formaction" in b.attributes]
    assert len(targets) == len([*TYPED, *PICKED, "how_known", "files"])
    assert {target.partition("#")[2] for target in targets} <= ids


def test_mistake_comes_first(reporter: Browser) -> None:
    page = reporter.send(typed_form(reporter).fill(narrative="", step="check"))
    assert page.status == 422
    assert page.all("a", href="#narrative")


def test_file_that_is_too_large_is_named_before_the_page(open_public: OpenApp) -> None:
    reporter = Browser(open_public(max_file_mib=1).test_client())
    form = typed_form(reporter).attach("大.mp4", bytes(1024 * 1024 + 1)).fill(step="check")
    page = reporter.send(form)
    assert page.status == 422
    assert "大.mp4" in " ".join(page.errors)


def test_page_says_when_the_last_try_is_used_up(open_public: OpenApp) -> None:
    reporter = Browser(open_public(limit_submit="1 per hour").test_client(), "203.0.113.9")
    page = look_over(reporter, typed_form(reporter))
    assert page.all("div", role="status"), "said before the button, not after"
    back = reporter.send(page.form("/report"))
    assert back.status == 429
    assert back.form("/report").value("narrative") == TYPED["narrative"]


def test_files_wait_and_are_not_stored_twice(reporter: Browser, settings: Settings) -> None:
    page = look_over(reporter, typed_form(reporter).attach("a.jpg", PHOTO))
    assert "wait on the server" in page.text
    look_over(reporter, page.form("/report"))
    folder: Path = settings.zone("intake") / "payloads"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("step", ["", "send", "CHECK"])
def test_other_steps_send(reporter: Browser, step: str) -> None:
    assert note_down(reporter.send(typed_form(reporter).fill(step=step))).number


def test_who_lets_the_server_seal_stays_with_it(reporter: Browser) -> None:
    page = reporter.get("/report", sealing="server")
    assert "/report?lang=en&sealing=server" in addresses(page)
    noted = note_down(reporter.send(page.form("/report").fill(narrative=STORY)))
    form = noted.page.form("/report/confirm")
    positions = [int(place) for place in form.value("positions").split(",")]
    words = noted.code.split()
    typed = " ".join(words[place - 1] for place in positions)
    assert "/status?sealing=server" in addresses(reporter.send(form.fill(typed=typed)))


def addresses(page: Page) -> set[str]:
    return {link.attributes.get("href", "") for link in page.all("a")}
