"""The suite's ground: one database with the site's content in it, one live server, one browser.

`TEST_DATABASE=sqlite pytest -n 2` is the default; `TEST_DATABASE=postgresql pytest -n 2` starts a PostgreSQL
of its own. A given DATABASE_URL wins.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils import timezone, translation
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import blocking_manager_key

from tests.postgresql import start_postgresql

SERVER = pytest.StashKey[Any]()
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# The suite tests the bare site, whatever site the environment describes.
SITE_VARIABLES = (
    "DEBUG", "HTTPS", "BEHIND_PROXY", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_NAME_EN", "SITE_NAME_RU", "SITE_NAME_UZ",
    "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT", "EMAIL_URL", "EMAIL_FROM", "SITE_ADDRESS", "SECOND_FACTOR",
)  # fmt: skip

hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Start the database server before the settings, which need its address, are loaded."""
    wanted = os.environ.get("TEST_DATABASE", "sqlite")
    if wanted not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"TEST_DATABASE is {wanted!r}: set it to sqlite or postgresql.")
    if wanted == "postgresql" and not os.environ.get("DATABASE_URL"):  # the workers inherit the controller's
        config.stash[SERVER] = start_postgresql()
        os.environ["DATABASE_URL"] = config.stash[SERVER].get_uri()
    for name in SITE_VARIABLES:
        os.environ.pop(name, None)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the tests' thread
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    settings.DATABASES  # noqa: B018 -- loads them: pytest-django sets Django up next


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        server.cleanup()
        shutil.rmtree(server.pgdata.parent)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let no module ask for the day while it is imported: a run that passes midnight would test yesterday. Factories take a `timedelta`."""
    with mock.patch.object(timezone, "localdate", side_effect=RuntimeError("Asked for the day while the tests were collected.")):
        return (yield)


def _engine(config: pytest.Config) -> str:
    with config.stash[blocking_manager_key].unblock():
        version = ".".join(str(part) for part in connection.get_database_version())
        connection.close()
    return f"database: {connection.display_name} {version}"


def pytest_report_header(config: pytest.Config) -> str:
    return _engine(config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.get_verbosity() < 0:  # -q prints no header
        terminalreporter.write_line(_engine(config))


def load_content() -> None:
    """Load the site's content, as `make content` does."""
    files = sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
    assert files, "fixtures/ is empty: the tests stand on the site's content"
    call_command("loaddata", *files, verbosity=0)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Start every test in English: a page fetched by another leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    """Forget who has tried to sign in how often."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep photographs and documents in folders of the suite's own."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), PRIVATE_MEDIA_ROOT=tmp_path_factory.mktemp("private")):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the test database and load the content: every test finds it, and sees nothing of other tests.

    Stands in for pytest-django's own, which makes no database if only tests of `site` are run.
    """
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        load_content()
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":  # a thread of the live server may still hold a connection, which bars the end
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        teardown_databases(databases, verbosity=0)


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """The running site with its content, to be read only; what writes takes `writable_site`."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
    yield server
    server.thread.terminate()  # not stop(): a thread that outlasts its page must still be able to close its connection


@pytest.fixture(autouse=True)
def _site_may_query(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the threads of `site` use the database, which pytest-django closes to tests that do not ask for it."""
    if "site" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("django_db_blocker").unblock():
        yield


@pytest.fixture
def _content_afterwards(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        load_content()


@pytest.fixture
def writable_site(_content_afterwards: None, transactional_db: None, site: LiveServer) -> LiveServer:
    """The running site, its content there before and loaded anew afterwards."""
    return site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one at CHROME_PATH."""
    path = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("No Chromium is installed: `make browser` installs it, or set CHROME_PATH to one.", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(BROWSER_OPTIONS))
        yield chromium
        chromium.close()


@dataclass
class Trouble:
    """What a visitor's browser complains of. Nothing, one hopes: `assert not page.trouble`."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def watch(self, page: Page, origin: str) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.console.append(message.text)

        def on_response(response: Response) -> None:
            if response.status >= 400:
                self.responses.append(f"{response.status} {response.url}")

        def on_failure(request: Request) -> None:
            if request.failure != "net::ERR_ABORTED":  # the page itself asked for something newer, or was left
                self.failed.append(f"{request.failure} {request.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", on_failure)
        page.on("response", on_response)
        page.on("request", lambda request: None if request.url.startswith((f"{origin}/", "data:")) else self.foreign.append(request.url))


@pytest.fixture
def open_page(browser: Browser, site: LiveServer) -> Iterator[Callable[..., Any]]:
    """Return a function that opens an empty page of a given width; its `trouble` collects what goes wrong.

    Addresses without a host lead to the site: `open_page(390).goto("/")`.
    """
    contexts = []

    def open_page(width: int, language: str | None = None, *, scripts: bool = True, density: float = 1) -> Any:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            device_scale_factor=density,
            locale=language or "en",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page: Any = context.new_page()
        page.trouble = Trouble()
        page.trouble.watch(page, site.url)
        return page

    yield open_page
    for context in contexts:
        context.close()
