"""Forms of the site itself, and those of allauth in our own layout."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp import forms as totp
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from portfolios.models import User

PANEL_HEAD = '<div class="panel-head"><h2>{title}</h2></div>'


class SettingsForm(forms.ModelForm):
    """What a person sets for themselves."""

    class Meta:
        model = User
        fields = ["language", "theme", "mail_timing", "review_keys"]
        # The style sheet shows the words as buttons; the radio itself stays for the keyboard.
        widgets = {
            "language": forms.RadioSelect(attrs={"class": "visually-hidden"}),
            "theme": forms.RadioSelect(attrs={"class": "visually-hidden"}),
            "mail_timing": forms.RadioSelect,
        }
        labels = {"mail_timing": _("When do you want mail?"), "review_keys": _("Shortcuts on")}
        help_texts = {
            "language": _("For buttons and texts. Evidence is not translated."),
            "theme": _("Light or dark, or the same as your phone or computer."),
            "mail_timing": _("Your messages are always behind the bell too."),
            "review_keys": _(
                "They never work while you type. Switch them off when you work with your voice "
                "or a screen reader."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [
            (code, get_language_info(code)["name_local"]) for code in User.Language.values
        ]
        if not self.instance.roles.teacher:
            del self.fields["review_keys"]
        self.helper = FormHelper()
        self.helper.form_class = "stack"
        self.helper.layout = Layout(
            Div(
                HTML(format_lazy(PANEL_HEAD, title=_("Language and display"))),
                Field("language", template="components/choice_row.html"),
                Field("theme", template="components/choice_row.html"),
                css_class="panel lines",
            ),
            Div(
                HTML(format_lazy(PANEL_HEAD, title=_("Mail"))),
                Field("mail_timing", template="wtb_site/_mail_timing_field.html"),
                css_class="panel lines",
            ),
            *self._keys(),
            Div(Submit("save", _("Save settings"), css_class="btn-big"), css_class="row-flex"),
        )

    def _keys(self):
        """The switch of the shortcuts and what they are, for who assesses."""
        if "review_keys" in self.fields:
            yield Div(
                HTML(format_lazy(PANEL_HEAD, title=_("Shortcuts"))),
                Field("review_keys", template="wtb_site/_review_keys_field.html"),
                css_class="panel lines",
            )


class AccountForm(forms.Form):
    """Layout of a form of the sign-in pages: its fields, and one button."""

    button = None
    fields_in_order = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = _(
                "At least 10 characters. Not your name, not only digits, "
                "and not a password that many people use."
            )
        self.helper = FormHelper()
        # The page makes the form, because it also carries where to go next.
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *self.fields_in_order, Submit("send", self.button, css_class="btn-big w-100")
        )


class LoginForm(AccountForm, account.LoginForm):
    button = _("Sign in")
    fields_in_order = ("login", "password")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The page has its own link for a forgotten password, below the button.
        self.fields["password"].help_text = ""


class ResetPasswordForm(AccountForm, account.ResetPasswordForm):
    button = _("Send me a link")
    fields_in_order = ("email",)

    def save(self, request, **kwargs):
        """Mail the link; an unknown address costs about the same work and gets nothing."""
        if not self.users:
            nobody = User(email=self.cleaned_data["email"], language=request.LANGUAGE_CODE)
            context = {"user": nobody, "password_reset_url": request.build_absolute_uri()}
            get_adapter().render_mail("account/email/password_reset_key", nobody.email, context)
        return super().save(request, **kwargs)


class ResetPasswordKeyForm(AccountForm, account.ResetPasswordKeyForm):
    button = _("Save password")
    fields_in_order = ("password1", "password2")


class ChangePasswordForm(AccountForm, account.ChangePasswordForm):
    button = _("Save password")
    fields_in_order = ("oldpassword", "password1", "password2")


class ReauthenticateForm(AccountForm, account.ReauthenticateForm):
    button = _("Continue")
    fields_in_order = ("password",)


class AppCodeForm(AccountForm):
    """One field for the code of the app; digits, which a phone offers at once."""

    button = _("Continue")
    fields_in_order = ("code",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class CodeForm(AppCodeForm, codes.AuthenticateForm):
    """After the password: the code of the app, or a recovery code."""


class CodeAgainForm(AppCodeForm, codes.ReauthenticateForm):
    """Once more, before something that matters."""


class SetUpForm(AppCodeForm, totp.ActivateTOTPForm):
    """The first code, which shows that the app has the key."""

    button = _("Set up")


class SwitchOffForm(AccountForm, totp.DeactivateTOTPForm):
    """Nothing to fill in; the button says what happens."""

    button = _("Take this app away")


class NewCodesForm(AccountForm, GenerateRecoveryCodesForm):
    """Nothing to fill in; the button says what happens."""

    button = _("Make new recovery codes")
