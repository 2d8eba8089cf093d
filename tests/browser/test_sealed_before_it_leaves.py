"""With scripts, nothing readable leaves the browser; and nothing typed is lost on the way."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from crypto.access_code import parse_access_code
from tests.browser.conftest import CHROMIUM, FLAGS, Office, at_work, wait_for_a_release
from tests.browser.people import LINE_IS_BACK, Reporter, Slip
from tests.browser.test_pages import check_page
from tests.servers import running_public_app
from tests.wire import Wire, disguises, recorded_wire

STORY = "每周五晚上他们在城南农家乐聚会，由承包商买单，散席后商量工程分配。"
BENEFIT = "A contract for the northern bypass"
QUESTION = "请问聚会一般几点开始？"
ANSWER = "一般在傍晚七点钟以后，人齐了才开席。"
PHONE = 360
_LET_PASS = """(one, milliseconds) => {
  const [appearing] = one.getAnimations();
  appearing.pause();
  appearing.currentTime = milliseconds;
}"""
"""So much of the time after which something shows by itself: nobody waits for it."""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "聚会现场照片.bin"
    path.write_bytes(b"the beginning of the photo" + bytes(range(256)) * 300)
    return path


def secrets_of(slip: Slip, photo: Path) -> dict[str, str | bytes]:
    code = parse_access_code(slip.typed())
    return {
        "the code": code.value,
        "the characters": "".join(code.characters()),
        "the words": " ".join(code.words()),
        "the message key": code.message_key(),
        "the narrative": STORY,
        "another answer": BENEFIT,
        "the message": ANSWER,
        "a file's name": photo.stem,
        "a file's bytes": photo.read_bytes()[:120],
    }


def found_on(wire: Wire, secrets: dict[str, str | bytes]) -> set[str]:
    """Which of the secrets can be read off the wire."""
    sent = bytes(wire.sent)
    return {
        name for name, secret in secrets.items() if any(form in sent for form in disguises(secret))
    }


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.prove)])
def test_the_whole_journey_leaves_nothing_readable(
    office: Office, new_page: Callable[..., Page], wire: Wire, photo: Path, language: str
) -> None:
    reporter = Reporter(new_page(width=PHONE), wire.url, language, seals=True)
    slip = _tells_and_is_given_a_slip(reporter, photo)
    _keeps_it(reporter, slip)

    officer = at_work(office, new_page())
    officer.opens_the_batch()
    officer.opens(slip.case_number)
    main = officer.page.locator("main")
    expect(main).to_contain_text(STORY)
    expect(main).to_contain_text(BENEFIT)
    assert officer.downloads(photo.name) == photo.read_bytes()
    officer.replies(QUESTION)
    wait_for_a_release()

    _reads_and_answers(reporter, slip, photo)
    officer.opens(slip.case_number)
    expect(main).to_contain_text(ANSWER)

    assert len(wire.sent) > 2 * photo.stat().st_size
    assert found_on(wire, secrets_of(slip, photo)) == set()


def _tells_and_is_given_a_slip(reporter: Reporter, photo: Path) -> Slip:
    page = reporter.page
    reporter.opens_the_form()
    # Nothing is written yet: said here, without asking the server.
    reporter.sends()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    check_page(page)
    reporter.tells(STORY, category="drinking_circle", benefit=BENEFIT)
    reporter.adds(photo)
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)
    check_page(page)
    expect(page.locator("h1")).to_be_focused()
    assert page.url.split("?")[0].endswith("/report")
    return reporter.writes_down_the_receipt()


def _keeps_it(reporter: Reporter, slip: Slip) -> None:
    page = reporter.page
    with page.expect_download() as started:
        page.locator("[data-action=save]").click()
    assert started.value.suggested_filename == "notes.txt"
    kept = Path(started.value.path()).read_text(encoding="utf-8")
    assert kept == f"{slip.case_number}\n{slip.typed()}\n"
    reporter.types_back(Slip(slip.case_number, slip.code[::-1]))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    reporter.types_back(slip)
    expect(page.locator("#code")).to_have_count(0)
    check_page(page)


def _reads_and_answers(reporter: Reporter, slip: Slip, photo: Path) -> None:
    page = reporter.page
    reporter.comes_back(slip)
    expect(page.locator("main")).to_contain_text(QUESTION)
    check_page(page)
    reporter.writes(ANSWER, photo)
    expect(page.locator("[role=status]").first).to_be_visible()
    expect(page.locator("[name=message]")).to_have_value("")
    check_page(page)


def test_the_search_of_the_wire_finds_what_goes_plainly(
    new_page: Callable[..., Page], wire: Wire, photo: Path
) -> None:
    page = new_page()
    page.goto(f"{wire.url}/report?sealing=server")
    reporter = Reporter(page, wire.url, seals=True)
    reporter.tells(STORY, benefit=BENEFIT)
    reporter.adds(photo)
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    plain = {"the words", "the narrative", "another answer", "a file's name", "a file's bytes"}
    assert found_on(wire, secrets_of(slip, photo)) == plain


@pytest.mark.parametrize("path", ["report", "status"])
def test_without_the_bundle_there_is_a_choice_and_nothing_is_sent(
    new_page: Callable[..., Page], wire: Wire, path: str
) -> None:
    page = new_page(width=PHONE)
    page.route("**/static/js/*", lambda route: route.abort())
    page.goto(f"{wire.url}/{path}")
    form = page.locator(f"#{path}-form")
    expect(form.locator("button[type=submit], input[type=submit]")).to_have_count(0)
    # On a slow line the bundle may only be late: it is not called a failure at once.
    expect(page.locator(".no-sealing")).to_be_hidden()
    for milliseconds, is_shown in ((14_900, False), (15_100, True)):
        page.locator(".no-sealing").evaluate(_LET_PASS, milliseconds)
        expect(page.locator(".no-sealing")).to_be_visible(visible=is_shown)
    field = form.locator("[name=narrative], [name=access_code]:not([type=hidden])").first
    field.fill("的" * 12)
    field.press("Enter")
    form.locator("input:visible").last.press("Enter")
    page.wait_for_timeout(300)
    assert b"POST" not in wire.sent
    page.locator(".no-sealing a[href*='sealing=server']").click()
    expect(page.locator(f"#{path}-form button[type=submit]")).to_be_visible()
    check_page(page)


def test_a_browser_that_cannot_seal_is_given_the_choice(
    new_page: Callable[..., Page], wire: Wire
) -> None:
    page = new_page()
    page.add_init_script("delete window.TransformStream")
    page.goto(f"{wire.url}/report")
    expect(page.locator(".no-sealing")).to_be_visible()
    expect(page.locator("#report-form button[type=submit]")).to_have_count(0)


def test_an_insecure_context_without_a_compiler_is_enough(
    office: Office, browser: Browser, photo: Path
) -> None:
    """An onion service by plain http, at Tor Browser's "safer" level: no WebCrypto, JIT or WASM."""
    port = office.public_url.rsplit(":", 1)[1]
    flags = ["--host-resolver-rules=MAP qf.test 127.0.0.1", "--js-flags=--jitless"]
    own = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
    page = own.new_page()
    reporter = Reporter(page, f"http://qf.test:{port}", seals=True)
    reporter.opens_the_form()
    told = page.evaluate("[isSecureContext, typeof crypto.subtle, typeof WebAssembly]")
    assert told == [False, "undefined", "undefined"]
    reporter.tells(STORY)
    reporter.adds(photo)
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)
    slip = reporter.writes_down_the_receipt()
    reporter.comes_back(slip)
    expect(page.locator("main")).to_contain_text(slip.case_number)
    own.close()


def test_words_stay_while_the_line_is_down(new_page: Callable[..., Page], wire: Wire) -> None:
    page = new_page()
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    reporter.tells(STORY, benefit=BENEFIT)
    wire.goes_down()
    reporter.sends()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.input_value("[name=narrative]") == STORY
    assert page.input_value("[name=benefit]") == BENEFIT
    wire.comes_up()
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)


def test_what_arrived_unanswered_and_was_changed_is_one_case(
    office: Office, new_page: Callable[..., Page], wire: Wire, photo: Path
) -> None:
    page = new_page()
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    reporter.tells(STORY)
    reporter.adds(photo)
    expect(page.locator(".qf-files__item[data-stage=done]")).to_be_visible()
    wire.loses_answers = True
    reporter.sends()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    wire.comes_up()
    reporter.tells(f"{STORY}另外，还有人送礼。")
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)
    expect(page.locator("h1")).to_have_text("已作为补充内容并入您之前的举报")
    slip = reporter.writes_down_the_receipt()
    officer = at_work(office, new_page())
    officer.opens_the_batch()
    officer.opens(slip.case_number)
    expect(officer.page.locator("main")).to_contain_text("还有人送礼")
    assert officer.downloads(photo.name) == photo.read_bytes()


def test_words_for_another_organ_never_follow_what_arrived_unanswered(
    new_page: Callable[..., Page], wire: Wire
) -> None:
    page = new_page()
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    reporter.tells(STORY)
    wire.loses_answers = True
    reporter.sends()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    wire.comes_up()
    reporter.tells(f"{STORY}另外，还有人送礼。", organ="superior")
    reporter.sends()
    # Whoever changed the organ must know that the first has their words.
    expect(page.locator(".govuk-error-summary")).to_contain_text("第一次提交的内容已由")
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)
    verifiers = set(re.findall(rb'name="verifier"\r\n\r\n([^\r]+)', bytes(wire.sent)))
    assert len(verifiers) == 2, "the other organ's case has a code of its own"
    assert b"sealed_message" not in wire.sent


def test_an_expired_token_is_renewed(new_page: Callable[..., Page], wire: Wire) -> None:
    page = new_page()
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    reporter.tells(STORY)
    page.context.clear_cookies()
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)


def test_a_server_that_restarts_in_between_loses_nothing(
    office: Office, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(range(251)) * 40_000)
    with ExitStack() as first:
        url = first.enter_context(running_public_app(office.installation.instance))
        with recorded_wire(url) as wire:
            page = new_page()
            reporter = Reporter(page, wire.url, seals=True)
            reporter.opens_the_form()
            wire.cut_after(6 * 1024 * 1024, stays_down=True)
            reporter.tells(STORY)
            reporter.adds(large)
            expect(page.locator(".qf-files__state")).to_contain_text("网络断了", timeout=30_000)
            first.close()
            with running_public_app(office.installation.instance) as again:
                wire.target_url = again
                wire.comes_up()
                page.evaluate(LINE_IS_BACK)
                reporter.sends()
                expect(page.locator("#code li")).to_have_count(12, timeout=60_000)


def test_leaving_warns_only_while_something_is_typed(
    new_page: Callable[..., Page], wire: Wire
) -> None:
    page = new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    reporter.opens_the_form()
    assert asked == []
    reporter.tells(STORY)
    reporter.opens_the_form()
    assert asked == ["beforeunload"]
    reporter.tells(STORY)
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)
    reporter.opens_the_form()
    assert asked == ["beforeunload"] * 2, "the code on the screen may not have been written down"
    reporter.tells(STORY)
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12)
    # No test asks another host: the link leads to another page of ours.
    page.locator("a[data-exit]").evaluate("(link) => { link.href = '/safety'; }")
    page.locator("a[data-exit]").click()
    expect(page).to_have_url(f"{wire.url}/safety")
    assert asked == ["beforeunload"] * 2, "leaving at once asks nothing"


def test_a_slip_in_the_code_is_named_without_asking_the_server(
    new_page: Callable[..., Page], wire: Wire
) -> None:
    page = new_page(width=PHONE)
    page.goto(f"{wire.url}/status?lang=en")
    page.fill("[name=access_code]", "abandon " * 11 + "nonsense")
    page.locator("#status-form button").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("number 12")
    check_page(page)
    assert b"POST" not in wire.sent
    page.fill("[name=access_code]", "abandon " * 11 + "about")
    page.locator("#status-form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.input_value("[name=access_code]").startswith("abandon")
    assert re.search(rb"abandon", bytes(wire.sent)) is None
