import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsu_intl.base.folding import fold


@pytest.mark.parametrize("apostrophe", "ʻʼ‘’'`´ʹ′‛")
def test_apostrophes_make_no_difference(apostrophe):
    assert fold("Fargʻona Oʻzbekiston".replace("ʻ", apostrophe)) == "fargona ozbekiston"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İstanbul", "istanbul"),
        ("Isparta", "ısparta"),
        ("ISTANBUL", "ıstanbul"),
        ("Королёв", "королев"),
        ("ЁЛКИН", "елкин"),
        ("Ўзбекистон", "Oʻzbekiston"),
        ("Қарши", "Qarshi"),
        ("Фарғона", "Fargʻona"),
        ("Ҳамза", "Hamza"),
        ("Самарканд", "SAMARKAND"),
        ("Université de Besançon", "universite de besancon"),
        ("Ｗｉｄｅ", "wide"),
        ("e\u0301cole", "école"),
    ],
)
def test_ways_of_writing_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Sağlık Bilimleri Üniversitesi", "saglik bilimleri universitesi"),
        ("Московский  государственный–университет (МГУ)", "moskovskiy gosudarstvennyy universitet mgu"),
        ("", ""),
        (" – ", ""),
    ],
)
def test_fold_leaves_plain_words(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_gives_only_plain_words(text):
    assert re.fullmatch("(?:[a-z0-9]+(?: [a-z0-9]+)*)?", fold(text))


@given(st.text())
def test_fold_of_folded_is_the_same(text):
    assert fold(fold(text)) == fold(text)
