"""What each try at a phrase or a password costs, in a process that no test has made cheaper."""

import re
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
from app.services.officer.accounts.passwords import hash_password
from crypto.age.armor import decode_armor
from crypto.age.scrypt import ScryptRecipient
from crypto.group_key import OrganKey, new_officer_identity, seal_backup
for sealed in (new_officer_identity("x")[1], seal_backup(OrganKey.create(), "x")):
    print(decode_armor(sealed)[:200].split(b"\\n")[1].decode())
print(ScryptRecipient("x").wrap(bytes(16)).arguments[-1])
print(hash_password("x"))
"""


def test_tries_cost_what_they_should() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=_ROOT, check=True, capture_output=True, text=True
    )
    phrase, backup, passphrase, password = done.stdout.splitlines()
    assert re.fullmatch(r"-> scrypt \S+ 16", phrase)
    assert re.fullmatch(r"-> scrypt \S+ 18", backup)
    assert passphrase == "18"
    assert password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
