"""A small browser without a window: it fills in forms as a person does, and checks every page.

Whatever page a test visits has to pass `check_headers` and `check_page`; a test only says what is
particular about it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import etree
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse, stream_encode_multipart

from app.web.headers import HARMLESS

_LABELLED = {"input", "select", "textarea"}
_ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data")
_CONTENT_SECURITY_POLICY = {
    "default-src": {"'none'"},
    "style-src": {"'self'"},
    "script-src": {"'self'"},
    "img-src": {"'self'"},
    "connect-src": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(slots=True)
class Element:
    """One element of a page, with all the text inside it."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    form: "Form | None" = None

    @property
    def text(self) -> str:
        """What a reader sees of it, spaces folded."""
        return " ".join("".join(self.pieces).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


@dataclass(slots=True)
class Form:
    """A form as it stands on its page; `fill` and `attach` change it, `Browser.send` sends it."""

    action: str
    multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, FileStorage]] = field(default_factory=list)

    def fill(self, **values: str | Iterable[str]) -> "Form":
        """Put values into fields, where they stand or at the end; a list ticks several boxes."""
        for name, value in values.items():
            wanted = [value] if isinstance(value, str) else list(value)
            first = next((i for i, (n, _) in enumerate(self.fields) if n == name), len(self.fields))
            self.fields = [pair for pair in self.fields if pair[0] != name]
            self.fields[first:first] = [(name, one) for one in wanted]
        return self

    def attach(
        self, name: str, content: bytes, media_type: str = "image/jpeg", *, clean: bool = False
    ) -> "Form":
        """Choose one more file, to be sent as it is and by its own name if not said otherwise."""
        if not clean:
            self.fill(clean="as_is", keep_names="y")
        file = FileStorage(BytesIO(content), filename=name, content_type=media_type)
        self.files.append(("attachments", file))
        return self

    def values(self, name: str) -> list[str]:
        """What stands in a field."""
        return [value for field_name, value in self.fields if field_name == name]

    def value(self, name: str) -> str:
        """What stands in a field that is there once."""
        [value] = self.values(name)
        return value


class _Reader:
    """What lxml's parser tells."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._form: Form | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        element = Element(tag, dict(attributes))
        if tag == "form":
            enctype = element.attributes.get("enctype", "")
            self._form = Form(element.attributes.get("action", ""), "multipart" in enctype)
        element.form = self._form
        self.elements.append(element)
        if tag == "input":
            self._read_input(element)
        self._open.append(element)

    def end(self, tag: str) -> None:
        element = self._open.pop()
        if tag == "form":
            self._form = None
        if self._form and tag == "textarea":
            text = "".join(element.pieces).removeprefix("\n")
            self._form.fields.append((element["name"], text))
        if self._form and tag == "select":
            self._read_select(element)

    def data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def close(self) -> list[Element]:
        return self.elements

    def _read_input(self, element: Element) -> None:
        kind = element.attributes.get("type", "text")
        picked = kind not in ("radio", "checkbox") or "checked" in element.attributes
        if self._form and kind not in ("submit", "file") and picked:
            self._form.fields.append((element["name"], element.attributes.get("value", "")))

    def _read_select(self, element: Element) -> None:
        start = self.elements.index(element)
        options = [e for e in self.elements[start:] if e.tag == "option"]
        chosen = [o for o in options if "selected" in o.attributes] or options[:1]
        if self._form:
            self._form.fields += [(element["name"], option["value"]) for option in chosen]


_TAG = re.compile(r'<(/?)([a-z][a-z0-9-]*)((?:[^>"]|"[^"]*")*)>')
_VOID = {"br", "hr", "img", "input", "link", "meta"}


def check_nesting(body: str) -> None:
    """Each element is closed by its own tag: lxml would mend a page that is not so."""
    opened: list[str] = []
    for closes, tag, rest in _TAG.findall(body):
        if closes:
            assert opened, f"</{tag}> closes nothing"
            assert opened[-1] == tag, f"<{opened[-1]}> is closed by </{tag}>"
            opened.pop()
        elif tag not in _VOID and not rest.endswith("/"):
            opened.append(tag)


class Page:
    """An answer: its status, its headers, and what stands on it."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.get_data()
        response.close()
        self.url = response.request.path
        self.elements: list[Element] = []
        check_headers(self.headers)
        if response.mimetype == "text/html" and self.body:
            check_nesting(self.body.decode())
            parser = etree.HTMLParser(target=_Reader(), encoding="utf-8")
            # As it was written: else the CR of what was typed would be lost.
            self.elements = etree.fromstring(self.body.replace(b"\r", b"&#13;"), parser)
            if not response.headers.get("Location"):
                check_page(self)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a kind with these attributes (`class_` for a class among others)."""
        return [e for e in self.elements if e.tag == tag and _matches(e, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of a kind with these attributes."""
        [element] = self.all(tag, **attributes)
        return element

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        forms = [e.form for e in self.all("form") if e.form]
        [form] = [f for f in forms if urlsplit(f.action).path.endswith(ending)]
        return form

    @property
    def text(self) -> str:
        """Everything that a reader sees."""
        return self.one("body").text

    @property
    def errors(self) -> list[str]:
        """What is said beside fields, without the word before it that only ears need."""
        said = self.all("p", class_="govuk-error-message")
        return [re.sub(r"^(Error:|错误：) ?", "", e.text) for e in said]


class Browser:
    """One person's browser, with its own cookies, at an address."""

    def __init__(self, client: FlaskClient, address: str = "127.0.0.1") -> None:
        self.client = client
        self.move(address)

    def move(self, address: str) -> None:
        """Go on from another address."""
        self.client.environ_base["REMOTE_ADDR"] = address

    def get(self, path: str, **options: str) -> Page:
        """Open a page, and follow where it leads inside its app."""
        return self._follow(self.client.get(path, query_string=options or None))

    def send(self, form: Form) -> Page:
        """Send a form as a browser does: the fields in their order, then the files."""
        data: MultiDict[str, str | FileStorage] = MultiDict([*form.fields, *form.files])
        if not form.multipart:
            return self._follow(self.client.post(form.action, data=data))
        body, _, boundary = stream_encode_multipart(data, use_tempfile=False)
        kind = f"multipart/form-data; boundary={boundary}"
        return self._follow(self.client.post(form.action, data=body.read(), content_type=kind))

    def cookies(self) -> list[str]:
        """The names of the cookies it has."""
        return [cookie.key for cookie in (self.client._cookies or {}).values()]  # noqa: SLF001

    def _follow(self, response: TestResponse) -> Page:
        page = Page(response)
        for link in page.all("a", class_="language"):
            self._check_open(urlsplit(link["href"]).path or page.url)
        target = urlsplit(page.headers.get("Location", ""))
        if not target.path or target.netloc:
            return page
        return self._follow(self.client.get(target.path, query_string=target.query))

    def _check_open(self, path: str) -> None:
        """A link's address can be opened, or is of no page: it is none that only takes forms."""
        with suppress(NotFound, RequestRedirect):
            self.client.application.url_map.bind("").match(path, method="GET")


def check_headers(headers: Headers) -> None:
    """What every answer says, of whatever kind it is."""
    found = {name: headers.get(name) for name in _HEADERS}
    assert found == _HEADERS
    policy = headers["Content-Security-Policy"]
    if policy == HARMLESS:
        assert headers["Content-Disposition"].startswith(("inline; ", "attachment; "))
        return
    directives = {d.split()[0]: set(d.split()[1:]) for d in policy.split(";")}
    assert "unsafe" not in policy
    # Who may hear the microphone may play what it heard, and nobody else has either.
    microphone = "microphone=(self)" in headers["Permissions-Policy"]
    assert microphone or "microphone=()" in headers["Permissions-Policy"]
    media = directives.get("media-src")
    assert media == {"blob:"} if microphone else media in (None, {"'self'"})
    for name, sources in _CONTENT_SECURITY_POLICY.items():
        assert directives[name] == sources, name


def check_page(page: Page) -> None:
    """What every page of ours keeps to."""
    assert len(page.all("h1")) == 1, "a page has one h1"
    assert page.one("title").text.strip(" ·"), "a page has a title"
    assert page.one("html")["lang"] in ("zh-Hans-CN", "en")
    ids = [e["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids)), "ids are unique"
    assert list(_broken(page, set(ids))) == []
    assert list(_foreign(page)) == [], "nothing comes from elsewhere, nothing stands inline"


def _broken(page: Page, ids: set[str]) -> Iterator[str]:
    labels = {e["for"] for e in page.all("label")}
    for element in page.elements:
        kind = element.attributes.get("type", "")
        if element.tag in _LABELLED and kind != "hidden" and element["id"] not in labels:
            yield f"{element['name']} has no label"
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for target in element.attributes.get(name, "").split():
                if target not in ids:
                    yield f"{name} {target} leads nowhere"


def _foreign(page: Page) -> Iterator[str]:
    for element in page.elements:
        # The way out and the other ways to an office lead elsewhere; they load and tell nothing.
        rel = element.attributes.get("rel", "").split()
        leaves = element.tag == "a" and ("data-exit" in element.attributes or "external" in rel)
        assert not leaves or "noreferrer" in rel
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag} {name}>"
            if name in _ADDRESSES and not leaves:
                target = urlsplit(value)
                if target.netloc or target.scheme:
                    yield f"<{element.tag} {name}={value}>"
        if element.tag == "style" or (element.tag == "script" and not element.attributes["src"]):
            yield f"<{element.tag}>"


def _matches(element: Element, wanted: dict[str, str]) -> bool:
    class_ = wanted.get("class_")
    if class_ is not None and class_ not in element.attributes.get("class", "").split():
        return False
    others = {name: value for name, value in wanted.items() if name != "class_"}
    return all(element.attributes.get(name) == value for name, value in others.items())
