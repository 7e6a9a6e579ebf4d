"""A page as it will look, shown by a signed link to anyone who was sent it; nothing is published by looking."""

from copy import copy
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smsu_intl.base.approval import show_change
from smsu_intl.base.changes import NotPossibleError
from smsu_intl.base.models import ProposedChange, Record
from smsu_intl.base.previews import read_token

PUBLIC = {"status": Record.Status.PUBLISHED, "publish_from": None, "publish_until": None}


class _RolledBackError(Exception):
    """Ends a transaction of which nothing is to stay."""


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show a record's page as if it were published, with a change to it that waits if the link names one."""
    try:
        previewed = read_token(token)
    except signing.SignatureExpired:
        return _gone(request, _("This link to a preview is too old. Ask whoever sent it for a new one."))
    except signing.BadSignature as error:
        raise Http404 from error
    response: HttpResponse | None = None
    try:
        with transaction.atomic():
            response = _shown(request, previewed)
            raise _RolledBackError
    except _RolledBackError:
        pass
    except NotPossibleError:
        response = _gone(request, _("The change that this link shows cannot be made any more: its record was changed since."))
    assert response is not None  # noqa: S101 # for mypy
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _gone(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "site/preview_gone.html", {"why": why}, status=410)


def _shown(request: HttpRequest, previewed: Any) -> HttpResponse:
    model = apps.get_model(previewed.kind)
    record: Any = model._base_manager.filter(pk=previewed.key).first()
    if record is None:
        return _gone(request, _("The record that this link shows was deleted."))
    if previewed.change:
        change = ProposedChange.objects.waiting().of(record).filter(pk=previewed.change).first()
        if change is None:
            return _gone(request, _("The change that this link shows was decided on already."))
        show_change(change, record)
        record = model._base_manager.get(pk=previewed.key)
    own_admin: Any = admin.site.get_model_admin(model)
    page = own_admin.page_of(record)
    if page is None:
        raise Http404
    _publish(own_admin, record)
    # Of a page that is another record's nothing else comes along: its other drafts may be of others.
    type(page)._base_manager.filter(pk=page.pk).update(**PUBLIC)
    page = type(page)._base_manager.get(pk=page.pk)
    address = page.get_absolute_url()
    match = resolve(address)
    inner = copy(request)
    inner.path = inner.path_info = address
    inner.GET, inner.resolver_match = QueryDict(), match
    inner.preview = request.path  # type: ignore[attr-defined] # the site's templates say that it is one
    response = match.func(inner, *match.args, **match.kwargs)
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return response


def _publish(own_admin: Any, record: Any) -> None:
    """Let a record be public within this transaction, with all that would be published with it; nothing else is told of it."""
    type(record)._base_manager.filter(pk=record.pk).update(**PUBLIC)
    for part in own_admin.parts_to_publish(record):
        type(part)._base_manager.filter(pk=part.pk).update(**PUBLIC)
    for name in own_admin.takes_along:
        named = getattr(record, name)
        if named.may_come_along:
            type(named)._base_manager.filter(pk=named.pk).update(**PUBLIC)
