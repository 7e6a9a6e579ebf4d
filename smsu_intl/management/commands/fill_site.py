"""Fill an empty site with the first content."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from departments.models import University


class Command(BaseCommand):
    help = "Load fixtures/ into a site that has no university yet; leave any other site as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if University.objects.exists():
            self.stdout.write("The site is filled already: its records are left as they are.")
            return
        files = sorted(str(path) for path in Path(settings.BASE_DIR, "fixtures").glob("*.json"))
        call_command("loaddata", *files, verbosity=options["verbosity"])
