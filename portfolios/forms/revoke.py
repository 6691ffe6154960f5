"""The form with which a sign-off is taken back."""

from django.utils.translation import gettext_lazy as _

from portfolios.forms.board import ReasonForm


class RevokeForm(ReasonForm):
    """Why the sign-off is taken back; the student reads it."""

    button = _("Revoke sign-off")
    button_class = "btn-primary btn-big"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "The student reads this. Say what has to be shown again."
        )
        self.fields["reason"].widget.attrs["rows"] = 4
