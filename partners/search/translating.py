"""Which words of one text stand for which of another: IBM model 1.

Brown et al. 1993, The Mathematics of Statistical Machine Translation.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

ROUNDS = 4
UNSEEN = 1  # is added to how often a word was seen: rare words teach less
NEGLIGIBLE = 0.004  # a probability that is dropped between the rounds


def expect[T: Hashable](pairs: Sequence[tuple[tuple[T, ...], tuple[T, ...]]], table: dict[T, dict[T, float]]) -> dict[T, dict[T, float]]:
    """Return the probabilities after one round; those too small to matter are dropped on the way."""
    counts: dict[T, dict[T, float]] = defaultdict(lambda: defaultdict(float))
    for sources, targets in pairs:
        if not table:
            share = 1 / len(sources)
            for source in sources:
                row = counts[source]
                for target in targets:
                    row[target] += share
            continue
        rows = [(source, table[source]) for source in sources if source in table]
        for target in targets:
            likely = [(source, p) for source, row in rows if (p := row.get(target))]
            whole = sum(p for _source, p in likely)
            for source, p in likely:
                counts[source][target] += p / whole
    learned = {}
    for source, row in counts.items():
        seen = sum(row.values()) + UNSEEN
        kept = {target: number / seen for target, number in row.items() if number / seen >= NEGLIGIBLE}
        if kept:
            learned[source] = kept
    return learned
