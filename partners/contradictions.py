"""Claims that the records contradict: “more than 10 institutions” where three partners are listed."""

from collections import defaultdict
from typing import Any

from departments.models import Claim
from partners.models import FurtherCountry, Partnership
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Comparison
from smsu_intl.base.texts import languages_of

# What a claim counts, by the first word of its label that is known here, folded: of other things there is no count.
COUNTRIES = ("countr", "стран", "mamlakat")
PARTNERS = ("partner", "institution", "universit", "партнер", "учрежден", "заведен", "университет", "hamkor", "muassasa")
_COUNTED = {fold(beginning): counted for counted, words in (("countries", COUNTRIES), ("partners", PARTNERS)) for beginning in words}
NEARLY = 0.2  # by which part a number that is given as “about” may differ

Owner = tuple[str, int]


def contradicted(claims: Any) -> Any:
    """Return those of `claims` whose number the published partnerships of their owner do not bear out."""
    counts = _count_by_owner()
    return claims.filter(pk__in=[claim.pk for claim in Claim.objects.exclude(number=None) if _is_contradicted(claim, counts)])


def _is_contradicted(claim: Claim, counts: dict[Owner, dict[str, int]]) -> bool:
    counted = _what_is_counted(claim)
    if counted is None or claim.number is None:
        return False
    owner = ("department", claim.department_id) if claim.department_id else ("university", claim.university_id or 0)
    found = counts[owner][counted] if owner in counts else 0
    if claim.comparison == Comparison.MORE_THAN:
        return found <= claim.number
    if claim.comparison == Comparison.ABOUT:
        return abs(found - claim.number) > claim.number * NEARLY
    return found != claim.number


def _what_is_counted(claim: Claim) -> str | None:
    for label in filter(None, (getattr(claim, column) for column in languages_of("label"))):
        for word in fold(label).split():
            for beginning, counted in _COUNTED.items():
                if word.startswith(beginning):
                    return counted
    return None


def _count_by_owner() -> dict[Owner, dict[str, int]]:
    """Return how many partners and countries each department and university has, as its page counts them."""
    further: dict[int, set[str]] = defaultdict(set)
    for institution, country in FurtherCountry.objects.values_list("institution", "country"):
        further[institution].add(country)
    partners: dict[Owner, set[int]] = defaultdict(set)
    countries: dict[Owner, set[str]] = defaultdict(set)
    rows = Partnership.objects.published().active().partners().order_by()
    columns = ("department", "university", "institution", "institution__country", "university__country")
    for department, university, institution, country, home in rows.values_list(*columns):
        for owner in (("department", department), ("university", university)):
            partners[owner].add(institution)
            countries[owner] |= {country, *further[institution]} - {home, ""}
    return {owner: {"partners": len(found), "countries": len(countries[owner])} for owner, found in partners.items()}
