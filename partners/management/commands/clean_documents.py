"""Files of documents that no record names any more."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.models import AgreementDocument
from smsu_intl.base import documents


class Command(BaseCommand):
    help = "Delete files of documents that no record has named for 30 days: they were deleted, exchanged, or never saved."

    def handle(self, *args: Any, **options: Any) -> None:
        number = documents.discard_all_but(AgreementDocument.objects.values_list("file", flat=True))
        self.stdout.write(f"{number} files without a document were deleted.")
