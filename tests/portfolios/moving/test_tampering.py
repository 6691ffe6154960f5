"""What is changed by hand after a move is named by the check of the log."""

from django.db import connection

from portfolios import triggers
from portfolios.models import Exemption, SignOff, SignOffMove
from tests.factories import exempt, signed_off
from tests.portfolios.moving import versions


def test_each_row_of_a_move_is_held_against_the_log(
    portfolio, teacher, board_member, mapping, administrator
):
    signed_off(portfolio, "2.2", teacher)
    signed_off(portfolio, "1.1", teacher)
    exempt(portfolio, "2.3", board_member)
    now = versions.moved(portfolio, mapping, administrator)
    cells = SignOff.objects.filter(pk=versions.cell(now, "2.3").pk)
    cells.update(to_confirm=False)
    (line,) = versions.breaks()
    assert "work process 2.3: stands at signed_off sufficient small-4, the log says" in line
    cells.update(to_confirm=True)
    old = SignOff.objects.get(portfolio=now, work_process__code="1.1", moved_to__isnull=False)
    SignOff.objects.filter(pk=old.pk).update(grade="good")
    (line,) = versions.breaks()
    assert f"work process 1.1 of qualification {mapping.source.pk}: stands at" in line
    SignOff.objects.filter(pk=old.pk).update(grade="sufficient")
    assert versions.breaks() == []
    triggers.drop()
    try:
        exemption = Exemption.objects.filter(moved_from__isnull=False)
        exemption.update(moved_from=None)
        move = SignOffMove.objects.get(source=old)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM portfolios_signoffmove WHERE id = %s", [move.pk])
    finally:
        triggers.make()
    assert sorted(line.partition(", ")[2] for line in versions.breaks()) == [
        f"exemption {exemption.model.objects.latest('pk').pk}: came from elsewhere, says the log",
        "move of 1.1 to 1.1: is gone",
    ]
