"""The `qingfeng` command: create, serve, sweep, upgrade and check an installation; make keys.

Exit codes: 0 all is well, 1 problems, which are listed, 2 the command was not understood.

Most commands import what they need where they need it. `serve --only public` runs in this package
too, and its process must never hold the modules that can open an organ's key.
"""

import os
from pathlib import Path

import click

from app.cli import administrator, audit, init, key, officer, serve, upkeep


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="QINGFENG_INSTANCE",
    default="instance",
    show_default=True,
    show_envvar=True,
    help="The installation's own folder.",
)
@click.pass_context
def main(context: click.Context, instance: Path) -> None:
    """Qingfeng: sealed reports to a discipline group."""
    # Whatever this command writes is for its own user only.
    os.umask(0o077)
    context.obj = instance


for _command in (
    init.init,
    key.key,
    officer.officer,
    administrator.administrator,
    audit.audit,
    serve.serve,
    upkeep.sweep,
    upkeep.upgrade,
    upkeep.check,
):
    main.add_command(_command)
