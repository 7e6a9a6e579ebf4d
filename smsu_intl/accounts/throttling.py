"""Where the limits of sign-in are counted: a table of the database, which every process and every server shares."""

from typing import Any

from django.core.management import call_command


def make_cache_table(*, using: str = "default", **kwargs: Any) -> None:
    """Make the cache's table unless it is there. Answers Django's signal that the migrations are done."""
    call_command("createcachetable", database=using, verbosity=0)
