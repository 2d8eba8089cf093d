"""Write access_code.json: known answers that a JavaScript side can share.

Run `python -m tests.vectors.make_access_code`; a test fails where the file differs.
"""

import hashlib
import json
import sys
from pathlib import Path

from crypto.access_code import AccessCode, case_number, verifier_hash

FILE = Path(__file__).with_name("access_code.json")

# The first four are BIP 39's own; the others are digests, so that nobody chose them.
CODES = [
    *(bytes(16), b"\x7f" * 16, b"\x80" * 16, b"\xff" * 16),
    *(hashlib.sha256(f"qingfeng access code {n}".encode()).digest()[:16] for n in range(4)),
]


def known_answer(code: AccessCode) -> dict[str, object]:
    identity = code.identity()
    return {
        "code": code.value.hex(),
        "characters": "".join(code.characters()),
        "words": " ".join(code.words()),
        "verifier": code.verifier().hex(),
        "verifier_hash": verifier_hash(code.verifier()).hex(),
        "case_number": case_number(code.verifier()),
        "message_key": code.message_key().hex(),
        "content_key": code.content_key().hex(),
        "identity": identity.encode(),
        "recipient_sha256": hashlib.sha256(identity.recipient.encode().encode()).hexdigest(),
    }


def readings() -> list[dict[str, object]]:
    """Spellings that mean a code."""
    code = AccessCode(CODES[4])
    words, characters = code.words(), code.characters()
    texts = [
        " ".join(words).upper(),
        "\n".join(f"{place}. {word}" for place, word in enumerate(words, start=1)),
        " ".join(word[:4] for word in words),
        "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in " ".join(words)),
        "，".join(characters),
        " ".join(characters) + "。",
    ]
    return [{"text": text, "code": code.value.hex()} for text in texts]


def refusals() -> list[dict[str, object]]:
    """Texts that are refused, why, and which words, counted from 1, are in no list."""
    cases: list[tuple[str, str, list[int]]] = [
        ("", "length", []),
        ("abandon " * 11, "length", []),
        ("abandon " * 12, "checksum", []),
        ("的" * 13, "length", []),
        ("abandon " * 10 + "abandom about", "words", [11]),
        ("龘" + "的" * 10 + "é", "words", [1, 12]),
    ]
    return [
        {"text": text, "reason": reason, "unknown_positions": positions}
        for text, reason, positions in cases
    ]


def build() -> str:
    answers = {
        "about": "Known answers for Qingfeng's access code; made by make_access_code.py",
        "known_answers": [known_answer(AccessCode(value)) for value in CODES],
        "readings": readings(),
        "refusals": refusals(),
    }
    return json.dumps(answers, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(build(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {len(CODES)} known answers\n")
