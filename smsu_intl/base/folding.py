"""One spelling for every way of typing a name, so that all databases find alike.

SQLite folds case in ASCII only and PostgreSQL by its locale, so neither is asked to: names are
folded here, stored folded, and searched with folded words.
"""

import re
import unicodedata

from anyascii import anyascii

_APOSTROPHES = re.compile("[ʻʼ‘’‛'`´ʹ′]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Uzbek Cyrillic by its official Latin counterpart where anyascii reads the letter as Russian or
# Kazakh, and ё as е, which Russian writes for it.
_LETTERS = str.maketrans({"ё": "е", "Ё": "Е", "ў": "o", "Ў": "O", "ғ": "g", "Ғ": "G", "қ": "q", "Қ": "Q", "ҳ": "h", "Ҳ": "H"})


def fold(text: str) -> str:
    """Return `text` as lower-case ASCII words parted by single spaces.

    Case, diacritics, script, Uzbek apostrophes, ё/е and dotted or dotless i make no difference:

    >>> fold("Oʻzbekiston") == fold("O'ZBEKISTON") == fold("Ўзбекистон") == "ozbekiston"
    True
    >>> fold("Sağlık Bilimleri Üniversitesi")
    'saglik bilimleri universitesi'
    """
    if text.isascii():  # as most names are: the same, sooner
        return _NOT_WORD.sub(" ", text.replace("'", "").replace("`", "").lower()).strip()
    composed = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).translate(_LETTERS)
    return _NOT_WORD.sub(" ", anyascii(composed).replace("'", "").lower()).strip()
