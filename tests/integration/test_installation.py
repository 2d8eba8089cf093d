"""An operator creates an installation, whole or not at all, checks it and sweeps it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import select

from app.services.officer.accounts.passwords import (
    WrongPasswordError,
    check_password,
    hash_password,
)
from app.services.operator import create_installation as creation
from app.services.operator.check_installation import list_problems
from app.services.operator.create_installation import Installation, create_installation
from app.services.operator.installation_plan import InstallationError, InstallationPlan
from app.services.operator.sweep import Swept, sweep
from app.services.operator.upgrade_databases import upgrade_databases
from app.services.roster import OrganKind, load_roster
from app.settings import Settings, SettingsError, load_settings
from app.storage.casework import KeyGeneration, KeyShare, Officer
from app.storage.database import open_database
from app.storage.intake import WaitingFile
from app.storage.payloads import PayloadStore
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.group_key import assemble_key, open_backup, open_officer_identity, open_share
from crypto.secret_sharing import SharesError
from tests.make import copy_installation
from tests.servers import PostgreSQL

pytestmark = pytest.mark.rows

TODAY = date(2026, 11, 20)
PLAN = InstallationPlan(
    department_name="某省“交通”运输厅\\",
    group_name="驻厅纪检组",
    superior_name="上级",
    unit_names=(),
    superior_recipient=HybridIdentity.generate().recipient.encode(),
)


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """As it is after `git clone`."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / ".gitignore").write_text("*\n")
    return folder


def test_installation_is_complete_and_for_its_own_user_only(
    installation: Installation, tmp_path: Path
) -> None:
    settings = copy_installation(installation, tmp_path / "instance")
    assert list_problems(settings.instance) == []
    assert tree(installation.instance) == {
        "settings.toml",
        "intake",
        "intake/intake.sqlite",
        "intake/payloads",
        "intake/public.secret-key",
        "casework",
        "casework/casework.sqlite",
        "casework/console.secret-key",
        "casework/key-holder.secret-key",
        "casework/group-key-backup.age",
    }
    for path in installation.instance.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    database = open_database(settings, "intake")
    with database.read() as session:
        roster = load_roster(session, settings.roster_pin)
    database.engine.dispose()
    kinds = [organ.kind for organ in roster.organs]
    assert kinds == [OrganKind.GROUP, OrganKind.SUPERIOR, OrganKind.UNIT, OrganKind.UNIT]
    shown = dict(installation.fingerprints)
    assert all(shown[organ.name] == organ.fingerprint for organ in roster.organs)


def test_officers_can_sign_in_and_open_their_organs_key(installation: Installation) -> None:
    settings = load_settings(installation.instance, {})
    database = open_database(settings, "casework")
    with database.read() as session:
        officers = {row.account: row for row in session.scalars(select(Officer))}
        shares = {row.account: row.sealed_share for row in session.scalars(select(KeyShare))}
    database.engine.dispose()
    backup = open_backup(
        installation.backup_path.read_bytes(), installation.backup_phrase.passphrase
    )
    for made in installation.officers:
        row = officers.pop(made.account)
        check_password(made.password, row.password_hash)
        identity = open_officer_identity(row.sealed_identity, made.unlock_phrase.passphrase)
        key = assemble_key([open_share(shares[made.account], identity)], 1, b"")
        assert (key.recipient == backup.recipient) == (row.organ_id == "group")
    assert officers == {}
    assert settings.roster_pin == f"1:{backup.verify_key.hex()}"


def test_a_trial_whose_key_needs_two_officers(instance: Path) -> None:
    made = create_installation(instance, replace(PLAN, threshold=2))
    database = open_database(load_settings(instance, {}), "casework")
    with database.read() as session:
        shares = {row.account: row.sealed_share for row in session.scalars(select(KeyShare))}
        rows = {row.account: row for row in session.scalars(select(Officer))}
        generation = session.get_one(KeyGeneration, ("group", 1))
    database.engine.dispose()
    opened = [
        open_share(
            shares[officer.account],
            open_officer_identity(
                rows[officer.account].sealed_identity, officer.unlock_phrase.passphrase
            ),
        )
        for officer in made.officers
    ]
    assert (generation.threshold, len(opened)) == (2, 3)
    backup = open_backup(made.backup_path.read_bytes(), made.backup_phrase.passphrase)
    for two in combinations(opened, 2):
        assert assemble_key(two, 2, generation.sealed_key).encode() == backup.encode()
    for one in opened:
        with pytest.raises(SharesError):
            assemble_key([one], 2, generation.sealed_key)


def test_nothing_secret_is_shown_by_accident(installation: Installation) -> None:
    shown = repr(installation)
    for officer in installation.officers:
        assert officer.password not in shown
        assert officer.unlock_phrase.words[0] + "'" not in shown.split("officers=")[1]
    assert installation.backup_phrase.words[0] + "'" not in shown.split("backup_phrase")[-1]


def test_real_installation_holds_no_key_of_its_superior(instance: Path) -> None:
    made = create_installation(instance, PLAN)
    settings = load_settings(instance, {})
    assert settings.department_name == PLAN.department_name
    assert {officer.account for officer in made.officers} == {"intake01", "case01", "approve01"}
    database = open_database(settings, "intake")
    with database.read() as session:
        superior = load_roster(session, settings.roster_pin).organ("superior")
    database.engine.dispose()
    assert superior.recipient.encode() == PLAN.superior_recipient
    with pytest.raises(InstallationError, match="already"):
        create_installation(instance, PLAN)


def test_all_that_is_wrong_with_a_plan_is_said_at_once(instance: Path) -> None:
    plan = InstallationPlan(
        department_name=" ",
        group_name="组\n",
        superior_name="上级",
        unit_names=("上级",),
        superior_recipient=X25519Identity.generate().recipient.encode(),
        release="now",
        database_url="mysql://somewhere",
    )
    with pytest.raises(InstallationError) as refused:
        create_installation(instance, plan)
    assert len(refused.value.problems) == 6
    assert tree(instance) == {".gitignore"}


@pytest.mark.parametrize("was_there", [True, False])
def test_creation_that_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, was_there: bool
) -> None:
    instance = tmp_path / "instance"
    if was_there:
        instance.mkdir()
    before = tree(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("_fill_databases", "_settings_text", "_move_up"):
        monkeypatch.setattr(creation, step, full)
        with pytest.raises(InstallationError, match="No space left"):
            create_installation(instance, PLAN)
        assert tree(tmp_path) == before
        monkeypatch.undo()


def test_creation_that_breaks_off_while_moving_takes_back_what_it_moved(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def last_one_fails(path: Path, target: Path) -> Path:
        if path.name == "settings.toml":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", last_one_fails)
    with pytest.raises(InstallationError):
        create_installation(instance, PLAN)
    assert tree(instance) == {".gitignore"}


def test_what_a_killed_creation_left_is_not_in_the_way(instance: Path) -> None:
    (instance / ".new" / "intake").mkdir(parents=True)
    create_installation(instance, PLAN)
    assert not (instance / ".new").exists()


def test_reports_without_their_settings_are_not_overwritten(instance: Path) -> None:
    (instance / "intake").mkdir()
    with pytest.raises(InstallationError, match="put that back"):
        create_installation(instance, PLAN)
    assert tree(instance) == {".gitignore", "intake"}


def test_installation_on_postgresql(instance: Path, postgresql: PostgreSQL) -> None:
    plan = replace(PLAN, database_url=postgresql.create_database())
    create_installation(instance, plan)
    assert load_settings(instance, {}).database_url == plan.database_url
    assert list_problems(instance) == []
    upgrade_databases(load_settings(instance, {}))
    with pytest.raises(InstallationError, match="holds an installation already"):
        create_installation(instance.with_name("second"), plan)
    assert not instance.with_name("second").exists()


def test_database_that_is_not_there_is_said_without_its_password(instance: Path) -> None:
    url = "postgresql+psycopg://reporter:geheim@127.0.0.1:1/nothing"
    with pytest.raises(InstallationError) as refused:
        create_installation(instance, replace(PLAN, database_url=url))
    assert "geheim" not in str(refused.value)
    assert tree(instance) == {".gitignore"}


def test_check_lists_all_problems_at_once(installation: Installation, tmp_path: Path) -> None:
    instance = copy_installation(installation, tmp_path / "instance").instance
    (instance / "intake" / "public.secret-key").unlink()
    (instance / "casework" / "casework.sqlite").unlink()
    (instance / "intake" / "payloads").rmdir()
    settings = instance / "settings.toml"
    key = load_settings(instance, {}).roster_pin
    settings.write_text(settings.read_text().replace(key, "1:" + "0" * 64))
    problems = list_problems(instance)
    assert [
        words in problem
        for words, problem in zip(
            ("public.secret-key", "payloads", "casework.sqlite", "is not signed"),
            problems,
            strict=True,
        )
    ] == [True] * 4
    assert not (instance / "casework" / "casework.sqlite").exists()
    with pytest.raises(SettingsError, match="casework"):
        upgrade_databases(load_settings(instance, {}))
    settings.write_text('release = "now"\nspeed = 3\n')
    assert len(list_problems(instance)) == 6


def test_sweep_forgets_what_waited_and_deletes_orphans(settings: Settings) -> None:
    store = PayloadStore(settings.zone("intake") / "payloads")
    waits, waited, young, orphan = (digit * 32 for digit in "0123")
    ages = {waits: 1, waited: 2, young: 1, orphan: 2}
    for name, days in ages.items():
        payload = store.create(name)
        payload.keep(TODAY - timedelta(days))
    database = open_database(settings, "intake")
    with database.begin() as session:
        session.add_all(
            WaitingFile(
                item_id=name,
                verifier_hash=bytes(32),
                received_on=TODAY - timedelta(ages[name]),
                header=b"",
                note_header=b"",
                note_payload=b"",
                payload_digest=bytes(32),
                payload_bytes=0,
            )
            for name in (waits, waited)
        )
    database.engine.dispose()

    def left() -> set[str]:
        return {path.name for path in (settings.zone("intake") / "payloads").iterdir()}

    assert sweep(settings, TODAY) == Swept(waiting_files=1, orphans=1)
    # A form in progress may have claimed it a moment ago; the next sweep knows.
    assert left() == {waits, waited, young}
    assert sweep(settings, TODAY) == Swept(waiting_files=0, orphans=1)
    assert left() == {waits, young}
    assert sweep(settings, TODAY, orphans_of_any_age=True) == Swept(waiting_files=0, orphans=1)
    assert left() == {waits}


def test_password_is_right_in_any_spelling_of_its_letters() -> None:
    kept = hash_password("Clé-清风")
    # What it costs outside tests is held in tests/unit/test_work_factors.py.
    assert kept.startswith("$argon2id$v=19$")
    check_password("Cle\u0301-清风", kept)
    for wrong in ("", "cle-清风", "Clé-清风 "):
        with pytest.raises(WrongPasswordError):
            check_password(wrong, kept)
    with pytest.raises(WrongPasswordError):
        check_password("Clé-清风", None)
