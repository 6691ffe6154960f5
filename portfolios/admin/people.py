"""People: who they are, their roles, and the mail with which they set a password."""

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios import people
from portfolios.admin.leaving import LetsLeave
from portfolios.admin.merging import MergesAccounts
from portfolios.admin.second_factor import ResetsSecondFactor
from portfolios.admin.workbench import Workbench, link
from portfolios.enums import Role
from portfolios.models import User

# What the form calls a role that is given here; teachers are chosen on the page of a class.
ROLES = {
    "coordinator": Role.COORDINATOR,
    "board": Role.BOARD,
    "administrator": Role.ADMINISTRATOR,
}
ROLE_NAMES = {
    "student": _("student"),
    "teacher": _("teacher"),
    "coordinator": Role.COORDINATOR.label,
    "board": Role.BOARD.label,
    "administrator": Role.ADMINISTRATOR.label,
}


def has_role(person, name):
    return person.is_staff if name == "administrator" else getattr(person, f"is_{name}")


class WithAddress:
    """A field in which people are chosen by name and address: names may be the same."""

    def label_from_instance(self, person):
        return f"{person} ({person.email})"


class RoleFilter(admin.SimpleListFilter):
    """People by a role that they have, or those who have none."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [*ROLE_NAMES.items(), ("none", _("no role"))]

    def queryset(self, request, queryset):
        fields = {name: f"is_{name}" for name in ROLE_NAMES} | {"administrator": "is_staff"}
        if self.value() == "none":
            return queryset.filter(**dict.fromkeys(fields.values(), False))
        if self.value() in fields:
            return queryset.filter(**{fields[self.value()]: True})
        return queryset


class PersonForm(forms.ModelForm):
    """Who somebody is, and the roles that an administrator gives and takes."""

    coordinator = forms.BooleanField(
        label=_("Coordinator"), required=False, help_text=_("Sees every portfolio of the school.")
    )
    board = forms.BooleanField(
        label=_("Examination board"),
        required=False,
        help_text=_("Sees every portfolio of the school."),
    )
    administrator = forms.BooleanField(
        label=_("Administrator"), required=False, help_text=_("Works in this administration.")
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "language", "is_active"]

    # Who fills in the form; set by the page.
    editor = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {name: getattr(self.instance.roles, name) for name in ROLES}

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody else has this e-mail address."))
        return email

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.instance.pk == self.editor.pk:
            for name in ("is_active", "administrator"):
                if not cleaned.get(name):
                    self.add_error(
                        name, _("You would lock yourself out. Ask another administrator.")
                    )
        return cleaned


@admin.register(User)
class UserAdmin(LetsLeave, MergesAccounts, ResetsSecondFactor, Workbench):
    """People. Never deleted, and nobody sets a password for somebody else."""

    form = PersonForm
    about = _(
        "Nobody sets a password for somebody else: send a mail with which the person sets one."
    )
    why_kept = _(
        "A person is never deleted: portfolios, assessments and the log name them. "
        "Somebody who has left is made inactive."
    )
    list_display = ("name", "email", "roles", "language", "is_active")
    list_filter = (RoleFilter, "is_active", "language")
    search_fields = ("first_name", "last_name", "email")
    search_help_text = _("Search by name or e-mail address.")
    list_per_page = 50
    actions = ("send_reset_mails",)

    def get_queryset(self, request):
        return super().get_queryset(request).with_roles()

    def get_fields(self, request, obj=None):
        # Of an account that was merged nothing can be changed, and no role is left.
        given = [] if obj and obj.merged_into_id else ROLES
        fields = [*PersonForm.Meta.fields, *given]
        return [*fields, *self.get_readonly_fields(request, obj)]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        merged = ["merged_into"] if obj.merged_into_id else []
        facts = ["has_portfolios", "teaches", "second_factor", "date_joined", "last_login"]
        return [*facts, *merged]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user
        return form

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, person):
        return person.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, person):
        return ", ".join(str(label) for key, label in ROLE_NAMES.items() if has_role(person, key))

    @admin.display(description=_("portfolios"))
    def has_portfolios(self, person):
        found = person.portfolios.with_people()
        return format_html_join(", ", "{}", [[link(row, row.exit_profile)] for row in found])

    @admin.display(description=_("teaches"))
    def teaches(self, person):
        return format_html_join(", ", "{}", [[link(row)] for row in person.classes.all()])

    def save_model(self, request, obj, form, change):
        fields = {name: form.cleaned_data[name] for name in PersonForm.Meta.fields}
        if change:
            people.change_user(obj, by=request.user, **fields)
        else:
            obj.pk = people.create_user(**fields).pk
        for name, role in ROLES.items():
            people.set_role(obj, role, form.cleaned_data[name], by=request.user)

    def get_urls(self):
        address = path(
            "<path:object_id>/reset-mail/",
            self.admin_site.admin_view(self.reset_mail),
            name="portfolios_user_reset_mail",
        )
        return [address, *super().get_urls()]

    def reset_mail(self, request, object_id):
        """Send one person the mail with which they set a password."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        self._send_reset_mail(request, person)
        return redirect(reverse("admin:portfolios_user_change", args=[person.pk]))

    @admin.action(description=_("Send a mail to set a password"), permissions=["change"])
    def send_reset_mails(self, request, queryset):
        for person in queryset:
            self._send_reset_mail(request, person)

    def _send_reset_mail(self, request, person):
        form = ResetPasswordForm({"email": person.email})
        if not (person.is_active and form.is_valid() and form.users):
            sentence = gettext("%s cannot sign in, so no mail was sent.") % person
            self.message_user(request, sentence, messages.ERROR)
            return
        form.save(request)
        self.log_change(request, person, gettext("Sent a mail to set a password."))
        sentence = gettext("A mail to set a password goes to %s.") % person.email
        self.message_user(request, sentence, messages.SUCCESS)
