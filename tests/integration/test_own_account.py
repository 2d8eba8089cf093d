"""What officers see and change of their own account."""

import pytest
from sqlalchemy import select

from app.storage.audit import append_entry
from app.storage.casework import AuditEntry
from tests.browse import Browser, Page
from tests.make import CASE_OFFICER, INTAKE_OFFICER, Clock
from tests.officers import Officers, sign_in
from tests.second_factors import app_code, fresh_code

pytestmark = pytest.mark.rows

NEW = "tulip-9-harbor-kite"


@pytest.fixture
def database() -> str:
    return "sqlite"


def change_password(browser: Browser, present: str, new: str, repeated: str = "") -> Page:
    form = browser.get("/account/password").form("/account/password")
    form.fill(present_password=present, new_password=new, repeated_password=repeated or new)
    return browser.send(form)


def test_account_names_the_sign_in_before_this_one(officers: Officers, clock: Clock) -> None:
    first = officers.sign_in()
    assert "10:00" not in first.get("/account").all("p")[1].text
    clock.pass_by(hours=1)
    second = officers.sign_in()
    assert "10:00" in second.get("/account").text
    assert second.get("/account", lang="en").text.count("Since ") == 1, "the other has ended"


def test_other_sign_ins_are_listed_and_ended(officers: Officers) -> None:
    here, there = officers.sign_in(), officers.sign_in()
    page = here.get("/account", lang="en")
    assert page.text.count("Since ") == 2
    page = here.send(page.form("/sign-out-elsewhere"))
    assert page.text.count("Since ") == 1
    assert there.get("/queue").url == "/login"
    assert here.get("/queue").url == "/queue"


def test_password_is_changed_with_the_present_one(officers: Officers) -> None:
    old = officers.credentials(INTAKE_OFFICER).password
    here, there = officers.sign_in(), officers.sign_in()
    for present, new, repeated in (
        ("wrong", NEW, ""),
        (old, "password1234", ""),
        (old, NEW, "another-9-harbor-kite"),
        (old, "intake01-harbor-kite", ""),
    ):
        page = change_password(here, present, new, repeated)
        assert (page.status, len(page.errors)) == (422, 1)
        assert new.encode() not in page.body
    assert there.get("/queue").url == "/queue"
    assert change_password(here, old, NEW).url == "/account"
    assert there.get("/queue").url == "/login"
    assert here.get("/queue").url == "/queue"
    stranger = Browser(officers.app.test_client())
    form = stranger.get("/login").form("/login").fill(account=INTAKE_OFFICER, password=old)
    assert stranger.send(form).status == 422
    assert sign_in(officers.app, INTAKE_OFFICER, NEW).get("/queue").url == "/queue"
    with officers.desk.casework.read() as session:
        said = repr([(one.act, one.detail) for one in session.scalars(select(AuditEntry))])
    assert "password_changed" in said
    assert NEW not in said


def test_activity_is_the_officers_own_newest_first_and_paged(
    officers: Officers, clock: Clock
) -> None:
    with officers.desk.casework.begin() as session:
        for number in range(45):
            account = CASE_OFFICER if number == 30 else INTAKE_OFFICER
            append_entry(
                session, at=clock(), account=account, act="triaged", detail=f"number={number}"
            )
    browser = officers.enter()
    page, seen = browser.get("/account"), []
    while True:
        cells = [cell.text for cell in page.all("td", class_="small")]
        seen += [int(text.strip("编号：")) for text in cells]
        older = [a["href"] for a in page.all("a") if "before=" in a["href"]]
        if not older:
            break
        page = browser.get(older[0].partition("#")[0])
    assert seen == [number for number in reversed(range(45)) if number != 30]
    for odd in ("x", "-1", "9" * 30, "²", ""):
        assert browser.get("/account", before=odd).status == 200


def test_recovery_codes_are_made_anew(officers: Officers) -> None:
    browser = officers.enter()
    first = browser.send(browser.get("/account").form("/recovery-codes"))
    second = browser.send(browser.get("/account").form("/recovery-codes"))
    codes = [page.one("ol", class_="codes").text.split() for page in (first, second)]
    assert len({*codes[0], *codes[1]}) == 20
    for code, status in ((codes[0][0], 422), (codes[1][0], 200)):
        other = officers.enter(shown_at=None)
        form = other.get("/login/second-factor").form("/login/second-factor")
        assert other.send(form.fill(second_factor_code=code)).status == status


def test_app_is_replaced_and_the_old_one_opens_nothing(officers: Officers, clock: Clock) -> None:
    old = fresh_code(officers.desk, INTAKE_OFFICER)
    browser = officers.enter()
    page = browser.get("/account/authenticator")
    words = page.one("p", class_="seed-words").text
    form = page.form("/account/authenticator")
    assert browser.send(form.fill(code="000000")).status == 422
    assert browser.send(form.fill(code=app_code(words, clock()))).url == "/account"
    other = officers.enter(shown_at=None)
    form = other.get("/login/second-factor").form("/login/second-factor")
    assert other.send(form.fill(second_factor_code=old)).status == 422
    clock.pass_by(seconds=30)
    form.fill(second_factor_code=app_code(words, clock()))
    assert other.send(form).url == "/queue"


def test_devices_are_forgotten(officers: Officers) -> None:
    browser = officers.sign_in()
    page = browser.send(browser.get("/account").form("/forget-devices"))
    assert page.all("form", action="/account/forget-devices") == []
