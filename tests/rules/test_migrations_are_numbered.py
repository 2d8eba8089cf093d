"""Migrations: numbered without a gap, one head in each zone."""

import pytest
from alembic.script import ScriptDirectory

from app.settings import Zone
from app.storage.migrate import alembic_config
from app.storage.schema import newest_revision


@pytest.mark.parametrize("zone", ["intake", "casework"])
def test_revisions_are_numbered_and_have_one_head(zone: Zone) -> None:
    script = ScriptDirectory.from_config(alembic_config(zone))
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]
    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]
    assert script.get_heads() == [newest_revision(zone)]
    for revision in script.walk_revisions():
        assert f"{revision.revision}_" in revision.path
