"""Accounts, as administrators see them: invite, change a role, block, reset, remove."""

from collections.abc import Mapping
from typing import Final

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.accounts.forms import InviteForm, RoleForm, SureForm
from app.console.blueprint import acting_officer, desk, may_enter, pages, second_factor_again
from app.console.queue.queue import officer_view
from app.domain.roles import Role
from app.services.officer.accounts.administer import (
    ListedAccount,
    UnknownAccountError,
    block_account,
    change_role,
    list_accounts,
    remove_account,
    unblock_account,
)
from app.services.officer.accounts.invitations import (
    AccountTakenError,
    invite,
    invite_anew,
)
from app.web import labels
from app.web.choices import choices_of
from app.web.error_table import error_page

_DONE: Final = "accounts_done"
_RESET_SURE: Final = _l(
    "Take password and second factor away, and make a new invitation code for me to hand over."
)
_REMOVE_SURE: Final = _l("Remove the account for good. Nobody will ever get this account again.")


@pages.get("/admin/accounts")
@may_enter(Role.ADMINISTRATOR)
def accounts() -> ResponseReturnValue:
    """All accounts."""
    organs = _organ_names()
    return render_template(
        "accounts.html",
        officer=officer_view(),
        unlocked=False,
        rows=list_accounts(desk(), acting_officer()),
        organs=organs,
        roles=labels.ROLES,
        now=desk().clock(),
        done=session.pop(_DONE, None),
    )


@pages.get("/admin/accounts/invite")
@may_enter(Role.ADMINISTRATOR)
def invite_officer() -> ResponseReturnValue:
    """Whom to invite."""
    return _invite_page(_invite_form())


@pages.post("/admin/accounts/invite")
@may_enter(Role.ADMINISTRATOR)
@second_factor_again
def send_invite_officer() -> ResponseReturnValue:
    """Make the account, and show its code once."""
    form = _invite_form()
    if not form.validate():
        return _invite_page(form), 422
    who = form.invited()
    try:
        code = invite(desk(), acting_officer(), who)
    except AccountTakenError:
        form.account.errors = [_("This account is or was somebody's. Please choose another.")]
        return _invite_page(form), 422
    return _code_page(who.account, code)


@pages.get("/admin/accounts/<account>")
@may_enter(Role.ADMINISTRATOR)
def one_account(account: str) -> ResponseReturnValue:
    """One account, and what can be done to it."""
    return _account_page(account)


@pages.post("/admin/accounts/<account>/role")
@may_enter(Role.ADMINISTRATOR)
@second_factor_again
def send_role(account: str) -> ResponseReturnValue:
    """Another role."""
    form = _role_form(_find(account), RoleForm())
    if not form.validate():
        return _account_page(account, role_form=form), 422
    change_role(desk(), acting_officer(), account, Role(form.role.data))
    return _done("role")


@pages.post("/admin/accounts/<account>/block")
@may_enter(Role.ADMINISTRATOR)
@second_factor_again
def send_block(account: str) -> ResponseReturnValue:
    """Keep the account out."""
    block_account(desk(), acting_officer(), account)
    return _done("blocked")


@pages.post("/admin/accounts/<account>/unblock")
@may_enter(Role.ADMINISTRATOR)
@second_factor_again
def send_unblock(account: str) -> ResponseReturnValue:
    """Let it in again."""
    unblock_account(desk(), acting_officer(), account)
    return _done("unblocked")


@pages.post("/admin/accounts/<account>/reset")
@may_enter(Role.ADMINISTRATOR)
@second_factor_again
def send_reset(account: str) -> ResponseReturnValue:
    """Take password and second factor away, and show a new code once."""
    form = SureForm()
    if not form.validate():
        return _account_page(account, reset_form=form), 422
    return _code_page(account, invite_anew(desk(), acting_officer(), account))


@pages.post("/admin/accounts/<account>/remove")
@may_enter(Role.ADMINISTRATOR)
@second_factor_again
def send_remove(account: str) -> ResponseReturnValue:
    """Remove it for good."""
    form = SureForm()
    if not form.validate():
        return _account_page(account, remove_form=form), 422
    remove_account(desk(), acting_officer(), account)
    return _done("removed")


@pages.errorhandler(UnknownAccountError)
def unknown(_error: UnknownAccountError) -> ResponseReturnValue:
    """There is no such account (any more)."""
    return error_page(404)


def _done(what: str) -> ResponseReturnValue:
    session[_DONE] = what
    return redirect(url_for("console.accounts"), 303)


def _organ_names() -> Mapping[str, str]:
    return {organ.organ_id: organ.name for organ in desk().roster().organs}


def _invite_form() -> InviteForm:
    form = InviteForm()
    form.organ.choices = choices_of(_organ_names().items())
    return form


def _find(account: str) -> ListedAccount:
    for one in list_accounts(desk(), acting_officer()):
        if one.account == account:
            return one
    raise UnknownAccountError


def _role_form(found: ListedAccount, form: RoleForm) -> RoleForm:
    form.role.choices = choices_of([(role, labels.ROLES[role]) for role in found.roles])
    return form


def _sure(form: SureForm | None, label: labels.Label) -> SureForm:
    form = form or SureForm(formdata=None)
    form.sure.label.text = label
    return form


def _account_page(
    account: str,
    *,
    role_form: RoleForm | None = None,
    reset_form: SureForm | None = None,
    remove_form: SureForm | None = None,
) -> str:
    found = _find(account)
    return render_template(
        "one_account.html",
        officer=officer_view(),
        unlocked=False,
        one=found,
        role_text=labels.ROLES[found.role],
        organ_name=_organ_names().get(found.organ_id, found.organ_id),
        now=desk().clock(),
        role_form=role_form or _role_form(found, RoleForm(formdata=None)),
        reset_form=_sure(reset_form, _RESET_SURE),
        remove_form=_sure(remove_form, _REMOVE_SURE),
    )


def _invite_page(form: InviteForm) -> str:
    return render_template("invite.html", officer=officer_view(), unlocked=False, form=form)


def _code_page(account: str, code: str) -> str:
    return render_template(
        "invitation_code.html",
        officer=officer_view(),
        unlocked=False,
        account=account,
        name=_find(account).name,
        code=code,
        ends_at=_find(account).invited_until,
    )
