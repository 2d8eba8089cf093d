"""README.txt of a ceremony's folder: what each file is, in both languages, Chinese first."""

from app.cli.screen import LANGUAGES, Say, speak, wrap
from app.services.operator.key_ceremony import Paper
from app.services.operator.key_folder import PublicOrgan

_RULER = "=" * 78


def readme(organ: PublicOrgan, paper: Paper) -> bytes:
    """Return the text for one organ's folder; nothing in it is secret."""
    texts = [_in_one_language(speak(language), organ, paper) for language in LANGUAGES]
    return f"\n\n{_RULER}\n\n".join(texts).encode() + b"\n"


def _in_one_language(_: Say, organ: PublicOrgan, paper: Paper) -> str:
    values = {"threshold": organ.threshold, "officers": len(organ.officers)}
    paragraphs = [
        _("The key of %(name)s, in pieces") % {"name": organ.name},
        _("Its fingerprint, which belongs on the printed notice:"),
        f"{''.join(organ.fingerprint.characters)}\n{' '.join(organ.fingerprint.words)}",
        _("Officers whom it takes to open the key: %(threshold)s of %(officers)s.") % values,
        _("WHAT IS HERE, AND WHO KEEPS IT"),
        *_files(_, organ),
        _backup(_, paper),
        _("IF SOMETHING IS LOST"),
        *_losses(_, organ),
        _("TO OPEN IT WITHOUT QINGFENG"),
        *_by_hand(_, organ, paper),
    ]
    return "\n\n".join(map(_fill, paragraphs))


def _fill(paragraph: str) -> str:
    # What is to be typed stays as it is.
    return "\n".join(line if line.startswith(" ") else wrap(line) for line in paragraph.split("\n"))


def _files(_: Say, organ: PublicOrgan) -> list[str]:
    files = [
        "organ.json\n" + _("Public: name, keys, officers. For the server; anybody may have it."),
        "officers/*.identity.age\n"
        + _("Each officer's own key; only that officer's unlock phrase opens it. For the server."),
        "officers/*.share.age\n"
        + _(
            "Each officer's part of the organ's key; only that officer's own key opens it. For the "
            "server."
        ),
    ]
    if organ.threshold > 1:
        files.append(
            "organ-key.age\n" + _("The organ's key; enough parts open it. For the server.")
        )
    return files


def _backup(_: Say, paper: Paper) -> str:
    values = {"needed": paper.threshold, "count": paper.count}
    if paper.count > 1:
        text = _(
            "The organ's key once more; %(needed)s of the %(count)s paper shares open it. Keep it "
            "in a safe, and each share in another place."
        )
    else:
        text = _(
            "The organ's key once more; the backup's passphrase opens it. Keep it in a safe, and "
            "the passphrase in another place."
        )
    return "backup.age\n" + text % values


def _losses(_: Say, organ: PublicOrgan) -> list[str]:
    return [
        _(
            "An officer forgot the phrase or lost the paper: nothing is open to anybody. The "
            "others give that officer a new one; if too few are left, the backup opens the key."
        ),
        _(
            "Somebody else may have read a phrase: that person still needs these files."
            " Make a new key soon."
        )
        if organ.threshold == 1
        else _(
            "Somebody else may have read one phrase: it opens nothing alone. Have that officer's "
            "part made anew, and make a new key if there may have been more."
        ),
        _(
            "This folder was lost or copied: without phrases it opens nothing. The server and the "
            "second copy have the same files."
        ),
        _(
            "The backup's words were lost or seen: make a new backup. All phrases and the backup "
            "are lost: what was sealed to this key can never be opened again by anybody."
        ),
    ]


def _by_hand(_: Say, organ: PublicOrgan, paper: Paper) -> list[str]:
    own = _(
        "Needed: age 1.3 or newer. A phrase is typed as its English words with hyphens between. "
        "An officer's own key, for the account %(account)s:"
    ) % {"account": organ.officers[0].account}
    account = organ.officers[0].account
    characters = _(
        "Who wrote down characters finds the words in BIP 39: the word of a character is the one "
        "with the same number in the English list."
    )
    steps = [own, characters, f"    age -d -o my-key.txt officers/{account}.identity.age"]
    if organ.threshold == 1:
        steps += [
            _("With it, the organ's key:"),
            f"    age -d -i my-key.txt -o organ-key.txt officers/{account}.share.age",
        ]
    else:
        steps += [
            _("With it, the officer's share, a line of twenty words:"),
            f"    age -d -i my-key.txt officers/{account}.share.age",
            _("Enough shares give the passphrase of the organ's key (Python's shamir-mnemonic):"),
            "    shamir recover\n    age -d -o organ-key.txt organ-key.age",
        ]
    return [
        *steps,
        _("Or from the backup:"),
        ("    shamir recover\n" if paper.count > 1 else "")
        + "    age -d -o organ-key.txt backup.age",
        _("Then any sealed file:"),
        "    age -d -i organ-key.txt FILE",
        _("Delete my-key.txt and organ-key.txt afterwards: they are not sealed."),
    ]
