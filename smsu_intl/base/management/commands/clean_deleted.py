"""Deleted records that are too old to be brought back."""

from typing import Any

from django.core.management.base import BaseCommand

from smsu_intl.base.models import Deletion


class Command(BaseCommand):
    help = "Forget for good what was deleted more than half a year ago."

    def handle(self, *args: Any, **options: Any) -> None:
        number, _by_kind = Deletion.objects.too_old().delete()
        self.stdout.write(f"{number} deletions were forgotten.")
