"""What a reporter does in a browser, step by step."""

from dataclasses import dataclass

from tests.browse import Browser, Form, Page
from tests.make import STORY


@dataclass(frozen=True, slots=True)
class Noted:
    """What a reporter wrote down from the receipt."""

    number: str
    code: str
    page: Page


def submit(browser: Browser, *files: tuple[str, bytes], lang: str = "", **answers: str) -> Noted:
    """Fill in the form, send it, and write down what the receipt says."""
    form = browser.get("/report", **({"lang": lang} if lang else {})).form("/report")
    form.fill(**{"narrative": STORY, **answers})
    for name, content in files:
        form.attach(name, content)
    return note_down(browser.send(form))


def note_down(page: Page) -> Noted:
    """The number and the code from a receipt."""
    assert page.status == 200, page.errors
    [code] = page.all("ol", id="code")
    return Noted(page.one("p", id="case-number").text, code.text, page)


def ask(browser: Browser, code: str, number: str = "") -> Page:
    """Ask how it stands."""
    form = browser.get("/status").form("/status")
    return browser.send(form.fill(access_code=code, case_number=number))


def write(browser: Browser, code: str, message: str, *files: tuple[str, bytes]) -> Page:
    """Ask how it stands, and send a message from there, by way of a look at it where one comes."""
    form = ask(browser, code).form("/status/message").fill(message=message)
    for name, content in files:
        form.attach(name, content)
    return say(browser, form)


def say(browser: Browser, form: Form) -> Page:
    """Send a message that is filled in, also where it is to be looked over first."""
    page = browser.send(form)
    if not is_to_look_over(page):
        return page
    return browser.send(page.form("/status/message").fill(step="send"))


def is_to_look_over(page: Page) -> bool:
    """Whether a page shows once more what is not sent yet."""
    return any(form.attributes.get("data-page") == "check" for form in page.all("form"))
