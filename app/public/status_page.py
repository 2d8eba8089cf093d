"""The page of one case, as its reporter sees it."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

from flask import render_template
from flask_babel import format_datetime

from app.domain.lifecycle import PublicWord
from app.domain.purposes import WORDLESS, Notice, Purpose
from app.domain.sentences import Sentence, read_decline_code
from app.public.desk import desk
from app.public.drafts import file_limits, waiting_files
from app.public.forms import MessageForm
from app.public.incoming import time_to_try_again
from app.public.sealing import Sealing, sealing_to
from app.services.reporter.check_status import CaseStatus, ItemForReporter
from app.services.reporter.present_code import AccessCode
from app.web import labels, outcome_words


def status_page(
    case_status: CaseStatus,
    code: AccessCode | None,
    form: MessageForm,
    *,
    sent: Notice | None = None,
    removed: str = "",
    with_waiting: bool = False,
) -> str:
    """How a case stands, what was said, and a form to go on.

    Args:
        case_status: what may be shown.
        code: the access code; none where a browser keeps it, and opens the replies itself.
        form: the message as it was typed, or an empty one.
        sent: what the message was for that has just been taken in; empty where it was sealed.
        removed: what was removed from the files of that message.
        with_waiting: list the files that wait for a corrected form.
    """
    asked = bool(case_status.sealed_replies) or any(m.from_team for m in case_status.messages)
    form.offer(case_status.word, asked=asked)
    form.access_code.data = " ".join(code.words()) if code else ""
    return render_template(
        "status.html",
        **_standing(case_status),
        **_writing(form),
        asks_satisfaction=case_status.word is PublicWord.CONCLUDED,
        is_full=case_status.is_full,
        sent=sent is not None,
        sent_text=_sent_text(sent) if sent else "",
        removed=removed,
        waiting_files=waiting_files(form, code) if code and with_waiting else [],
        sealing=_sealing(case_status, server=code is not None),
    )


def unsent_page(form: MessageForm, code: AccessCode) -> str:
    """A message that came over the limit, to be sent later.

    Nothing is looked up for it, so it is the same page for every code.
    """
    # Whatever can be chosen where a case is known stays chosen.
    form.offer(PublicWord.CONCLUDED, asked=True)
    form.access_code.data = " ".join(code.words())
    return render_template(
        "unsent.html",
        **_writing(form),
        asks_satisfaction=bool(form.satisfied.data),
        is_full=False,
        waiting_files=waiting_files(form, code),
        sealing=sealing_to([], desk().roster(), server=True),
    )


def is_closed(case_status: CaseStatus) -> bool:
    """Whether nobody would read a message any more."""
    return _is_purged(case_status) or case_status.outlook.mailbox_closed


def _is_purged(case_status: CaseStatus) -> bool:
    return case_status.sentence == Sentence.PURGED


def _standing(case_status: CaseStatus) -> dict[str, Any]:
    return {
        "case_number": case_status.case_number,
        "word": case_status.word,
        "word_text": labels.PUBLIC_WORDS[case_status.word],
        "word_explanation": labels.WORD_EXPLANATIONS[case_status.word],
        "told": _told(case_status.sentence),
        "purged": _is_purged(case_status),
        "is_closed": is_closed(case_status),
        "received_on": case_status.received_on,
        "opened_on": case_status.opened_on,
        "outlook": case_status.outlook,
        "next_step_text": labels.NEXT_STEPS[case_status.outlook.step],
        "next_release": format_datetime(case_status.next_release, "medium"),
        "schedule": desk().schedule.kind,
        "messages": case_status.messages,
        "sealed_replies": [_sealed_item(reply) for reply in case_status.sealed_replies],
        "sealed_exchanges": [_sealed_item(one) for one in case_status.sealed_exchanges],
        "replies_missing": case_status.replies_missing,
        "sent_texts": labels.SENT_TEXTS,
    }


def _writing(form: MessageForm) -> dict[str, Any]:
    return {
        "form": form,
        "try_again_at": time_to_try_again("public.message"),
        "wordless": " ".join(sorted(WORDLESS)),
        "reasons": labels.GIVEAWAYS,
        **file_limits(),
    }


def _told(code: str) -> list[str]:
    """What the office tells with the word; a code that this program does not know tells nothing."""
    if code in set(Sentence):
        return [str(outcome_words.SENTENCES[Sentence(code)])]
    declined = read_decline_code(code)
    if declined is None:
        return []
    reason, turn_to = declined
    return [str(outcome_words.DECLINE_REASONS[reason]), str(outcome_words.TURNS_TO[turn_to])]


def _sealed_item(sealed: ItemForReporter) -> dict[str, Any]:
    return {
        "item_id": sealed.item_id,
        "day": sealed.day,
        "header": b64encode(sealed.header).decode(),
        "payload": b64encode(sealed.payload).decode(),
    }


def _sealing(case_status: CaseStatus, *, server: bool) -> Sealing:
    roster = desk().roster()
    # The addressed organ alone: a unit's key would tell where the lead was routed.
    sealing = sealing_to([roster.organ(case_status.organ_id)], roster, server=server)
    return replace(
        sealing,
        # Sent back with the message: the case may have been transferred while it was written.
        roster=f"{sealing.roster}.{case_status.organ_id}",
        case_number=case_status.case_number,
        counter=case_status.counter,
        heard=case_status.heard,
        files_again_at=time_to_try_again("public.upload"),
    )


def _sent_text(sent: Notice) -> str:
    # Who is in danger reads what to do, whatever else the message is about.
    purpose = Purpose.RETALIATION if sent.danger else sent.purpose
    return str(labels.SENT_TEXTS[purpose]) if purpose else ""
