"""Merging two institutions: nothing is lost, nothing stays behind by mistake, and undoing puts back every row."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from departments.models import Department, University
from events.models import Event
from partners.merging import COMBINED, HANDLING, KEPT, MERGED, RefusedError, merge, plan_merge, undo
from partners.models import Institution, InstitutionName, Merge, Partnership, SuspectedDuplicate, TaggedInstitution
from partners.search import indexing
from partners.search.finding import find
from partners.search.models import Entry, Gram, Posting, Reading, Token, Translation
from smsu_intl.base.rows import relations_to
from tests import factories

pytestmark = pytest.mark.django_db

DERIVED = (Entry, Gram, Posting, Reading, Token, Translation)


@pytest.fixture
def office() -> User:
    return User.objects.create_user("office", is_superuser=True)


def a_pair(**values: Any) -> tuple[Institution, Institution]:
    """Return two institutions, the second with values of its own."""
    return factories.institution(slug="kept", name_en="Zagreb Lung Clinic"), factories.institution(
        slug="gone", **{"name_en": "Clinic of Lungs", **values}
    )


def merged(kept: Institution, gone: Institution, **choices: str) -> Merge:
    done = merge(kept=kept, merged=gone, by=None, choices=choices)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return done


def dump() -> dict[str, list[Any]]:
    """Return every row of every table, but for histories, the search's index and what is kept of merges."""
    left_out = (*DERIVED, Merge)
    tables = [
        model for model in apps.get_models(include_auto_created=True) if model not in left_out and not hasattr(model, "tracked_fields")
    ]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in tables}


def index(institutions: Iterable[Institution]) -> tuple[Counter[Any], set[Any], Counter[Any]]:
    """Return what the search knows of institutions, without its rows' numbers, and how often it knows every word."""
    entries = Entry.objects.filter(institution__in=institutions)
    words = set(Token.objects.filter(frequency__gt=0).values_list("text", "frequency"))
    postings = Posting.objects.filter(entry__in=entries).values_list("token__text", "entry__institution", "entry__words")
    return Counter(entries.values_list("institution", "text", "words", "place", "rank")), words, Counter(postings)


# Every relation is thought of

RELATIONS = {
    "events.Event.host", "events.Event_institutions.institution", "events.Participant.institution", "events.Visit_institutions.institution",
    "partners.Agreement_institutions.institution", "partners.Confirmation.institution", "partners.Entry.institution",
    "partners.FurtherCountry.institution",
    "partners.Institution.merged_into", "partners.Institution.part_of", "partners.Institution.successor",
    "partners.InstitutionName.institution", "partners.Institution_sources.institution", "partners.Merge.kept", "partners.Merge.merged",
    "partners.Partnership.institution", "partners.Programme_institutions.institution", "partners.Project.funder",
    "partners.Project_institutions.institution", "partners.SuspectedDuplicate.first", "partners.SuspectedDuplicate.second",
    "partners.TaggedInstitution.content_object",
}  # fmt: skip


def test_every_relation_to_institutions_is_thought_of() -> None:
    """A new one moves by itself; say here that this is right, or what else becomes of its rows in `HANDLING`."""
    assert {relation.label for relation in relations_to(Institution)} == RELATIONS
    assert HANDLING.keys() <= RELATIONS


def test_relation_that_bars_a_second_row_is_handled() -> None:
    barred = [relation for relation in relations_to(Institution) if relation.is_unique and not relation.model._meta.auto_created]
    assert [relation.label for relation in barred if relation.label not in HANDLING] == []


def test_nothing_but_lists_of_their_own_refers_to_what_a_merge_may_remove() -> None:
    for model in (Partnership, SuspectedDuplicate):
        assert [one.label for one in relations_to(model) if one.model._meta.auto_created is not model] == []
    assert [one.label for one in relations_to(InstitutionName)] == ["partners.Partnership.listed_as"]


# What moves


def test_every_record_leads_to_the_kept_one() -> None:
    kept, gone = a_pair()
    visit, event = factories.visit(institutions=[gone]), factories.event(institutions=[gone], host=gone)
    agreement, project = factories.agreement(institutions=[gone]), factories.project(institutions=[gone], funder=gone)
    programme, guest = factories.programme(institutions=[gone]), factories.participant(institution=gone)
    partnership, unit = factories.partnership(institution=gone), factories.institution(part_of=gone)
    follower, earlier = factories.institution(successor=gone), factories.institution(merged_into=gone)

    merged(kept, gone)

    for record in (visit, event, agreement, project, programme):
        assert list(record.institutions.all()) == [kept]
    for record in (event, project, guest, partnership, unit, follower, earlier):
        record.refresh_from_db()
    assert (event.host, project.funder, guest.institution, partnership.institution) == (kept, kept, kept, kept)
    assert (unit.part_of, follower.successor, earlier.merged_into, gone.merged_into) == (kept, kept, kept, kept)


def test_record_of_both_names_the_kept_one_once() -> None:
    kept, gone = a_pair()
    agreement = factories.agreement(institutions=[kept, gone])

    merged(kept, gone)

    assert list(agreement.institutions.all()) == [kept]


def test_names_become_name_forms_without_doubles() -> None:
    kept, gone = a_pair(name_ru="Клиника лёгких", names=["CL", "Lungs of Zagreb", "Zagreb Lung Clinic"])
    factories.institution_name(institution=kept, text="CL", sort="acronym")
    gone.names.filter(text="CL").update(language="en", seen="a letter")

    merged(kept, gone)

    assert sorted(kept.names.values_list("text", "sort", "language", "seen")) == [
        ("CL", "acronym", "en", "a letter"),
        ("Clinic of Lungs", "as_written", "en", ""),
        ("Lungs of Zagreb", "as_written", "", ""),
    ]
    assert kept.name_ru == "Клиника лёгких"  # it had none itself


@pytest.mark.parametrize(
    ("values", "sort"),
    [
        ({"name_en": "ZLC"}, "acronym"),
        ({"is_active": False}, "former"),
        ({"reference": "x1"}, "other"),
        ({}, "as_written"),
    ],
)
def test_present_name_becomes_a_fitting_name_form(values: dict[str, Any], sort: str) -> None:
    kept, gone = a_pair(**values)

    merged(kept, gone)

    assert kept.names.get(text=gone.name_en).sort == sort


def test_facts_that_were_missing_are_taken_over() -> None:
    kept, gone = a_pair(
        ror="012345678", reference="r1", website="https://b.example/", city_en="Zagreb", latitude="45.8", longitude="16", country="HR"
    )

    done = merged(kept, gone)

    assert (kept.ror, kept.reference, kept.website, str(kept.city), float(kept.latitude)) == (
        "012345678", "r1", "https://b.example/", "Zagreb", 45.8,
    )  # fmt: skip
    assert (gone.ror, gone.reference) == ("", "")
    undo(done, by=None)
    gone.refresh_from_db()
    assert (gone.ror, gone.reference) == ("012345678", "r1")


def test_tags_and_further_countries_are_completed() -> None:
    kept, gone = a_pair(further_countries=["DE", "TR", "FR"])
    kept.further_countries.create(country="DE")
    first, second = factories.tag(), factories.tag()
    for institution, tag in ((kept, first), (gone, first), (gone, second)):
        TaggedInstitution.objects.create(content_object=institution, tag=tag)

    merged(kept, gone)

    assert sorted(kept.further_countries.values_list("country", flat=True)) == ["DE", "FR"]
    assert set(kept.tags.all()) == {first, second}


def test_published_one_makes_the_kept_one_published() -> None:
    kept, gone = a_pair()
    Institution.objects.filter(pk=kept.pk).update(status="draft")

    merged(kept, gone)

    assert kept.status == "published"


def test_old_addresses_lead_to_the_kept_one_until_it_is_undone(client: Client) -> None:
    kept, gone = a_pair()
    gone.slug = "gone-now"
    gone.save()

    done = merged(kept, gone)

    for slug in ("gone", "gone-now"):
        assert client.get(f"/en/partners/{slug}/").headers["Location"] == "/en/partners/kept/"
    undo(done, by=None)
    assert client.get("/en/partners/gone-now/").status_code == 200


def test_browser_asks_again_whether_an_address_still_leads_on(client: Client) -> None:
    kept, gone = a_pair()
    merged(kept, gone)

    assert client.get("/en/partners/gone/").headers["Cache-Control"] == "no-cache"


def test_unit_can_be_merged_with_its_whole() -> None:
    top = factories.institution()
    kept, gone = a_pair(part_of=top)
    between = factories.institution(part_of=gone)
    Institution.objects.filter(pk=kept.pk).update(part_of=between)

    merged(kept, gone)

    between.refresh_from_db()
    assert (kept.part_of, between.part_of, gone.part_of) == (between, top, None)


def test_suspicions_follow_and_what_was_decided_holds() -> None:
    kept, gone = a_pair()
    third, fourth = factories.institution(), factories.institution()
    factories.suspected_duplicate(first=kept, second=gone)
    factories.suspected_duplicate(first=third, second=kept)
    factories.suspected_duplicate(first=gone, second=third, decision="different")
    factories.suspected_duplicate(first=gone, second=fourth)

    merged(kept, gone)

    pairs = SuspectedDuplicate.objects.filter(first__in=[kept, gone, third, fourth]).order_by("pk")
    assert [(pair.first, pair.second, pair.decision) for pair in pairs] == [(third, kept, "different"), (kept, fourth, "open")]


def test_search_follows() -> None:
    kept, gone = a_pair(name_en="Krankenhaus Quellbrunn")

    done = merged(kept, gone)
    assert [match.institution_id for match in find("Quellbrunn")] == [kept.pk]
    gone.save()
    assert [match.institution_id for match in find("Quellbrunn")] == [kept.pk]

    undo(done, by=None)
    assert [match.institution_id for match in find("Quellbrunn")] == [gone.pk]


def test_history_says_who_merged_what(office: User) -> None:
    kept, gone = a_pair()
    project = factories.project(funder=gone)

    done = merge(kept=kept, merged=gone, by=office)
    told = project.history.first()
    assert (told.history_user, told.history_change_reason, told.funder_id) == (
        office, "Clinic of Lungs was merged into Zagreb Lung Clinic", kept.pk,
    )  # fmt: skip

    undo(done, by=office)
    assert project.history.first().funder_id == gone.pk
    assert project.history.first().history_change_reason == "The merge of Clinic of Lungs into Zagreb Lung Clinic was undone"


def test_record_open_in_a_form_meanwhile_counts_as_changed() -> None:
    kept, gone = a_pair()
    agreement, visit = factories.agreement(institutions=[gone]), factories.visit()
    factories.participant(visit=visit, institution=gone)
    before = agreement.updated_at, visit.updated_at

    done = merged(kept, gone)
    for record, then in zip((agreement, visit), before, strict=True):
        record.refresh_from_db()
        assert record.updated_at > then

    undo(done, by=None)
    agreement.refresh_from_db()
    assert agreement.updated_at == before[0]


# Two partnerships of one department


def a_clash(**values: Any) -> tuple[Institution, Institution, Partnership, Partnership]:
    kept, gone = a_pair()
    department = factories.department()
    ours = factories.partnership(institution=kept, department=department, fields=[factories.cooperation_field()])
    theirs = factories.partnership(institution=gone, department=department, since="2019", fields=[factories.cooperation_field()], **values)
    return kept, gone, ours, theirs


def test_clash_waits_for_a_choice() -> None:
    kept, gone, ours, theirs = a_clash()
    before = dump()

    assert plan_merge(kept, gone).undecided == [(ours, theirs)]
    with pytest.raises(RefusedError, match="Choose first"):
        merge(kept=kept, merged=gone, by=None)
    assert dump() == before


@pytest.mark.parametrize("choice", [KEPT, MERGED])
def test_chosen_partnership_is_kept(choice: str) -> None:
    kept, gone, ours, theirs = a_clash()

    merged(kept, gone, **{f"clash_{theirs.pk}": choice})

    assert list(kept.partnerships.all()) == [ours if choice == KEPT else theirs]
    assert not gone.partnerships.exists()


def test_partnerships_are_combined() -> None:
    kept, gone, ours, theirs = a_clash()
    fields = {*ours.fields.all(), *theirs.fields.all()}

    merged(kept, gone, **{f"clash_{theirs.pk}": COMBINED})

    (left,) = kept.partnerships.all()
    assert (left, str(left.since), set(left.fields.all())) == (ours, "2019", fields)
    assert not gone.partnerships.exists()


def test_partner_and_funding_body_cannot_be_combined() -> None:
    kept, gone, _ours, theirs = a_clash(role="funding_body", funding="awarded")

    assert not plan_merge(kept, gone).clashes[0].can_combine
    with pytest.raises(RefusedError):
        merge(kept=kept, merged=gone, by=None, choices={f"clash_{theirs.pk}": COMBINED})


def test_partnership_stays_listed_under_its_name() -> None:
    kept, gone = a_pair(names=["Lungs", "Zagreb Lung Clinic"])
    ours = factories.institution_name(institution=kept, text="Lungs")
    twin, own = (factories.partnership(institution=gone, listed_as=gone.names.get(text=text)) for text in ("Lungs", "Zagreb Lung Clinic"))

    merged(kept, gone)

    for partnership in (twin, own):
        partnership.refresh_from_db()
        partnership.full_clean(exclude=["status"])
    assert twin.listed_as == ours
    assert str(own.listed_as) == "Zagreb Lung Clinic"


# What cannot be


def test_merge_that_cannot_be_is_refused() -> None:
    kept, gone = a_pair()
    third = factories.institution()
    merged(kept, gone)

    for one, other in ((kept, kept), (third, gone), (gone, third)):
        with pytest.raises(RefusedError):
            merge(kept=one, merged=other, by=None)


def test_two_hosted_universities_are_not_merged() -> None:
    kept, gone = (factories.institution(hosted_as=factories.university()) for _ in range(2))

    with pytest.raises(RefusedError, match="Both have their own pages"):
        merge(kept=kept, merged=gone, by=None)


def test_merge_is_refused_when_something_changed_since_the_preview() -> None:
    kept, gone = a_pair()
    seen = plan_merge(kept, gone).fingerprint
    assert plan_merge(kept, gone).fingerprint == seen
    factories.visit(institutions=[gone])

    with pytest.raises(RefusedError, match="Something changed"):
        merge(kept=kept, merged=gone, by=None, fingerprint=seen)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (lambda kept, event: Event.objects.filter(pk=event.pk).update(host=None), "was changed since"),
        (lambda kept, event: event.delete(), "was deleted since"),
        (lambda kept, event: kept.names.all().delete(), "was deleted since"),
        (lambda kept, event: kept.names.update(text="Other"), "was changed since"),
        (lambda kept, event: factories.partnership(institution=kept, listed_as=kept.names.get()), "is in use since"),
        (lambda kept, event: merge(kept=factories.institution(), merged=kept, by=None), "First undo the later merge"),
    ],
)
def test_undo_is_refused_when_later_changes_bar_it(later: Any, told: str) -> None:
    kept, gone = a_pair()
    event = factories.event(host=gone)
    done = merged(kept, gone)
    later(kept, event)
    before = dump()

    with pytest.raises(RefusedError, match=told):
        undo(done, by=None)
    assert dump() == before


def test_undo_is_refused_when_what_was_removed_stands_there_again() -> None:
    kept, gone, _ours, theirs = a_clash()
    done = merged(kept, gone, **{f"clash_{theirs.pk}": KEPT})
    factories.partnership(institution=gone, department=theirs.department)

    with pytest.raises(RefusedError, match="entered again"):
        undo(done, by=None)


def test_undo_keeps_what_was_edited_beside_it() -> None:
    kept, gone = a_pair()
    event = factories.event(host=gone)
    done = merged(kept, gone)
    event.refresh_from_db()
    event.title_en = "Better title"
    event.save()

    undo(done, by=None)

    saved_at = event.updated_at
    event.refresh_from_db()
    assert (event.host, event.title_en, event.updated_at) == (gone, "Better title", saved_at)
    with pytest.raises(RefusedError, match="undone already"):
        undo(done, by=None)


# Any graph of records, merged and undone, is as it was

MANY = 4  # institutions in a graph
NAMES = ["Clinic One", "Клиника", "UMC", "Shared Name", "umc"]
which = st.integers(0, MANY - 1)
some = st.lists(which, max_size=MANY, unique=True)
institution_values = st.fixed_dictionaries(
    {
        "name_en": st.sampled_from(NAMES),
        "name_uz": st.sampled_from(["", *NAMES]),
        "status": st.sampled_from(["draft", "published", "archived"]),
        "website": st.sampled_from(["", "https://one.example/", "https://two.example/"]),
        "latitude": st.sampled_from([None, "12.5"]),
        "identifier": st.sampled_from(["", "0abcdef"]),
        "is_active": st.booleans(),
    }
)
rows = st.one_of(
    st.tuples(st.sampled_from(["visit", "event", "agreement", "project", "programme"]), some),
    st.tuples(st.sampled_from(["host", "funder", "participant"]), which),
    st.tuples(st.sampled_from(["part_of", "successor", "merged_into", "pair", "different"]), which, which),
    st.tuples(st.just("name"), which, st.sampled_from(NAMES)),
    st.tuples(st.just("tag"), which, st.integers(0, 1)),
    st.tuples(st.just("country"), which, st.sampled_from(["DE", "TR"])),
    st.tuples(st.just("source"), which, st.integers(0, 1)),
    st.tuples(st.just("partnership"), which, st.integers(0, 2), st.sampled_from(["partner", "funding_body"]), st.booleans()),
)


def build(values: list[dict[str, Any]], wanted: list[Any]) -> list[Institution]:  # noqa: PLR0912 -- a branch for each sort of row
    """Make the institutions of a graph and what refers to them."""
    university = University.objects.get(is_home=True)
    departments: list[Department | None] = [*Department.objects.filter(university=university)[:2], None]
    tags, sources = [factories.tag(name=f"tag {n}") for n in range(2)], [factories.source() for _ in range(2)]
    made = []
    for number, each in enumerate(values):
        identifier = each["identifier"] and f"{each['identifier']}{number:02}"
        own = {name: value for name, value in each.items() if name != "identifier"}
        own |= {"longitude": own["latitude"], "ror": identifier, "reference": identifier}
        made.append(factories.institution(slug=f"graph-{number}", **own))
    makers = {"visit": factories.visit, "event": factories.event, "agreement": factories.agreement, "project": factories.project}
    makers["programme"] = factories.programme
    for kind, first, *rest in wanted:
        if kind in makers:
            makers[kind](university=university, institutions=[made[n] for n in first])
        elif kind == "host":
            factories.event(university=university, host=made[first])
        elif kind == "funder":
            factories.project(university=university, funder=made[first])
        elif kind == "participant":
            factories.participant(visit=factories.visit(university=university), institution=made[first], description_en="guests", number=2)
        elif kind in ("part_of", "successor", "merged_into"):
            if first != rest[0] and (kind != "merged_into" or first > 1):
                Institution.objects.filter(pk=made[first].pk).update(**{kind: made[rest[0]]})
        elif kind in ("pair", "different"):
            two = {"first": made[first], "second": made[rest[0]]}
            if first != rest[0] and not SuspectedDuplicate.objects.filter(**two).exists():
                factories.suspected_duplicate(**two, decision="different" if kind == "different" else "open")
        elif kind == "name":
            factories.institution_name(institution=made[first], text=rest[0])
        elif kind == "tag":
            TaggedInstitution.objects.get_or_create(content_object=made[first], tag=tags[rest[0]])
        elif kind == "country":
            made[first].further_countries.get_or_create(country=rest[0])
        elif kind == "source":
            made[first].sources.add(sources[rest[0]])
        elif kind == "partnership":
            department, (role, is_listed) = departments[rest[0]], rest[1:]
            if not Partnership.objects.filter(institution=made[first], university=university, department=department).exists():
                factories.partnership(
                    institution=made[first], university=university, department=department, role=role,
                    listed_as=made[first].names.first() if is_listed else None,
                )  # fmt: skip
    for institution in made:
        institution.refresh_from_db()
    return made


@given(
    values=st.lists(institution_values, min_size=MANY, max_size=MANY),
    wanted=st.lists(rows, max_size=14),
    preferred=st.sampled_from([KEPT, MERGED, COMBINED]),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_merge_then_undo_leaves_everything_as_it_was(values: list[dict[str, Any]], wanted: list[Any], preferred: str) -> None:
    with transaction.atomic():
        kept, gone, *_others = made = build(values, wanted)
        indexing.index([institution.pk for institution in made])  # all weighed by the same number of names
        before, known, found = dump(), index(made), [[match.institution_id for match in find(name)] for name in NAMES]
        clashes = plan_merge(kept, gone).clashes
        choices = {clash.name: preferred if preferred != COMBINED or clash.can_combine else KEPT for clash in clashes}

        done = merge(kept=kept, merged=gone, by=None, choices=choices)
        left = [relation.label for relation in relations_to(Institution) if relation.label not in STAYING and relation.of(gone)]
        assert left == []
        assert all(record.listed_as is None or record.listed_as.institution_id == kept.pk for record in kept.partnerships.all())
        kept.refresh_from_db()
        told = [*kept.names.values_list("text", flat=True), kept.name_en, kept.name_ru, kept.name_uz]
        assert {gone.name_en, gone.name_uz, *gone.names.values_list("text", flat=True)} - {""} <= set(told)

        undo(done, by=None)
        assert dump() == before
        assert index(made) == known
        assert [[match.institution_id for match in find(name)] for name in NAMES] == found
        transaction.set_rollback(True)


# What tells of the merged institution itself stays there where the kept one has the same.
STAYING = {
    "partners.FurtherCountry.institution", "partners.TaggedInstitution.content_object", "partners.Institution_sources.institution",
    "partners.InstitutionName.institution", "partners.Merge.merged", "partners.Merge.kept",
}  # fmt: skip
