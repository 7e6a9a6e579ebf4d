"""What follows when records come nearer to the public or are taken back: it is noted, and those concerned are told by e-mail."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override

from smsu_intl.base.models import ProposedChange, Record, StatusChange
from smsu_intl.base.rights import PUBLISH, Rights, rights_of_user

Covers = Callable[[Rights, models.Model], bool]  # whether a record is among those that somebody with these rights works on
MOST_NAMED = 50  # records in one letter
PROPOSED, ACCEPTED, REFUSED = "proposed", "accepted", "refused"  # what a letter is about, where it is not the record's status


def note_steps(request: HttpRequest, steps: Sequence[tuple[Record, str]], note: str, covers: Covers, *, write: bool = True) -> None:
    """Keep what was done to records, each given with its former status, and write to those concerned once it is certain.

    All are of one kind and have come to one status. Without `write` no letter goes: another tells of them.
    """
    if not steps:
        return
    after, records = str(steps[0][0].status), [record for record, _before in steps]
    handed_in = {} if after == Record.Status.IN_REVIEW else _handed_in(records)
    kind, who = records[0]._meta.label_lower, cast(Any, request.user)
    StatusChange.objects.bulk_create(
        StatusChange(kind=kind, record_key=record.pk, before=before, after=after, note=note, made_by=who) for record, before in steps
    )
    if not write:
        return
    if after == Record.Status.IN_REVIEW:
        _on_commit(_write_to_reviewers, request, after, records, note, covers)
    else:
        _on_commit(_write_to_authors, request, after, records, note, handed_in)


def tell_of_proposal(request: HttpRequest, record: Record, change: ProposedChange, covers: Covers) -> None:
    """Write to those who review that somebody proposes to change what the public sees."""
    _on_commit(_write_to_reviewers, request, PROPOSED, [record], change.note, covers, address=_address_of_change(change))


def tell_of_answer(request: HttpRequest, record: Record, change: ProposedChange) -> None:
    """Write to whoever proposed a change what was decided."""
    if change.made_by:
        wording = ACCEPTED if change.state == change.State.ACCEPTED else REFUSED
        _on_commit(_write, request, change.made_by, wording, [record], change.answer, address=_address_of_change(change))


def _address_of_change(change: ProposedChange) -> str:
    return reverse("admin:proposed_change", args=[change.pk])


def _on_commit(write: Callable[..., None], request: HttpRequest, *args: Any, **kwargs: Any) -> None:
    transaction.on_commit(partial(write, request, *args, **kwargs), robust=True)  # a mail server that is down must not lose anyone's work


def _handed_in(records: Iterable[Record]) -> dict[Any, list[Record]]:
    """Return the records by who handed each of them in last."""
    found: dict[Any, list[Record]] = {}
    for record in records:
        last = StatusChange.objects.of(record).filter(after=Record.Status.IN_REVIEW).select_related("made_by").first()
        if last and last.made_by:
            found.setdefault(last.made_by, []).append(record)
    return found


def _write_to_reviewers(request: HttpRequest, after: str, records: list[Record], note: str, covers: Covers, *, address: str = "") -> None:
    accounts: Any = get_user_model()._default_manager
    reviewers = accounts.with_perm(PUBLISH, backend="django.contrib.auth.backends.ModelBackend", include_superusers=False)
    for reviewer in reviewers:
        rights = rights_of_user(reviewer)
        _write(request, reviewer, after, [record for record in records if covers(rights, record)], note, address=address)


def _write_to_authors(request: HttpRequest, after: str, records: list[Record], note: str, handed_in: dict[Any, list[Record]]) -> None:
    for author, own in handed_in.items():
        _write(request, author, after, own, note)


def _write(request: HttpRequest, reader: Any, after: str, records: list[Record], note: str, *, address: str = "") -> None:
    if not records or not reader.email or not reader.is_active or reader == request.user:
        return
    # An account without a language of its own reads that of whoever writes: the staff share one.
    language = getattr(getattr(reader, "membership", None), "language", "") or get_language() or settings.LANGUAGE_CODE
    with override(language):
        subject, sentence = _wording(after)
        who = request.user.get_full_name() or request.user.get_username()  # type: ignore[union-attr]
        title = str(records[0]) if len(records) == 1 else f"{records[0]} (+{len(records) - 1})"
        lines = [sentence % {"who": who}, ""]
        for record in records[:MOST_NAMED]:
            meta = record._meta
            form = address or reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
            lines += [f"{capfirst(str(meta.verbose_name))}: {record}", request.build_absolute_uri(form), ""]
        if note:
            lines += [gettext("Note:"), note, ""]
        subject = " ".join(f"{subject}: {title}".split())
        EmailMessage(subject, "\n".join(lines), to=[reader.email]).send()


def _wording(after: str) -> tuple[str, str]:
    """Return the subject and the first sentence of a letter, in the active language."""
    known = {
        PROPOSED: (gettext("A change for approval"), gettext("%(who)s proposes to change what the public sees.")),
        ACCEPTED: (gettext("Your change was accepted"), gettext("%(who)s accepted the change that you proposed.")),
        REFUSED: (gettext("Your change was refused"), gettext("%(who)s refused the change that you proposed.")),
        Record.Status.IN_REVIEW: (gettext("For review"), gettext("%(who)s handed this in for review.")),
        Record.Status.PUBLISHED: (gettext("Published"), gettext("%(who)s published what you handed in.")),
        Record.Status.DRAFT: (gettext("Back to you"), gettext("%(who)s gave back what you handed in; it is a draft again.")),
        Record.Status.ARCHIVED: (gettext("Archived"), gettext("%(who)s archived what you handed in; the public does not see it.")),
    }
    return known[after]
