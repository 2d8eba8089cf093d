"""What a reporter does in a browser, step by step."""

from dataclasses import dataclass

from tests.browse import Browser, Page
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
    """Ask how it stands, and send a message from there."""
    form = ask(browser, code).form("/status/message").fill(message=message)
    for name, content in files:
        form.attach(name, content)
    return browser.send(form)
