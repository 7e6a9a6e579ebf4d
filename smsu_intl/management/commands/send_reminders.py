"""The one command that a clock runs to remind the staff."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from smsu_intl.reminders import letters, send


class Command(BaseCommand):
    help = "Send what the staff is to be reminded of: run it once a day. It tells nobody anything twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the letters, send none and remember nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if not settings.SITE_ADDRESS:
            raise CommandError(
                "SITE_ADDRESS is not set, so the links in the letters would lead nowhere. Set it to https://intl.example.edu."
            )
        sent, failures = 0, []
        for letter in letters():
            if dry_run:
                self.stdout.write("\n".join((f"To: {letter.reader.email}", f"Subject: {letter.subject}", "", letter.body, "-" * 70)))
                continue
            try:
                sent += send(letter)
            except (OSError, ValueError) as error:  # the mail server, or an address that is none
                failures.append(f"{letter.reader.email}: {error}")
        self.stdout.write("Nothing was sent." if dry_run else f"{sent} letters were sent.")
        if failures:
            raise CommandError(
                f"{len(failures)} letters could not be sent, and will be sent by the next run. Is the mail server of EMAIL_URL right "
                "and running?\n" + "\n".join(failures)
            )
