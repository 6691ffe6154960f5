"""A qualification of another discipline, made through the administration alone.

Three exit profiles, twelve core tasks of ten work processes, of the last of which two are chosen.
"""

from django.urls import reverse

from curriculum.models import Qualification
from tests.portfolios.admin.desk import save
from tests.portfolios.admin.forms import sent_by
from tests.portfolios.admin.proposing import confirm, page

TASKS, ROWS, CHOOSE = 12, 10, 2
# Of each core task the first so many; of the last one, where two are chosen, the first so many.
MARKED = {4: (10, 10), 3: (5, 6), 2: (2, 3)}
ASKED = {level: (TASKS - 1) * rows + CHOOSE for level, (rows, _options) in MARKED.items()}


def make(desk):
    """Make it with the browser of an administrator, and publish it."""
    add = reverse("admin:curriculum_qualification_add")
    save(desk, add, name="Bakkerij", name_en="Bakery", slug="bakery", version="1")
    version = Qualification.objects.get(slug="bakery")
    grid = page("matrix", version)
    for level in MARKED:
        profile = {"name": f"Bakker {level}", "slug": f"bakery-{level}", "level": str(level)}
        _send(desk, grid, **{f"{name}-new": value for name, value in profile.items()})
    _send(desk, grid, **{"lines-": "\n".join(_lines())})
    _send(desk, grid, **_marks(version))
    publish = page("publish", version)
    confirm(desk, publish, desk.get(publish))
    version.refresh_from_db()
    return version


def _send(desk, grid, **changed):
    answer = desk.post(grid, sent_by(desk.get(grid)) | changed)
    assert answer.status_code == 302, "the grid was not saved"


def _lines():
    for task in range(1, TASKS + 1):
        yield f"{task} Kerntaak van de bakkerij {task}"
        for row in range(1, ROWS + 1):
            yield f"{task}.{row} bakt product {task}-{row}"


def _marks(version):
    profiles = {profile.level: profile.pk for profile in version.exit_profiles.all()}
    changed = {f"choose-{version.core_tasks.get(number=TASKS).pk}": str(CHOOSE)}
    for process in version.work_processes.select_related("core_task"):
        place = int(process.code.partition(".")[2])
        for level, (rows, options) in MARKED.items():
            if place <= (options if process.core_task.number == TASKS else rows):
                changed[f"mark-{process.pk}-{profiles[level]}"] = "required"
    return changed
