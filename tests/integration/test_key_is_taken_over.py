"""An installation takes over keys that were made at ceremonies: the group's, the superior's."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import main
from app.domain.roles import KEY_ROLES, Role
from app.services.operator.check_installation import list_problems
from app.services.operator.create_installation import create_installation
from app.services.operator.installation_plan import InstallationError, InstallationPlan
from app.services.operator.key_ceremony import make_key, new_holder
from app.services.operator.key_folder import (
    KeyFolderError,
    fill_folder,
    new_folder,
    read_key_folder,
    read_organ_file,
)
from app.services.operator.list_organs import list_organs
from app.services.operator.take_over_key import KeyTaking, PhraseRefusedError, TakenKey
from app.services.roster import load_roster
from app.settings import load_settings
from app.storage.casework import KeyGeneration, KeyShare, Officer
from app.storage.database import open_database
from crypto.group_key import (
    OrganKey,
    assemble_key,
    hand_out,
    open_officer_identity,
    open_share,
)
from tests.make import dispose

ACCOUNTS = ("intake01", "case01", "approve01")
NAME = "驻厅纪检监察组"
Organ = dict[str, Any]
CHANGES: list[Callable[[Organ], object]] = [
    lambda organ: organ | {"threshold": 1},
    lambda organ: organ | {"threshold": True},
    lambda organ: organ | {"threshold": 4},
    lambda organ: organ | {"name": "别的组"},
    lambda organ: organ | {"name": 7},
    lambda organ: organ | {"more": 1},
    lambda organ: organ | {"fingerprint": {"characters": "", "words": ""}},
    lambda organ: organ | {"signature": "00" * 64},
    lambda organ: organ | {"signature": "zz"},
    lambda organ: organ | {"verify_key": "00" * 32},
    lambda organ: organ | {"recipient": organ["officers"][0]["recipient"]},
    lambda organ: organ | {"officers": organ["officers"][:1]},
    lambda organ: organ | {"officers": organ["officers"][::-1]},
    lambda organ: organ | {"officers": [organ["officers"][0]] * 3},
    lambda organ: {name: organ[name] for name in organ if name != "signature"},
    lambda organ: [organ],
    lambda _: None,
]


@dataclass(frozen=True)
class Made:
    """A ceremony's folder, and what its officers wrote down."""

    folder: Path
    phrases: dict[str, str]


def make_folder(folder: Path, name: str = NAME, threshold: int = 2) -> Made:
    holders, phrases = [], {}
    for account, role in zip(ACCOUNTS, KEY_ROLES, strict=True):
        holder, phrase = new_holder(account, account, role)
        holders.append(holder)
        phrases[account] = phrase.passphrase
    with new_folder(folder) as building:
        fill_folder(building, make_key(name, holders, threshold).files)
    return Made(folder, phrases)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_folder(tmp_path_factory.mktemp("group") / "key")


@pytest.fixture(scope="module")
def superior(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_folder(tmp_path_factory.mktemp("superior") / "key", "省纪委监委", 1)


@pytest.fixture
def copied(made: Made, tmp_path: Path) -> Made:
    """To be changed by a test."""
    shutil.copytree(made.folder, tmp_path / "carried")
    return replace(made, folder=tmp_path / "carried")


def take(made: Made, *accounts: str) -> TakenKey:
    taking = KeyTaking(read_key_folder(made.folder))
    for account in accounts:
        taking.add_phrase(account, made.phrases[account])
    assert taking.missing == 0
    return taking.finish()


def plan(**changes: object) -> InstallationPlan:
    values: dict[str, Any] = {
        "department_name": "某省交通运输厅",
        "group_name": "组",
        "superior_name": "上级",
        "unit_names": ("公路局纪委",),
    }
    return InstallationPlan(**values | changes)


def test_two_officers_bring_the_groups_key(made: Made, superior: Made, tmp_path: Path) -> None:
    taken = take(made, "approve01", "intake01")
    public = read_organ_file(superior.folder / "organ.json")
    created = create_installation(tmp_path / "i", plan(group_key=taken, superior_key=public))
    settings = load_settings(tmp_path / "i", {})
    assert list_problems(tmp_path / "i") == []
    assert [name for name, _ in created.fingerprints] == [NAME, "省纪委监委", "公路局纪委"]
    own = {o.account for o in created.officers if o.made_phrase is None}
    assert own == set(ACCOUNTS)
    assert created.backup is None
    with pytest.raises(LookupError):
        _ = created.backup_phrase
    assert not list((tmp_path / "i" / "casework").glob("*.age"))
    group, above, _ = list_organs(settings)
    assert group.fingerprint == read_organ_file(made.folder).fingerprint
    assert above.recipient.encode() == public.recipient
    assert settings.roster_pin == f"1:{taken.key.verify_key.hex()}"


def test_its_officers_keep_their_phrases_and_stand_in_the_roster(
    made: Made, tmp_path: Path
) -> None:
    create_installation(tmp_path / "i", plan(group_key=take(made, "case01", "intake01")))
    settings = load_settings(tmp_path / "i", {})
    intake, casework = open_database(settings, "intake"), open_database(settings, "casework")
    with intake.read() as session:
        roster = load_roster(session, settings.roster_pin)
    with casework.read() as session:
        rows = list(session.scalars(select(Officer).where(Officer.organ_id == "group")))
        shares = {row.account: row.sealed_share for row in session.scalars(select(KeyShare))}
        generation = session.get_one(KeyGeneration, ("group", 1))
        assert {row.account: Role(row.role) for row in rows} == dict(
            zip(ACCOUNTS, KEY_ROLES, strict=True)
        )
        for row in rows:
            assert roster.names_officer(row.account, "group", row.recipient)
        opened = [
            open_share(
                shares[row.account],
                open_officer_identity(row.sealed_identity, made.phrases[row.account]),
            )
            for row in rows
        ]
        key = assemble_key(opened[1:], generation.threshold, generation.sealed_key)
    dispose(intake.engine, casework.engine)
    assert key.recipient == roster.group().recipient.encode()


def test_what_was_typed_wrongly_can_be_typed_again(made: Made) -> None:
    taking = KeyTaking(read_key_folder(made.folder))
    good = made.phrases["case01"]
    refusals = [
        ("nobody", good, "no officer"),
        ("case01", made.phrases["intake01"], "not the phrase"),
        ("case01", good.replace("-", "-zzzzz ", 1), "number 2"),
        ("case01", good.rpartition("-")[0], "eight"),
    ]
    for account, typed, told in refusals:
        with pytest.raises(PhraseRefusedError, match=told) as refused:
            taking.add_phrase(account, typed)
        assert typed not in str(refused.value)
    taking.add_phrase("case01", good.upper())
    with pytest.raises(PhraseRefusedError, match="already"):
        taking.add_phrase("case01", good)
    assert taking.missing == 1


@pytest.mark.parametrize("change", CHANGES, ids=[str(n) for n in range(len(CHANGES))])
def test_a_changed_organ_is_refused(copied: Made, change: Callable[[Organ], object]) -> None:
    file = copied.folder / "organ.json"
    organ = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(organ), "utf-8")
    assert read_organ_file(file) == read_organ_file(copied.folder)
    file.write_text(json.dumps(change(organ)), "utf-8")
    with pytest.raises(KeyFolderError, match="not as the ceremony wrote it"):
        read_organ_file(file)


def test_exchanged_pieces_are_refused(copied: Made, superior: Made) -> None:
    """Every piece here is whole; it is only not the one that belongs there."""
    officers, others = copied.folder / "officers", superior.folder / "officers"
    both = replace(copied, phrases=copied.phrases | {"case01": superior.phrases["case01"]})
    shutil.copy(others / "case01.identity.age", officers / "case01.identity.age")
    with pytest.raises(KeyFolderError, match="another identity"):
        take(both, "case01")
    shutil.copy(others / "intake01.share.age", officers / "intake01.share.age")
    with pytest.raises(KeyFolderError, match="intake01: a file"):
        take(copied, "intake01")


def test_another_key_in_the_same_hands_is_refused(copied: Made) -> None:
    """Somebody who knows the officers' public recipients can seal them a key of their own."""
    officers = [officer.recipient for officer in read_organ_file(copied.folder).officers]
    forged = hand_out(OrganKey.create(), officers, 2)
    (copied.folder / "organ-key.age").write_bytes(forged.sealed_key)
    with pytest.raises(KeyFolderError, match="do not fit"):
        take(copied, "intake01", "case01")
    for account, share in zip(ACCOUNTS, forged.sealed_shares, strict=True):
        (copied.folder / "officers" / f"{account}.share.age").write_bytes(share)
    with pytest.raises(KeyFolderError, match="another key"):
        take(copied, "intake01", "case01")


def test_what_is_missing_or_too_large_is_said(tmp_path: Path, copied: Made) -> None:
    with pytest.raises(KeyFolderError, match=r"organ\.json: No such file"):
        read_key_folder(tmp_path)
    (copied.folder / "organ-key.age").unlink()
    with pytest.raises(KeyFolderError, match=r"organ-key\.age"):
        read_key_folder(copied.folder)
    (tmp_path / "organ.json").write_bytes(bytes(1024 * 1024 + 1))
    with pytest.raises(KeyFolderError, match="larger"):
        read_organ_file(tmp_path)


def test_plans_that_contradict_a_key_are_refused(made: Made, tmp_path: Path) -> None:
    taken = take(made, "case01", "intake01")
    public = read_organ_file(made.folder)
    wrong = [
        (plan(group_key=taken, threshold=2), "has its own"),
        (plan(threshold=4), "1 to 3"),
        (plan(group_key=taken, superior_recipient=taken.key.recipient), "the same key"),
        (plan(superior_key=public, superior_recipient=taken.key.recipient), "names it already"),
        (plan(group_key=taken, unit_names=(NAME,)), "same name"),
    ]
    for refused, told in wrong:
        with pytest.raises(InstallationError, match=told):
            create_installation(tmp_path / "i", refused)
    assert not (tmp_path / "i").exists()


def test_two_officers_cannot_have_one_account(tmp_path: Path) -> None:
    holder, phrase = new_holder("unit101", "张三", Role.APPROVER)
    with new_folder(tmp_path / "key") as building:
        fill_folder(building, make_key(NAME, [holder], 1).files)
    taken = take(Made(tmp_path / "key", {"unit101": phrase.passphrase}), "unit101")
    with pytest.raises(InstallationError, match="unit101: two officers"):
        create_installation(tmp_path / "i", plan(group_key=taken))
    assert not (tmp_path / "i").exists()


def test_the_command_takes_a_folder_over_and_shows_no_phrase(
    made: Made, superior: Made, tmp_path: Path
) -> None:
    typed = [
        *("case01", made.phrases["intake01"]),
        *("case01", made.phrases["case01"].replace("-", " ")),
        *("approve01", made.phrases["approve01"]),
    ]
    where = ["--instance", str(tmp_path / "i")]
    keys = ["--group-key", str(made.folder), "--superior-key", str(superior.folder)]
    shown = CliRunner().invoke(
        main, [*where, "init", *keys], input="".join(f"{line}\n" for line in typed)
    )
    assert shown.exit_code == 0, shown.output
    assert "not the phrase of this officer" in shown.stderr
    assert shown.stdout.count("password  ") == 5
    assert shown.stdout.count("the officer's own") == 3
    for phrase in made.phrases.values():
        assert phrase.split("-")[0] + " " + phrase.split("-")[1] not in shown.output
    told = CliRunner().invoke(main, [*where, "key", "show"])
    words = read_organ_file(made.folder).fingerprint.words
    assert f"{NAME} (group, key 1)" in told.stdout
    assert " ".join(words) in told.stdout


def test_the_command_says_what_is_wrong_with_a_folder(copied: Made, tmp_path: Path) -> None:
    (copied.folder / "organ.json").write_text("{}")
    for option in ("--group-key", "--superior-key"):
        words = ["--instance", str(tmp_path / "i"), "init", option, str(copied.folder)]
        told = CliRunner().invoke(main, words)
        assert (told.exit_code, told.stdout) == (1, "")
        assert "not as the ceremony wrote it" in told.stderr
