"""Write access_code.json: known answers that a JavaScript side can share.

Run `python -m tests.vectors.make_access_code`; a test fails where the file differs.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from mnemonic import Mnemonic

from crypto.access_code import AccessCode, case_number, parse_access_code, verifier_hash
from crypto.bip39 import OTHER_FORMS

FILE = Path(__file__).with_name("access_code.json")
LISTS = ("english", "chinese_simplified", "chinese_traditional")

# The first four are BIP 39's own; the others are digests, so that nobody chose them.
CODES = [
    *(bytes(16), b"\x7f" * 16, b"\x80" * 16, b"\xff" * 16),
    *(hashlib.sha256(f"qingfeng access code {n}".encode()).digest()[:16] for n in range(4)),
]
CODE = AccessCode(CODES[4])
# Characters that have several traditional forms, and a last one that makes the sum right.
MANY_FORMS = "干面里发后台钟只历复水有"


def word_lists() -> dict[str, list[str]]:
    """The lists themselves, which packages for BIP 39 bring along."""
    return {name: Mnemonic(name).wordlist for name in LISTS}


def digest_of_list(words: Sequence[str]) -> str:
    """By which another side sees that its list is ours: a word a line, no end after the last."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def known_answer(code: AccessCode) -> dict[str, object]:
    identity = code.identity()
    return {
        "version": code.version,
        "code": code.value.hex(),
        "characters": "".join(code.characters()),
        "words": " ".join(code.words()),
        "verifier": code.verifier().hex(),
        "verifier_hash": verifier_hash(code.verifier()).hex(),
        "case_number": case_number(code.verifier(), version=code.version),
        "message_key": code.message_key().hex(),
        "content_key": code.content_key().hex(),
        "identity": identity.encode(),
        "recipient_sha256": hashlib.sha256(identity.recipient.encode().encode()).hexdigest(),
    }


def readings() -> list[dict[str, object]]:
    """Spellings that mean a code."""
    many = parse_access_code(MANY_FORMS)
    return [
        *(_reading(about, text, CODE) for about, text in _spellings_in_words().items()),
        *(_reading(about, text, CODE) for about, text in _spellings_in_characters().items()),
        _reading("traditional, as BIP 39 has them", "幹面裡發後台鐘只歷复水有", many),
        _reading("traditional, other forms", "乾麵裏髮後臺鍾隻曆複水有", many),
        _reading("radicals", "干\u2faf\u2fa5发后台钟只历复\u2f54有", many),
        _reading("compatibility forms", "干面\uf9e9发后台钟只历\uf966水有", many),
    ]


def _reading(about: str, text: str, code: AccessCode) -> dict[str, object]:
    return {"about": about, "text": text, "code": code.value.hex()}


def _spellings_in_words() -> dict[str, str]:
    words = CODE.words()
    line = " ".join(words)
    full_width = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in line)
    return {
        "capitals": line.upper(),
        "a line each, numbered": "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1)),
        "a line each, Roman numbers": "\n".join(f"{chr(0x2160 + n)} {words[n]}" for n in range(12)),
        "first four letters": " ".join(word[:4] for word in words),
        "first five letters": " ".join(word[:5] for word in words),
        "full width": full_width,
        "hyphens": "-".join(words) + ".",
        "accents": line.replace("a", "\u00e1").replace("n", "n\u0303"),
        "unseen letters": "\ufeff" + line.replace("mar", "m\u00adar") + "\u200d",
        "zero-width spaces": "\u200b".join(words),
        "with the case number": f"{case_number(CODE.verifier())}\n{line}\n",
    }


def _spellings_in_characters() -> dict[str, str]:
    characters = CODE.characters()
    marks = "，、。；：！？…—·「」"
    return {
        "commas": "，".join(characters),
        "spaces": " ".join(characters) + "。",
        "mixed punctuation": "".join(c + mark for c, mark in zip(characters, marks, strict=True)),
        "full-width numbers": "\r\n".join(
            f"（{chr(0xFF11 + n % 9)}）{characters[n]}" for n in range(12)
        ),
        "circled numbers": "".join(f"{chr(0x2460 + n)}{characters[n]}" for n in range(12)),
        "Chinese numbers in brackets": "".join(
            f"{chr(0x3220 + n % 10)}{characters[n]}" for n in range(12)
        ),
        "both spellings": "".join(characters[:6]) + " ".join(CODE.words()[6:]),
        "right after the case number": case_number(CODE.verifier()).lower() + "".join(characters),
    }


def refusals() -> list[dict[str, object]]:
    """Texts that are refused, why, and which words, counted from 1, are in no list."""
    characters = CODE.characters()
    swapped = "".join((characters[1], characters[0], *characters[2:]))
    cases: list[tuple[str, str, list[int]]] = [
        ("", "length", []),
        ("abandon " * 11, "length", []),
        ("abandon " * 12, "checksum", []),
        ("的" * 13, "length", []),
        (case_number(CODE.verifier()), "length", []),
        (swapped, "checksum", []),
        ("abandon " * 10 + "abandom about", "words", [11]),
        ("aba " + "abandon " * 10 + "about", "words", [1]),
        ("龘" + "的" * 10 + "é", "words", [1, 12]),
        ("слово " + "abandon " * 10 + "ひらがな", "words", [1, 12]),
        ("鍊" + "的" * 11, "words", [1]),
    ]
    return [
        {"text": text, "reason": reason, "unknown_positions": positions}
        for text, reason, positions in cases
    ]


def build() -> str:
    answers = {
        "about": "Known answers for Qingfeng's access code; made by make_access_code.py",
        "lists_sha256": {name: digest_of_list(words) for name, words in word_lists().items()},
        "other_forms": OTHER_FORMS,
        "known_answers": [known_answer(AccessCode(value)) for value in CODES],
        "readings": readings(),
        "refusals": refusals(),
    }
    return json.dumps(answers, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(build(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {len(CODES)} known answers\n")
