"""An office in which every page of the console has something on it, and the list of these pages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import delete, update
from werkzeug.datastructures import MultiDict

from app.console.deciding.steps import list_steps
from app.console.factory import create_console_app
from app.domain.categories import Category
from app.domain.roles import Role
from app.domain.routing import Concern
from app.public.factory import create_public_app
from app.services.officer.lead.record import Record, open_record
from app.services.officer.lead.triage_case import Triage, triage_case
from app.services.officer.recusal.hand_on_unread import propose_handing
from app.services.officer.recusal.lift import propose_lift
from app.services.officer.recusal.state_no_conflict import state_no_conflict
from app.settings import load_settings
from app.storage.casework import Officer as Account
from app.storage.intake import PublicWordChange
from app.storage.signing_in import Authenticator
from bench.public_server import free_port
from tests.browse import Browser, Form
from tests.browser.serving import serving
from tests.browser.visits import (
    ADMINISTRATOR,
    AUDITOR,
    HALFWAY,
    LOCKED,
    LONG_AGO,
    NEWCOMER,
    Visit,
    administration,
    before_signing_in,
    own_pages,
)
from tests.cleaning.samples import make_pdf, make_picture
from tests.deciding import Team, approve
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    INTAKE_OFFICER,
    SUPERIOR,
    SUPERIOR_OFFICER,
    UNIT_OFFICER,
    dispose,
    make_installation,
)
from tests.officers import Officers, press_open_batch
from tests.reporters import Noted, submit, write
from tests.routes import agree, concern, forward, transfer
from tests.servers import running_key_holder

_ASKS_AGAIN = 403
_LEADS_ON = 303
_PRESS = "button => { button.form.noValidate = true; button.form.requestSubmit(button); }"


@dataclass(frozen=True, slots=True)
class FilledOffice:
    """A console that answers, its pages, and the cookies of who is signed in."""

    app: Flask
    url: str
    visits: list[Visit]
    enter: Callable[[str], str]
    """Sign somebody in, once; give the cookie."""

    def context(self, chromium: Chromium, who: str, **look: object) -> BrowserContext:
        """A browser in which somebody is signed in."""
        context = chromium.new_context(**look)  # type: ignore[arg-type]  # as Playwright names them
        self.hand_over(context, who)
        return context

    def hand_over(self, context: BrowserContext, who: str) -> None:
        """Let another sit down at the same browser."""
        context.clear_cookies()
        if who:
            name = self.app.config["SESSION_COOKIE_NAME"]
            context.add_cookies([{"name": name, "value": self.enter(who), "url": self.url}])

    def go(self, page: Page, visit: Visit, language: str) -> str:
        """Look at a page; give what the server wrote."""
        mark = "&" if "?" in visit.path else "?"
        chosen = f"{mark}lang=en" if language == "en" else ""
        answer = page.goto(f"{self.url}{visit.path}{chosen}")
        assert answer, visit
        assert answer.status in (200, _ASKS_AGAIN if visit.who == LONG_AGO else 200), visit
        assert urlsplit(page.url).path == urlsplit(visit.path).path, visit
        if visit.press:
            # It may stand in what is folded, and its fields are left empty.
            with page.expect_navigation() as pressed:
                page.locator(visit.press).first.evaluate(_PRESS)
            answer = pressed.value
        return answer.text()


@contextmanager
def running_filled_office(folder: Path) -> Iterator[FilledOffice]:
    """The console in this process, with a key-holder in one of its own that sets no rates."""
    installation = make_installation(folder / "instance")
    console, holder = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    settings = replace(
        load_settings(installation.instance, {}),
        console_url=f"http://{console}".replace("127.0.0.1", "localhost"),
        key_holder_bind=holder,
        key_holder_url=f"http://{holder}",
    )
    app, public = create_console_app(settings), create_public_app(settings)
    desk = app.extensions["desk"]
    with ExitStack() as opened:
        opened.callback(dispose, desk.intake.engine, desk.casework.engine)
        opened.callback(dispose, public.extensions["desk"].database.engine)
        opened.enter_context(running_key_holder(settings))
        officers = Officers(app, installation, settings, {})
        visits = _Story(officers, Browser(public.test_client()), folder).visits()
        opened.enter_context(serving(app, int(console.partition(":")[2])))
        enter = cache(partial(_cookie, officers))
        yield FilledOffice(app, settings.console_url, visits, enter)


def _cookie(officers: Officers, who: str) -> str:
    account = who.partition(" ")[0]
    if who in (HALFWAY, NEWCOMER):
        browser = officers.enter(account, shown_at=None)
    elif who == LONG_AGO:
        browser = officers.enter(account, shown_at=datetime.now(UTC) - timedelta(hours=1))
    elif who in (LOCKED, AUDITOR, ADMINISTRATOR):
        browser = officers.enter(account)
    else:
        browser = officers.unlock(account)
    cookie = browser.client.get_cookie(officers.app.config["SESSION_COOKIE_NAME"])
    assert cookie
    return cookie.value


class _QuickTeam(Team):
    """One that does not look at the page to which a step leads: each is looked at once, later."""

    def take(self, browser: Browser, step: str, **values: str) -> None:
        """Take a step on its own page."""
        address = f"/cases/{self.number}/decide/{step}"
        _press(browser, browser.get(address).form(address).fill(**values))

    def decide(self, browser: Browser, step: str, **values: str) -> Record:
        """Propose by a step; the approver agrees."""
        self.take(browser, step, **values)
        agree(self.officers, self.number)
        return self.record


def _press(browser: Browser, form: Form) -> None:
    answer = browser.client.post(form.action, data=MultiDict(form.fields))
    assert answer.status_code == _LEADS_ON, form.action


class _Story:
    """What happened in the office before anybody looks."""

    def __init__(self, officers: Officers, reporter: Browser, folder: Path) -> None:
        self._officers, self._reporter, self._folder = officers, reporter, folder
        for account in (AUDITOR, NEWCOMER):
            officers.add(account, Role.AUDITOR if account == AUDITOR else Role.ADMINISTRATOR)
        officers.add(ADMINISTRATOR, Role.ADMINISTRATOR)
        with officers.desk.casework.begin() as session:
            session.delete(session.get_one(Authenticator, NEWCOMER))

    def visits(self) -> list[Visit]:
        """Let it happen; give every page with it."""
        leads = self._leads()
        return [
            *before_signing_in(),
            *own_pages(),
            *administration(),
            *self._work(leads),
            *self._steps(leads),
            *self._audit(leads),
        ]

    def _leads(self) -> Mapping[str, str]:
        """The leads by what is special about each."""
        filled = submit(
            self._reporter,
            ("聚会照片.jpg", make_picture(self._folder, "jpg")),
            ("账单.pdf", make_pdf(self._folder)),
            ("通话记录.txt", "周五晚八点，老地方。".encode()),
            category="drinking_circle",
            circle_type="merchant",
            subjects="王某，某科科长，人称王科长",
            benefit="工程分配",
        )
        names = (
            "waiting",
            "routed",
            "transferred",
            "concluded",
            "unfounded",
            "asked",
            "fresh",
            "recused",
            "stuck",
        )
        noted = {name: submit(self._reporter, category="other") for name in names}
        submit(self._reporter, category="other", organ=SUPERIOR)
        browser = self._officers.unlock()
        press_open_batch(browser)
        leads = {"filled": filled.number, **{name: one.number for name, one in noted.items()}}
        self._fill(browser, filled)
        self._assign(leads)
        self._decide(leads)
        self._recuse(leads)
        submit(self._reporter, category="other")
        return leads

    def _fill(self, browser: Browser, noted: Noted) -> None:
        day = (self._officers.desk.today() + timedelta(days=5)).isoformat()
        address = f"/cases/{noted.number}"
        triage = browser.get(address).form("/triage")
        _press(browser, triage.fill(retaliation="y", assigned_to=CASE_OFFICER))
        page = browser.get(address)
        for ending, values in {
            "/notes": {"text": "已与审计处核对近三年合同。"},
            "/tasks": {"text": "调取农家乐账目", "account": CASE_OFFICER, "due_on": day},
            "/people": {"part": "mentioned", "name": "王某", "post": "科长"},
            "/policy-line": {"criterion": "no", "grounds": "参加者均为该科管理服务对象"},
            "/risk": {"level": "high", "reasons": "会上点名追查举报人"},
            "/inspections": {"who": "二室", "place": "城南农家乐"},
            "/reply": {"text": "请问聚会一般几点开始？"},
        }.items():
            _press(browser, page.form(ending).fill(**values))
        write(self._reporter, noted.code, "一般七点，持续到十点。")

    def _recuse(self, leads: Mapping[str, str]) -> None:
        """Declared interests, a recusal that shall be lifted, and a lead that nobody may open."""
        officers = self._officers
        for account, kind, names, relation in (
            (CASE_OFFICER, "company", "宏达建筑工程有限公司、宏达建筑", "配偶持股"),
            (CASE_OFFICER, "post", "二室副主任、科长", ""),
            (INTAKE_OFFICER, "person", "赵国强", "妹夫"),
        ):
            browser = officers.unlock(account)
            form = browser.get("/interests").form("/interests")
            browser.send(form.fill(kind=kind, names=names, relation=relation))
        with officers.desk.casework.begin() as session:
            # A report speaks of a 王科长: a hint, since that is a post of theirs.
            session.get_one(Account, CASE_OFFICER).name = "王伟"
        client = officers.desk.key_holder
        intake = officers.acting()
        client.recuse(intake.unlock_token, leads["recused"], CASE_OFFICER, "name:王伟")
        reason = "举报所称王伟为供货商，非本组人员，已核对身份。"
        # Who agrees reads the lead first, and says that no ground is known.
        officers.unlock(APPROVER).get(f"/cases/{leads['recused']}")
        propose_lift(officers.desk, intake, leads["recused"], CASE_OFFICER, reason)
        for account in (CASE_OFFICER, APPROVER, INTAKE_OFFICER):
            client.recuse(intake.unlock_token, leads["stuck"], account, "colleague")
        propose_handing(officers.desk, intake, leads["stuck"])

    def _assign(self, leads: Mapping[str, str]) -> None:
        """All to the case officer; who decides on them knows of no conflict."""
        desk, acting = self._officers.desk, self._officers.acting
        found = Triage(
            Category.OTHER, None, danger=False, evidence_at_risk=False, assigned_to=CASE_OFFICER
        )
        for number in leads.keys() - {"filled"}:
            triage_case(desk, acting(), leads[number], found)
        for number in leads.keys() - {"fresh", "recused", "stuck"}:
            for account in (CASE_OFFICER, APPROVER):
                state_no_conflict(desk, acting(account), leads[number])

    def _decide(self, leads: Mapping[str, str]) -> None:
        team = {name: _QuickTeam(self._officers, number) for name, number in leads.items()}
        team["filled"].accept()
        team["waiting"].take(team["waiting"].intake, "accept", reason="属实体线索")
        concern(self._officers, leads["routed"], Concern.UNIT_STAFF)
        forward(self._officers, leads["routed"])
        state_no_conflict(self._officers.desk, self._officers.acting(UNIT_OFFICER), leads["routed"])
        transfer(self._officers, leads["transferred"])
        concluded = team["concluded"]
        concluded.conclude("substantiated", tell="general", form="second")
        for duty in ("main", "supervisory"):
            concluded.take(concluded.case, "inquiry", duty=duty, pursued="no", reason="尽责")
        concluded.take(concluded.case, "mark", note="已在信箱答复")
        concluded.take(concluded.case, "put-forward")
        team["unfounded"].conclude("unfounded", tell="general")
        team["asked"].accept()
        team["asked"].take(team["asked"].case, "ask", question="聚餐大约在几点？")
        dossier = {"kind": "dossier", "copies": "2", "reason": "报送分管领导"}
        team["filled"].take(team["filled"].case, "export", **dossier)
        approve(team["filled"].approver, leads["filled"], "approve-again")

    def _work(self, leads: Mapping[str, str]) -> list[Visit]:
        files = self._officers.unlock().get(f"/cases/{leads['filled']}")
        shown = [a["href"] for a in files.all("a") if a.text.startswith(("Preview", "预览"))]
        previews = list(dict.fromkeys(urlsplit(url).path for url in shown))
        assert len(previews) == 3
        of = {name: f"/cases/{number}" for name, number in leads.items()}
        return [
            Visit("queue-locked", LOCKED, "/queue"),
            Visit("queue", INTAKE_OFFICER, "/queue"),
            Visit("all-leads", INTAKE_OFFICER, "/cases"),
            Visit("search", APPROVER, "/search"),
            Visit("search-found", INTAKE_OFFICER, "/search", "form.search button"),
            Visit("new-case", CASE_OFFICER, "/cases/new"),
            Visit("new-case-mistake", INTAKE_OFFICER, "/cases/new", "#new-case-form button"),
            Visit("queue-superior", SUPERIOR_OFFICER, "/queue"),
            Visit("tasks", CASE_OFFICER, "/tasks"),
            Visit("notices", CASE_OFFICER, "/notices"),
            Visit("figures", SUPERIOR_OFFICER, "/figures"),
            Visit("pressing", SUPERIOR_OFFICER, "/pressing"),
            Visit("lead", INTAKE_OFFICER, of["filled"]),
            Visit("lead-case-officer", CASE_OFFICER, of["filled"]),
            Visit("lead-to-approve", APPROVER, of["waiting"]),
            Visit("lead-fresh", INTAKE_OFFICER, of["fresh"]),
            Visit("lead-with-unit", INTAKE_OFFICER, of["routed"]),
            Visit("lead-at-unit", UNIT_OFFICER, of["routed"]),
            Visit("lead-transferred", INTAKE_OFFICER, of["transferred"]),
            Visit("lead-concluded", APPROVER, of["concluded"]),
            Visit("handing-on", APPROVER, "/handing-on"),
            Visit("interests", CASE_OFFICER, "/interests"),
            Visit("interests-approver", APPROVER, "/interests"),
            Visit("interests-mistake", APPROVER, "/interests", "form:has(textarea) button"),
            Visit("lead-lift", APPROVER, of["recused"]),
            Visit("lead-recuse", CASE_OFFICER, of["fresh"], "form[action*='/recuse'] button"),
            Visit("lead-mistake", INTAKE_OFFICER, of["filled"], "form[action*='/notes'] button"),
            *(Visit(f"file-{place}", CASE_OFFICER, url) for place, url in enumerate(previews)),
            # Who opened the batch has stated that there is no conflict; the approver has not yet.
            Visit("extract", INTAKE_OFFICER, f"{of['fresh']}/extract"),
            Visit("statement", APPROVER, f"{of['fresh']}/extract"),
        ]

    def _steps(self, leads: Mapping[str, str]) -> list[Visit]:
        """Each step once, where the rules offer it."""
        found: dict[str, Visit] = {}
        for account in (INTAKE_OFFICER, CASE_OFFICER, APPROVER, UNIT_OFFICER):
            gone = {"transferred", "recused", "stuck"}
            own = ["routed"] if account == UNIT_OFFICER else leads.keys() - gone
            for name in sorted(own):
                path = f"/cases/{leads[name]}/decide/"
                for step in self._offered(account, leads[name]):
                    found.setdefault(step, Visit(f"step-{step}", account, path + step))
        return list(found.values())

    def _offered(self, account: str, number: str) -> list[str]:
        officers = self._officers
        officer = officers.acting(account)
        record = open_record(officers.desk, officer, number)[1]
        with officers.app.app_context():
            steps = list_steps(record, officer, officers.desk.today())
        return [step.name for step in steps]

    def _audit(self, leads: Mapping[str, str]) -> list[Visit]:
        with self._officers.desk.intake.begin() as session:
            words = PublicWordChange.case_number == leads["unfounded"]
            session.execute(
                delete(PublicWordChange).where(words, PublicWordChange.word != "concluded")
            )
            # Released long ago, whatever the machine's clock says.
            session.execute(update(PublicWordChange).where(words).values(shown_from=1))
        auditor = self._officers.enter(AUDITOR)
        sheet = auditor.send(auditor.get("/audit/chain").form("/audit/checkpoint")).url
        draw = auditor.get("/samples").form("/samples")
        auditor.send(draw.fill(count="1", reason="spot_check"))
        approver = self._officers.unlock(APPROVER)
        approver.send(approver.get("/samples").form("/samples/1/release"))
        # Which of the closed leads it is, nobody chooses.
        [sampled] = [
            address
            for link in auditor.get("/samples").all("a")
            if (address := link.attributes.get("href", "")).startswith("/samples/1/")
        ]
        return [
            Visit("audit", AUDITOR, "/audit"),
            Visit("audit-chain", AUDITOR, "/audit/chain"),
            Visit("audit-chain-checked", AUDITOR, "/audit/chain", "form[action*='verify'] button"),
            Visit("audit-checkpoint", AUDITOR, sheet),
            Visit("samples", AUDITOR, "/samples"),
            Visit("samples-approver", APPROVER, "/samples"),
            Visit("sampled-lead", AUDITOR, sampled),
            Visit("archiving", AUDITOR, "/archiving"),
        ]
