"""The other half of the access table: what each may write, and the browser of a trainer's link.

Every address has a row here too. What is sent is empty, so 200 is a form that says what it misses
and 302 a step that needs no more; each is taken back before the next person tries.
"""

import pytest
from django.test import Client

from tests.portfolios.proof.twice import undone
from tests.scene import people, played, scene
from tests.test_access import IN, ROLES, TABLE, _row, _url

__all__ = ["people", "played", "scene"]

# Roles:            guest nobody student classmate teacher elsewhere coordinator board admin
LOOKED_AT = _row(IN, *[405] * 8)
LOOKED_AT_BY_ALL = _row(*[405] * 9)
ANYBODY = _row(*[200] * 9)
INSIDE = _row(IN, *[200] * 8)
INCOMPLETE = _row(*[400] * 9)
INCOMPLETE_INSIDE = _row(IN, *[400] * 8)
NOT_THERE = _row(IN, *[404] * 8)
STUDENTS = _row(IN, 404, 200, 200, 404, 404, 404, 404, 404)
ALONE = _row(IN, 404, 200, 404, 404, 404, 404, 404, 404)
ALONE_AT_ONCE = _row(IN, 404, 302, 404, 404, 404, 404, 404, 404)
OWNER_AT_ONCE = _row(IN, 404, 302, 404, 403, 404, 403, 403, 404)
ASSESSORS = _row(IN, 404, 403, 404, 200, 404, 403, 403, 404)
ASSESSORS_AT_ONCE = _row(IN, 404, 403, 404, 302, 404, 403, 403, 404)
REVOKERS = _row(IN, 404, 403, 404, 200, 404, 200, 403, 404)
COORDINATORS = _row(IN, 404, 403, 404, 403, 404, 200, 403, 404)
BOARD_HERE = _row(IN, 404, 403, 404, 403, 404, 403, 200, 404)
BOARD = _row(IN, 403, 403, 403, 403, 403, 403, 200, 403)
# What is sent is empty, so it names none of one's own.
TEACHERS = _row(IN, 403, 403, 403, 404, 404, 403, 403, 403)

WRITES = {
    "account_login": _row(200, *[302] * 8),
    "account_logout": _row(*[IN] * 9),
    # Programs ask with headers; who they are is asked after that (files/test_tus_people.py).
    "portfolios:uploads": _row(401, *[412] * 8),
    "portfolios:upload": _row(401, *[405] * 8),
    "portfolios:draft": _row(401, *[404] * 8),
    "portfolios:file_poster": _row(IN, 404, 422, 404, 403, 404, 403, 403, 404),
    "portfolios:second_look": _row(IN, 404, 404, 404, 404, 404, 404, 200, 404),
    "portfolios:completion_confirm": _row(IN, 404, 403, 404, 403, 404, 403, 302, 404),
    "portfolios:portfolio_manage": _row(IN, 404, 403, 404, 403, 404, 302, 403, 404),
    "portfolios:class_year_end": _row(IN, 404, 404, 404, 403, 404, 200, 403, 404),
    "portfolios:class_lists": _row(IN, 403, 403, 403, 403, 403, 200, 403, 200),
    "portfolios:class_list": _row(IN, 403, 403, 403, 403, 403, 302, 403, 404),
    # Whoever has no list of this number has none to lose.
    "portfolios:class_list_leave": _row(IN, 403, 403, 403, 403, 403, 302, 403, 302),
    "portfolios:link_revoke": _row(IN, 404, 302, 404, 302, 404, 302, 403, 404),
    "portfolios:guest_code": _row(200, *[403] * 8),
    "portfolios:guest": _row(200, *[403] * 8),
}
for _row_of_several, _names in (
    (LOOKED_AT, """
        home curriculum:qualifications curriculum:qualification curriculum:qualification_file
        portfolios:portfolio
        portfolios:matrix portfolios:work_process portfolios:evidence_list
        portfolios:evidence_removed portfolios:evidence portfolios:file portfolios:file_preview
        portfolios:file_thumbnail portfolios:file_page portfolios:file_table portfolios:file_row
        portfolios:portfolio_of portfolios:matrix_of portfolios:work_process_of
        portfolios:levels portfolios:levels_of
        portfolios:history portfolios:portfolio_history portfolios:class_history
        portfolios:review_queue portfolios:figures portfolios:school_class_list
        portfolios:school_class portfolios:class_students portfolios:completion
        portfolios:class_overview portfolios:class_export portfolios:school
        portfolios:class_list_template portfolios:class_list_errors
        portfolios:school_export portfolios:board portfolios:sample_list
        portfolios:exemption_attachment portfolios:link_print portfolios:messages
        portfolios:message"""),
    (LOOKED_AT_BY_ALL, """
        health service_worker manifest account_inactive account_reset_password_done
        account_reset_password_from_key_done portfolios:evidence_offline portfolios:guest_file
        portfolios:guest_preview portfolios:guest_thumbnail"""),
    # Lead on: to settings, home or the password, without which nothing of it is written.
    (_row(IN, *[302] * 8), """
        mfa_index mfa_activate_totp mfa_generate_recovery_codes mfa_authenticate
        mfa_reauthenticate"""),
    # Who has none finds no page to take it away, or with its codes.
    (NOT_THERE, "mfa_deactivate_totp"),
    (LOOKED_AT, "mfa_view_recovery_codes"),
    (ANYBODY, "account_reset_password account_reset_password_from_key"),
    (INSIDE, "settings account_reauthenticate account_change_password"),
    (INCOMPLETE, "language theme"),
    (INCOMPLETE_INSIDE, "portfolios:messages_read"),
    (NOT_THERE, "portfolios:evidence_restore portfolios:evidence_erase"),
    (STUDENTS, """
        portfolios:specialisation portfolios:submit portfolios:evidence_add
        portfolios:trainer_ask"""),
    (ALONE, "portfolios:evidence_edit"),
    (ALONE_AT_ONCE, """
        portfolios:withdraw portfolios:evidence_remove portfolios:file_process
        portfolios:file_remove"""),
    (OWNER_AT_ONCE, "portfolios:evidence_replace portfolios:evidence_link"),
    (ASSESSORS, """
        portfolios:review portfolios:review_together portfolios:to_confirm portfolios:trainers"""),
    (TEACHERS, "portfolios:phrases"),
    (ASSESSORS_AT_ONCE, """
        portfolios:completion_propose portfolios:trainer_check portfolios:trainer_decline"""),
    (REVOKERS, "portfolios:revoke"),
    (COORDINATORS, "portfolios:file_erase portfolios:release_seat"),
    (BOARD_HERE, """
        portfolios:completion_refuse portfolios:completion_reopen portfolios:exemption_end"""),
    (BOARD, "portfolios:sample_add portfolios:exemption_add"),
):  # fmt: skip
    WRITES.update(dict.fromkeys(_names.split(), _row_of_several))


def test_every_address_says_who_may_write():
    assert set(WRITES) == set(TABLE)


def _answer(client, url, method):
    with undone():
        response = getattr(client, method)(url)
        if response.streaming:
            response.getvalue()
    sends_to_sign_in = response.status_code == 302 and "/login/" in response.url
    return IN if sends_to_sign_in else response.status_code


def _browser(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write(role, scene, people):
    found = {name: _answer(_browser(people.get(role)), _url(name, scene), "post") for name in TABLE}
    assert found == {name: row[role] for name, row in WRITES.items()}


@pytest.mark.parametrize(("method", "rows"), [("get", "reads"), ("post", "writes")])
def test_who_opened_the_link_of_a_trainer_is_a_guest_everywhere_else(scene, method, rows):
    client = Client()
    assert client.get(_url("portfolios:guest", scene)).status_code == 200
    expected = WRITES if rows == "writes" else {name: row for name, (_args, row) in TABLE.items()}
    found = {name: _answer(client, _url(name, scene), method) for name in TABLE}
    assert found == {name: row["guest"] for name, row in expected.items()}
