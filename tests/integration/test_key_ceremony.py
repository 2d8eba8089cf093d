"""Officers hold a key ceremony at a terminal, in both languages, and carry a folder away."""

import io
import os
import pty
import re
import select
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.services.operator import key_ceremony, key_folder
from app.services.operator.key_folder import read_key_folder, read_organ_file
from crypto.group_key import (
    OrganKey,
    assemble_key,
    open_backup,
    open_backup_with_shares,
    open_officer_identity,
    open_share,
)

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^ +(\d+)\.  (\w+)(?: +(\w))?$", re.MULTILINE)


@dataclass
class People:
    """Whoever sits at the terminal: they answer by a script, and write down what they see."""

    answers: list[tuple[str, str]]
    """What a question contains, and what is answered; each once, in this order."""
    papers: list[list[tuple[str, ...]]] = field(default_factory=list)
    seen: str = ""

    def answer(self, shown: str) -> str:
        """Answer the question at the end of what a screen has shown since the last one."""
        self.seen += shown
        question = shown.splitlines()[-1]
        if rows := _ROW.findall(shown):
            paper = [tuple(spelling for spelling in row[1:] if spelling) for row in rows]
            if paper not in self.papers:
                self.papers.append(paper)
        if asked := re.match(r"(?:Number|第) (\d+)", question):
            return self.papers[-1][int(asked[1]) - 1][-1]
        if re.search("Enter|回车", question):
            return ""
        expected, answer = self.answers.pop(0)
        assert expected in question, f"{expected!r} was expected, not {question!r}"
        return answer


class Typing(io.BytesIO):
    """Standard input that is typed while standard output is read, as click's test runner has it."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self._people = people
        self._read = 0

    def read1(self, _size: int | None = -1, /) -> bytes:
        sys.stdout.flush()
        out = sys.stdout.buffer
        assert isinstance(out, io.BytesIO)
        shown = out.getvalue().decode()
        new, self._read = shown[self._read :], len(shown)
        return f"{self._people.answer(new)}\n".encode()


def hold(people: People, *words: str) -> Result:
    os.umask(0o022)
    return CliRunner().invoke(main, ["key", "create", *words], input=Typing(people))


def chinese(folder: Path, people: People) -> Result:
    return hold(people, str(folder), "--lang", "zh")


def three_officers() -> People:
    """Two of three, and the backup in shares, two of three, as it is proposed."""
    return People(
        [
            ("机关名称", "驻厅纪检监察组"),
            ("人数", ""),
            *[("姓名", "张三"), ("岗位", "1"), ("账号", "")],
            *[("姓名", "李四"), ("岗位", "1"), ("账号", "")],
            *[("姓名", "王五"), ("岗位", "3"), ("账号", "wang5")],
            ("对吗", ""),
            ("几位到场", ""),
            ("哪一种", ""),
            ("几份", ""),
            ("凑够几份", ""),
        ]
    )


def one_officer() -> People:
    return People(
        [
            ("The organ's name", "Inspection Group"),
            ("How many officers", "1"),
            *[("name", "Zhang San"), ("Role", "2"), ("Account", "")],
            ("Is this right", "yes"),
            ("Which kind", ""),
        ]
    )


def passphrase(paper: list[tuple[str, ...]]) -> str:
    return "-".join(row[0] for row in paper)


def open_folder(folder: Path, papers: dict[str, list[tuple[str, ...]]]) -> OrganKey:
    """Open a folder's key with what some officers wrote down."""
    read = read_key_folder(folder)
    shares = []
    for officer, identity, share in zip(
        read.organ.officers, read.sealed_identities, read.in_hands.sealed_shares, strict=True
    ):
        if officer.account in papers:
            opened = open_officer_identity(identity, passphrase(papers[officer.account]))
            assert opened.recipient.encode() == officer.recipient
            shares.append(open_share(share, opened))
    return assemble_key(shares, read.organ.threshold, read.in_hands.sealed_key)


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, People, str]:
    """A ceremony of three, in Chinese."""
    folder, people = tmp_path_factory.mktemp("ceremony") / "key", three_officers()
    result = chinese(folder, people)
    assert result.exit_code == 0, result.output
    return folder, people, result.output


def test_three_officers_leave_a_folder_for_their_own_user_only(
    held: tuple[Path, People, str],
) -> None:
    folder, people, _ = held
    assert people.answers == []
    accounts = ("intake01", "intake02", "wang5")
    assert tree(folder) == {
        *("organ.json", "organ-key.age", "backup.age", "README.txt", "officers"),
        *(f"officers/{name}.identity.age" for name in accounts),
        *(f"officers/{name}.share.age" for name in accounts),
    }
    assert tree(folder.parent) == {"key", *(f"key/{name}" for name in tree(folder))}
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_two_of_them_open_the_key_and_one_does_not(held: tuple[Path, People, str]) -> None:
    folder, people, _ = held
    papers = dict(zip(("intake01", "intake02", "wang5"), people.papers, strict=False))
    organ = read_organ_file(folder)
    for two in (("intake01", "intake02"), ("wang5", "intake01")):
        key = open_folder(folder, {name: papers[name] for name in two})
        assert (key.recipient, key.verify_key) == (organ.recipient, organ.verify_key)
    with pytest.raises(ValueError, match="too_few"):
        open_folder(folder, {"wang5": papers["wang5"]})


def test_two_of_three_paper_shares_open_the_backup(held: tuple[Path, People, str]) -> None:
    folder, people, _ = held
    shares = [" ".join(row[0] for row in paper) for paper in people.papers[3:]]
    assert [len(paper) for paper in people.papers] == [8, 8, 8, 20, 20, 20]
    key = open_backup_with_shares((folder / "backup.age").read_bytes(), shares[1:])
    assert key.recipient == read_organ_file(folder).recipient


def test_the_folder_and_the_end_tell_the_fingerprint_and_no_secret(
    held: tuple[Path, People, str],
) -> None:
    folder, people, output = held
    fingerprint = read_organ_file(folder).fingerprint
    for spelling in ("".join(fingerprint.characters), " ".join(fingerprint.words)):
        assert spelling in output.rpartition("第 7 步")[2]
        assert spelling in (folder / "README.txt").read_text(encoding="utf-8")
        assert spelling in (folder / "organ.json").read_text(encoding="utf-8")
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode(
        errors="replace"
    )
    for paper in people.papers:
        for column in range(len(paper[0])):
            for joint in (" ", "-", ""):
                assert joint.join(row[column] for row in paper) not in kept


def test_readme_says_what_is_there_in_both_languages(held: tuple[Path, People, str]) -> None:
    folder, _, _ = held
    chinese_half, english_half = (folder / "README.txt").read_text("utf-8").split("=" * 78)
    for half in (chinese_half, english_half):
        for name in (
            "organ.json",
            "organ-key.age",
            "backup.age",
            ".identity.age",
            "shamir recover",
        ):
            assert name in half
    assert "丢了怎么办" in chinese_half
    assert "IF SOMETHING IS LOST" in english_half


def test_one_officer_and_one_passphrase(tmp_path: Path) -> None:
    people = one_officer()
    result = hold(people, str(tmp_path / "key"), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert result.output.count("relies on the program") == 1
    assert "organ-key.age" not in tree(tmp_path / "key")
    mine, backup = people.papers
    key = open_folder(tmp_path / "key", {"case01": mine})
    assert open_backup((tmp_path / "key" / "backup.age").read_bytes(), passphrase(backup)).encode()
    assert key.recipient == read_organ_file(tmp_path / "key" / "organ.json").recipient
    readme = (tmp_path / "key" / "README.txt").read_text("utf-8")
    assert "organ-key.age" not in readme
    assert "shamir" not in readme


def test_a_terminal_forgets_each_phrase_before_the_next_comes(tmp_path: Path) -> None:
    people, shown = one_officer(), b""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "app.cli", "key", "create", str(tmp_path / "key")]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=slave, stdout=slave, stderr=slave
    ) as process:
        read = 0
        while process.poll() is None:
            if select.select([master], [], [], 0.05)[0]:
                shown += os.read(master, 4096)
            elif shown[read:].endswith((b": ", b". ", b"; it then disappears. ")):
                text = re.sub(r"\033\[[0-9;]*[A-Za-z]", "", shown[read:].decode())
                read = len(shown)
                os.write(master, f"{people.answer(text.replace(chr(13), ''))}\n".encode())
    os.close(slave)
    os.close(master)
    assert process.returncode == 0, shown.decode()
    for paper in people.papers:
        after = shown.decode().rpartition(f"{len(paper)}.  {paper[-1][0]} ")[2]
        assert after.index("\033[2J\033[3J") < after.index("Number")
    assert (tmp_path / "key" / "organ.json").exists()


def test_wrong_answers_are_asked_again(tmp_path: Path) -> None:
    people = one_officer()
    people.answers[0:0] = [("The organ's name", "长" * 65)]
    people.answers[2:2] = [("How many officers", "none"), ("How many officers", "17")]
    people.answers[6:6] = [("Role", "4")]
    people.answers[8:8] = [("Account", "../key"), ("Account", "A")]
    people.answers[11:11] = [
        ("Is this right", "perhaps"),
        ("Is this right", "n"),
        ("How many officers", "2"),
        *[("name", "Zhang San"), ("Role", "2"), ("Account", "")],
        *[("name", "Li Si"), ("Role", "2"), ("Account", "case01"), ("Account", "")],
        ("Is this right", "y"),
        ("How many of the 2", "0"),
        ("How many of the 2", ""),
    ]
    people.answers[-2:] = [("Which kind", "3"), ("Which kind", "1")]
    result = hold(people, str(tmp_path / "key"), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert [officer.account for officer in read_organ_file(tmp_path / "key").officers] == [
        "case01",
        "case02",
    ]


def test_who_copied_wrongly_sees_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people, times = one_officer(), iter([True, False, True, True])
    answer = people.answer

    def slip(shown: str) -> str:
        typed = answer(shown)
        wrong = shown.splitlines()[-1].startswith("Number") and not next(times, True)
        return "zebra zebra" if wrong else typed

    monkeypatch.setattr(people, "answer", slip)
    result = hold(people, str(tmp_path / "key"), "--lang", "en")
    assert result.exit_code == 0, result.output
    assert result.output.count("That was not right") == 1
    # The same phrase, not a new one: what is on the paper may be right but for one word.
    assert len(people.papers) == 2


def test_an_existing_folder_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    result = hold(People([]), str(tmp_path / "key"))
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    result = hold(People([]), str(tmp_path / "nowhere" / "key"))
    assert (result.exit_code, tree(tmp_path)) == (1, {"key"})


def test_breaking_off_leaves_nothing(tmp_path: Path) -> None:
    people = three_officers()
    answer = people.answer

    def leave(shown: str) -> str:
        if people.papers:
            raise KeyboardInterrupt
        return answer(shown)

    people.answer = leave  # type: ignore[method-assign]
    result = chinese(tmp_path / "key", people)
    assert (result.exit_code, tree(tmp_path)) == (1, set())


@pytest.mark.parametrize("step", ["write_private", "sync_folder"])
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_folder, step, full)
    monkeypatch.setattr(key_ceremony, "seal_backup", lambda *_: b"sealed")
    result = hold(one_officer(), str(tmp_path / "key"), "--lang", "en")
    assert (result.exit_code, tree(tmp_path)) == (1, set())
    assert "No space left" in result.stderr


@pytest.mark.parametrize(
    ("words", "environment", "first"),
    [
        ((), {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "生成机关密钥"),
        ((), {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8"}, "生成机关密钥"),
        ((), {"LC_ALL": "de_AT.UTF-8"}, "Making the key"),
        ((), {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, "Making the key"),
        (("--lang", "zh"), {"LC_ALL": "en_US.UTF-8"}, "生成机关密钥"),
    ],
)
def test_the_language_is_the_terminals_or_the_one_asked_for(
    tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], first: str
) -> None:
    command = ["key", "create", str(tmp_path / "key"), *words]
    result = CliRunner().invoke(main, command, env=environment)
    assert (result.exit_code, first in result.output) == (1, True)
    assert tree(tmp_path) == set()


def test_a_language_that_we_do_not_speak_is_refused(tmp_path: Path) -> None:
    assert hold(People([]), str(tmp_path / "key"), "--lang", "fr").exit_code == 2
