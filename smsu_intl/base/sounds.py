"""What words sound like, whatever the habit of transliteration: Юсупов is Yusupov, Iusupov and Jusupov."""

import re

# The same sound in different habits of transliteration, longest first: what is left decides.
_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("tsch", "c"), ("dzh", "j"), ("zh", "j"), ("kh", "h"), ("ch", "c"), ("sh", "s"),
    ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "kv"), ("gh", "g"), ("yo", "e"), ("ye", "e"),
    ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"), ("iy", "i"), ("yi", "i"), ("oo", "u"), ("ou", "u"),
    ("q", "k"), ("w", "v"), ("x", "h"), ("y", "i"), ("z", "s"),
)  # fmt: skip
_SOUND = re.compile("|".join(written for written, _heard in _SOUNDS))
_HEARD = dict(_SOUNDS)
_DOUBLED = re.compile(r"(.)\1+")


def sound(token: str) -> str:
    """Return what a token sounds like, whatever the habit of transliteration.

    >>> sound("izhevskaya") == sound("ijevskaia")
    True
    """
    return undoubled(_SOUND.sub(lambda match: _HEARD[match[0]], token))


def undoubled(text: str) -> str:
    """Return a text with letters that are doubled written once."""
    return _DOUBLED.sub(r"\1", text)
