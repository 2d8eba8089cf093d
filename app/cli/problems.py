"""How a command ends that cannot do its work: exit code 1, and its problems, one a line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click


class ProblemsError(click.ClickException):
    """Ends a command with exit code 1 and its problems, one a line."""

    def __init__(self, problems: tuple[str, ...] | list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))

    def show(self, file: Any = None) -> None:  # noqa: ANN401  click's own type
        """Write them where click writes errors."""
        for problem in self.problems:
            click.echo(f"- {problem}", file=file, err=file is None)


@contextmanager
def problems_told() -> Iterator[None]:
    """Tell what every command may meet: wrong settings, a wrong roster, a broken database."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from app.services.roster import RosterError  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.storage.schema import SchemaError  # noqa: PLC0415

    try:
        yield
    except SettingsError as error:
        raise ProblemsError(error.problems) from None
    except (SchemaError, RosterError) as error:
        raise ProblemsError([str(error)]) from None
    except SQLAlchemyError as error:
        # Its own message may repeat the database's address, and with it a password.
        raise ProblemsError([f"the database cannot be used: {type(error).__name__}"]) from None
    except OSError as error:
        raise ProblemsError([f"{error.filename or 'the system'}: {error.strerror}"]) from None
