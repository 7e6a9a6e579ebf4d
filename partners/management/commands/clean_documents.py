"""Files of documents that no record names any more."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.models import AgreementDocument
from smsu_intl.base import documents
from smsu_intl.base.changes import texts_kept


class Command(BaseCommand):
    help = "Delete files of documents that no record has named for 30 days, nor a deleted one that can be brought back."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = {*AgreementDocument.objects.values_list("file", flat=True), *texts_kept(AgreementDocument, "file")}
        number = documents.discard_all_but(kept)
        self.stdout.write(f"{number} files without a document were deleted.")
