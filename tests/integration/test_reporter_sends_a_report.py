"""A reporter reads, writes, sends, and leaves with a number and a code."""

from itertools import product

import pytest
from sqlalchemy import event, func, select

from app.public.information import link_of
from app.public.ready_form import ReadyForms
from app.services.operator.create_installation import Installation
from app.services.reporter.present_code import read_code
from app.storage.database import Database
from app.storage.intake import Case, CaseHolder, ItemHeader, ItemKind, SealedItem
from crypto.access_code import case_number
from tests.browse import Browser
from tests.make import GROUP, PHOTO, STORY, SUPERIOR, TODAY, OpenApp
from tests.reporters import ask, note_down, submit

Zones = tuple[Database, Database]


@pytest.mark.parametrize("lang", ["", "en"])
def test_every_page_before_the_form_opens_in_both_languages(reporter: Browser, lang: str) -> None:
    for path in ("/", "/safety", "/report", "/status"):
        page = reporter.get(path, **({"lang": lang} if lang else {}))
        assert page.status == 200
        assert page.one("html")["lang"] == (lang or "zh-Hans-CN")
        [switch] = page.all("a", class_="language")
        assert reporter.get(switch["href"]).one("html")["lang"] != page.one("html")["lang"]


def test_other_ways_to_an_office_are_links_where_they_can_be(reporter: Browser) -> None:
    links = [
        a["href"] for a in reporter.get("/").all("a") if "external" in a.attributes.get("rel", "")
    ]
    assert links == ["tel:12388", "https://www.12388.gov.cn"]
    assert link_of("+86 571-8705 0000") == "tel:+8657187050000"
    for plain in (
        "0571-8705 0000 转 12",
        "省纪委信访室",
        "http://a.example",
        "javascript:alert(1)",
    ):
        assert not link_of(plain)


def test_links_and_forms_keep_english(reporter: Browser) -> None:
    page = reporter.get("/report", lang="en")
    own = [e["href"] for e in page.all("a") if e["href"].startswith("/") and "lang" in e["href"]]
    assert own
    assert page.form("/report").action == "/report?lang=en"
    assert submit(reporter, lang="en").page.one("html")["lang"] == "en"


def test_safety_page_shows_the_fingerprints_of_both_organs(
    reporter: Browser, installation: Installation
) -> None:
    text = reporter.get("/safety", lang="en").text.replace(" ", "")
    for name, fingerprint in installation.fingerprints[:2]:
        assert name in text
        assert "".join(fingerprint.words) in text


@pytest.mark.rows
def test_opening_the_form_stores_nothing(reporter: Browser, zones: Zones) -> None:
    first, second = (reporter.get("/report").form("/report") for _ in range(2))
    assert first.value("access_code") != second.value("access_code")
    with zones[0].read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


@pytest.mark.parametrize("lang", ["", "en"])
def test_ready_form_is_the_form_rendered_anew_but_for_two_values(
    open_public: OpenApp, lang: str
) -> None:
    app = open_public()
    pages = []
    for _ in range(3):
        page = Browser(app.test_client()).get("/report", **({"lang": lang} if lang else {}))
        form = page.form("/report")
        values = form.value("csrf_token"), form.value("access_code")
        read_code(values[1])
        pages.append((values, page.body.decode().replace(values[0], "").replace(values[1], "")))
        if len(pages) == 2:
            app.extensions["ready_forms"] = ReadyForms()
    values, contents = zip(*pages, strict=True)
    assert len({value for pair in values for value in pair}) == 6
    assert len(set(contents)) == 1


def test_showing_a_form_asks_the_database_nothing(open_public: OpenApp) -> None:
    app = open_public()
    reporter = Browser(app.test_client())
    # The roster and the notice are read once in some seconds.
    for path in ("/", "/report"):
        reporter.get(path)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(app.extensions["desk"].database.engine, "before_cursor_execute", note)
    for path in ("/", "/report", "/status", "/safety"):
        reporter.get(path)
    assert asked == []


def test_receipt_names_number_and_code_in_the_readers_language(reporter: Browser) -> None:
    chinese, english = submit(reporter), submit(reporter, lang="en")
    assert len(chinese.page.one("ol", id="code").text.split()) == 12
    assert not chinese.code.isascii()
    assert english.code.isascii()
    for noted in (chinese, english):
        assert case_number(read_code(noted.code).verifier()) == noted.number


@pytest.mark.rows
def test_report_is_sealed_to_the_chosen_organ_alone(reporter: Browser, zones: Zones) -> None:
    number = submit(reporter, ("现场照片.jpg", PHOTO), organ=GROUP).number
    with zones[0].read() as session:
        case = session.get_one(Case, number)
        holders = session.scalars(select(ItemHeader.holder)).all()
        kinds = sorted(session.scalars(select(SealedItem.kind)))
    assert (case.organ_id, case.received_on, case.code_confirmed) == (GROUP, TODAY, False)
    assert set(holders) == {GROUP}
    assert kinds == [ItemKind.ATTACHMENT, ItemKind.REPORT]


@pytest.mark.rows
def test_report_to_the_superior_leaves_nothing_for_the_group(
    reporter: Browser, zones: Zones
) -> None:
    number = submit(reporter, ("照片.jpg", PHOTO), organ=SUPERIOR).number
    with zones[0].read() as session:
        assert session.get_one(Case, number).organ_id == SUPERIOR
        assert set(session.scalars(select(ItemHeader.holder))) == {SUPERIOR}
        assert set(session.scalars(select(CaseHolder.organ_id))) == {SUPERIOR}


def test_only_the_story_is_required(reporter: Browser, zones: Zones) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    form.fields = [
        f for f in form.fields if f[0] in ("csrf_token", "access_code", "narrative", "organ")
    ]
    assert note_down(reporter.send(form)).number
    with zones[0].read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_typing_part_of_the_code_back_hides_it_for_good(reporter: Browser, zones: Zones) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    noted = note_down(reporter.send(form))
    confirm = noted.page.form("/report/confirm")

    wrong = reporter.send(confirm.fill(typed="一 二"))
    assert wrong.status == 422
    assert wrong.errors
    assert wrong.form("/report/confirm").value("positions") == confirm.value("positions")

    parts = noted.code.split()
    places = [int(place) for place in confirm.value("positions").split(",")]
    done = reporter.send(confirm.fill(typed=" ".join(parts[p - 1] for p in places)))
    assert done.status == 200
    assert noted.number in done.text
    assert noted.code.replace(" ", "") not in done.text.replace(" ", "")

    again = reporter.send(form)
    assert noted.number in again.text
    assert again.all("ol", id="code") == []
    with zones[0].read() as session:
        assert session.get_one(Case, noted.number).code_confirmed


def test_code_may_be_typed_back_in_either_language(reporter: Browser) -> None:
    noted = submit(reporter)
    code = read_code(noted.code)
    form = noted.page.form("/report/confirm").fill(positions="3,11")
    typed = f" {code.words()[2].upper()}  {code.words()[10]}"
    assert reporter.send(form.fill(typed=typed)).status == 200


def test_code_can_be_saved_as_a_plain_file_of_neutral_name(reporter: Browser) -> None:
    noted = submit(reporter)
    saved = reporter.send(noted.page.form("/report/save"))
    assert saved.headers["Content-Type"].startswith("text/plain")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert saved.body.decode().split() == [noted.number, *noted.code.split()]


@pytest.mark.rows
def test_taken_case_number_gives_a_new_code(reporter: Browser, zones: Zones) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    code = read_code(form.value("access_code"))
    stranger = Case(
        case_number=case_number(code.verifier()),
        verifier_hash=bytes(32),
        reporter_recipient="",
        organ_id=SUPERIOR,
        received_on=TODAY,
        code_confirmed=False,
    )
    with zones[0].begin() as session:
        session.add(stranger)
    noted = note_down(reporter.send(form))
    assert noted.number != stranger.case_number
    assert ask(reporter, noted.code, noted.number).status == 200


def test_two_reporters_share_nothing(open_public: OpenApp) -> None:
    app = open_public()
    first, second = Browser(app.test_client()), Browser(app.test_client())
    noted = [submit(first), submit(second)]
    for browser, own in product((first, second), noted):
        page = ask(browser, own.code)
        assert own.number in page.text
