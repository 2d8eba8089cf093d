"""An act as its pages show it: names beside accounts, organs by their names, words for codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.domain.roles import Role
from app.key_holder.acts.registry import ActView
from app.key_holder.acts.words import EFFECTS, LIMITS, RESEALED, TITLES
from app.key_holder.holder import KeyHolder
from app.services.roster import Roster
from app.storage.casework import Officer
from app.web.labels import ROLES
from app.web.languages import ENGLISH, chosen_language
from crypto.fingerprint import Fingerprint, fingerprint


@dataclass(frozen=True, slots=True)
class ActWords:
    """What a reader is told of an act.

    Attributes:
        fingerprint: of the officer who enrolled, or of the organ that joins.
        approved: name, account and organ of each.
        missing: organ, and how many more of it.
    """

    act_id: str
    title: Any
    effects: tuple[Any, ...]
    limit: Any
    organ_name: str
    officer_name: str
    account: str
    role: Any
    proposed_by: str
    threshold: int | None
    newcomers: tuple[str, ...]
    fingerprint: Fingerprint | None
    waits_for_enrolment: bool
    approved: tuple[tuple[str, str, str], ...]
    missing: tuple[tuple[str, int], ...]
    minutes_left: int
    result: Mapping[str, Any]


def describe(holder: KeyHolder, act: ActView) -> ActWords:
    """Put an act into words."""
    proposal, roster = act.proposal, holder.roster()
    new = proposal.new_organ
    recipient = new.recipient if new else act.recipient
    names = {organ.organ_id: organ.name for organ in roster.organs}
    if new:
        names[proposal.organ_id] = new.name
    effect = EFFECTS[proposal.kind]
    return ActWords(
        act_id=act.act_id,
        title=TITLES[proposal.kind],
        effects=(effect, RESEALED) if proposal.reseals else (effect,),
        limit=LIMITS[proposal.kind],
        organ_name=names[proposal.organ_id],
        officer_name=proposal.name,
        account=proposal.account,
        role=ROLES[Role(proposal.role)] if proposal.role else "",
        proposed_by=proposal.proposed_by,
        threshold=proposal.threshold,
        newcomers=tuple(f"{one.name} ({one.account})" for one in new.officers) if new else (),
        fingerprint=fingerprint(recipient) if recipient else None,
        waits_for_enrolment=act.waits_for_enrolment,
        approved=_approved(holder, roster, act),
        missing=tuple((names[organ], count) for organ, count in act.missing.items() if count),
        minutes_left=-(-act.seconds_left // 60),
        result=act.result,
    )


def _approved(holder: KeyHolder, roster: Roster, act: ActView) -> tuple[tuple[str, str, str], ...]:
    with holder.casework.read() as session:
        officers = [session.get(Officer, account) for account in act.approved_by]
    return tuple(
        (one.name, one.account, roster.organ(one.organ_id).name) for one in officers if one
    )


def other_language_url(endpoint: str) -> str:
    """This page in the other language; the one that all pages share would lose the act."""
    lang = None if chosen_language() == ENGLISH else ENGLISH
    return url_for(endpoint, act=request.args.get("act", ""), lang=lang)
