"""The staff's pages about institutions that are entered twice: suspected pairs, merging, undoing, and warning on entry;
and asking a partner about itself.
"""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.confirming import AskForm, link, send
from partners.duplicates import Likely, Sign, facts_of, likely, signs_between
from partners.merging import COMBINED, KEPT, MERGED, Plan, RefusedError, merge, plan_merge, undo, why_not_undone
from partners.models import Confirmation, Institution, InstitutionQuerySet, Merge, SuspectedDuplicate
from smsu_intl.base.countries import country_name
from smsu_intl.base.listing import page_of
from smsu_intl.base.querysets import is_key
from smsu_intl.base.rights import rights_of_user
from smsu_intl.base.texts import languages_of

LONGEST = 300  # characters of a name that is typed


def may_merge(user: Any) -> bool:
    """Whether somebody may say that two institutions are one: the home university's international office."""
    rights = rights_of_user(user)
    return bool(user.is_active and user.is_staff and rights.everything and rights.may_publish)


def visible(request: HttpRequest) -> InstitutionQuerySet:
    """Return the institutions that whoever asks may open or name."""
    model_admin: Any = admin.site.get_model_admin(Institution)
    found: InstitutionQuerySet = model_admin.choices(request)
    return found


def preferred(one: Institution, other: Institution) -> tuple[Institution, Institution]:
    """Return which of two to keep, and the other: what is public and has more partnerships, then what was entered first."""
    first, second = sorted((one, other), key=lambda each: (not each.is_published, -each.partnerships.count(), each.pk))
    return first, second


def place_of(institution: Institution) -> str:
    """Return where it is, as lists tell it."""
    return ", ".join(filter(None, [str(institution.city), country_name(institution.country)]))


def reasons_of(pair: SuspectedDuplicate) -> list[str]:
    """Return why two may be the same: what a person wrote, and what was computed."""
    return [*filter(None, [str(pair.reason)]), *(str(Sign(sign).label) for sign in pair.signs if sign in Sign.values)]


# Merging


class MergeForm(forms.Form):
    """What a person decides before two institutions become one: which of clashing partnerships stays."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["fingerprint"] = plan.fingerprint
        for clash in plan.clashes:
            choices = [
                (KEPT, _("Keep the partnership of “%(name)s”.") % {"name": plan.kept}),
                (MERGED, _("Keep the partnership of “%(name)s”.") % {"name": plan.merged}),
            ]
            if clash.can_combine:
                choices.insert(0, (COMBINED, _("Combine them: fields and forms of both, and what one leaves open from the other.")))
            whose = clash.kept.department or clash.kept.university
            self.fields[clash.name] = forms.ChoiceField(
                label=_("Both are partners of: %(name)s") % {"name": whose},
                choices=choices,
                widget=forms.RadioSelect,
                initial=COMBINED if clash.can_combine else None,
                error_messages={"required": _("Choose which partnership stays."), "invalid_choice": _("Choose which partnership stays.")},
            )

    @property
    def choices(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "fingerprint"}


def merge_preview(request: HttpRequest, object_id: str, other_id: str) -> HttpResponse:
    """What merging the other into the first would do; posted, does it."""
    _refuse_unless_office(request)
    kept, merged = _institution(object_id), _institution(other_id)
    plan = plan_merge(kept, merged)
    form = MergeForm(plan, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = merge(kept=kept, merged=merged, by=request.user, choices=form.choices, fingerprint=form.cleaned_data["fingerprint"])
        except RefusedError as refusal:
            _tell(request, refusal)
            return redirect(request.path)
        messages.success(request, _("“%(merged)s” was merged into “%(kept)s”.") % {"merged": merged, "kept": kept})
        return redirect(done)
    context = {"plan": plan, "form": form, "institutions": [_card(kept), _card(merged)]}
    return _page(request, "merge", _("Merge two institutions"), context)


@require_safe
def merge_choice(request: HttpRequest, object_id: str) -> HttpResponse:
    """With which institution one is to be merged: those that are like it, or what is searched for."""
    _refuse_unless_office(request)
    institution = _institution(object_id)
    text = request.GET.get("q", "")[:LONGEST].strip()
    if text:
        found = Institution.objects.unmerged().exclude(pk=institution.pk).search(text, limit=20)
        offered = [_card(one) for one in found]
    else:
        names = [getattr(institution, column) for column in languages_of("name")]
        offered = [_card(one.institution) | {"signs": _labels(one)} for one in likely(names, besides=institution.pk)]
    context = {"institution": institution, "text": text, "offered": offered, "place": place_of(institution)}
    return _page(request, "merge_choice", _("Merge “%(name)s” with another institution") % {"name": institution}, context)


@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """All merges, those undone too, the latest first."""
    _refuse_unless_office(request)
    page = page_of(request, Merge.objects.newest_first())
    return _page(request, "merges", _("Merges of institutions"), {"page": page, "merges": page.object_list})


def merge_done(request: HttpRequest, object_id: str) -> HttpResponse:
    """One merge: what it did, and whether it can be undone; posted, undoes it."""
    _refuse_unless_office(request)
    done = Merge.objects.newest_first().filter(pk=object_id).first()
    if done is None:
        raise Http404
    if request.method == "POST":
        try:
            undo(done, by=request.user)
        except RefusedError as refusal:
            _tell(request, refusal)
        else:
            messages.success(request, _("The merge was undone. Both institutions are as they were before."))
        return redirect(done)
    obstacles = why_not_undone(done) if done.is_in_force else []
    context = {"done": done, "obstacles": obstacles, "institutions": [_card(done.kept), _card(done.merged)]}
    return _page(request, "merge_done", str(done), context)


# Suspected pairs


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for a decision, with what speaks for them today."""
    _refuse_unless_office(request)
    page = page_of(request, SuspectedDuplicate.objects.current().surest_first().select_related("first", "second"))
    pairs = [pair for pair in page.object_list if _still_speaks(pair, facts_of([pair.first_id, pair.second_id]))]
    rows = []
    for pair in pairs:
        kept, merged = preferred(pair.first, pair.second)
        address = reverse("admin:partners_merge_preview", args=[kept.pk, merged.pk])
        rows.append({"pair": pair, "institutions": [_card(kept), _card(merged)], "reasons": reasons_of(pair), "merge": address})
    return _page(request, "duplicates", _("Institutions that may be entered twice"), {"page": page, "rows": rows})


@require_POST
def different(request: HttpRequest, object_id: str) -> HttpResponse:
    """Remember that two institutions are not the same."""
    _refuse_unless_office(request)
    pair = SuspectedDuplicate.objects.filter(pk=object_id).select_related("first", "second").first()
    if pair is None:
        raise Http404
    pair.decision = SuspectedDuplicate.Decision.DIFFERENT
    pair.save(update_fields=["decision"])
    text = _("It is remembered: “%(first)s” and “%(second)s” are not the same.") % {"first": pair.first, "second": pair.second}
    messages.success(request, text)
    return redirect("admin:partners_duplicates")


def _still_speaks(pair: SuspectedDuplicate, facts: dict[int, Any]) -> bool:
    """Whether something speaks for a pair with the facts of today, which it then knows."""
    pair.signs = list(signs_between(facts[pair.first_id], facts[pair.second_id], alike=Sign.ALIKE in pair.signs))
    return bool(pair.signs or pair.reason)


# On entry


@require_safe
def likely_duplicates(request: HttpRequest) -> HttpResponse:
    """What the institution that is being typed may be, for `static/admin_site/likely.js`."""
    if not request.user.has_perm("partners.view_institution"):
        raise PermissionDenied
    typed = {name: request.GET.get(name, "")[:LONGEST] for name in ("name_en", "name_ru", "name_uz", "country", "website")}
    names = [typed[column] for column in languages_of("name")]
    found = likely(names, country=typed["country"][:2], website=typed["website"], among=visible(request))
    return JsonResponse({"likely": [_offer(one, in_popup=IS_POPUP_VAR in request.GET) for one in found]})


@require_safe
def use(request: HttpRequest, object_id: str) -> HttpResponse:
    """Take an institution that is there already: in a popup, into the field whose “+” was pressed."""
    if not request.user.has_perm("partners.view_institution"):
        raise PermissionDenied
    institution = _institution(object_id)
    if not visible(request).filter(pk=institution.pk).exists():
        raise PermissionDenied
    if IS_POPUP_VAR not in request.GET:
        return redirect("admin:partners_institution_change", institution.pk)
    taken = json.dumps({"value": str(institution.pk), "obj": str(institution)})
    return TemplateResponse(request, "admin/popup_response.html", {"popup_response_data": taken})


def use_address(institution: Institution, *, in_popup: bool) -> str:
    address = reverse("admin:partners_institution_use", args=[institution.pk])
    return f"{address}?{IS_POPUP_VAR}=1" if in_popup else address


def _offer(one: Likely, *, in_popup: bool) -> dict[str, Any]:
    institution = one.institution
    return {
        "name": str(institution),
        "place": place_of(institution),
        "signs": "; ".join(_labels(one)),
        "use": use_address(institution, in_popup=in_popup),
    }


def _labels(one: Likely) -> list[str]:
    return [str(sign.label) for sign in one.signs]


# Asking partners


def ask(request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask a partner whether what we publish of it is right; see whom we asked, and what came of it."""
    institution = _institution(object_id)
    own_admin: Any = admin.site.get_model_admin(Institution)
    if not (rights_of_user(request.user).may_publish and own_admin.has_change_permission(request, institution)):
        raise PermissionDenied
    form = AskForm(request.POST if "ask" in request.POST else None, initial={"language": get_language()})
    if request.method == "POST" and "withdraw" in request.POST:
        key = request.POST["withdraw"]
        Confirmation.objects.of(institution).answerable().filter(pk=int(key) if is_key(key) else 0).update(withdrawn_at=timezone.now())
        messages.success(request, _("The link does not work any more."))
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        confirmation = form.save(commit=False)
        confirmation.institution, confirmation.asked_by = institution, request.user
        try:
            with transaction.atomic():
                confirmation.save()
                send(confirmation, link(request, confirmation))
        except OSError:
            messages.error(request, _("The letter could not be sent. Try again later, or tell whoever runs the site."))
        else:
            messages.success(request, _("The letter was sent to %(email)s.") % {"email": confirmation.email})
            return redirect(request.path)
    asked = [(one, link(request, one)) for one in Confirmation.objects.of(institution)]
    context = {"institution": institution, "form": form, "asked": asked}
    return _page(request, "ask", _("Ask whether what we publish is right: %(name)s") % {"name": institution}, context)


# What the pages share

PAGES: tuple[tuple[str, Any, str], ...] = (
    ("likely/", likely_duplicates, "partners_institution_likely"),
    ("duplicates/", duplicates, "partners_duplicates"),
    ("duplicates/<object_id>/different/", different, "partners_different"),
    ("merges/", merges, "partners_merges"),
    ("merges/<object_id>/", merge_done, "partners_merge"),
    ("<object_id>/use/", use, "partners_institution_use"),
    ("<object_id>/ask/", ask, "partners_institution_ask"),
    ("<object_id>/merge/", merge_choice, "partners_merge_choice"),
    ("<object_id>/merge/<other_id>/", merge_preview, "partners_merge_preview"),
)


def addresses(site: admin.AdminSite) -> Iterable[Any]:
    """Return the addresses of the pages, beneath those of institutions; each asks who is there first."""
    return [path(address, site.admin_view(view), name=name) for address, view, name in PAGES]


def _refuse_unless_office(request: HttpRequest) -> None:
    if not may_merge(request.user):
        raise PermissionDenied


def _institution(key: str) -> Institution:
    institution = Institution.objects.filter(pk=key).select_related("part_of", "merged_into").first() if is_key(key) else None
    if institution is None:
        raise Http404
    return institution


def _card(institution: Institution) -> dict[str, Any]:
    """Return what one tells an institution by."""
    names = [getattr(institution, column) for column in languages_of("name")]
    other = [
        text for text in dict.fromkeys([*names, *institution.names.values_list("text", flat=True)]) if text and text != institution.name
    ]
    return {
        "institution": institution,
        "place": place_of(institution),
        "names": other[:12],
        "partnerships": institution.partnerships.count(),
    }


def _tell(request: HttpRequest, refusal: RefusedError) -> None:
    for reason in refusal.reasons:
        messages.error(request, reason)


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    shared = admin.site.each_context(request) | {"title": title, "opts": Institution._meta}
    return TemplateResponse(request, f"admin/partners/{name}.html", shared | context)
