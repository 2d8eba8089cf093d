"""Settings: one frozen value, read once at start; nothing else reads the environment.

`instance/settings.toml` says what an installation is; a variable `QINGFENG_<NAME>` overrides one
line of it. Everything that is wrong is told at once, before anything is served.
"""

import json
import os
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import limits

from app.domain.release import ReleaseScheduleError, parse_release_schedule
from app.domain.spans import SpanError, read_spans
from app.domain.working_days import CalendarError, read_days

Zone = Literal["intake", "casework"]
ZONES: Final[tuple[Zone, ...]] = typing.get_args(Zone)
"""The two trust zones: what the public process may open, and what only the console may."""

ENVIRONMENT_PREFIX = "QINGFENG_"
SECRET_KEY_BYTES = 32
MEBIBYTE: Final = 1024 * 1024
"""Bytes: what settings whose names end in `_mib` count."""
_MOST_PREVIEW_MIB = 500
"""What one room may hold in its folder in memory, less what it writes itself."""
_ROSTER_PIN = re.compile(r"[1-9][0-9]{0,8}:[0-9a-f]{64}")


class SettingsError(Exception):
    """Settings that nothing may start with; `problems` names each, and what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one installation has decided. Units stand in the names."""

    instance: Path
    department_name: str
    roster_pin: str = ""
    """Which roster is believed, and by which Ed25519 key it is signed: `<version>:<64 digits>`."""
    channels: tuple[tuple[str, str], ...] = ()
    """The other ways to report, (name, number or address), shown side by side."""
    exit_url: str = "https://www.weather.com.cn/"
    """Where "leave at once" leads: a page that anybody might look at."""
    database_url: str = ""
    """Empty: two SQLite files in the instance. Else a `postgresql+psycopg://` address."""
    public_url: str = "http://127.0.0.1:8000"
    console_url: str = "http://127.0.0.1:8001"
    key_holder_url: str = "http://127.0.0.1:8002"
    public_bind: str = "127.0.0.1:8000"
    console_bind: str = "127.0.0.1:8001"
    key_holder_bind: str = "127.0.0.1:8002"
    public_workers: int = 2
    public_threads: int = 64
    """A body that arrives slowly holds one of them."""
    trusted_proxies: int = 0
    """How many proxies of our own stand in front and say whom they speak for."""
    release: str = "daily 08:00"
    """When what the team changed is shown: `daily HH:MM` in Asia/Shanghai, or `every minute`."""
    max_files: int = 5
    max_file_mib: int = 2048
    clean_max_mib: int = 32
    """Up to which size a file is cleaned for reporters without scripts; 0: none is."""
    preview_max_mib: int = 256
    """Up to which size the console shows a file; 0: none is, all are downloaded."""
    limit_submit: str = "60 per hour"
    """For one network (/24 or /56): an office of many sits behind one address."""
    limit_upload: str = "300 per hour"
    """Files that browsers seal and begin to send; what continues one counts nothing."""
    limit_status: str = "300 per hour"
    limit_sign_in: str = "30 per 15 minutes"
    """Refused ones of one network, from browsers in which the account never signed in."""
    limit_account: str = "10 per 15 minutes"
    """Refused ones of one account from one network, or in a browser that it signed in with."""
    limit_account_elsewhere: str = "20 per hour"
    """Refused ones of one account from all browsers together in which it never signed in."""
    limit_storage: str = "memory://"
    lock_idle_minutes: int = 15
    lock_longest_minutes: int = 480
    sign_in_hours: int = 10
    sign_in_idle_minutes: int = 60
    retention_of_waiting_days: int = 1
    smtp_host: str = ""
    """Empty: no notice goes out by e-mail."""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    """`starttls`, `tls` from the first byte, or `none` to this very machine."""
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    """From the environment only: no file holds it in clear."""
    smtp_sender: str = ""
    superior_email: str = ""
    """Where the daily figure goes."""
    figures_folder: str = ""
    """Where a file with each day's figure is put, to be collected."""
    retention_years: int = 3
    """After archiving; only then can two people purge a case."""
    retention_of_not_accepted_months: int = 6
    """The same for a case that was not accepted."""
    clocks: tuple[tuple[str, str], ...] = ()
    """Spans of clocks that differ from the built-in ones, as `screening = "3 working days"`."""
    holidays: tuple[str, ...] = ()
    """Days off of years that the calendar package does not know yet: days, or `first/last`."""
    make_up_days: tuple[str, ...] = ()
    """Saturdays and Sundays that are worked in exchange, the same way."""

    def zone(self, zone: Zone) -> Path:
        """The folder of one trust zone: in `deploy/` each belongs to an operating system user."""
        return self.instance / zone

    def key_holder_socket(self) -> Path:
        """Where the console reaches the key-holder."""
        return self.zone("casework") / "key-holder.sock"

    def secret_key(self, app: Literal["public", "console", "key-holder"]) -> bytes:
        """The key that one app signs its cookie with; each has its own, in its own zone.

        Raises:
            SettingsError: the file is not there or too short.
        """
        path = self.zone("intake" if app == "public" else "casework") / f"{app}.secret-key"
        try:
            key = path.read_bytes()
        except OSError as error:
            raise SettingsError([f"{path} cannot be read: run `qingfeng init`"]) from error
        if len(key) < SECRET_KEY_BYTES:
            raise SettingsError(
                [f"{path} is shorter than {SECRET_KEY_BYTES} bytes: run `qingfeng init` anew"]
            )
        return key


def load_settings(
    instance: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read and check the settings of an instance.

    Args:
        instance: the folder; else `QINGFENG_INSTANCE`, else `instance` below the working folder.
        environment: what overrides the file; the process's own where not given.

    Raises:
        SettingsError: with everything that is wrong.
    """
    environment = os.environ if environment is None else environment
    folder = instance or Path(environment.get(f"{ENVIRONMENT_PREFIX}INSTANCE", "instance"))
    problems: list[str] = []
    values = _file_values(folder / "settings.toml", problems)
    if "smtp_password" in values:
        problems.append("smtp_password: not in a file; set QINGFENG_SMTP_PASSWORD instead")
    values |= _environment_values(environment)
    known = {f.name: f.type for f in fields(Settings)}
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known or name == "instance":
            problems.append(f"{name}: no such setting; see docs/settings.md")
            continue
        try:
            checked[name] = _convert(value, known[name])
        except (TypeError, ValueError):
            problems.append(f"{name}: {value!r} is not of the type it should be ({known[name]})")
    if not checked.get("department_name", "").strip():
        problems.append("department_name: missing; name the department in settings.toml")
        checked["department_name"] = "?"
    settings = Settings(instance=folder.resolve(), **checked)
    problems += _contradictions(settings)
    problems += _wrong_mail(settings)
    if problems:
        raise SettingsError(problems)
    return settings


def is_overridden(name: str, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a variable stands above the line of settings.toml."""
    environment = os.environ if environment is None else environment
    return f"{ENVIRONMENT_PREFIX}{name.upper()}" in environment


def _file_values(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"{path} is missing: run `qingfeng init`")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path} cannot be read: {error}")
    return {}


def _environment_values(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX) and name != f"{ENVIRONMENT_PREFIX}INSTANCE"
    }


def _convert(value: Any, kind: Any) -> Any:  # noqa: ANN401  TOML's values are of any type
    if kind is int:
        if isinstance(value, bool | float):
            raise TypeError
        return int(value)
    if typing.get_origin(kind) is tuple:
        rows = json.loads(value) if isinstance(value, str) else value
        if typing.get_args(kind)[0] is str:
            return tuple(map(str, rows))
        pairs = rows.items() if isinstance(rows, dict) else rows
        return tuple((str(label), str(way)) for label, way in pairs)
    if not isinstance(value, str):
        raise TypeError
    return value


def _contradictions(settings: Settings) -> list[str]:
    problems = [
        f"{name}: {url} must be https, unless it is loopback or an onion service"
        for name, url in (
            ("public_url", settings.public_url),
            ("console_url", settings.console_url),
            ("key_holder_url", settings.key_holder_url),
        )
        if not _may_be_served(url)
    ]
    if settings.public_url.startswith("https:") and settings.trusted_proxies < 1:
        problems.append(
            "trusted_proxies: must be 1 or more with https: without it the front's own address "
            "would stand for every reporter, and one limit for all"
        )
    if not settings.exit_url.startswith("https://") or not _host(settings.exit_url):
        problems.append("exit_url: must be an https address that anybody might look at")
    if settings.database_url and not settings.database_url.startswith("postgresql+psycopg://"):
        problems.append("database_url: must begin with `postgresql+psycopg://`")
    if not is_loopback(settings.public_url) and _host(settings.public_url) in (
        _host(settings.console_url),
        _host(settings.key_holder_url),
    ):
        problems.append(
            "public_url: must have another host than the console and the key-holder: "
            "browsers send a host's cookies to all its ports"
        )
    problems += [
        f"{name}: must be {least} or more"
        for name, least in (
            ("max_files", 0),
            ("max_file_mib", 1),
            ("clean_max_mib", 0),
            ("preview_max_mib", 0),
            ("public_workers", 1),
            ("public_threads", 1),
            ("trusted_proxies", 0),
            ("lock_idle_minutes", 1),
            ("lock_longest_minutes", 1),
            ("sign_in_hours", 1),
            ("sign_in_idle_minutes", 1),
            ("retention_of_waiting_days", 1),
            ("retention_years", 1),
            ("retention_of_not_accepted_months", 1),
        )
        if getattr(settings, name) < least
    ]
    if settings.preview_max_mib > _MOST_PREVIEW_MIB:
        problems.append(f"preview_max_mib: must be {_MOST_PREVIEW_MIB} or less; it is memory")
    if not _ROSTER_PIN.fullmatch(settings.roster_pin):
        problems.append(
            "roster_pin: must be a version, a colon and 64 hexadecimal digits; `qingfeng init` and "
            "`qingfeng key rotate` write it"
        )
    problems += [
        f"{name}: {amount!r} must read like `60 per hour`"
        for name, amount in (
            ("limit_submit", settings.limit_submit),
            ("limit_upload", settings.limit_upload),
            ("limit_status", settings.limit_status),
            ("limit_sign_in", settings.limit_sign_in),
            ("limit_account", settings.limit_account),
            ("limit_account_elsewhere", settings.limit_account_elsewhere),
        )
        if not _is_limit(amount)
    ]
    try:
        parse_release_schedule(settings.release)
    except ReleaseScheduleError:
        problems.append(f"release: {settings.release!r} must be `daily HH:MM` or `every minute`")
    return [*problems, *_time_problems(settings)]


def _time_problems(settings: Settings) -> list[str]:
    problems: list[str] = []
    try:
        read_spans(settings.clocks)
    except SpanError as error:
        problems.append(f"clocks: {error}")
    for name in ("holidays", "make_up_days"):
        try:
            read_days(getattr(settings, name))
        except CalendarError as error:
            problems.append(f"{name}: {error}")
    return problems


def _wrong_mail(settings: Settings) -> list[str]:
    problems = []
    if settings.smtp_security not in ("starttls", "tls", "none"):
        problems.append("smtp_security: must be `starttls`, `tls` or `none`")
    if settings.smtp_security == "none" and not is_loopback(f"smtp://{settings.smtp_host}"):
        problems.append("smtp_security: `none` is for a mail server on this very machine only")
    if settings.smtp_host and not settings.smtp_sender:
        problems.append("smtp_sender: missing; name the address that notices come from")
    if settings.superior_email and not settings.smtp_host:
        problems.append("smtp_host: missing; `superior_email` cannot be reached without it")
    return problems


def _is_limit(amount: str) -> bool:
    try:
        limits.parse(amount)
    except ValueError:
        return False
    return True


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own, where plain http is no risk."""
    host = _host(url)
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _may_be_served(url: str) -> bool:
    host = _host(url)
    safe = host.endswith(".onion") or is_loopback(url)
    return bool(host) and (url.startswith("https://") or (url.startswith("http://") and safe))
