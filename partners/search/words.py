"""The words of names: how a text becomes tokens, how tokens sound, and what they are on another keyboard."""

import re
import unicodedata
from urllib.parse import urlsplit

from smsu_intl.base.folding import fold
from smsu_intl.base.sounds import undoubled

MOST_TOKENS = 24  # of one name or query: the longest real names have fewer
LONGEST_TOKEN = 40  # letters; what is longer is cut

# Scripts written without spaces: their runs become overlapping pairs of characters.
UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)")
VOWELLESS = re.compile("[\u0590-\u06ff]+")  # Hebrew and Arabic
_ARTICLE = re.compile(
    "\\b[\u0648\u0628]?(?:\u0627\u0644|\u0644\u0644)(?=\\w{3})"
)  # Arabic “al-”, also after “and” and “in”, and in “li-l-”
_AYIN = "\u0639"  # a sign of its own in transliteration, which would part the word
_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|[0-9]+")

# What says nothing of the owner in the name of a host: under which names are given out in many countries.
_REGISTRIES = frozenset(("ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "mil", "ne", "net", "or", "org"))

# What is left of a word in a script without vowels, or one that writes l as r and v as b.
_LEFT = {
    "ph": "f", "sch": "s", "sh": "s", "th": "s", "ts": "s", "tz": "s", "z": "s", "j": "s", "tch": "k", "ch": "k", "ck": "k",
    "c": "k", "q": "k", "ci": "s", "ce": "s", "cy": "s", "kh": "g", "gh": "g", "dh": "d", "x": "ks", "l": "r", "v": "b", "p": "b",
} | {letter: letter for letter in "0123456789bdfgkmnrst"}  # fmt: skip
_BONES = re.compile("sch|tch|ph|sh|th|ts|tz|ch|ck|kh|gh|dh|c[iey]|.")

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_SHIFTED = '{}:"<>~'  # typed for ХЪЖЭБЮЁ
_OTHER_KEYS = (
    str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())
    | str.maketrans(_LATIN.upper(), _CYRILLIC.upper())
    | str.maketrans(_LATIN, _CYRILLIC)
    | str.maketrans(_SHIFTED, "ХЪЖЭБЮЁ")
)


def tokens(text: str) -> list[str]:
    """Return the words of `text` in order, as lower-case ASCII; each pair of characters for Han, Kana and Hangul.

    >>> tokens("Ижевская академия, I.M. Sechenov")
    ['izhevskaya', 'akademiya', 'im', 'sechenov']
    """
    composed = unicodedata.normalize("NFKC", text)  # a Hangul syllable may come as its letters
    found: list[str] = []
    for number, part in enumerate(UNSPACED.split(_initials_joined(_bare_arabic(composed)))):
        found += [pair for pair in pairs(part) if pair] if number % 2 else _LETTERS_OR_DIGITS.findall(fold(part))
    return [token[:LONGEST_TOKEN] for token in found[:MOST_TOKENS]]


def pairs(run: str) -> list[str]:
    """Return each two neighbouring characters of a run without spaces, transliterated; "" where that leaves nothing."""
    return [fold(run[start : start + 2]).replace(" ", "")[:LONGEST_TOKEN] for start in range(max(1, len(run) - 1))]


def website_names(website: str) -> list[str]:
    """Return what the host of a website calls its owner: each part as one word, and as its hyphens part it.

    >>> website_names("https://www.umr-lops.example.ac.uk/en/")
    ['umrlops example', 'umr lops example']
    """
    *parts, _country = (urlsplit(website).hostname or "").split(".")
    if len(parts) > 1 and parts[-1] in _REGISTRIES:
        parts.pop()
    parted = [fold(part).split() for part in parts if part != "www"]
    names = (["".join(words) for words in parted], [word for words in parted for word in words])
    return list(dict.fromkeys(" ".join(word[:LONGEST_TOKEN] for word in name) for name in names if name))


def _initials_joined(text: str) -> str:
    """Join single letters parted by points: “S.S.M.U.” is a word, and so is “I. M.” of a name."""
    return re.sub(r"(?<![^\W_])([^\W\d_])\.\s?(?=[^\W\d_]\.)", r"\1", text)


def _bare_arabic(text: str) -> str:
    """Take from Arabic words what is written as a part of them: the article, and small words joined with it."""
    return _ARTICLE.sub("", text).replace(_AYIN, "") if VOWELLESS.search(text) else text


def bones(token: str) -> str:
    """Return the consonants of a token, those alike that one script or another does not tell apart.

    >>> bones("sialkot") == bones("sylkwt") and bones("tenisu") == bones("tennis")
    True
    """
    return undoubled(_BONES.sub(lambda match: _LEFT.get(match[0], ""), token))[:LONGEST_TOKEN]


def grams(heard: str) -> set[str]:
    """Return the trigrams of a word's sound, its edges marked."""
    edged = f"^{heard}$"
    return {edged[start : start + 3] for start in range(len(edged) - 2)}


def on_other_keyboard(text: str) -> str:
    """Return what the same keys write with the other layout, QWERTY or ЙЦУКЕН."""
    return text.translate(_OTHER_KEYS)
