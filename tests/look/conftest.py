"""The running site with its samples, filled once for a module: tests of looks only read."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.conftest import load_content


@pytest.fixture(scope="module")
def sampled_site(site: LiveServer, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """The running site with its content, the invented programmes and the drawn photographs."""
    with django_db_blocker.unblock():
        call_command("fill_site", samples=True, verbosity=0)
        yield site
        call_command("flush", interactive=False, verbosity=0)
        load_content()
