"""Make the index of the search anew."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.search import indexing


class Command(BaseCommand):
    help = "Make the index of the search anew from the names of the institutions, and learn its translations."

    def handle(self, *args: Any, **options: Any) -> None:
        indexing.rebuild(quiet=options["verbosity"] == 0)
        self.stdout.write(f"The search knows {indexing.number_of_entries()} names.")
