"""A database that is written anew has its copy in its own folder: nothing of it goes elsewhere.

An operator may have put the instance, and no more, on an encrypted disk.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.settings import Zone, load_settings
from app.storage.database import open_database
from tests.faults.office import Office
from tests.faults.system_calls import read_trace, trace_command

_ROOT = Path(__file__).parents[2]
_BYTES = 8 * 1024 * 1024
"""More than SQLite keeps in memory of a copy."""
_REWRITE = (
    "import sys; from pathlib import Path; from app.settings import load_settings;"
    "from app.storage.database import open_database;"
    "assert open_database(load_settings(Path(sys.argv[1])), sys.argv[2]).rewrite()"
)


@pytest.mark.parametrize("zone", ["intake", "casework"])
def test_copy_is_made_beside_the_database(office: Office, zone: Zone, tmp_path: Path) -> None:
    settings = load_settings(office.instance, {})
    database = open_database(settings, zone)
    with database.begin() as session:
        session.execute(text("CREATE TABLE large (piece BLOB)"))
        session.execute(text("INSERT INTO large VALUES (randomblob(:bytes))"), {"bytes": _BYTES})
    database.engine.dispose()

    record = tmp_path / "calls"
    command = [*trace_command(record, "open", "openat"), sys.executable, "-c", _REWRITE]
    subprocess.run([*command, str(office.instance), zone], cwd=_ROOT, check=True)
    written = {call.path for call in read_trace(record) if call.opens_for_writing()}
    folder = str(settings.zone(zone))
    assert [path for path in written if not path.startswith((folder, "/dev/"))] == []
    assert [path for path in written if Path(path).name.startswith("etilqs")], "it is a file"
