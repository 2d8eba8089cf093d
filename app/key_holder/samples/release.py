"""Let an auditor read a sample: while an approver's own unlocking lasts, and nothing beside it.

An auditor holds no key. An approver of the organ, whose key lies open, lets one sample go; from
then on the auditor gets the file keys of exactly its leads' records and reports, each on record
under the auditor's account. The release goes with the approver's token, which reading does not
prolong.
"""

from app.domain.roles import Role
from app.key_holder.holder import KeyHolder
from app.key_holder.samples.draw_sample import DRAWN, drawn_mark, require_auditor
from app.key_holder.samples.releases import NotReleasedError
from app.key_holder.unlocking.key_ring import KeyLockedError, KeyWaitingError, OpenKey
from app.key_holder.unlocking.use_key import use_key
from app.key_holder.unwrapping.recuse import NotPermittedError
from app.key_holder.unwrapping.unwrap import NotARecordError, RecusedError, file_key_of
from app.storage.casework import Sample
from app.storage.header_places import Place, list_item_headers, list_record_headers
from app.storage.intake import ItemKind
from app.storage.log_pages import list_details_of
from app.storage.officers import find_officer
from app.storage.samples import find_sample, list_sample_leads


def release_sample(holder: KeyHolder, token: str, number: int) -> None:
    """Let the auditor who drew a sample read it.

    Args:
        holder: what the key-holder works with.
        token: of an approver who has unlocked.
        number: of a sample of the approver's organ.

    Raises:
        KeyLockedError: the token opens nothing.
        NotPermittedError: no approver, no such sample, or not the one that was drawn.
    """
    key = use_key(holder, token)
    with holder.casework.read() as session:
        approver = find_officer(session, key.account)
        sample = find_sample(session, key.organ_id, number)
    if approver is None or approver.role != Role.APPROVER or sample is None:
        raise NotPermittedError
    _require_as_drawn(holder, sample)
    require_auditor(holder, sample.organ_id, sample.account)
    detail = f"organ={key.organ_id} sample={number} officer={sample.account}"
    holder.log.write(key.account, "sample_released", detail=detail)
    holder.releases.add(key.organ_id, number, token)


def list_released(holder: KeyHolder, organ_id: str) -> list[int]:
    """The numbers of the samples that can be read now."""
    return sorted(
        number
        for number, token in holder.releases.list_of(organ_id).items()
        if _is_good(holder, token)
    )


def unwrap_sample(
    holder: KeyHolder, place: tuple[str, int], account: str, items: tuple[Place, ...]
) -> list[bytes | None]:
    """Give an auditor the file keys of one sampled lead's record and report.

    Args:
        holder: what the key-holder works with.
        place: the organ's id and the sample's number.
        account: the auditor's.
        items: (case number, header) each, of one lead.

    Raises:
        ValueError: of none, or of more than one.
        NotReleasedError: see there.
        NotPermittedError: another auditor's sample.
        NotARecordError: a header that is not of a sampled lead's record or report.
        RecusedError: the auditor is kept away from the lead.
        TooManyError: too many in a short time.
    """
    numbers = {case_number for case_number, _ in items}
    if len(numbers) != 1:
        raise ValueError
    key = _key_for(holder, place, account)
    holder.allowances.reads.take(account, len(items))
    if numbers & holder.recusals.cases_of(key):
        raise RecusedError
    if not _headers_of(holder, place, numbers).issuperset(items):
        raise NotARecordError
    holder.log.write_unwrap(account, "sample", [case_number for case_number, _ in items])
    return [file_key_of(key, header) for _, header in items]


def _key_for(holder: KeyHolder, place: tuple[str, int], account: str) -> OpenKey:
    organ_id, number = place
    try:
        found = holder.ring.use(holder.releases.token_of(organ_id, number), prolongs=False)
    except (KeyLockedError, KeyWaitingError):
        holder.releases.forget(organ_id, number)
        raise NotReleasedError from None
    require_auditor(holder, organ_id, account)
    with holder.casework.read() as session:
        sample = find_sample(session, organ_id, number)
    if sample is None or sample.account != account or found.organ_id != organ_id:
        raise NotPermittedError
    _require_as_drawn(holder, sample)
    return OpenKey(account, organ_id, found.keys)


def _headers_of(holder: KeyHolder, place: tuple[str, int], numbers: set[str]) -> set[Place]:
    organ_id, number = place
    with holder.casework.read() as session:
        sampled = numbers & set(list_sample_leads(session, organ_id, number))
        there = list_record_headers(session, organ_id, sampled)
    with holder.intake.read() as session:
        return there | list_item_headers(session, organ_id, sampled, ItemKind.REPORT)


def _require_as_drawn(holder: KeyHolder, sample: Sample) -> None:
    with holder.casework.read() as session:
        leads = list_sample_leads(session, sample.organ_id, sample.number)
        told = list_details_of(session, DRAWN, sample.account)
    mark = drawn_mark(sample, leads)
    if not any(detail.startswith(f"{mark} ") for detail in told):
        raise NotPermittedError


def _is_good(holder: KeyHolder, token: str) -> bool:
    try:
        return holder.ring.look(token).missing == 0
    except KeyLockedError:
        return False
