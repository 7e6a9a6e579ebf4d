"""Which words of one text stand for which of another, learned from texts side by side.

IBM model 1 (Brown et al. 1993, The Mathematics of Statistical Machine Translation) in both directions at once, which
must agree (Liang, Taskar and Klein 2006, Alignment by Agreement): alone, a rare word would explain whatever stands
beside it, and leave nothing to the common ones.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

ROUNDS = 5
UNSEEN = 1  # is added to how often a word was seen: rare words teach less
NEGLIGIBLE = 0.002  # a probability, in the likelier direction, that is dropped between the rounds
LEAST_PROBABILITY = 0.04  # in the likelier direction: among many languages each says a word seldom

type Table[W: (int, str)] = dict[W, dict[W, float]]  # by word, by word of the other text


def expect[W: (int, str)](pairs: Sequence[tuple[tuple[W, ...], tuple[W, ...]]], table: Table[W]) -> Table[W]:
    """Return the probabilities, in both directions, after one round; those too small to matter are dropped on the way."""
    counts: dict[W, dict[W, float]] = defaultdict(lambda: defaultdict(float))
    for one, other in pairs:
        for source, target, share in _aligned(one, other, table):
            counts[min(source, target)][max(source, target)] += share
    seen: dict[W, float] = defaultdict(lambda: UNSEEN)
    for source, row in counts.items():
        seen[source] += sum(row.values())
        for target, number in row.items():
            seen[target] += number
    learned: Table[W] = defaultdict(dict)
    for source, row in counts.items():
        for target, number in row.items():
            if number / min(seen[source], seen[target]) >= NEGLIGIBLE:
                learned[source][target] = number / seen[source]
                learned[target][source] = number / seen[target]
    return learned


def explained[W: (int, str)](pairs: Sequence[tuple[tuple[W, ...], tuple[W, ...]]], table: Table[W]) -> Table[W]:
    """Return the worth, up to 1, of each word as a translation of another: how far the two explain each other.

    Among many languages each says a word seldom, and so is improbable; but where it says it, that word is the
    reason. The root lets what is half explained count for more than half.
    """
    explaining: dict[W, dict[W, float]] = defaultdict(lambda: defaultdict(float))
    beside: dict[W, Counter[W]] = defaultdict(Counter)
    for one, other in pairs:
        for source, target, share in _aligned(one, other, table):
            if max(table[source][target], table[target][source]) >= LEAST_PROBABILITY:
                explaining[min(source, target)][max(source, target)] += math.sqrt(share)
                beside[min(source, target)][max(source, target)] += 1
    worth: Table[W] = defaultdict(dict)
    for source, row in explaining.items():
        for target, number in row.items():
            worth[source][target] = worth[target][source] = round(math.sqrt(number / (beside[source][target] + UNSEEN)), 5)
    return worth


def _aligned[W: (int, str)](one: Sequence[W], other: Sequence[W], table: Table[W]) -> Iterator[tuple[W, W, float]]:
    """Yield each two words of two texts that may stand for each other, and how far each explains the other: their product."""
    if not table:
        yield from ((source, target, 1 / max(len(one), len(other))) for source in one for target in other)
        return
    cells = []
    to_target: dict[W, float] = defaultdict(float)
    to_source: dict[W, float] = defaultdict(float)
    for source in one:
        row = table.get(source, {})
        for target in other:
            if likely := row.get(target):
                back = table[target][source]
                cells.append((source, target, likely * back))
                to_target[target] += likely
                to_source[source] += back
    for source, target, both in cells:
        yield source, target, both / (to_target[target] * to_source[source])
