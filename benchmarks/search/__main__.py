"""Run the benchmark: `python -m benchmarks.search --institutions FILE`.

It builds the index of a list of institutions in a database of its own and asks it two sets of queries
that it makes itself, or those of `--queries` (JSON lines of {"query", "expected"}). Beside it, in turn, it
asks what a Django developer would write first. Times are those of one client, in milliseconds; compare
them within one run only.
"""

import argparse
import gc
import hashlib
import json
import os
import random
import resource
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
OURS = "this search"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--institutions", type=Path, default=DEFAULT)
    parser.add_argument("--queries", type=Path, help='JSON lines of {"query", "expected"}; else two sets are made')
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--number", type=int, default=1000, help="of queries of each set that is made")
    parser.add_argument("--first", type=int, help="take only so many institutions, spread over the list")
    parser.add_argument("--page", action="store_true", help="ask the directory's page too, with every institution public and a partner")
    parser.add_argument("--keep", type=Path, help="a database to keep and use again (SQLite; for work on the ranking)")
    parser.add_argument("--answers", type=Path, help="a file for the first ten of each query; where it exists, compare with it")
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


def _query_sets(arguments: argparse.Namespace, rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, str, str]]]:
    """Return the sets of (query, expected id, kind) by name; names that are held back are taken out of `rows`."""
    from benchmarks.search import queries

    if arguments.queries:
        return {"given": [(query, expected, "") for query, expected in queries.read_queries(arguments.queries)]}
    unseen = queries.hold_back(rows, min(arguments.number, len(rows) // 4), arguments.seed)
    return {
        "typing errors": queries.mistype(rows, arguments.number, arguments.seed),
        "unseen names": [(query, expected, queries.script(query)) for query, expected in unseen],
    }


def _build(rows: list[dict[str, Any]], folder: Path, keep: Path | None) -> None:
    """Import and index the institutions, unless the database that was kept has them; one made of other lines is refused."""
    from django.core.management import call_command

    from benchmarks.search.alternatives import prepare
    from partners.models import Institution

    call_command("migrate", verbosity=0)
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    made_of = keep.with_name(f"{keep.name}.lines") if keep else folder / "lines"
    if Institution.objects.exists():
        if not made_of.exists() or made_of.read_text() != digest:
            sys.exit(f"{keep} was made of other lines: names that are held back now may be in it.")
        return
    started = time.perf_counter()
    lines = folder / "institutions.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    call_command("import_institutions", lines, verbosity=0)
    prepare()
    made_of.write_text(digest)
    print(f"{len(rows)} institutions imported and indexed in {time.perf_counter() - started:.0f} s")


def _measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from benchmarks.search.alternatives import ALTERNATIVES
    from benchmarks.search.page import directory_page, publish_everything
    from benchmarks.search.queries import read_institutions
    from partners.models import Institution
    from partners.search.finding import find

    rows = read_institutions(arguments.institutions)
    if arguments.first:
        rows = rows[:: max(1, len(rows) // arguments.first)][: arguments.first]
    sets = _query_sets(arguments, rows)
    _build(rows, folder, arguments.keep)
    number_of_institutions = len(rows)
    del rows
    gc.collect()
    gc.freeze()  # what the import left behind is no part of any search
    keys = dict(Institution.objects.exclude(reference="").values_list("reference", "pk"))
    references = {key: reference for reference, key in keys.items()}
    searches: dict[str, Callable[[str], list[int]]] = {
        OURS: lambda query: [match.institution_id for match in find(query, limit=10)],
        "suggestions": lambda query: [match.institution_id for match in find(query, limit=10, typing=True)],
        **ALTERNATIVES[arguments.engine],
    }
    if arguments.page:
        searches["directory page"] = directory_page
        publish_everything()
    result: dict[str, Any] = {"engine": arguments.engine, "institutions": number_of_institutions}
    times: dict[str, list[float]] = defaultdict(list)
    answers: dict[str, list[str]] = {}
    all_ranks: list[float] = []
    searches[OURS]("warm")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, asked in sets.items():
        ranks: dict[str, list[float]] = defaultdict(list)
        spent: dict[str, list[float]] = defaultdict(list)
        for number, (query, expected, _kind) in enumerate(asked):
            for label in _turn(list(searches), number) if number < TIMED else [OURS]:
                started = time.perf_counter()
                found = searches[label](query)
                spent[label].append(1000 * (time.perf_counter() - started))
                ranks[label].append(found.index(keys[expected]) if keys.get(expected) in found else float("inf"))
                if label == OURS:
                    answers[query] = [references.get(key, "") for key in found]
        for label in searches:
            _tell(name, label, ranks[label], spent[label])
            times[label] += spent[label][:TIMED]
        _tell_kinds([kind for _query, _expected, kind in asked], ranks[OURS])
        slug = name.replace(" ", "_")
        result |= {f"{slug}_recall_at_{at}": _recall(ranks[OURS], at) for at in (1, 10)}
        all_ranks += ranks[OURS]
    result |= {f"recall_at_{at}": _recall(all_ranks, at) for at in (1, 10)}
    result["grew_mb"] = round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1)
    print(f"the process grew by {result['grew_mb']} MB over the queries of all searches")
    result |= _ratios(times)
    if arguments.answers:
        result |= _compare(arguments.answers, answers)
    return result


def _turn(labels: list[str], number: int) -> list[str]:
    """Return the searches in the order in which the query of that number is asked of them.

    They are asked query by query, so that whatever else the machine does meanwhile slows all of them alike; and each comes
    after any other as often, for what one has read the next need not fetch, and what one has pushed out of the memory the next must.
    """
    return random.Random(number).sample(labels, len(labels))  # noqa: S311 -- the same order in every run


def _ratios(times: dict[str, list[float]]) -> dict[str, float]:
    """Return our own times, and what part they are of those of each other search in the same run."""
    ours = times[OURS]
    result = {"median_ms": round(median(ours), 2), "p95_ms": round(_percentile(ours), 2)}
    for label, others in times.items():
        if label != OURS:
            middle, slow = median(ours) / median(others), _percentile(ours) / _percentile(others)
            slug = label.replace(" ", "_")
            result |= {f"median_vs_{slug}": round(middle, 3), f"p95_vs_{slug}": round(slow, 3)}
            print(f"{OURS} / {label}: median {middle:.2f}, 95th percentile {slow:.2f}")
    return result


def _compare(path: Path, answers: dict[str, list[str]]) -> dict[str, float]:
    """Write the first ten of each query down; where another run has, return in what part of the queries both agree."""
    if not path.exists():
        path.write_text(json.dumps(answers), encoding="utf-8")
        return {}
    others = json.loads(path.read_text(encoding="utf-8"))
    same = sum(others.get(query) == found for query, found in answers.items()) / len(answers)
    print(f"the same first ten as in {path.name}: {same:.2%}")
    return {"same_first_ten": round(same, 4)}


def _tell_kinds(kinds: Sequence[str], ranks: Sequence[float]) -> None:
    by_kind = defaultdict(list)
    for kind, rank in zip(kinds, ranks, strict=True):
        by_kind[kind].append(rank)
    if len(by_kind) > 1:
        print("    " + "; ".join(f"{kind} {_recall(some, 1):.2f}/{_recall(some, 10):.2f}" for kind, some in sorted(by_kind.items())))


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
