"""Everything that one person can read: every page, row, message and mail, and what commands print.

`TABLE` of the access table holds every address; an address that is added there is walked too.
"""

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from zipfile import ZipFile

from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from portfolios.exports.xlsx import CONTENT_TYPE as WORKBOOK
from portfolios.models import (
    Completion,
    Evidence,
    EvidenceFile,
    Exemption,
    LogEntry,
    Message,
    Portfolio,
    SchoolClass,
    SecondLook,
    Submission,
    WorkplaceLink,
    WorkplaceTrainer,
)
from tests.portfolios.proof.twice import undone
from tests.test_access import TABLE

# Arguments of addresses -> the rows that they may name; the other arguments stand for themselves.
ROWS = {
    "portfolio": Portfolio,
    "submission": Submission,
    "shared": Submission,
    "frozen": Evidence,
    "loose": Evidence,
    "file": EvidenceFile,
    "pdf": EvidenceFile,
    "table": EvidenceFile,
    "loose_file": EvidenceFile,
    "school_class": SchoolClass,
    "message": Message,
    "completed": Portfolio,
    "completion": Completion,
    "proposal": Completion,
    "exemption": Exemption,
    "trainer": WorkplaceTrainer,
    "link": WorkplaceLink,
    "look": SecondLook,
    "shown_file": EvidenceFile,
}
# So many rows of each kind are looked at besides that of the case.
NEWEST = 3
# What somebody may send who wants to know; an outcome is not in it, because judging shows much.
SENT = {"reason": "Because.", "seat": "1", "own_work": "on", "confirm": "on", "ground": "A"}
# Hashes of the chain behind what is hidden differ by their nature. They are salted and tell
# nothing; the administration shows them in the log, so there they are called by their place.
HASH = re.compile(rb"[0-9a-f]{64}")
HASHES = {"log_head", "hash", "previous"}
# Commands that print what stands, with their arguments; the others make or change something.
COMMANDS = {
    "verify_log": [],
    "verify_files": [],
    "export_qualification": ["small", "--format", "json"],
    "process_files": [],
    "tidy_files": [],
    "send_mails": [],
}
MAKING = {"demo", "add_administrator", "import_qualification", "reset_second_factor"}


def addresses(places, every):
    """The addresses of the application, of the case alone or with other rows they may name."""
    for name, (arguments, _row) in TABLE.items():
        choices = [[]]
        for argument in arguments:
            values = [places.get(argument, argument)]
            if every and argument in ROWS:
                newest = ROWS[argument].objects.order_by("-pk").values_list("pk", flat=True)
                values = list(dict.fromkeys([*values, *newest[:NEWEST]]))
            elif every and str(argument).endswith("code"):
                values = ["1.1", "1.2", "7.1"]
            choices = [[*chosen, value] for chosen in choices for value in values]
        for chosen in choices:
            yield reverse(name, args=chosen)


def admin_addresses():
    """Every page of the administration, of the newest rows."""
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", "") == "admin":
            for one in pattern.url_patterns:
                yield from _of_pattern(getattr(one, "name", None), [[]])
    for model, model_admin in admin.site._registry.items():
        # What the first assessor just wrote is among these, and must not open.
        newest = model._default_manager.order_by("-pk").values_list("pk", flat=True)
        rows = [[pk] for pk in newest[: 2 * NEWEST]]
        for pattern in model_admin.get_urls():
            yield from _of_pattern(getattr(pattern, "name", None), [[], *rows])


def _of_pattern(name, choices):
    for chosen in choices if name else ():
        try:
            yield reverse(f"admin:{name}", args=chosen)
        except NoReverseMatch:
            continue


def pages(client, urls, *, send=True):
    """Status, headers and body of every address, read and written."""
    named = {
        entry.hash.encode(): b"hash of entry %d of %d" % (entry.number, entry.portfolio_id)
        for entry in LogEntry.objects.all()
    }

    def answer(response):
        return _answer(response, lambda found: named.get(found[0], found[0]))

    found = {}
    for url in urls:
        found["GET", url] = answer(client.get(url))
        if send:
            # What was sent may have signed the browser out.
            cookies, client.cookies = client.cookies, deepcopy(client.cookies)
            with undone():
                found["POST", url] = answer(client.post(url, SENT))
            client.cookies = cookies
    return found


def _answer(response, name_hash):
    assert response.status_code < 500, response.request["PATH_INFO"]
    body = response.getvalue() if response.streaming else response.content
    headers = dict(response.headers)
    if headers.get("Content-Type") == WORKBOOK:
        body = _unpacked(body)
        del headers["Content-Length"]
    cookies = sorted(str(cookie) for cookie in response.cookies.values())
    return (response.status_code, sorted(headers.items()), cookies, HASH.sub(name_hash, body))


def _unpacked(workbook):
    """The parts of a workbook, but for the one in which the library notes the moment of packing."""
    with ZipFile(io.BytesIO(workbook)) as parts:
        names = [name for name in parts.namelist() if name != "docProps/core.xml"]
        return b"".join(name.encode() + parts.read(name) for name in names)


def rows(person):
    """Every row that this person may see, of every model that says who may."""
    found = {}
    for model in apps.get_models():
        manager = model._default_manager
        if hasattr(manager, "visible_to"):
            for row in manager.visible_to(person).order_by("pk").values():
                kept = {name: value for name, value in row.items() if name not in HASHES}
                found[model.__name__, row["id"]] = str(kept)
    return found


def commands():
    """What the commands print, and with which status they end."""
    ours = {name for name, app in get_commands().items() if app in ("portfolios", "curriculum")}
    assert ours <= {*COMMANDS, *MAKING}, "say of a new command whether it prints what stands"
    found = {}
    for name in sorted(ours & set(COMMANDS)):
        out, status = io.StringIO(), 0
        with redirect_stdout(out), redirect_stderr(out):
            try:
                call_command(name, *COMMANDS[name])
            except CommandError as failure:
                status = str(failure)
        found["command", name] = (status, out.getvalue())
    return found


def mails(but):
    """Every mail that was sent, but those to one person."""
    return {
        ("mail", number): (
            one.to,
            one.subject,
            one.body,
            getattr(one, "alternatives", []),
            sorted(one.extra_headers.items()),
        )
        for number, one in enumerate(sent for sent in mail.outbox if sent.to != [but.email])
    }


def browser(person):
    """A client of somebody, signed in unless it is nobody."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client
