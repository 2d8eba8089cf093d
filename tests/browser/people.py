"""The people of the story, as a browser sees them: what each does, in their own words."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from app.domain.giveaways import find_giveaways
from tests.second_factors import app_code, next_recovery_code

_MOST_TABS = 200
LINE_IS_BACK = "dispatchEvent(new Event('online'))"
"""What the browser tells of it: a page that waits before it tries again then does so at once."""


@dataclass
class Slip:
    """What a reporter wrote on a slip of paper."""

    case_number: str
    code: list[str]

    def typed(self) -> str:
        return " ".join(self.code)


class Reporter:
    """Someone who has something to say, at the public app."""

    def __init__(self, page: Page, url: str, language: str = "zh", *, seals: bool = False) -> None:
        """`seals`: in the browser. Else at the pages where the server does, with scripts or not."""
        self.page = page
        self.url = url
        chosen = [] if seals else ["sealing=server"]
        self._suffix = "?" + "&".join([*chosen, *(["lang=en"] if language == "en" else [])])

    def reads_the_first_page(self) -> None:
        self.page.goto(f"{self.url}/{self._suffix}")

    def opens_the_form(self) -> None:
        self.page.goto(f"{self.url}/report{self._suffix}")

    def tells(self, story: str, *, organ: str = "group", **answers: str) -> None:
        self.page.fill("[name=narrative]", story)
        self._picks("organ", organ)
        for name, answer in answers.items():
            self._answers(name, answer)

    def adds(self, *files: Path) -> None:
        # Made up for the test, as it looks for the very bytes and names that were sent.
        self._picks("clean", "as_is")
        self.page.locator("[name=keep_names]").check(force=True)
        self.page.set_input_files("[name=attachments]", list(files))

    def looks_it_over(self) -> None:
        """Press the form's own button: what follows is a look at it, or what is to be corrected."""
        self.page.locator("#report-form button[type=submit]").last.click()
        shown = self.page.locator("main [role=alert], [data-page=check], .qf-preview")
        expect(shown.first).to_be_visible()

    def sends(self) -> None:
        """By way of the look at it, where the form is in order."""
        self.looks_it_over()
        if not self.page.locator("main [role=alert]").count():
            self.confirms()

    def confirms(self) -> None:
        """Send what was looked over."""
        self.page.locator("[data-page=check] [value=send], .qf-preview [data-send]").click()

    def writes_down_the_receipt(self) -> Slip:
        self.page.wait_for_load_state("load")
        # With scripts the receipt takes the form's place in the same document.
        expect(self.page.locator("#case-number")).to_be_visible()
        code = [part.strip() for part in self.page.locator("#code li").all_inner_texts()]
        return Slip(self.page.inner_text("#case-number").strip(), code)

    def types_back(self, slip: Slip) -> None:
        label = self.page.inner_text("label[for=typed]")
        places = [int(number) for number in re.findall(r"\d+", label)]
        self.page.fill("[name=typed]", " ".join(slip.code[place - 1] for place in places))
        self.page.locator("form:has([name=typed]) button").click()

    def comes_back(self, slip: Slip, *, code: str | None = None) -> None:
        self.page.goto(f"{self.url}/status{self._suffix}")
        self.page.fill("[name=access_code]", code or slip.typed())
        self.page.fill("[name=case_number]", slip.case_number)
        self.page.locator("main form button").first.click()
        expect(self.page.locator("#message-form, [role=alert]").first).to_be_visible()

    def ticks(self, name: str, value: str) -> None:
        """Tick one of the choices beside a message."""
        self._picks(name, value)

    def writes(self, text: str, *files: Path) -> None:
        """A message; what in it may tell who wrote it is looked over first, and only then."""
        self.writes_without_a_second_thought(text, *files)
        if files or find_giveaways(text):
            self.confirms()
        # It has arrived when the form comes back empty, with scripts and without.
        expect(self.page.locator("[name=message]")).to_have_value("", timeout=30_000)

    def writes_without_a_second_thought(self, text: str, *files: Path) -> None:
        """Press the button under a message: it is sent, or there is something to look over."""
        self.page.fill("[name=message]", text)
        if files:
            self.adds(*files)
        self.page.locator("form:has([name=message]) button[type=submit]").click()

    def _picks(self, name: str, value: str) -> None:
        # As a finger does: the label is as large as the finger, and lies over the button.
        button = self.page.locator(f"[name={name}][value={value}]")
        self.page.locator(f"label[for='{button.get_attribute('id')}']").click()
        expect(button).to_be_checked()

    def _answers(self, name: str, answer: str) -> None:
        field = self.page.locator(f"[name={name}]").first
        fold = self.page.locator(f"details:has([name={name}])")
        if fold.count() and fold.get_attribute("open") is None:
            fold.locator("summary").click()
        if field.get_attribute("type") in ("radio", "checkbox"):
            self._picks(name, answer)
        else:
            field.fill(answer)


class Officer:
    """Someone of the discipline team, at the console and at the key-holder's page."""

    def __init__(self, page: Page, url: str, language: str = "zh") -> None:
        self.page = page
        self.url = url
        self._suffix = "?lang=en" if language == "en" else ""

    def goes_to(self, path: str) -> None:
        """By an address, in the language of the officer."""
        self.page.goto(f"{self.url}{path}{self._suffix}")

    def reaches(self, selector: str) -> None:
        """By the tabulator key alone."""
        wanted = self.page.locator(selector).first
        for _ in range(_MOST_TABS):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(selector)

    def finds_by_letters(self, case_number: str) -> None:
        """In the work list, by the letter for the next lead; Enter opens it."""
        lead = self.page.locator("tbody th").get_by_role("link", name=case_number)
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("j")
            if lead.evaluate("one => one === document.activeElement"):
                break
        self.page.keyboard.press("Enter")

    def types_the_password(self, account: str, password: str) -> None:
        self.goes_to("/login")
        self.page.fill("[name=account]", account)
        self.page.fill("[name=password]", password)
        self.page.locator("main form button").click()
        self.page.wait_for_load_state("load")

    def signs_out(self) -> None:
        self.page.locator(".bar form[action*='/logout'] button").click()
        expect(self.page.locator("[name=password]")).to_be_visible()

    def signs_in(self, account: str, password: str) -> None:
        self.types_the_password(account, password)
        if self.page.locator("[name=second_factor_code]").count():
            self.shows_the_second_factor(account)

    def shows_the_second_factor(self, account: str) -> None:
        self.page.fill("[name=second_factor_code]", next_recovery_code(account))
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state("load")

    def sets_up_an_app(self) -> list[str]:
        """At the first sign-in; give the recovery codes."""
        spelled = self.page.locator(".seed-words").text_content() or ""
        self.page.fill("[name=code]", app_code(spelled.strip(), datetime.now(UTC)))
        self.page.locator("form:has([name=code]) button").click()
        self.page.wait_for_load_state("load")
        return self.page.locator(".codes li").all_inner_texts()

    def goes_on(self) -> None:
        """Past a page that shows something once."""
        self.page.locator("main a.govuk-button").click()

    def unlocks(self, phrase: str) -> None:
        self.page.locator("form[action*='/unlock'] button").click()
        self.page.fill("[name=phrase]", phrase)
        self.page.locator("main form button").click()
        expect(self.page).to_have_url(re.compile(f"^{self.url}/queue"))

    def looks_again(self) -> None:
        self.page.get_by_role("link", name="再看一次").click()

    def opens_the_batch(self) -> None:
        self.page.locator("form[action*='/queue/open'] button").click()

    def sees_leads(self) -> list[str]:
        """The case numbers in the order of the work list."""
        self.goes_to("/queue")
        return self.page.locator("tbody th a").all_inner_texts()

    def sees_levels(self) -> list[str]:
        return self.page.locator("tbody .level").all_inner_texts()

    def opens(self, case_number: str) -> None:
        self.goes_to("/queue")
        # Not the banner that asks for an inspection.
        self.page.locator("tbody th").get_by_role("link", name=case_number).click()
        self.page.wait_for_load_state("load")
        if (statement := self.page.locator("form[action*='/statement'] button")).count():
            statement.click()

    def enters_a_call(self, story: str) -> Slip:
        """What came by telephone; the slip is for the caller."""
        self.goes_to("/cases/new")
        self.page.locator("label[for=way]").click()
        self.page.fill("[name=narrative]", story)
        self.page.locator("#new-case-form button[type=submit]").click()
        self.page.wait_for_load_state("load")
        code = [part.strip() for part in self.page.locator("#code li").all_inner_texts()]
        return Slip(self.page.inner_text(".number").strip(), code)

    def downloads(self, name: str) -> bytes:
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name=f"下载 {name}").first.click()
        return Path(started.value.path()).read_bytes()

    def triages(self, *, category: str, assign_to: str = "", note: str = "") -> None:
        form = self.page.locator("form[action$='/triage'], form[action*='/triage?']")
        form.locator("[name=category]").select_option(category)
        form.locator("[name=assigned_to]").select_option(assign_to)
        form.locator("[name=note]").fill(note)
        form.locator("button").click()

    def says_that_it_is_over(self) -> None:
        """Take back in the screening that the reporter is under pressure or in danger."""
        form = self.page.locator("form[action$='/triage'], form[action*='/triage?']")
        for name in ("retaliation", "danger"):
            button = form.locator(f"[name={name}]")
            form.locator(f"label[for='{button.get_attribute('id')}']").click()
            expect(button).not_to_be_checked()
        form.locator("button").click()

    def replies(self, text: str) -> None:
        form = self.page.locator("form[action*='/reply']")
        form.locator("[name=text]").fill(text)
        form.locator("button").last.click()

    def says_whom_it_concerns(self, unit: str) -> None:
        """People of a unit."""
        self._takes("concern")
        self.page.locator("label", has_text="下属单位一般人员").click()
        self.page.locator("[name=unit]").select_option(unit)
        self._sends_the_step()

    def proposes_the_original(self, unit: str, reason: str) -> None:
        """Of the lead that is open, to a unit."""
        self._takes("route")
        self.page.locator("[name=unit]").select_option(unit)
        self.page.locator("label", has_text="原件及全部往来信息").click()
        self.page.locator("[name=reason]").fill(reason)
        self._sends_the_step()

    def proposes(self, step: str, *choices: str, **values: str) -> None:
        """Take a step of the lead that is open: choose by what stands beside a button, and type."""
        self._takes(step)
        form = self.page.locator("main form[action*='/decide/']")
        for choice in choices:
            form.locator("label", has_text=choice).click()
        for name, value in values.items():
            form.locator(f"[name={name}]").fill(value)
        self._sends_the_step()

    def writes_the_extract(self, text: str) -> None:
        """Of the lead that is open: write it, look at it, sign it off."""
        self.page.locator("a[href*='/extract']").click()
        self.page.fill("[name=text]", text)
        for step in ("look", "sign"):
            self.page.locator(f"button[name=step][value={step}]").click()
        expect(self.page).to_have_url(re.compile("/cases/[^/]+#routing$"))

    def approves(self) -> None:
        self.page.locator("form[action*='/approve'] button").click()

    def _takes(self, step: str) -> None:
        self.page.locator(f"a[href*='/decide/{step}']").click()

    def _sends_the_step(self) -> None:
        self.page.locator("main form[action*='/decide/'] button[type=submit]").click()
        expect(self.page).to_have_url(re.compile("/cases/[^/]+$"))

    def locks(self) -> None:
        self.goes_to("/queue")
        self.page.locator("form[action*='/lock'] button").first.click()
