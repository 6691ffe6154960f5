"""How an administrator proposes a change of a version, looks at its effect and confirms it."""

import re

from django.urls import reverse

from curriculum import exporter
from curriculum.models import Qualification
from portfolios.models import Portfolio


def data(qualification):
    """The version as the database has it now."""
    return exporter.as_data(Qualification.objects.get(pk=qualification.pk))


def html(answer):
    """A page on one line."""
    return " ".join(answer.content.decode().split())


def page(name, qualification):
    return reverse(f"admin:curriculum_qualification_{name}", args=[qualification.pk])


def mark(qualification, code, level, word):
    """The field of one mark, as the grid sends it."""
    row = qualification.work_processes.get(code=code)
    profile = qualification.exit_profiles.get(level=level)
    return {f"mark-{row.pk}-{profile.pk}": word}


def choose(qualification, number, wanted):
    return {f"choose-{qualification.core_tasks.get(number=number).pk}": wanted}


def retire(qualification, code, gone=True):
    pk = qualification.work_processes.get(code=code).pk
    return {"retired-asked": pk} | ({f"retired-{pk}": "on"} if gone else {})


def hidden(answer):
    """The hidden fields of the form that confirms, as a browser sends them back."""
    html = answer.content.decode()
    html = html[html.index('id="confirm"') :] if 'id="confirm"' in html else ""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def confirm(desk, url, answer, reason="The school decided so.", **more):
    """Send the form of this page, with the reason and the tick."""
    sent = {**hidden(answer), "do": "apply", "seen": "on", "reason": reason, **more}
    return desk.post(url, {name: value for name, value in sent.items() if value is not None})


def change(desk, qualification, *fields, **more):
    """Look at the effect of a change, then confirm it. Returns both answers."""
    url = page("impact", qualification)
    looked = desk.post(url, {name: value for one in fields for name, value in one.items()})
    return looked, confirm(desk, url, looked, **more)


def numbers(answer):
    """What the page predicts: of each running portfolio done and total, now and then."""
    return {
        change.portfolio.pk: (*change.before, *change.after)
        for change in answer.context["impact"].changes
    }


def rows(answer):
    """The lines of the table of students, as text."""
    html = answer.content.decode()
    found = re.findall(r"<tr.*?</tr>", html[html.index("Progress of each student") :], re.DOTALL)
    plain = (" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found)
    names = {str(one.student) for one in Portfolio.objects.select_related("student")}
    return [line for line in plain if any(line.startswith(name) for name in names)]
