"""What can be wrong with an age file: one class for each outcome that the CCTV vectors name.

No message ever carries a key, a passphrase or plaintext.
"""


class AgeError(Exception):
    """Anything this package refuses; every error below is one."""


class HeaderError(AgeError):
    """The header is malformed, or a stanza in it is; CCTV: "header failure"."""


class HeaderMacError(AgeError):
    """The header was changed after it was written; CCTV: "HMAC failure"."""


class NoMatchError(AgeError):
    """No identity at hand opens this file; CCTV: "no match"."""


class ArmorError(AgeError):
    """The text around an armored file is malformed; CCTV: "armor failure"."""


class PayloadError(AgeError):
    """The payload was changed, cut or extended; CCTV: "payload failure"."""


class KeyFormatError(AgeError):
    """A text is not a recipient or an identity that this package knows."""


class RecipientMixError(AgeError):
    """These recipients must not stand together: the weakest of them would decide.

    Source: c2sp.org/age, "a file encrypted to post-quantum recipients SHOULD NOT also be
    encrypted to others"; a passphrase stands alone by the scrypt section.
    """
