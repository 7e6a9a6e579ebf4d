"""Run the benchmark: `python -m benchmarks.search --institutions FILE`.

It builds the index of a list of institutions in a database of its own and asks it two sets of queries
that it makes itself, or those of `--queries` (JSON lines of {"query", "expected"}). Beside it, in turn, it
asks what a Django developer would write first. Times are those of one client, in milliseconds; compare
them within one run only.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

DEFAULT = Path("../shared/data/institutions.jsonl.gz")
TIMED = 300  # queries of each set that the alternatives are timed with


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--institutions", type=Path, default=DEFAULT)
    parser.add_argument("--queries", type=Path, help='JSON lines of {"query", "expected"}; else two sets are made')
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--number", type=int, default=1000, help="of queries of each set that is made")
    parser.add_argument("--first", type=int, help="take only so many institutions, spread over the list")
    parser.add_argument("--keep", type=Path, help="a database to keep and use again (SQLite; for work on the ranking)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="smsu-intl-benchmark-") as folder:
        server = _open_database(arguments, Path(folder))
        try:
            result = _measure(arguments, Path(folder))
        finally:
            if server:
                from django.db import connections

                connections.close_all()
                server.cleanup()
    if arguments.json:
        print(json.dumps(result))


def _open_database(arguments: argparse.Namespace, folder: Path) -> Any:
    """Set Django up on a database of the benchmark's own; return the server where one was started."""
    import django

    server = None
    if arguments.engine == "postgresql":
        from tests.postgresql import start_postgresql

        server = start_postgresql()
        os.environ["DATABASE_URL"] = server.get_uri()
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{arguments.keep or folder / 'benchmark.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "smsu_intl.settings"
    os.environ["DEBUG"] = "true"
    django.setup()
    from django.conf import settings

    settings.DEBUG = False  # it would keep every query
    return server


def _measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from django.core.management import call_command

    from benchmarks.search import queries
    from benchmarks.search.alternatives import ALTERNATIVES, prepare
    from partners.models import Institution
    from partners.search.finding import find

    rows = queries.read_institutions(arguments.institutions)
    if arguments.first:
        rows = rows[:: max(1, len(rows) // arguments.first)][: arguments.first]
    if arguments.queries:
        sets = {"given": [(query, expected, "") for query, expected in queries.read_queries(arguments.queries)]}
    else:
        unseen = queries.hold_back(rows, min(arguments.number, len(rows) // 4), arguments.seed)
        sets = {
            "typing errors": queries.mistype(rows, arguments.number, arguments.seed),
            "unseen names": [(query, expected, queries.script(query)) for query, expected in unseen],
        }
    call_command("migrate", verbosity=0)
    if not Institution.objects.exists():
        started = time.perf_counter()
        lines = folder / "institutions.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        call_command("import_institutions", lines, verbosity=0)
        prepare()
        print(f"{len(rows)} institutions imported and indexed in {time.perf_counter() - started:.0f} s ({arguments.engine})")
    keys = dict(Institution.objects.exclude(reference="").values_list("reference", "pk"))

    def ours(query: str) -> list[int]:
        return [match.institution_id for match in find(query, limit=10)]

    result: dict[str, Any] = {"engine": arguments.engine, "institutions": len(rows)}
    times: dict[str, list[float]] = defaultdict(list)
    first = right = tenth = 0
    for name, asked in sets.items():
        wanted = [(query, keys.get(expected), kind) for query, expected, kind in asked]
        ranks, spent = _ask(ours, wanted)
        _tell(name, "this search", ranks, spent)
        times["this search"] += spent[:TIMED]
        by_kind = defaultdict(list)
        for rank, (_query, _key, kind) in zip(ranks, wanted, strict=True):
            by_kind[kind].append(rank)
        if len(by_kind) > 1:
            print("    " + "; ".join(f"{kind} {_recall(some, 1):.2f}/{_recall(some, 10):.2f}" for kind, some in sorted(by_kind.items())))
        slug = name.replace(" ", "_")
        result |= {f"{slug}_recall_at_1": _recall(ranks, 1), f"{slug}_recall_at_10": _recall(ranks, 10)}
        first += sum(rank < 1 for rank in ranks)
        tenth += sum(rank < 10 for rank in ranks)
        right += len(ranks)
        for label, alternative in ALTERNATIVES[arguments.engine].items():
            other_ranks, other_spent = _ask(alternative, wanted[:TIMED])
            _tell(name, label, other_ranks, other_spent)
            times[label] += other_spent
    result |= {"recall_at_1": first / right, "recall_at_10": tenth / right}
    for label in ALTERNATIVES[arguments.engine]:
        middle = median(times["this search"]) / median(times[label])
        slow = _percentile(times["this search"]) / _percentile(times[label])
        slug = label.replace(" ", "_")
        result |= {f"median_vs_{slug}": round(middle, 3), f"p95_vs_{slug}": round(slow, 3)}
        print(f"this search / {label}: median {middle:.2f}, 95th percentile {slow:.2f}")
    return result


def _ask(search: Callable[[str], list[int]], wanted: Sequence[tuple[str, int | None, str]]) -> tuple[list[float], list[float]]:
    """Return the ranks (infinite where not found) and the milliseconds of each query."""
    ranks, spent = [], []
    for query, key, _kind in wanted:
        started = time.perf_counter()
        found = search(query)
        spent.append(1000 * (time.perf_counter() - started))
        ranks.append(found.index(key) if key in found else float("inf"))
    return ranks, spent


def _recall(ranks: Sequence[float], at: int) -> float:
    return round(sum(rank < at for rank in ranks) / max(1, len(ranks)), 4)


def _percentile(spent: Sequence[float], share: float = 0.95) -> float:
    return sorted(spent)[int(share * (len(spent) - 1))]


def _tell(name: str, label: str, ranks: Sequence[float], spent: Sequence[float]) -> None:
    print(
        f"{name:14} {label:12} recall at 1 {_recall(ranks, 1):.3f}, at 10 {_recall(ranks, 10):.3f}; "
        f"{median(spent):.1f} / {_percentile(spent):.1f} ms ({len(ranks)} queries)"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
