"""Words of a query against words of records: what is the same word, what is none of it, and which record comes first."""

import time

import pytest

from smsu_intl.base.folding import fold
from smsu_intl.base.searching import Query, stem, words_in


def best(text: str, *records: str) -> list[str]:
    query = Query(text)
    query.learn(map(fold, records))
    return query.best((record, words_in(fold(record)), frozenset()) for record in records)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("neurolgy", "Neurology"),
        ("nuerology", "Neurology"),
        ("neurological", "Neurology"),
        ("neuro", "Neurology"),
        ("неврология", "Кафедра неврологии"),
        ("акушерство", "Кафедра акушерства"),
        ("магистратура", "Для магистрантов"),
        ("kafedralari", "kafedra"),
        ("Худоярова", "Xudoyarova"),
        ("Turitsin", "Турицын"),
        ("Dilorom Khudoyarova", "Khudoyarova D.R."),
        ("Khudoyarova D", "Khudoyarova Dilorom"),
        ("Шахноза Хасанова", "Хасанова Ш."),
        ("the history of medicine", "History, medicine"),
    ],
)
def test_word_is_found_in_other_forms(typed: str, written: str) -> None:
    assert best(typed, written, "Something else") == [written]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("urology", "Neurology"),
        ("biology", "Geology"),
        ("Kazan", "Kazakhstan"),
        ("Khudoyarova Nargiza", "Khudoyarova D.R."),
        ("Khudoyarova Dilorom Davronovna", "Khudoyarova D."),
        ("neurology surgery", "Neurology"),
        ("lime", "Time"),
        ("2023", "2024"),
        ("", "Neurology"),
    ],
)
def test_other_word_is_not_found(typed: str, written: str) -> None:
    assert best(typed, written) == []


def test_best_answered_comes_first() -> None:
    assert best("karimova", "Karimov A.", "Karimova A.", "Karimova A. and many others beside") == [
        "Karimova A.",
        "Karimova A. and many others beside",
        "Karimov A.",
    ]


def test_word_that_is_known_is_no_typing_error_of_another() -> None:
    assert best("kasimov", "Karimov", "Kasimov") == ["Kasimov"]
    assert best("kasimov", "Karimov") == ["Karimov"]


def test_stem_is_of_four_letters_at_least() -> None:
    assert (stem("biokhimii"), stem("biokhimiya"), stem("ani")) == ("biokhim", "biokhim", "ani")


@pytest.mark.parametrize("text", ["a b c d e f " * 30, "ы" * 300, " ".join(f"karim{n}ova" for n in range(100))])
def test_many_records_are_searched_soon(text: str) -> None:
    """Against runaway cost only: a shared machine is no stopwatch."""
    records = [f"Karimov{chr(97 + number % 26)}{number} {chr(97 + number % 23)}" for number in range(5000)]
    start = time.process_time()
    best(text, *records)
    assert time.process_time() - start < 2
