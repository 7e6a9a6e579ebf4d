"""Fill an empty site with the first content."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from departments.models import University
from events.samples import add_samples
from partners.models import Programme, StudyLevel
from partners.search import indexing
from partners.search.models import Token

WORDS = "1-words-of-programmes.json"  # that the forms of programmes offer


class Command(BaseCommand):
    help = "Load fixtures/ into a site that has no university yet; leave any other site as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--samples",
            action="store_true",
            help="also load invented programmes and draw photographs, each marked as a sample, where there are none yet",
        )

    def handle(self, *args: Any, samples: bool, **options: Any) -> None:
        fixtures = Path(settings.BASE_DIR, "fixtures")
        if not University.objects.exists():
            self._load(fixtures.glob("*.json"), options["verbosity"])
        else:
            self.stdout.write("The site is filled already: its records are left as they are.")
            if not StudyLevel.objects.exists():  # it was filled before there were programmes
                self._load([fixtures / WORDS], options["verbosity"])
        if not Token.objects.exists():  # it was filled before there was a search, or just now
            indexing.rebuild()
        if samples and not Programme.objects.exists():
            self._load((fixtures / "sample").glob("*.json"), options["verbosity"])
        if samples:
            add_samples()

    def _load(self, files: Iterable[Path], verbosity: int) -> None:
        call_command("loaddata", *sorted(str(path) for path in files), verbosity=verbosity)
