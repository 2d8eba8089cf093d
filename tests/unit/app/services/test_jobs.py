"""Long work in the background: one of a kind, told how far, stopped, never lost in silence."""

from threading import Event

import pytest

from app.services.officer.index.open_indexes import OpenIndexes
from app.services.officer.jobs import Job, Jobs, State
from app.services.officer.key_holder_client import (
    KeyHolderBusyError,
    KeyHolderClient,
    KeyHolderError,
    KeyHolderLockedError,
)


def run(jobs: Jobs, piece: object) -> Job:
    job = jobs.start("group", Job("work", "intake01", 3), piece)  # type: ignore[arg-type]
    for thread in jobs._threads:  # noqa: SLF001  to wait for it
        thread.join(60)
    return job


def test_job_goes_on_to_its_end_and_is_told_for_a_while() -> None:
    jobs = Jobs()

    def piece(job: Job) -> bool:
        job.done += 1
        return job.done < job.total

    assert run(jobs, piece).state is State.DONE
    found = jobs.find("group", "work")
    assert found
    assert found.done == 3
    jobs.forget("group", "work")
    assert jobs.find("group", "work") is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (KeyHolderLockedError("locked"), State.LOCKED),
        (KeyHolderError("failed"), State.FAILED),
        (ZeroDivisionError(), State.FAILED),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_job_that_comes_to_a_halt_says_why(error: Exception, state: State) -> None:
    def piece(_job: Job) -> bool:
        raise error

    assert run(Jobs(), piece).state is state


def test_busy_key_holder_is_waited_for() -> None:
    tries: list[int] = []

    def piece(_job: Job) -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise KeyHolderBusyError(0)
        return False

    assert run(Jobs(), piece).state is State.DONE
    assert len(tries) == 2


def test_second_start_joins_the_first_and_stopping_stops_it() -> None:
    jobs, go_on = Jobs(), Event()

    def piece(_job: Job) -> bool:
        return go_on.wait(60)

    first = jobs.start("group", Job("work", "intake01", 1), piece)
    assert jobs.start("group", Job("work", "case01", 1), piece) is first
    assert jobs.start("unit-1", Job("work", "unit101", 1), piece) is not first
    first.cancel()
    go_on.set()
    jobs.end()
    assert first.state is State.CANCELLED


class Holder(KeyHolderClient):
    """A key-holder that says of each organ whether its key lies open."""

    def __init__(self, open_organs: set[str]) -> None:
        self.open_organs = open_organs

    def is_open(self, organ_id: str) -> bool:
        if organ_id == "unreachable":
            raise KeyHolderError("unavailable")
        return organ_id in self.open_organs


def test_index_goes_with_its_organs_key_though_nobody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.services.officer.index.open_indexes.LOOK_EVERY_SECONDS", 0.01)
    holder, closed = Holder({"group", "unit-1"}), Event()
    indexes = OpenIndexes(holder)
    indexes.when_all_closed = closed.set
    opened = indexes.of("group", "leads", lambda: ["a lead"])
    assert indexes.of("group", "leads", lambda: ["another"]) is opened
    indexes.of("unit-1", "leads", list)
    indexes.of("unreachable", "leads", list)
    indexes.close_locked()
    assert indexes.organs() == ["group", "unit-1"]
    assert not closed.is_set()
    holder.open_organs.clear()
    assert closed.wait(60), "closed by the thread"
    assert indexes.organs() == []
