"""The directory of partners, and a page for each partner, each country and each programme."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.csp import CSP
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from partners import reconciliation
from partners.confirming import AnswerForm, confirmation_of, take_answer, what_we_publish
from partners.exporting import MOST_PRINTED, PartnerList
from partners.forms import PartnerFilter, Suggestion
from partners.linked_data import (
    describe_countries,
    describe_country,
    describe_directory,
    describe_partner,
    describe_programme,
    describe_programmes,
)
from partners.models import AgreementDocument, Institution, Programme
from partners.pages import (
    compose_countries,
    compose_country,
    compose_directory,
    compose_partner,
    compose_programme,
    compose_programmes,
    compose_suggestions,
)
from partners.programme_forms import ProgrammeFilter
from partners.reconciliation import RefusedError, answer, describe_service, extend, partners_at, propose_properties, read_questions
from smsu_intl.base.addresses import at_address, elsewhere
from smsu_intl.base.countries import is_country
from smsu_intl.base.files import language_of

PREVIEW_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.NONCE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],  # OpenRefine runs wherever its user started it
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The directory: everyone the hosted universities work with, searched and filtered."""
    form = PartnerFilter(request)
    if form.question:
        return redirect(form.question)
    composed = compose_directory(request, form)
    context = composed | {"linked_data": describe_directory(request, composed["partners"], composed["page"])}
    return TemplateResponse(request, "partners/partners.html", context, status=form.status_code)


@require_safe
@cache_control(max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """What the search may become while it is typed, for `static/js/suggest.js`."""
    form = Suggestion(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(map(str, form.errors["q"]))}, status=400)
    return JsonResponse({"suggestions": compose_suggestions(form.cleaned_data["q"])})


@require_safe
def partners_print(request: HttpRequest) -> HttpResponse:
    """The directory as the visitor narrowed it, whole, as a report for paper."""
    form = PartnerFilter(request)
    listed = PartnerList(request, form)
    rows = list(listed.rows(MOST_PRINTED + 1))
    context = {
        "form": form,
        "listed": listed,
        "rows": rows[:MOST_PRINTED],
        "limit": MOST_PRINTED if len(rows) > MOST_PRINTED else None,
        "linked_data": describe_directory(request, [row.institution for row in rows[:MOST_PRINTED]]),
    }
    response = TemplateResponse(request, "partners/print.html", context, status=form.status_code)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def partners_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The directory as the visitor narrowed it, as a file for a machine: `csv`, `json` or `xlsx`."""
    with override(language_of(request)):
        form = PartnerFilter(request)
        response = _file_of(PartnerList(request, form), suffix) if form.is_valid() else _refusal_of(form, suffix)
        response.headers["Content-Language"] = get_language() or "en"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _file_of(listed: PartnerList, suffix: str) -> HttpResponseBase:
    response: HttpResponseBase
    if suffix == "json":
        response = JsonResponse(listed.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    elif suffix == "csv":
        response = StreamingHttpResponse(listed.as_csv(), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(listed.as_workbook(), content_type=WORKBOOK)
    disposition = "inline" if suffix == "json" else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{listed.file_name}.{suffix}"'
    return response


def _refusal_of(form: PartnerFilter, suffix: str) -> HttpResponse:
    """Say in the file's own way why the search was not understood."""
    problems: dict[str, Any] = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    message = " ".join(error for errors in problems.values() for error in errors)
    if suffix == "json":
        answer = {"error": message, "problems": problems}
        return JsonResponse(answer, status=form.status_code, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(f"{message}\n", status=form.status_code, content_type="text/plain; charset=utf-8")


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner: all that any department did with it."""
    institution = at_address(Institution.objects.published().with_page(), slug)
    if moved := elsewhere(request, institution.merged_into or institution):
        if institution.merged_into:
            patch_cache_control(moved, no_cache=True)  # the merge may be undone
        return moved
    if institution.hosted_as and institution.hosted_as.is_home:
        return redirect(institution.hosted_as)
    composed = compose_partner(institution)
    described = {"linked_data": describe_partner(request, institution, composed["names"])}
    return TemplateResponse(request, "partners/partner.html", composed | described)


@csrf_exempt  # the signed link is what lets whoever has it in; the site's public pages set no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """What we publish of a partner, which it confirms or corrects by a link that it was sent."""
    asked = confirmation_of(token)
    context: dict[str, Any] = {"confirmation": asked, "institution": asked.institution}
    status = 200
    if not asked.is_answerable or not asked.institution.is_published:
        context["is_over"], status = True, 410
    else:
        form = AnswerForm(asked, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            context["answer"] = take_answer(form)
        else:
            context |= {"answer_form": form, "told": what_we_publish(asked.institution)}
            status = 400 if form.is_bound else 200
    response = TemplateResponse(request, "partners/confirmation.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """The countries with partners, and how many there are in each."""
    return TemplateResponse(
        request, "partners/countries.html", {"regions": compose_countries(), "linked_data": describe_countries(request)}
    )


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country: the partners there, and the visits and events with them."""
    if not is_country(code.upper()):
        raise Http404
    if code != code.lower():
        return redirect("partners:country", code.lower(), permanent=True)
    composed = compose_country(code.upper())
    context = composed | {"linked_data": describe_country(request, code.upper(), composed["partners"])}
    return TemplateResponse(request, "partners/country.html", context)


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """What one can take part in, open ones first; and whether it fits visitors who say who they are."""
    form = ProgrammeFilter(request)
    composed = compose_programmes(request, form)
    context = composed | {
        "form": form,
        "canonical": form.canonical(request.path, composed["page"].number),
        "linked_data": describe_programmes(request, [row["programme"] for row in composed["programmes"]]),
    }
    return TemplateResponse(request, "partners/programmes.html", context, status=form.status_code)


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: for whom, until when, what it takes, whom to ask; and whether it fits visitors who say who they are."""
    found = at_address(Programme.objects.published().with_page(), slug)
    if moved := elsewhere(request, found):
        return moved
    context = compose_programme(request, found) | {"linked_data": describe_programme(request, found)}
    status = context["form"].status_code if context["form"] else 200
    return TemplateResponse(request, "partners/programme.html", context, status=status)


@csrf_exempt  # it only reads; batches are too long for an address, so they are posted
@require_http_methods(["GET", "HEAD", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """Match other offices' lists against our partners, for OpenRefine: the manifest, a batch, or properties of partners."""
    sent = request.POST if request.method == "POST" else request.GET
    with override(language_of(request)):
        try:
            if "queries" in sent:
                return _open_json(answer(*read_questions(sent["queries"])))
            if "extend" in sent:
                return _open_json(extend(sent["extend"]))
            if request.method == "POST":
                raise RefusedError(_("Send “queries” or “extend”, form-encoded."))
        except RefusedError as refusal:
            return _open_json({"error": str(refusal)}, status=400)
        return _open_json(describe_service(request))


@require_safe
def reconcile_properties(request: HttpRequest, language: str) -> HttpResponse:
    """What can be asked about a partner, as OpenRefine offers it for new columns."""
    with override(language):
        return _open_json(propose_properties(request))


@require_safe
def reconcile_suggest(request: HttpRequest, language: str, what: str) -> HttpResponse:
    """What may be meant, for those who match by hand in OpenRefine."""
    with override(language):
        return _open_json(reconciliation.suggest(request, what))


@require_safe
@xframe_options_exempt
@csp_override(PREVIEW_POLICY)
def reconcile_preview(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """A partner in a small frame, for those who match by hand in OpenRefine: the one page that others may frame."""
    partner = partners_at([slug]).get(slug)
    if partner is None:
        raise Http404
    with override(language):
        response = TemplateResponse(request, "partners/preview.html", {"institution": partner}).render()
    return _open(response)


def _open_json(content: dict[str, Any], status: int = 200) -> HttpResponse:
    return _open(JsonResponse(content, status=status))


def _open(response: HttpResponse) -> HttpResponse:
    """Return what a page of any origin may read: OpenRefine runs in one."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def document(request: HttpRequest, uid: Any, name: str) -> HttpResponseBase:
    """A document of an agreement, while both are public: to be saved, and asked for anew each time."""
    found = get_object_or_404(AgreementDocument.objects.released(), uid=uid)
    if name != found.address_name:
        return redirect(found)
    return found.as_download(cache_control="no-cache")
