"""A server on a database of its own, a browser, and windows that are watched for faults."""

import os
import shutil
from contextlib import suppress

import pytest
from django.conf import settings
from django.test import Client

from portfolios.models import User

Error = pytest.importorskip("playwright.sync_api").Error

WIDTHS = {"phone": 390, "desktop": 1280}


@pytest.fixture(scope="session", autouse=True)
def _database_beside_a_browser(tmp_path_factory):
    """The browser's event loop runs in the thread of the tests, which Django takes for a mistake;
    and a database in memory would be one connection for all requests at once."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        path = tmp_path_factory.mktemp("browser") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_database_beside_a_browser):
    """Nothing more: what the tests use is set before their database is made."""


@pytest.fixture(scope="session")
def base_url(django_db_setup, live_server):
    """Where the pages of the tests are; the server asks for its database when it starts."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: `apt-get install chromium`.")
    return {"executable_path": chromium, "args": ["--no-sandbox"]}


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS.keys())
def width(request):
    """Each journey is walked on a phone and on a desktop."""
    return request.param


@pytest.fixture
def own_browser(browser_type, browser_type_launch_args, base_url, tmp_path, width):
    """A browser whose profile stays when it is closed. Opens it; who is given is signed in."""
    opened = []

    def open_browser(person=None):
        context = browser_type.launch_persistent_context(
            tmp_path / "profile",
            **browser_type_launch_args,
            base_url=base_url,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        opened.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: "en"}
        if person is not None:
            User.objects.filter(pk=person.pk).update(language="en")
            cookies[settings.SESSION_COOKIE_NAME] = _session(person)
        context.add_cookies(
            [{"name": key, "value": value, "url": base_url} for key, value in cookies.items()]
        )
        context.set_default_timeout(20_000)
        return context

    yield open_browser
    for context in opened:
        with suppress(Error):  # closed by the test
            context.close()


@pytest.fixture
def window(new_context, base_url, width):
    """Opens a browser window, of a guest or of somebody who is signed in already.

    At the end no window may have seen an error in its console: of a script, of a file that was
    not there, or of the Content-Security-Policy.
    """
    errors = []

    def open_window(person=None, *, language="en", **options):
        context = new_context(
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **options,
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if person is not None:
            User.objects.filter(pk=person.pk).update(language=language)
            cookies[settings.SESSION_COOKIE_NAME] = _session(person)
        context.add_cookies(
            [{"name": key, "value": value, "url": base_url} for key, value in cookies.items()]
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: errors.extend(_errors(message, page)))
        return page

    yield open_window
    assert errors == []


def _errors(message, page):
    # A page that says no is told as an error of its own address; that a session ended, by 401.
    if "status of 401" in message.text:
        return
    if message.type == "error" and message.location["url"] != page.url:
        yield f"{page.url}: {message.text} ({message.location['url']})"


def _session(person):
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
