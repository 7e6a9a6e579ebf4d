"""Letters that come without being asked for: agreements near their end, records that wait, cooperation without an agreement.

Each reader gets one letter with all that is new for her; what she was told is remembered (`partners.Reminder`), so the
command that sends them may run as often as one likes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override

from partners.admin import UNCOVERED
from partners.models import Agreement, Reminder
from partners.renewing import standing
from smsu_intl.base.attention import PARAMETER
from smsu_intl.base.models import Record
from smsu_intl.base.reviewing import MOST_NAMED
from smsu_intl.base.rights import PUBLISH, Rights, rights_of_user

OCCASIONS = {"expired": -1, "30": 30, "90": 90, "180": 180}  # the most pressing first: how many days are left at most
LONG = 7  # days that a record may wait for review before somebody is reminded
WAITING, GAPS = "waiting", "gaps"


@dataclass(frozen=True)
class Item:
    """Something that somebody is to be told, under a heading, and by what it is remembered."""

    heading: str
    text: str
    path: str
    mark: tuple[str, int, str, str]  # kind, key, occasion, about


@dataclass(frozen=True)
class Letter:
    """All that somebody is told at once."""

    reader: Any
    subject: str
    body: str
    marks: tuple[tuple[str, int, str, str], ...]


def letters() -> Iterator[Letter]:
    """Yield the letters that are due now, each in its reader's language."""
    for reader in _readers():
        language = getattr(getattr(reader, "membership", None), "language", "") or settings.LANGUAGE_CODE
        with override(language):
            items = _items_for(reader)
            letter = _letter(reader, items) if items else None
        if letter:
            yield letter


def send(letter: Letter) -> bool:
    """Send a letter and remember what it told, or neither; return False if another run has just done it."""
    names = ("kind", "record_key", "occasion", "about")
    reminders = [Reminder(reader=letter.reader, **dict(zip(names, mark, strict=True))) for mark in letter.marks]
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(reminders)
            EmailMessage(letter.subject, letter.body, to=[letter.reader.email]).send()
    except IntegrityError:
        return False
    return True


def _readers() -> list[Any]:
    """Return those who publish, and those who are responsible for an agreement, as far as they have an address."""
    accounts: Any = get_user_model()._default_manager
    officers = accounts.with_perm(PUBLISH, backend="django.contrib.auth.backends.ModelBackend", include_superusers=False)
    responsible = Agreement.objects.in_force().exclude(responsible=None).order_by().values("responsible")
    readers = accounts.filter(pk__in=officers.values("pk")) | accounts.filter(pk__in=responsible)
    return list(readers.filter(is_active=True, is_staff=True).exclude(email="").select_related("membership").order_by("pk"))


def _items_for(reader: Any) -> list[Item]:
    rights, told = rights_of_user(reader), Reminder.objects.told(reader)
    items = [*_ending(reader, rights, told)]
    if rights.may_publish:
        items += [*_waiting(rights), *_uncovered(rights)]
    return [item for item in items if item.mark not in told]


def _letter(reader: Any, items: list[Item]) -> Letter:
    lines: list[str] = []
    for heading in dict.fromkeys(item.heading for item in items):
        below = [item for item in items if item.heading == heading]
        lines += [heading.upper(), ""]
        for item in below[:MOST_NAMED]:
            lines += [item.text, f"{settings.SITE_ADDRESS}{item.path}", ""]
        if more := len(below) - MOST_NAMED:
            lines += [ngettext("… and %(number)d more", "… and %(number)d more", more) % {"number": more}, ""] if more > 0 else []
    lines += [gettext("You are told each of these once. All that is still open stands on the first page:")]
    lines += [f"{settings.SITE_ADDRESS}{reverse('admin:index')}"]
    subject = f"{gettext('What needs attention')}: {len(items)}"
    return Letter(reader, subject, "\n".join(lines), tuple(item.mark for item in items))


# What there is to tell


def _ending(reader: Any, rights: Rights, told: set[tuple[str, int, str, str]]) -> Iterator[Item]:
    """Yield the agreements of which the end, or the last day of giving notice, is near enough to be told again."""
    mine = Agreement.objects.filter(responsible=reader).order_by().values("pk")
    records = Agreement.objects.in_force().exclude(valid_until_end=None)
    if rights.may_publish:
        owned = _owned(admin.site.get_model_admin(Agreement), rights, Agreement.objects.all()).order_by().values("pk")
        records = records.filter(pk__in=owned) | records.filter(pk__in=mine)
    else:
        records = records.filter(pk__in=mine)
    headings = {attention.key: str(attention.label) for attention in cast(Any, admin.site.get_model_admin(Agreement)).attention}
    for agreement in records.prefetch_related("institutions").order_by("valid_until_end", "pk"):
        occasion = occasion_of(agreement)
        if not occasion:
            continue
        mark = (Agreement._meta.label_lower, agreement.pk, occasion, str(agreement.decide_by))
        if any((*mark[:2], earlier, mark[3]) in told for earlier in _as_pressing_as(occasion)):
            continue
        heading = headings["expired" if occasion == "expired" else f"expiring_{occasion}"]
        if agreement.renews_itself:
            heading = gettext("Agreements that renew themselves unless notice is given")
        parties = ", ".join(str(institution) for institution in agreement.institutions.all())
        text = f"{' – '.join(filter(None, (str(agreement), parties)))}. {standing(agreement)}"
        yield Item(heading, text, reverse("admin:partners_agreement_change", args=[agreement.pk]), mark)


def occasion_of(agreement: Agreement) -> str:
    """Return how near the day of decision about an agreement is, as a key of `OCCASIONS`; "" if it is far, or nothing is to decide."""
    if agreement.decide_by is None:
        return ""
    days = (agreement.decide_by - timezone.localdate()).days
    if days < 0:
        return "expired" if agreement.is_expired else ""
    return next((occasion for occasion, most in OCCASIONS.items() if days <= most), "")


def _as_pressing_as(occasion: str) -> Iterable[str]:
    return [other for other, most in OCCASIONS.items() if most <= OCCASIONS[occasion]]


def _waiting(rights: Rights) -> Iterator[Item]:
    """Yield the records that nobody has reviewed for long."""
    before = timezone.now() - timedelta(days=LONG)
    heading = ngettext("Waiting for review for more than %(days)d day", "Waiting for review for more than %(days)d days", LONG) % {
        "days": LONG
    }
    for model, own_admin in admin.site._registry.items():
        if not issubclass(model, Record):
            continue
        records = _owned(own_admin, rights, model.objects.in_review().filter(updated_at__lt=before))
        for record in records.order_by("updated_at", "pk"):
            mark = (model._meta.label_lower, record.pk, WAITING, record.updated_at.isoformat())
            path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[record.pk])
            yield Item(heading, f"{capfirst(str(model._meta.verbose_name))}: {record}", path, mark)


def _uncovered(rights: Rights) -> Iterator[Item]:
    """Yield how much cooperation goes on without a valid agreement, by kind of record: once a month."""
    month = timezone.localdate().strftime("%Y-%m")
    for own_admin in admin.site._registry.values():
        model: Any = own_admin.model
        if UNCOVERED not in getattr(own_admin, "attention", ()):
            continue
        number = _owned(own_admin, rights, model.objects.uncovered()).count()
        if number:
            path = f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?{PARAMETER}={UNCOVERED.key}"
            text = f"{capfirst(str(model._meta.verbose_name_plural))}: {number}"
            yield Item(str(UNCOVERED.label), text, path, (model._meta.label_lower, 0, GAPS, month))


def _owned(own_admin: Any, rights: Rights, records: Any) -> Any:
    """Return those of `records` that somebody with these rights works on."""
    if rights.everything:
        return records
    owned = own_admin.model._base_manager.filter(own_admin.owned_by(rights)).order_by().values("pk")
    return records.filter(pk__in=owned)
