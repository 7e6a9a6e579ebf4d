"""The command that a clock runs to look after the web addresses of the records."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from partners.models import LinkCheck
from smsu_intl.links import check_all, forget_others, links_to_check, remember


class Command(BaseCommand):
    help = "Ask the web addresses of published records whether anything answers: run it once a day. What answered is asked once a week."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=2000, help="how many addresses are asked at most (2000)")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        forget_others()
        links = links_to_check()[: max(limit, 0)]
        check_all(links, remember)
        broken = LinkCheck.objects.broken().count()
        self.stdout.write(f"{len(links)} addresses were asked. {broken} are broken: they failed on two days or more.")
