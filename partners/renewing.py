"""Renewing agreements: how they stand, what a renewal takes over, and what becomes of the one that it replaces."""

from typing import Any

from django.db import transaction
from django.template.defaultfilters import date as printed_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Agreement
from smsu_intl.base.texts import languages_of

TAKEN_OVER = ("kind", "level", *languages_of("description"), "renews_itself", "notice_days")


def draft_of_renewal(earlier: Agreement) -> dict[str, Any]:
    """Return what the form of a renewal is filled in with: what is likely to stay, without dates, number and papers."""
    return {
        **{name: getattr(earlier, name) for name in TAKEN_OVER},
        "renews": earlier.pk,
        "state": Agreement.State.IN_PREPARATION,
        "university": earlier.university_id,
        "responsible": earlier.responsible_id,
        "departments": list(earlier.departments.values_list("pk", flat=True)),
        "institutions": list(earlier.institutions.values_list("pk", flat=True)),
    }


def may_be_renewed(agreement: Agreement) -> bool:
    """Whether it was signed, stands, and nobody has begun to renew it."""
    return agreement.state == Agreement.State.SIGNED and not agreement.renewals.exists()


@transaction.atomic
def supersede_earlier(*, renewal: Agreement) -> Agreement | None:
    """Mark what a signed renewal replaces as superseded, from the day of signing on, and return it; None if nothing changed.

    It is marked whatever the publication status of the renewal: what is signed holds, whether visitors read of it or not.
    """
    if renewal.state != Agreement.State.SIGNED or renewal.renews_id is None:
        return None
    earlier = Agreement.objects.select_for_update().filter(pk=renewal.renews_id, state=Agreement.State.SIGNED).first()
    if earlier is not None:
        earlier.state = Agreement.State.SUPERSEDED
        earlier.save()
    return earlier


# How an agreement stands, in the words of the active language


def in_days(agreement: Agreement) -> str:
    """Return how many days a signed agreement has left; "" if it names no end."""
    days = agreement.days_left
    if days is None:
        return ""
    if agreement.renews_itself:
        return _("renews itself")
    return ngettext("%(number)d day left", "%(number)d days left", days) % {"number": days} if days >= 0 else _("expired")


def standing(agreement: Agreement) -> str:
    """Return in a sentence whether an agreement is valid."""
    over = {
        Agreement.State.IN_PREPARATION: _("It is in preparation: it was not signed yet."),
        Agreement.State.SUPERSEDED: _("It is superseded: another agreement took its place."),
        Agreement.State.TERMINATED: _("It was terminated before its time."),
    }
    return over.get(Agreement.State(agreement.state)) or _validity(agreement)


def _validity(agreement: Agreement) -> str:
    days, until = agreement.days_left, agreement.valid_until
    if days is None:
        return _("It is valid, and names no end.")
    if agreement.renews_itself:
        notice = printed_date(agreement.decide_by, "DATE_FORMAT")
        return _("It renews itself at its end (%(until)s), unless notice is given by %(notice)s.") % {"until": until, "notice": notice}
    if days < 0:
        text = ngettext("It expired %(number)d day ago (%(until)s).", "It expired %(number)d days ago (%(until)s).", -days)
    else:
        text = ngettext(
            "It is valid for %(number)d more day (until %(until)s).", "It is valid for %(number)d more days (until %(until)s).", days
        )
    return text % {"number": abs(days), "until": until}
