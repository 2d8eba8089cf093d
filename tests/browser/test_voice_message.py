"""A voice message in a real browser: a fake microphone plays a voice of espeak-ng."""

import json
import re
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS, Office
from tests.browser.test_pages import check_page

_SENTENCE = "他们每个星期五晚上都在江边的饭店喝酒，每次都是工程老板付钱。"
_AFTER_THREE_SECONDS, _AFTER_A_SECOND = re.compile(r"0:(0[3-9]|[1-5]\d)"), re.compile(r"0:0[1-9]")
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
# What the form's own script will do with the event, as far as the test has to see it.
_CATCH = """() => {
  window.caught = [];
  const form = document.querySelector("sound-recorder").closest("form");
  form.addEventListener("qf:file", async (event) => {
    const { file } = event.detail;
    const bytes = new Uint8Array(await file.arrayBuffer());
    window.caught.push({ name: file.name, type: file.type, bytes: Array.from(bytes) });
  });
}"""


@contextmanager
def _speaking_page(browser: Browser, folder: Path, *, allowed: bool = True) -> Iterator[Page]:
    """A page of a browser whose microphone hears a voice; `allowed` is what its owner answers."""
    voice = folder / "voice.wav"
    subprocess.run(["espeak-ng", "-v", "cmn", "-w", str(voice), _SENTENCE], check=True)
    flags = [
        *FLAGS,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={voice}",
        f"--use-fake-ui-for-media-stream{'' if allowed else '=deny'}",
    ]
    speaking = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    try:
        yield speaking.new_page(viewport={"width": 320, "height": 800})
    finally:
        speaking.close()


def test_a_voice_message_is_recorded_disguised_heard_and_attached(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    with _speaking_page(browser, tmp_path) as page:
        page.goto(f"{office.public_url}/report?lang=en")
        page.evaluate(_CATCH)
        _press(page, "Record a voice message")
        said = page.locator("[data-part=said]")
        expect(said).to_have_text("Recording. Speak now.")
        expect(page.locator("[data-part=time]")).to_contain_text(_AFTER_THREE_SECONDS)
        _wait_for_a_loud_moment(page)
        check_page(page)
        page.keyboard.press("Enter")  # the focus is on "Stop"
        expect(said).to_contain_text("Your voice is disguised", timeout=30_000)
        check_page(page)
        assert _plays(page)
        page.keyboard.press("Enter")  # the focus is on "Attach"
        expect(said).to_have_text("The voice message is attached as sound-1.wav.")
        expect(page.locator("[name=narrative]")).to_have_value("See the voice message.")
        page.wait_for_function("window.caught.length > 0")
        [caught] = page.evaluate("window.caught")
    assert (caught["name"], caught["type"]) == ("sound-1.wav", "audio/wav")
    _check_wav(bytes(caught["bytes"]))


def test_a_voice_message_is_discarded_and_the_microphone_closed(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    with _speaking_page(browser, tmp_path) as page:
        page.add_init_script(_KEEP_TRACKS)
        page.goto(f"{office.public_url}/report?lang=en")
        page.fill("[name=narrative]", "My own words.")
        _press(page, "Record a voice message")
        expect(page.locator("[data-part=time]")).to_contain_text(_AFTER_A_SECOND)
        assert page.evaluate(_TRACKS) == ["live"]
        _press(page, "Discard")
        expect(page.locator("[data-part=said]")).to_have_text("Discarded. Nothing of it is left.")
        assert page.evaluate(_TRACKS) == ["ended"]
        expect(page.locator("[data-part=start]")).to_be_focused()
        expect(page.locator("[name=narrative]")).to_have_value("My own words.")
        page.evaluate(_START_AND_STOP_AT_ONCE)
        expect(page.locator("[data-part=said]")).to_contain_text("too short")
        # No more audio is to be had, as where a page has made too many of them.
        page.evaluate("() => { window.AudioContext = class { constructor() { throw Error(); } }; }")
        _press(page, "Record a voice message")
        expect(page.locator("[data-part=said]")).to_contain_text("Recording does not work here")
        assert page.evaluate(_TRACKS) == ["ended"] * 3


_TRACKS = "window.tracks.map((track) => track.readyState)"
_START_AND_STOP_AT_ONCE = """() => {
  const stop = document.querySelector("[data-part=stop]");
  const stopOnceThere = () =>
    stop.checkVisibility() ? stop.click() : requestAnimationFrame(stopOnceThere);
  document.querySelector("[data-part=start]").click();
  stopOnceThere();
}"""
_KEEP_TRACKS = """
  window.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
"""


def test_who_refuses_the_microphone_is_told_what_to_do(
    office: Office, browser: Browser, tmp_path: Path
) -> None:
    with _speaking_page(browser, tmp_path, allowed=False) as page:
        page.goto(f"{office.public_url}/report?lang=en")
        _press(page, "Record a voice message")
        said = page.locator("[data-part=said]")
        expect(said).to_contain_text("The browser does not allow the microphone.")
        expect(page.locator("[data-part=start]")).to_be_focused()
        check_page(page)


def test_where_no_recording_is_possible_one_sentence_says_why(
    office: Office, new_page: Callable[..., Page]
) -> None:
    for change, reason in [
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "https"),
        ("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})", "Tor Browser"),
    ]:
        page = new_page()
        page.add_init_script(change)
        page.goto(f"{office.public_url}/report?lang=en")
        expect(page.locator("[data-part=refusal]")).to_contain_text(reason)
        expect(page.locator("[data-part=tools]")).to_be_hidden()
        check_page(page)


def test_without_scripts_there_is_no_recorder(
    office: Office, new_page: Callable[..., Page]
) -> None:
    page = new_page(scripts=False)
    page.goto(f"{office.public_url}/report?lang=en")
    expect(page.locator("sound-recorder")).to_be_hidden()


def _press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def _plays(page: Page) -> bool:
    """Whether the page may play what it made: the policy in its headers has to allow that."""
    duration = page.wait_for_function("document.querySelector('audio').duration").json_value()
    assert re.match("blob:", page.evaluate("document.querySelector('audio').src"))
    return float(json.loads(str(duration))) > 2.5


def _check_wav(wav: bytes) -> None:
    values = _HEADER.unpack(wav[:44])
    assert values == (
        *(b"RIFF", len(wav) - 8, b"WAVE", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16, b"data"),
        len(wav) - 44,
    )
    samples = struct.unpack(f"<{(len(wav) - 44) // 2}h", wav[44:])
    loudness = (sum(sample**2 for sample in samples) / len(samples)) ** 0.5
    assert loudness > 300, "a voice was heard"


def _wait_for_a_loud_moment(page: Page) -> None:
    # Between two sentences of the fake microphone the needle falls to nothing.
    end = time.monotonic() + 60
    while float(page.evaluate("document.querySelector('meter').value")) == 0:
        assert time.monotonic() < end, "the needle does not move"
        page.wait_for_timeout(50)
