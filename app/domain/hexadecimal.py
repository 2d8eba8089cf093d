"""Ids and digests as they are written: what stands in another spelling is neither."""

import re
from typing import Final

ITEM_ID: Final = re.compile("[0-9a-f]{32}")
"""The random id of something sealed: a payload, a message, an upload."""
DIGEST: Final = re.compile("[0-9a-f]{64}")
"""A SHA-256, or a MAC or a key of as many bits."""
