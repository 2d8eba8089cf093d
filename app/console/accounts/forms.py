"""The forms about accounts."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, ValidationError

from app.domain.names import is_account, is_name
from app.domain.roles import INVITED_ROLES, Role
from app.services.officer.accounts.invitations import Invited
from app.services.officer.accounts.password_rules import MIN_PASSWORD_CHARACTERS, PasswordFault
from app.web import labels
from app.web.choices import choices_of

PASSWORD_FAULTS: dict[PasswordFault, labels.Label] = {
    PasswordFault.SHORT: _l("Please choose a longer password: 12 characters at least."),
    PasswordFault.LONG: _l("Please choose a shorter password: 1,000 characters at most."),
    PasswordFault.COMMON: _l(
        "This is one of the passwords that are tried first. Please choose one that is harder to "
        "guess, such as four words that have nothing to do with each other."
    ),
    PasswordFault.HAS_ACCOUNT: _l("Please choose a password without the name of your account."),
}


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """An account and its password."""

    account = StringField(_l("Account"), [InputRequired(_l("Please type your account."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Please type your password."))])


class FactorForm(FlaskForm):  # type: ignore[misc]  # the same
    """A second factor: a code, or a passkey's answer that the page's script put there."""

    second_factor_code = StringField(
        _l("Code"),
        description=_l("The six digits of your authenticator app, or one of your recovery codes."),
    )
    second_factor_passkey = HiddenField()

    def is_empty(self) -> bool:
        """Whether nothing was shown; it then says so."""
        if (self.second_factor_code.data or "").strip() or self.second_factor_passkey.data:
            return False
        self.second_factor_code.errors = [_("Please type the code.")]
        return True


class AuthenticatorForm(FlaskForm):  # type: ignore[misc]  # the same
    """The first code of a new authenticator app."""

    sealed_seed = HiddenField()
    code = StringField(
        _l("Code that the app shows now"), [InputRequired(_l("Please type the six digits."))]
    )


class PasskeyForm(FlaskForm):  # type: ignore[misc]  # the same
    """A new passkey: what it is to be called, and what the page's script got from it."""

    name = StringField(
        _l("Name of the passkey"),
        description=_l("So that you know it again, such as “office key” or “telephone”."),
    )
    passkey = HiddenField()

    def validate_name(self, field: Any) -> None:  # noqa: ANN401  WTForms' own
        """1 to 64 printable characters."""
        if not is_name(field.data or ""):
            raise ValidationError(_("Please give the passkey a name of 1 to 64 characters."))


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # the same
    """A new password, typed twice."""

    new_password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Please type the new password."))],
        description=_l(
            "%(count)d characters at least. Four words that have nothing to do with each other are "
            "good; a name, a year or a row of keys is not.",
            count=MIN_PASSWORD_CHARACTERS,
        ),
    )
    repeated_password = PasswordField(
        _l("The new password once more"),
        [EqualTo("new_password", _l("The two are not the same. Please type both again."))],
    )


class PasswordForm(NewPasswordForm):
    """A new password in the place of the present one."""

    present_password = PasswordField(
        _l("Present password"), [InputRequired(_l("Please type your present password."))]
    )


class CodeForm(FlaskForm):  # type: ignore[misc]  # the same
    """The code of an invitation."""

    code = StringField(
        _l("Invitation code"),
        [InputRequired(_l("Please type the code that you were given."))],
        description=_l("Four groups of four characters; capital or small letters alike."),
    )


class AcceptForm(NewPasswordForm):
    """A password for an account that waited; the code travels along."""

    code = HiddenField()


class InviteForm(FlaskForm):  # type: ignore[misc]  # the same
    """Who is invited."""

    account = StringField(
        _l("Account"),
        description=_l("Small letters and digits, a letter first. It is never given twice."),
    )
    name = StringField(_l("Full name"), description=_l("As colleagues know them."))
    role = SelectField(
        _l("Role"), choices=choices_of([(role, labels.ROLES[role]) for role in INVITED_ROLES])
    )
    organ = SelectField(_l("Organ"))

    def invited(self) -> Invited:
        """Who was named."""
        return Invited(
            self.account.data or "",
            (self.name.data or "").strip(),
            Role(self.role.data),
            self.organ.data,
        )

    def validate_account(self, field: Any) -> None:  # noqa: ANN401  WTForms' own
        """As accounts are."""
        if not is_account(field.data or ""):
            raise ValidationError(
                _("Please use 1 to 32 small letters and digits, beginning with a letter.")
            )

    def validate_name(self, field: Any) -> None:  # noqa: ANN401  the same
        """As names are."""
        if not is_name(field.data or ""):
            raise ValidationError(_("Please give a name of 1 to 64 characters."))


class RoleForm(FlaskForm):  # type: ignore[misc]  # the same
    """Another role."""

    role = SelectField(_l("New role"))


class SureForm(FlaskForm):  # type: ignore[misc]  # the same
    """A step that cannot be taken back, confirmed."""

    sure = BooleanField("", [DataRequired(_l("Please tick the box to confirm."))])
