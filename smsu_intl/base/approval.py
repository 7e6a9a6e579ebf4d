"""Changes to what the public sees wait for approval: until then the public goes on seeing the record as it was.

An editor's form of a published record is saved as always, watched and rolled back; what would have changed is kept as a
`ProposedChange`. Opened again, the form shows the record with the change that waits.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from smsu_intl.base.changes import REMOVE, NotPossibleError, Recording, Step, carry_out, is_content, items_of, owners_of, take_back
from smsu_intl.base.models import Deletion, DeletionQuerySet, ProposedChange, Record
from smsu_intl.base.previews import preview_address
from smsu_intl.base.querysets import is_key
from smsu_intl.base.reviewing import tell_of_answer, tell_of_proposal
from smsu_intl.base.rights import rights_of

LONGEST_ANSWER = 2000  # characters


class _RolledBackError(Exception):
    """Ends a transaction of which nothing is to stay."""


@dataclass
class _Held:
    """What comes of a form while it is only tried out."""

    record: Any
    waiting: ProposedChange | None
    saved: bool = False
    note: str = ""
    named: list[Record] = field(default_factory=list)  # new records that it names and that are handed in with it


def steps_of(kept: ProposedChange | Deletion) -> list[Step]:
    """Return what a proposed change would do, or what a deletion did."""
    return [Step.read(step) for step in kept.steps]


def awaiting_approval(records: Any) -> Any:
    """Return those of `records` for which a change waits."""
    return records.filter(pk__in=ProposedChange.objects.waiting().of_kind(records.model).values("record_key"))


def show_change(change: ProposedChange, record: Record) -> None:
    """Carry a waiting change out for a look at it, within a transaction that will be rolled back."""
    carry_out(steps_of(change))
    # The form tells two people who edit at once apart by this.
    type(record)._base_manager.filter(pk=record.pk).update(updated_at=max(record.updated_at, change.made_at))


class Approved:
    """An admin of records of which those who may not publish change what is published by way of somebody who may."""

    model: Any
    admin_site: AdminSite

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> Any:
        view = super().changeform_view  # type: ignore[misc]
        return self._held_back(request, object_id, lambda: view(request, object_id, form_url, extra_context))

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None) -> Any:
        view = super().history_form_view  # type: ignore[misc]
        return self._held_back(request, object_id, lambda: view(request, object_id, version_id, extra_context))

    def _held_back(self, request: HttpRequest, object_id: Any, view: Callable[[], HttpResponse]) -> HttpResponse:
        if self._published(request, object_id) is None:
            return view()
        with transaction.atomic():
            # Whoever decides on a change, or proposes another one, at the same moment waits until this is done.
            record = self._published(request, object_id, locked=request.method == "POST")
            waiting = ProposedChange.objects.waiting().edits().of(record).first() if record else None
            if record is None or not (waiting or request.method == "POST"):
                return view()
            return self._tried_out(request, _Held(record, waiting), view)

    def _tried_out(self, request: HttpRequest, held: _Held, view: Callable[[], HttpResponse]) -> HttpResponse:
        request._held = held  # type: ignore[attr-defined]
        steps: list[Step] = []
        try:
            with transaction.atomic(), Recording() as recording:
                self._show_waiting(request, held)
                response = view()
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                steps = [step for step in recording.steps() if is_content(step.model)] if held.saved else []
                raise _RolledBackError
        except _RolledBackError:
            pass
        if held.saved:
            self._propose(request, held, steps)
        return response

    def _published(self, request: HttpRequest, object_id: Any, *, locked: bool = False) -> Any:
        """Return the record if it is published and whoever edits it may not publish."""
        if not object_id or not is_key(object_id) or not rights_of(request).is_editor:
            return None
        records = self.model._base_manager.select_for_update() if locked else self.model._base_manager
        record = records.filter(pk=object_id, status=Record.Status.PUBLISHED).first()
        return record if record and self.has_change_permission(request, record) else None  # type: ignore[attr-defined]

    def _show_waiting(self, request: HttpRequest, held: _Held) -> None:
        if held.waiting is None:
            return
        try:
            show_change(held.waiting, held.record)
        except NotPossibleError as error:
            reasons = _("The change that waits cannot be shown any more: %(reasons)s") % {"reasons": " ".join(error.reasons)}
            messages.warning(request, reasons)

    def _propose(self, request: HttpRequest, held: _Held, steps: list[Step]) -> None:
        waiting, record = held.waiting, held.record
        if not any(step.kind != "change" or step.columns for step in steps):
            if waiting:
                _decide(waiting, ProposedChange.State.WITHDRAWN, request.user)
                messages.success(request, _("The record is again as the public sees it, so nothing waits for approval any more."))
            else:
                messages.info(request, _("Nothing was changed."))
            return
        change = waiting or ProposedChange(kind=record._meta.label_lower, record_key=record.pk)
        change.steps = [step.as_json() for step in steps]
        change.note, change.made_by, change.made_at = held.note or change.note, cast(Any, request.user), timezone.now()
        change.save()
        tell_of_proposal(request, record, change, self.covers)  # type: ignore[attr-defined]
        self.hand_in_along(request, held.named)  # type: ignore[attr-defined]
        messages.success(request, _("Your change waits for approval. Until then the public sees the record as it was."))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if held := held_of(request):
            held.note = form.cleaned_data.get("review_note", "")
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        held = held_of(request)
        if held is None or held.record != obj:
            return super().response_change(request, obj)  # type: ignore[misc]
        held.saved = True
        if "_popup" in request.POST:
            return super().response_change(request, obj)  # type: ignore[misc]
        opts = self.model._meta
        if "_continue" in request.POST:
            return redirect(request.get_full_path())
        if "_addanother" in request.POST:
            return redirect(f"admin:{opts.app_label}_{opts.model_name}_add")
        return self.response_post_save_change(request, obj)  # type: ignore[attr-defined]

    # Deleting

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with kept_for_restoring(request, obj):
            super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            for record in queryset:
                self.delete_model(request, record)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Keep the rows that were taken away."""
        gone = [row.instance for row in getattr(formset, "deleted_forms", ()) if row.instance.pk]
        if held_of(request) or not gone:
            super().save_formset(request, form, formset, change)  # type: ignore[misc]
            return
        with kept_for_restoring(request, gone[0], removed_only=True):
            super().save_formset(request, form, formset, change)  # type: ignore[misc]


def held_of(request: HttpRequest) -> _Held | None:
    """Return what is tried out in a request, if anything is."""
    return getattr(request, "_held", None)


@contextmanager
def kept_for_restoring(request: HttpRequest, record: Any, *, removed_only: bool = False) -> Iterator[None]:
    """Keep what is deleted while it is open, under the name of the record that was to be deleted."""
    key, title = record.pk, str(record)[:400]
    with transaction.atomic():
        with Recording() as recording:
            yield
        steps = [step for step in recording.steps() if step.kind == REMOVE or not removed_only]
        if steps:
            Deletion.objects.create(
                kind=record._meta.label_lower,
                record_key=key,
                title=title,
                steps=[step.as_json() for step in steps],
                done_by=cast(Any, request.user),
            )


# Pages


def _decide(change: ProposedChange, state: str, by: Any, answer: str = "") -> None:
    change.state, change.decided_by, change.decided_at, change.answer = state, by, timezone.now(), answer
    change.save()


def change_page(request: HttpRequest, site: AdminSite, key: int) -> HttpResponse:
    """Show a proposed change, each thing that it would do with what stands there now; accept, refuse or withdraw it."""
    change = ProposedChange.objects.with_people().filter(pk=key).first() if is_key(key) else None
    model = _model_of(change.kind) if change else None
    own_admin: Any = site._registry.get(model) if model else None
    record = model._base_manager.filter(pk=change.record_key).first() if model and change else None
    if change is None or own_admin is None or record is None:
        raise Http404
    if not (own_admin.has_view_permission(request, record) and own_admin.is_owned(request, record)):
        raise Http404
    rights = rights_of(request)
    may_decide = change.is_waiting and rights.may_publish and own_admin.has_change_permission(request, record)
    may_withdraw = change.is_waiting and rights.is_editor and change.sort == ProposedChange.Sort.EDIT
    if request.method == "POST":
        return _answered(request, own_admin, record, change, may_decide=may_decide, may_withdraw=may_withdraw)
    opts = own_admin.opts
    items = items_of(steps_of(change))
    context = {
        **site.each_context(request),
        "title": _("A change that waits for approval") if change.is_waiting else _("A proposed change"),
        "change": change,
        "record": record,
        "opts": opts,
        "items": items,
        "has_clashes": any(item.now is not None for item in items),
        "seen": _seen(record, change),
        "record_address": reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
        "preview_address": preview_address(record, change) if change.is_waiting and own_admin.page_of(record) else "",
        "may_decide": may_decide,
        "may_withdraw": may_withdraw,
    }
    return TemplateResponse(request, "admin/proposed_change.html", context)


def _model_of(kind: str) -> Any:
    try:
        return apps.get_model(kind)
    except LookupError:
        return None


def _seen(record: Any, change: ProposedChange) -> str:
    """Return what tells whether a change, and the record that it would change, are still what somebody looked at."""
    return f"{change.made_at.isoformat()} {record.updated_at.isoformat()}"


def _answered(
    request: HttpRequest, own_admin: Any, record: Any, change: ProposedChange, *, may_decide: bool, may_withdraw: bool
) -> HttpResponse:
    """Decide on a change, once: whoever decides, or proposes more, at the same moment waits."""
    answer = request.POST.get("answer", "")[:LONGEST_ANSWER].replace("\x00", "").strip()
    address = redirect("admin:proposed_change", change.pk)
    try:
        with transaction.atomic():
            record = type(record)._base_manager.select_for_update().get(pk=record.pk)
            change = ProposedChange.objects.select_for_update().get(pk=change.pk)
            if not change.is_waiting:
                messages.warning(request, _("Somebody decided on this change already."))
            elif "withdraw" in request.POST and may_withdraw:
                _decide(change, ProposedChange.State.WITHDRAWN, request.user)
                messages.success(request, _("The change was withdrawn. The record stays as the public sees it."))
            elif not may_decide:
                raise PermissionDenied
            elif request.POST.get("seen") != _seen(record, change):
                messages.warning(request, _("This was changed while you looked at it, so nothing was decided. Look at it again."))
            elif "refuse" in request.POST:
                _decide(change, ProposedChange.State.REFUSED, request.user, answer)
                tell_of_answer(request, record, change)
                messages.success(request, _("The change was refused. The record stays as the public sees it."))
            else:
                _accept(request, own_admin, record, change, answer)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except NotPossibleError as error:
        for why in error.reasons:
            messages.error(request, why)
    return address


def _accept(request: HttpRequest, own_admin: Any, record: Any, change: ProposedChange, answer: str) -> None:
    steps = steps_of(change)
    items = items_of(steps)
    chosen = set(request.POST.getlist("item"))
    refused = {(item.number, item.column) for item in items if item.name not in chosen}
    if len(refused) == len(items) and items:
        raise NotPossibleError([_("Tick at least one change, or refuse them all.")])
    reason = _("Proposed by %(name)s") % {"name": change.author}
    saved = carry_out(steps, refuse=refused, publish=True, _history_user=request.user, _change_reason=reason[:100])
    own_admin._publish_along(request, [(one.record, one.names) for one in saved], edited=record)
    own_admin.log_change(request, record, reason)
    _decide(change, ProposedChange.State.ACCEPTED, request.user, answer)
    tell_of_answer(request, record, change)
    own_admin.warn_of_unpublished(request, record)
    if refused:
        messages.success(request, _("What you ticked was accepted, and the public sees it now. The rest stays as it was."))
    else:
        messages.success(request, _("The change was accepted, and the public sees it now."))


def deleted_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """List what was deleted and can be brought back: for those who see everything all of it, for others their own."""
    deletions = _deletions(request)
    rows = [(deletion, _sort(deletion)) for deletion in deletions.select_related("done_by")[:MOST_SHOWN] if _sort(deletion)]
    context = {**site.each_context(request), "title": _("Deleted records"), "rows": rows}
    return TemplateResponse(request, "admin/deleted.html", context)


MOST_SHOWN = 500  # deletions on one page


def _deletions(request: HttpRequest) -> DeletionQuerySet:
    deletions = Deletion.objects.restorable()
    return deletions if rights_of(request).everything else deletions.filter(done_by=cast(Any, request.user))


def _sort(deletion: Deletion) -> str:
    model = _model_of(deletion.kind)
    return str(model._meta.verbose_name) if model else ""


@require_POST
def restore(request: HttpRequest, site: AdminSite, key: int) -> HttpResponse:
    """Bring back what was deleted."""
    deletion = _deletions(request).filter(pk=key).first() if is_key(key) else None
    own_admin: Any = site._registry.get(_model_of(deletion.kind)) if deletion else None
    if deletion is None:
        raise Http404
    if own_admin is not None and not own_admin.has_add_permission(request):
        raise PermissionDenied
    reason = _("Restored")
    try:
        with transaction.atomic():
            if _deletions(request).select_for_update(of=("self",)).filter(pk=deletion.pk).first() is None:
                raise Http404  # somebody was faster
            steps = steps_of(deletion)
            _demand_owned_parts(request, site, steps)
            saved = take_back(steps, _history_user=request.user, _change_reason=reason)
            _demand_owned_records(request, site, [one.record for one in saved if one.is_new])
            deletion.restored_by, deletion.restored_at = cast(Any, request.user), timezone.now()
            deletion.save(update_fields=["restored_by", "restored_at"])
    except NotPossibleError as error:
        for why in error.reasons:
            messages.error(request, why)
        return redirect("admin:deleted")
    messages.success(request, _("“%(title)s” is back.") % {"title": deletion.title})
    if own_admin is not None:
        record = own_admin.model._base_manager.filter(pk=deletion.record_key).first()
        if record and own_admin.has_view_permission(request, record):
            return redirect(f"admin:{own_admin.opts.app_label}_{own_admin.opts.model_name}_change", record.pk)
    return redirect("admin:deleted")


@require_POST
def forget(request: HttpRequest, site: AdminSite, key: int) -> HttpResponse:
    """Delete for good what could be brought back: where somebody asked that nothing be kept."""
    deletion = _deletions(request).filter(pk=key).first() if is_key(key) else None
    if deletion is None:
        raise Http404
    deletion.delete()
    messages.success(request, _("“%(title)s” is deleted for good.") % {"title": deletion.title})
    return redirect("admin:deleted")


def _demand_owned_parts(request: HttpRequest, site: AdminSite, steps: Iterable[Step]) -> None:
    """Refuse to bring back rows of records that are somebody else's by now, or that only those who publish may change."""
    rights = rights_of(request)
    if rights.everything:
        return
    for step in steps:
        if step.kind != REMOVE:
            continue
        for owner in owners_of(step):
            own_admin: Any = site._registry.get(type(owner))
            is_public = rights.is_editor and owner.status == Record.Status.PUBLISHED and not issubclass(step.model, Record)
            if is_public or not (own_admin and own_admin.has_change_permission(request, owner)):
                raise NotPossibleError([_not_hers(owner)])


def _demand_owned_records(request: HttpRequest, site: AdminSite, records: Iterable[Any]) -> None:
    """Refuse what came back as a record that she could not have entered herself."""
    rights = rights_of(request)
    for record in records:
        if rights.everything or not isinstance(record, Record):
            continue
        own_admin: Any = site._registry.get(type(record))
        if not rights.may_set(None, record.status) or not (own_admin and own_admin.is_owned(request, record)):
            raise NotPossibleError([_not_hers(record)])


def _not_hers(record: Record) -> str:
    text = _("“%(name)s” is public by now, or somebody else's. Ask the international office to bring this back.")
    return text % {"name": record}
