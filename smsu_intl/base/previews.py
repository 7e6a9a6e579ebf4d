"""Links to how a page will look before the public sees it: signed, for anyone who is sent one, for a time."""

from typing import NamedTuple

from django.core import signing
from django.db import models
from django.urls import reverse

from smsu_intl.base.models import ProposedChange

VALID_DAYS = 14
_SALT = "preview"


class Previewed(NamedTuple):
    """What a link names: a record, and the number of a change to it that waits; 0 for the record as it stands."""

    kind: str
    key: int
    change: int


def preview_address(record: models.Model, change: ProposedChange | None = None) -> str:
    """Return the path at which a record's page is seen as it will look, in the active language."""
    token = signing.dumps([record._meta.label_lower, record.pk, change.pk if change else 0], salt=_SALT)
    return reverse("preview", args=[token])


def read_token(token: str) -> Previewed:
    """Return what a link names. Raise django.core.signing.BadSignature, or SignatureExpired when its time is over."""
    kind, key, change = signing.loads(token, salt=_SALT, max_age=VALID_DAYS * 24 * 60 * 60)
    return Previewed(kind, key, change)
