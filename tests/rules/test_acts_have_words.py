"""Every act that the program writes into the audit log has a name that an auditor can read."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.console.audit.finding_words import _TEXTS
from app.services.audit.findings import Fault
from app.web.acts import ACTS
from tests.rules.code_base import name_of, python_files, tree_of

_ACCOUNTS = ("blocked", "invited", "invited_anew", "removed", "role_changed", "unblocked")
NOT_SPELLED: Mapping[str, set[str]] = {
    "app/key_holder/acts/archive_operations.py": {"rewrapped", "opened_to_reseal"},
    "app/key_holder/acts/operations.py": {"act_cancelled"},
    "app/key_holder/checkpoints/sign.py": {"checkpoint_signed"},
    "app/key_holder/key_log.py": {"unwrap"},
    "app/key_holder/samples/draw_sample.py": {"sample_drawn"},
    "app/key_holder/unwrapping/recusals.py": {
        "recused",
        "lift_proposed",
        "recusal_lifted",
        "lift_refused",
        "handed_on_unread",
        "handing_proposed",
        "hint_set_aside",
        "interest_compared",
        "interest_declared",
        "interest_withdrawn",
    },
    "app/services/officer/accounts/administer.py": {
        *(f"account_{done}" for done in _ACCOUNTS),
        "invitation_used",
    },
    "app/services/officer/accounts/factors.py": {
        f"{factor}_{done}"
        for factor in ("authenticator", "passkey")
        for done in ("added", "removed")
    },
    "app/services/officer/accounts/second_factor.py": {
        "second_factor_refused",
        "second_factor_shown",
        "signed_in",
    },
    "app/services/officer/accounts/sign_in.py": {"sign_in_refused"},
    "app/services/officer/audit/check_chain.py": {"log_verified"},
    "app/services/officer/files/open_file.py": {"downloaded", "previewed"},
    "app/services/officer/lead/amend_record.py": set(),
    "app/services/officer/lead/change_record.py": set(),
    "app/services/officer/log_act.py": set(),
    "app/services/officer/lead/record_finding.py": {"policy_line", "reporter_risk"},
    "app/services/officer/routing/transfer.py": {"transferred"},
    "app/services/officer/lead/set_task.py": {"task_done", "task_cancelled"},
}
"""Where an act is a variable: what it can be there, beyond what is spelled where it is called."""


FORMER = {"routed"}
"""What no act is called any more: a log keeps it for good."""
WRITERS = ("append_entry", "log_act", "change_record", "change_records", "amend_record")


def acts_in(path: Path) -> Iterator[str | None]:
    """The acts that a file writes; None for one that it does not spell."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and (act := _act_of(node)) is not None:
            for one in (act.body, act.orelse) if isinstance(act, ast.IfExp) else (act,):
                if isinstance(one, ast.Constant):
                    yield from [one.value] if isinstance(one.value, str) else []
                else:
                    yield None


def _act_of(call: ast.Call) -> ast.expr | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    act = keywords.get("act")
    # Elsewhere, a variable of that name may be the id of an act that needs two people.
    if name in WRITERS or isinstance(act, ast.Constant | ast.IfExp | ast.JoinedStr):
        return act
    on = call.func.value if isinstance(call.func, ast.Attribute) else None
    of_log = ast.unparse(on).rpartition(".")[2] in ("log", "_log") if on else False
    return call.args[1] if name == "write" and of_log and len(call.args) > 1 else None


def test_every_act_has_its_word_and_no_word_is_left_over() -> None:
    written: set[str] = set()
    variable: set[str] = set()
    for path in python_files("app"):
        for act in acts_in(path):
            written |= {act} if act else set()
            variable |= set() if act else {name_of(path)}
    assert variable <= set(NOT_SPELLED), "say in NOT_SPELLED what the act can be there"
    written = written.union(*NOT_SPELLED.values())
    assert written - set(ACTS) == set(), "name them in app/web/acts.py"
    assert set(ACTS) - written == FORMER


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_words(fault: Fault) -> None:
    assert fault in _TEXTS
