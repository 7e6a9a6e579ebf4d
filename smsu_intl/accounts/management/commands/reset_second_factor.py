"""For an administrator who lost her telephone and her recovery codes, when no other can help her in the admin."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from smsu_intl.accounts.second_factor import take_away


class Command(BaseCommand):
    help = "Take away somebody's second factor and recovery codes, end her sessions and write to her."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"No account is called {username}.")
        if not take_away(user=user):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(f"{username} logs in with the password alone now, and sets up a new second factor then.")
