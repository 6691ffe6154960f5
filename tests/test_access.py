"""The access table: role x page x own or other. Every address has a row, or the test fails.

`own` pages belong to the student of the scene, who is in the class of `teacher`. A number is the
status of the answer; IN is the way to the sign-in page.
"""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.portfolios.proof.twice import undone
from tests.scene import people, played, scene

__all__ = ["people", "played", "scene"]

IN = "sign in"
ROLES = (
    "guest", "nobody", "student", "classmate", "teacher", "teacher_elsewhere",
    "coordinator", "board_member", "administrator",
)  # fmt: skip


def _row(*statuses):
    return dict(zip(ROLES, statuses, strict=True))


#                  guest nobody student classmate teacher elsewhere coordinator board admin
EVERYBODY = _row(IN, 200, 200, 200, 200, 200, 200, 200, 200)
OPEN = _row(200, 200, 200, 200, 200, 200, 200, 200, 200)
STUDENTS = _row(IN, 404, 200, 200, 404, 404, 404, 404, 404)
OWNER = _row(IN, 404, 200, 404, 403, 404, 403, 403, 404)
ALONE = _row(IN, 404, 200, 404, 404, 404, 404, 404, 404)
SEES_PORTFOLIO = _row(IN, 404, 200, 404, 200, 404, 200, 200, 404)
ASSESSES = _row(IN, 404, 302, 404, 200, 404, 200, 200, 404)
COORDINATES = _row(IN, 404, 403, 404, 403, 404, 200, 403, 404)
REVOKES = _row(IN, 404, 403, 404, 200, 404, 200, 403, 404)
OF_ASSESSORS = _row(IN, 404, 403, 404, 200, 404, 403, 403, 404)
DECIDES = _row(IN, 404, 403, 404, 403, 404, 403, 200, 404)
BOARD = _row(IN, 403, 403, 403, 403, 403, 403, 200, 403)
SCHOOL = _row(IN, 403, 403, 403, 403, 403, 200, 200, 403)
CLASSES = _row(IN, 403, 403, 403, 200, 200, 200, 200, 403)
CLASS = _row(IN, 404, 404, 404, 200, 404, 200, 200, 404)
ERASES = _row(IN, 404, 403, 404, 403, 404, 200, 403, 404)
NOBODY = _row(IN, 404, 404, 404, 404, 404, 404, 404, 404)
OF_BOARD = _row(IN, 404, 404, 404, 404, 404, 404, 200, 404)
OF_CLASS = _row(IN, 404, 404, 404, 403, 404, 200, 403, 404)
TEACHERS = _row(IN, 403, 403, 403, 200, 200, 403, 403, 403)
IMPORTERS = _row(IN, 403, 403, 403, 403, 403, 200, 403, 200)
# The class list of the scene is the coordinator's own.
UPLOADER = _row(IN, 403, 403, 403, 403, 403, 200, 403, 404)
# Each message belongs to one person: that of the scene to the teacher.
RECEIVER = _row(IN, 404, 404, 404, 302, 404, 404, 404, 404)
ADMIN = _row(IN, IN, IN, IN, IN, IN, IN, IN, 200)
HOME = _row(IN, 200, 302, 302, 302, 302, 302, 302, 302)
POST_ONLY = _row(405, 405, 405, 405, 405, 405, 405, 405, 405)
POST_ONLY_INSIDE = _row(IN, 405, 405, 405, 405, 405, 405, 405, 405)
# Who is signed in already is sent home from the pages that let one in.
SIGN_IN = _row(200, 302, 302, 302, 302, 302, 302, 302, 302)
# What programs ask: nobody is sent to the sign-in page.
PROGRAMS = _row(401, 404, 200, 200, 404, 404, 404, 404, 404)
# By the methods of tus alone; a look is told so, whoever looks.
TUS_ONLY = _row(401, *[405] * 8)
# A page whose only work is to tell once more whom it was sent to.
ASK_AGAIN = _row(IN, 200, 200, 200, 200, 200, 200, 200, 200)

# Addresses of the second factor of people who have none; they lead on.
SETTINGS = ASKS_AGAIN = _row(IN, *[302] * 8)
# Between the password and the code alone; others are sent home.
CODE = _row(IN, *[302] * 8)

# A teacher of the class alone; the others who see the portfolio may look.
CHECKS = _row(IN, 404, 403, 404, 200, 404, 403, 403, 404)
SEES_TRAINERS = _row(IN, 404, 403, 404, 200, 404, 200, 200, 404)
# The student asked; somebody of the examination board only looks.
TAKES_BACK = _row(IN, 404, 200, 404, 200, 404, 200, 403, 404)
# Whoever holds the link or the code, and has no account here.
HOLDS_LINK = _row(200, *[403] * 8)

# Address -> (arguments from the scene, who gets what). Pages of a portfolio are those of `student`.
TABLE = {
    "home": ((), HOME),
    "health": ((), OPEN),
    "service_worker": ((), OPEN),
    "manifest": ((), OPEN),
    "settings": ((), EVERYBODY),
    "language": ((), POST_ONLY),
    "theme": ((), POST_ONLY),
    "account_login": ((), SIGN_IN),
    "account_logout": ((), EVERYBODY),
    "account_inactive": ((), OPEN),
    "account_reauthenticate": ((), ASK_AGAIN),
    "account_change_password": ((), EVERYBODY),
    "account_reset_password": ((), OPEN),
    "account_reset_password_done": ((), OPEN),
    "account_reset_password_from_key": (("none", "none"), OPEN),
    "account_reset_password_from_key_done": ((), OPEN),
    "mfa_index": ((), SETTINGS),
    # Once more a password first, where the session began some time ago.
    "mfa_activate_totp": ((), ASKS_AGAIN),
    "mfa_generate_recovery_codes": ((), ASKS_AGAIN),
    "mfa_deactivate_totp": ((), NOBODY),
    "mfa_view_recovery_codes": ((), NOBODY),
    "mfa_authenticate": ((), CODE),
    # Without a second factor the password is asked.
    "mfa_reauthenticate": ((), SETTINGS),
    # With one qualification, the list leads to it.
    "curriculum:qualifications": ((), _row(IN, *[302] * 8)),
    "curriculum:qualification": (("slug", "version"), EVERYBODY),
    "curriculum:qualification_file": (("slug", "version", "extension"), EVERYBODY),
    "portfolios:portfolio": ((), STUDENTS),
    "portfolios:matrix": ((), STUDENTS),
    "portfolios:levels": ((), STUDENTS),
    "portfolios:specialisation": (("task",), STUDENTS),
    "portfolios:work_process": (("code",), STUDENTS),
    "portfolios:submit": (("code",), STUDENTS),
    "portfolios:withdraw": (("submitted_code",), ALONE),
    "portfolios:evidence_list": ((), STUDENTS),
    "portfolios:evidence_add": ((), STUDENTS),
    "portfolios:evidence_offline": ((), OPEN),
    "portfolios:evidence_removed": ((), STUDENTS),
    "portfolios:evidence_restore": (("loose",), POST_ONLY_INSIDE),
    "portfolios:evidence_erase": (("loose",), NOBODY),
    "portfolios:draft": ((), POST_ONLY),
    "portfolios:evidence": (("frozen",), SEES_PORTFOLIO),
    "portfolios:evidence_edit": (("loose",), ALONE),
    "portfolios:evidence_replace": (("frozen",), OWNER),
    "portfolios:evidence_link": (("frozen",), POST_ONLY_INSIDE),
    "portfolios:evidence_remove": (("loose",), ALONE),
    "portfolios:uploads": ((), PROGRAMS),
    "portfolios:upload": (("upload",), TUS_ONLY),
    "portfolios:file": (("file",), SEES_PORTFOLIO),
    "portfolios:file_preview": (("file",), SEES_PORTFOLIO),
    "portfolios:file_thumbnail": (("file",), SEES_PORTFOLIO),
    "portfolios:file_page": (("pdf", 1), SEES_PORTFOLIO),
    "portfolios:file_table": (("table",), SEES_PORTFOLIO),
    "portfolios:file_poster": (("file",), POST_ONLY_INSIDE),
    "portfolios:file_row": (("loose_file",), ALONE),
    "portfolios:file_process": (("loose_file",), POST_ONLY_INSIDE),
    "portfolios:file_erase": (("file",), ERASES),
    "portfolios:file_remove": (("loose_file",), ALONE),
    "portfolios:portfolio_of": (("portfolio",), SEES_PORTFOLIO),
    "portfolios:matrix_of": (("portfolio",), SEES_PORTFOLIO),
    "portfolios:levels_of": (("portfolio",), SEES_PORTFOLIO),
    "portfolios:history": ((), STUDENTS),
    "portfolios:portfolio_history": (("portfolio",), SEES_PORTFOLIO),
    "portfolios:class_history": (("school_class",), CLASS),
    "portfolios:to_confirm": (("portfolio",), OF_ASSESSORS),
    "portfolios:portfolio_manage": (("portfolio",), COORDINATES),
    "portfolios:work_process_of": (("portfolio", "code"), SEES_PORTFOLIO),
    "portfolios:revoke": (("portfolio", "signed_code"), REVOKES),
    "portfolios:review_queue": ((), TEACHERS),
    # Off unless the school turns it on.
    "portfolios:figures": ((), NOBODY),
    "portfolios:review": (("submission",), ASSESSES),
    "portfolios:review_together": (("shared",), OF_ASSESSORS),
    "portfolios:phrases": ((), TEACHERS),
    "portfolios:release_seat": (("submission",), COORDINATES),
    "portfolios:school_class_list": ((), CLASSES),
    "portfolios:school_class": (("school_class",), CLASS),
    "portfolios:class_export": (("school_class", "extension"), CLASS),
    "portfolios:class_overview": (("school_class",), CLASS),
    "portfolios:class_year_end": (("school_class",), OF_CLASS),
    "portfolios:school": ((), SCHOOL),
    "portfolios:school_export": (("extension",), SCHOOL),
    "portfolios:class_lists": ((), IMPORTERS),
    "portfolios:class_list_template": (("extension",), IMPORTERS),
    "portfolios:class_list": (("class_list",), UPLOADER),
    "portfolios:class_list_errors": (("class_list",), UPLOADER),
    "portfolios:class_list_leave": (("class_list",), POST_ONLY_INSIDE),
    "portfolios:completion_propose": (("portfolio",), OF_ASSESSORS),
    "portfolios:completion": (("completed", "completion"), SEES_PORTFOLIO),
    "portfolios:class_students": (("school_class",), CLASS),
    "portfolios:board": ((), BOARD),
    "portfolios:sample_list": ((), BOARD),
    "portfolios:sample_add": ((), BOARD),
    "portfolios:second_look": (("look",), OF_BOARD),
    "portfolios:completion_confirm": (("proposal",), DECIDES),
    "portfolios:completion_refuse": (("proposal",), DECIDES),
    "portfolios:completion_reopen": (("completion",), DECIDES),
    "portfolios:exemption_add": ((), BOARD),
    "portfolios:exemption_end": (("exemption",), DECIDES),
    "portfolios:exemption_attachment": (("exemption",), SEES_PORTFOLIO),
    "portfolios:trainer_ask": (("code",), STUDENTS),
    "portfolios:trainers": (("portfolio",), SEES_TRAINERS),
    "portfolios:trainer_check": (("trainer",), CHECKS),
    "portfolios:trainer_decline": (("trainer",), CHECKS),
    "portfolios:link_revoke": (("link",), TAKES_BACK),
    "portfolios:link_print": (("link",), REVOKES),
    "portfolios:guest_code": ((), HOLDS_LINK),
    "portfolios:guest": (("token",), HOLDS_LINK),
    "portfolios:guest_file": (("token", "shown_file"), HOLDS_LINK),
    "portfolios:guest_preview": (("token", "shown_file"), HOLDS_LINK),
    "portfolios:guest_thumbnail": (("token", "shown_file"), HOLDS_LINK),
    "portfolios:messages": ((), EVERYBODY),
    "portfolios:messages_read": ((), POST_ONLY_INSIDE),
    "portfolios:message": (("message",), RECEIVER),
}


def _names(patterns, namespace=""):
    """Every address of the application by its full name, but for the admin's, which are tried
    one by one in `test_the_admin_opens_for_administrators_alone`."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            inner = getattr(pattern, "namespace", None)
            if inner != "admin":
                prefix = f"{inner}:" if inner else ""
                yield from _names(pattern.url_patterns, namespace + prefix)
        elif not str(pattern.pattern).startswith("admin/"):
            yield namespace + str(pattern.name)


def test_every_address_has_a_row():
    assert set(_names(get_resolver().url_patterns)) == set(TABLE)


def _answer(person, url, method="get"):
    client = Client()
    with undone():
        if person is not None:
            client.force_login(person)
        response = getattr(client, method)(url)
        if response.streaming:
            response.getvalue()
    sends_to_sign_in = response.status_code == 302 and "/login/" in response.url
    return IN if sends_to_sign_in else response.status_code


def _url(name, scene):
    arguments, _row = TABLE[name]
    return reverse(name, args=[scene.get(argument, argument) for argument in arguments])


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open(role, scene, people):
    found = {name: _answer(people.get(role), _url(name, scene)) for name in TABLE}
    assert found == {name: row[role] for name, (_arguments, row) in TABLE.items()}


def test_drafts_and_their_files_are_the_students_own(scene, people):
    for name, pk in (("evidence", scene["loose"]), ("file", scene["loose_file"])):
        url = reverse(f"portfolios:{name}", args=[pk])
        answers = {role: _answer(people.get(role), url) for role in ROLES}
        assert answers == ALONE


def test_the_admin_opens_for_administrators_alone(people):
    from django.contrib import admin

    addresses = ["admin:index", *(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model in admin.site._registry
    )]  # fmt: skip
    for address in addresses:
        answers = {role: _answer(people.get(role), reverse(address)) for role in ROLES}
        assert answers == ADMIN, address
