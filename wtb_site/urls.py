"""All addresses: the site's own pages, accounts, administration, curriculum and portfolios."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from wtb_site import installable, views

# The administration is reached through the same sign-in, with the same limits.
admin.site.login = secure_admin_login(admin.site.login)
to_password_change = RedirectView.as_view(pattern_name="account_change_password")

# Of allauth only these pages; signing up, addresses and connections are not for the people here.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# The second factor; where it stands is told on the page of settings.
second_factor = [
    path("", RedirectView.as_view(pattern_name="settings"), name="mfa_index"),
    path("set-up/", views.set_up_second_factor, name="mfa_activate_totp"),
    path("take-away/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("code-again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("sw.js", installable.service_worker, name="service_worker"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("health/", views.health, name="health"),
    path("settings/", views.settings_page, name="settings"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("accounts/", include(accounts)),
    path("accounts/second-factor/", include(second_factor)),
    path("admin/logout/", account.logout),
    path("admin/password_change/", to_password_change),
    path("admin/password_change/done/", to_password_change),
    path("admin/", admin.site.urls),
    path("curriculum/", include("curriculum.urls")),
    path("", include("portfolios.urls")),
]

handler400 = "wtb_site.refusals.bad_request"
handler403 = "wtb_site.refusals.not_allowed"
handler404 = "wtb_site.refusals.not_found"
handler500 = "wtb_site.refusals.server_error"
