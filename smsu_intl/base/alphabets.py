"""The order of each language's alphabet, as a key that any database and Python sort byte by byte.

SQLite knows no alphabet and PostgreSQL those of the machine it runs on, so neither is asked. Uzbek puts
oʻ gʻ sh ch ng after z; Russian begins with Cyrillic, and ё tells only words apart that are otherwise equal.
Accents tell no more than ё does, case and punctuation nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii
from django.utils.translation import get_language

_LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
_UZBEK = (*_LATIN, "oʻ", "gʻ", "sh", "ch", "ng")
_CYRILLIC = tuple("абвгдежзийклмнопрстуфхцчшщъыьэюяўқғҳ")  # the last four are Uzbek
_ALPHABETS = {"en": (*_LATIN, *_CYRILLIC), "ru": (*_CYRILLIC, *_LATIN), "uz": (*_UZBEK, *_CYRILLIC)}
_CODES = {language: {letter: chr(ord(":") + place) for place, letter in enumerate(letters)} for language, letters in _ALPHABETS.items()}
_TIE, _GAP = " ", "!"  # before digits and letters: the shorter of two names that begin alike comes first

_APOSTROPHES = "ʻʼ‘’‛'`´ʹ′"
_UZBEK_APOSTROPHE = re.compile(f"(?<=[og])[{_APOSTROPHES}]")
_UZBEK_LETTER = re.compile("oʻ|gʻ|sh|ch|ng|.", re.DOTALL)


@lru_cache(maxsize=10_000)
def sort_key(text: str, language: str) -> str:
    """Return the ASCII text by which `text` stands in the alphabet of a language.

    >>> sorted(["Shahrisabz", "Zomin", "Sirdaryo"], key=lambda name: sort_key(name, "uz"))
    ['Sirdaryo', 'Zomin', 'Shahrisabz']
    """
    codes = _CODES.get(language, _CODES["en"])
    key: list[str] = []
    accents: list[str] = []
    for letter, is_accented in _letters(text.lower(), language, codes):
        code = letter if letter in "0123456789" else codes.get(letter, _GAP)
        if code == _GAP and (not key or key[-1] == _GAP):
            continue
        key.append(code)
        accents.append("1" if is_accented else "0")
    plain = "".join(key).strip(_GAP)
    tie = "".join(accents).rstrip("0")
    return f"{plain}{_TIE}{tie}" if tie else plain


def by_alphabet(text: str) -> str:
    """Return the key of `text` in the active language, to sort short lists by."""
    return sort_key(str.__str__(text), get_language() or "en")


def _letters(text: str, language: str, codes: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """Yield the letters of the alphabet, each with whether it carried an accent that the alphabet does not tell."""
    text = unicodedata.normalize("NFKC", text)
    if language == "uz":
        text = _UZBEK_APOSTROPHE.sub("ʻ", text)
    for letter in _UZBEK_LETTER.findall(text) if language == "uz" else text:
        if letter in _APOSTROPHES:
            continue  # within a word it parts nothing
        if letter in codes or letter.isascii():
            yield letter, False
        elif (base := unicodedata.normalize("NFD", letter)[0]) in codes:
            yield base, True
        elif unicodedata.category(letter) != "Mn":
            for latin in anyascii(letter).lower() or " ":
                yield latin, False
