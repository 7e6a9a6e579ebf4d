"""Take over a reference list of institutions, one JSON object per line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from partners.importing import Report, import_lines, open_list
from partners.search import indexing


class Command(BaseCommand):
    help = (
        "Take over a reference list of institutions (JSON lines, plain or .gz), so that staff can pick them as partners. "
        "The same list again changes nothing; an interrupted import goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--no-learning", action="store_true", help="leave the search's translations as they are")

    def handle(self, *, file: Path, no_learning: bool, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        report = Report()
        try:
            with (
                open_list(file) as lines,
                tqdm(total=file.stat().st_size, unit="B", unit_scale=True, desc="institutions", disable=quiet) as progress,
            ):
                raw: Any = getattr(getattr(lines, "fileobj", None), "fileobj", None) or lines
                for so_far in import_lines(lines):
                    report = so_far
                    progress.update(min(raw.tell(), file.stat().st_size) - progress.n)
        except (OSError, EOFError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        if report.added or report.changed:
            if not no_learning:
                indexing.learn(quiet=quiet)
            indexing.tidy_up()
        self.stdout.write(f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {report.refused} refused.")
        for number, reason in report.refusals:
            self.stderr.write(f"line {number}: {reason}")
        if report.refused > len(report.refusals):
            self.stderr.write(f"… and {report.refused - len(report.refusals)} more")
