"""Look for institutions that are entered twice."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.duplicates import suspect
from partners.models import Institution


class Command(BaseCommand):
    help = "Compare the institutions in the staff's hands with all others, imported ones too, and keep the pairs that may be one."

    def handle(self, *args: Any, **options: Any) -> None:
        open_pairs = suspect(Institution.objects.in_our_hands(), quiet=options["verbosity"] == 0)
        self.stdout.write(f"{open_pairs} pairs wait for a decision.")
