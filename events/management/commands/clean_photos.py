"""Files of photographs that no record shows, as an interrupted upload leaves them."""

from typing import Any

from django.core.management.base import BaseCommand

from events.models import Photo
from smsu_intl.base import pictures
from smsu_intl.base.changes import texts_kept


class Command(BaseCommand):
    help = "Delete files of photographs that no record shows and that are older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = {*Photo.objects.values_list("image", flat=True), *texts_kept(Photo, "image")}
        number = pictures.discard_all_but(kept)
        self.stdout.write(f"{number} files without a record were deleted.")
