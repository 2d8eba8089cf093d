"""Settings: read once, whole or not at all, with everything that is wrong told at once."""

from dataclasses import FrozenInstanceError, fields
from datetime import date
from pathlib import Path

import pytest

from app.services.operator.check_installation import list_unknown_years
from app.settings import Settings, SettingsError, is_loopback, load_settings

KEY = "1:" + "ab" * 32
GOOD = f'department_name = "厅"\nroster_pin = "{KEY}"\n'


def write(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path, environment: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        load_settings(folder, environment or {})
    return raised.value.problems


def test_smallest_file_is_enough(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD), {})
    assert settings.department_name == "厅"
    assert settings.release == "daily 08:00"
    assert settings.instance == tmp_path.resolve()


def test_environment_goes_over_the_file(tmp_path: Path) -> None:
    environment = {
        "QINGFENG_MAX_FILES": "3",
        "QINGFENG_CHANNELS": '[["电话", "12388"]]',
        "QINGFENG_INSTANCE": str(write(tmp_path, GOOD + "max_files = 9\n")),
        "PATH": "x",
    }
    settings = load_settings(None, environment)
    assert settings.max_files == 3
    assert settings.channels == (("电话", "12388"),)


def test_missing_file_is_told_with_what_to_run(tmp_path: Path) -> None:
    problems = problems_of(tmp_path)
    assert "qingfeng init" in problems[0]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = """
        colour = "red"
        max_files = "many"
        max_file_mib = 0
        release = "now and then"
        public_url = "http://example.org"
        limit_submit = "often"
        channels = ["12388"]
    """
    problems = problems_of(write(tmp_path, text), {"QINGFENG_LOCK_IDLE": "1"})
    for name in (
        "colour",
        "max_files",
        "max_file_mib",
        "release",
        "public_url",
        "limit_submit",
        "channels",
        "department_name",
        "roster_pin",
        "lock_idle",
    ):
        assert [problem for problem in problems if problem.startswith(f"{name}:")], name


@pytest.mark.parametrize(
    "line",
    [
        'public_url = "ftp://127.0.0.1"',
        'public_url = ""',
        'public_url = "http://[::1"',
        'console_url = "http://127.0.0.1.example.org"',
        "max_files = -1",
        "max_files = true",
        "max_files = 1.5",
        "public_workers = 0",
        'roster_pin = "zz"',
        'release = "daily 25:00"',
        'limit_status = ""',
        "department_name = 5",
        'department_name = "  "',
        'channels = [["a", "b", "c"]]',
        'instance = "elsewhere"',
        'database_url = "mysql://x"',
        'database_url = "nonsense"',
        'exit_url = "http://weather.example"',
        'exit_url = "https://"',
    ],
)
def test_wrong_line_is_refused(tmp_path: Path, line: str) -> None:
    name = line.partition(" ")[0]
    rest = "\n".join(good for good in GOOD.splitlines() if not good.startswith(name))
    problems = problems_of(write(tmp_path, f"{rest}\n{line}\n"))
    assert {problem.partition(":")[0] for problem in problems} == {name}


def test_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in problems_of(write(tmp_path, "not toml at all"))[0]


def test_problem_does_not_show_the_databases_password(tmp_path: Path) -> None:
    environment = {"QINGFENG_DATABASE_URL": "mysql://user:geheim@host/db"}
    assert "geheim" not in str(problems_of(write(tmp_path, GOOD), environment))


@pytest.mark.parametrize(
    "url",
    [
        "https://report.example.org",
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:80",
        f"http://{'a' * 56}.onion",
    ],
)
def test_address_that_is_safe_is_accepted(tmp_path: Path, url: str) -> None:
    text = f'{GOOD}public_url = "{url}"\ntrusted_proxies = 1\n'
    assert load_settings(write(tmp_path, text), {}).public_url == url


def test_address_without_its_front_or_with_the_consoles_host_is_refused(tmp_path: Path) -> None:
    alone = 'public_url = "https://report.example.org"\n'
    assert [p[:16] for p in problems_of(write(tmp_path, GOOD + alone))] == ["trusted_proxies:"]
    shared = alone + 'trusted_proxies = 1\nconsole_url = "https://report.example.org:8443"\n'
    assert [p[:11] for p in problems_of(write(tmp_path, GOOD + shared))] == ["public_url:"]


@pytest.mark.parametrize("host", ["127.0.0.1.example.org", "example.org", "10.0.0.1", "onion"])
def test_other_machines_are_not_loopback(host: str) -> None:
    assert not is_loopback(f"http://{host}")


def test_secret_key_is_each_apps_own_and_long_enough(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD), {})
    with pytest.raises(SettingsError, match="init"):
        settings.secret_key("public")
    for zone, name in (("intake", "public"), ("casework", "console"), ("casework", "key-holder")):
        (tmp_path / zone).mkdir(exist_ok=True)
        (tmp_path / zone / f"{name}.secret-key").write_bytes(name.encode().ljust(32, b"."))
    assert settings.secret_key("public").startswith(b"public")
    assert settings.secret_key("console").startswith(b"console")
    assert settings.secret_key("key-holder").startswith(b"key-holder")
    (tmp_path / "intake" / "public.secret-key").write_bytes(b"short")
    with pytest.raises(SettingsError, match="shorter"):
        settings.secret_key("public")


def test_settings_do_not_change(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD), {})
    with pytest.raises(FrozenInstanceError):
        settings.max_files = 1  # type: ignore[misc]
    assert {field.name for field in fields(Settings)} >= {"instance", "release"}


def test_the_offices_time_is_read_and_checked(tmp_path: Path) -> None:
    text = (
        'holidays = ["2099-10-01/2099-10-07"]\nmake_up_days = ["2099-09-26"]\n'
        '[clocks]\nscreening = "3 working days"\n'
    )
    settings = load_settings(write(tmp_path, GOOD + text), {})
    assert settings.clocks == (("screening", "3 working days"),)
    assert settings.holidays == ("2099-10-01/2099-10-07",)
    wrong = {"QINGFENG_CLOCKS": '{"transfer": "9 working days"}', "QINGFENG_HOLIDAYS": '["soon"]'}
    problems = problems_of(tmp_path, wrong)
    assert [problem.partition(":")[0] for problem in problems] == ["clocks", "holidays"]


def test_missing_holidays_are_told_from_november_on(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD), {})
    assert list_unknown_years(settings, date(2018, 10, 31)) == []
    assert len(list_unknown_years(settings, date(2099, 10, 31))) == 1
    assert len(list_unknown_years(settings, date(2099, 11, 1))) == 2
    known = load_settings(tmp_path, {"QINGFENG_HOLIDAYS": '["2100-01-01"]'})
    assert len(list_unknown_years(known, date(2099, 11, 1))) == 1
    assert list_unknown_years(settings, date(2018, 11, 1)) == []
