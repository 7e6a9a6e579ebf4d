"""Records for tests: published, and no more filled in than they must be. Related records are made where none is given.

A day may be given as a `timedelta` from today: a table of cases is read long before its tests run, and midnight may lie between.
"""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import DateField
from django.utils import timezone
from PIL import Image, ImageDraw

from departments.models import Claim, CooperationField, Department, HonoraryTitle, Person, University
from events.models import Count, Event, Participant, Photo, Session, Visit
from partners.models import (
    Agreement,
    AgreementDocument,
    CooperationForm,
    FurtherCountry,
    Institution,
    InstitutionName,
    LinkCheck,
    Partnership,
    Programme,
    ProgrammeLanguage,
    ProgrammeSubject,
    Project,
    Signatory,
    StudyLevel,
    SuspectedDuplicate,
    Tag,
)
from smsu_intl.base import documents
from smsu_intl.base.models import Source
from smsu_intl.base.pictures import keep

_numbers = count(1)


def _slug(kind: str) -> str:
    return f"test-{kind}-{next(_numbers)}"


def _dated(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    days = {name: timezone.localdate() + value for name, value in values.items() if isinstance(value, timedelta)}
    return values | {name: day if isinstance(model._meta.get_field(name), DateField) else day.isoformat() for name, day in days.items()}


def _create(model: Any, values: dict[str, Any], **many: Iterable[Any]) -> Any:
    record = model.objects.create(**_dated(model, values))
    for name, related in many.items():
        getattr(record, name).set(related)
    return record


def source(*, title_en: str = "Test source", **values: Any) -> Source:
    return _create(Source, {"title_en": title_en, **values})


def university(*, name_en: str = "Test University", country: str = "UZ", status: str = "published", **values: Any) -> University:
    return _create(University, {"slug": _slug("university"), "name_en": name_en, "country": country, "status": status, **values})


def department(
    *, name_en: str = "Test Department", university: University | None = None, status: str = "published", **values: Any
) -> Department:
    owner = university or _university()
    return _create(Department, {"slug": _slug("department"), "name_en": name_en, "university": owner, "status": status, **values})


def person(*, name: str = "Petrova O.", status: str = "published", **values: Any) -> Person:
    return _create(Person, {"name": name, "status": status, **values})


def claim(*, number: int | None = 60, label_en: str = "countries", status: str = "published", **values: Any) -> Claim:
    if not {"university", "department"} & values.keys():
        values["department"] = _department()
    return _create(Claim, {"number": number, "label_en": label_en, "status": status, **values})


def honorary_title(
    *, title_en: str = "Honorary professor", person: Person | None = None, university: University | None = None, **values: Any
) -> HonoraryTitle:
    values = {"person": person or _person(), "university": university or _university(), "status": "published", **values}
    return _create(HonoraryTitle, {"title_en": title_en, **values})


def cooperation_field(*, name_en: str = "Test field", **values: Any) -> CooperationField:
    return _create(CooperationField, {"slug": _slug("field"), "name_en": name_en, **values})


def cooperation_form(*, name_en: str = "Test form", **values: Any) -> CooperationForm:
    return _create(CooperationForm, {"slug": _slug("form"), "name_en": name_en, **values})


def institution(
    *,
    name_en: str = "Test Institution",
    country: str = "TR",
    further_countries: Iterable[str] = (),
    names: Iterable[str] = (),
    status: str = "published",
    **values: Any,
) -> Institution:
    record = _create(Institution, {"slug": _slug("institution"), "name_en": name_en, "country": country, "status": status, **values})
    for code in further_countries:
        FurtherCountry.objects.create(institution=record, country=code)
    for text in names:
        institution_name(institution=record, text=text)
    return record


def institution_name(*, institution: Institution | None = None, text: str = "Test Name", **values: Any) -> InstitutionName:
    return _create(InstitutionName, {"institution": institution or _institution(), "text": text, **values})


def tag(*, name: str = "", **values: Any) -> Tag:
    return _create(Tag, {"name": name or _slug("tag"), **values})


def suspected_duplicate(*, first: Institution | None = None, second: Institution | None = None, **values: Any) -> SuspectedDuplicate:
    return _create(SuspectedDuplicate, {"first": first or _institution(), "second": second or _institution(), **values})


def partnership(
    *,
    institution: Institution | None = None,
    department: Department | None = None,
    university: University | None = None,
    fields: Iterable[CooperationField] = (),
    forms: Iterable[CooperationForm] = (),
    status: str = "published",
    **values: Any,
) -> Partnership:
    """A department's partnership; a university's own if only `university` is given."""
    if university is None:
        department = department or _department()
        university = department.university
    owners = {"institution": institution or _institution(), "department": department, "university": university}
    return _create(Partnership, {**owners, "status": status, **values}, fields=fields, forms=forms)


def agreement(
    *,
    university: University | None = None,
    departments: Iterable[Department] = (),
    institutions: Iterable[Institution] = (),
    status: str = "published",
    **values: Any,
) -> Agreement:
    values = {"university": university or _university(), "status": status, **values}
    return _create(Agreement, values, departments=departments, institutions=institutions)


def pdf(name: str = "agreement.pdf", text: str = "signed") -> SimpleUploadedFile:
    """An uploaded file that is a PDF, as far as anybody looks; each says something of its own."""
    return SimpleUploadedFile(name, f"%PDF-1.7\n{text} {next(_numbers)}\n%%EOF\n".encode(), "application/pdf")


def document(*, agreement: Agreement | None = None, upload: Any = None, **values: Any) -> AgreementDocument:
    """A document of an agreement that only staff may open, unless `is_released`."""
    record = AgreementDocument(**{"agreement": agreement or _agreement(), **values})
    record.take(documents.keep(documents.read(upload or pdf())))
    record.save()
    return record


def signatory(*, agreement: Agreement | None = None, **values: Any) -> Signatory:
    if "person" not in values:
        values.setdefault("name", "Karimov A.")
    return _create(Signatory, {"agreement": agreement or _agreement(), **values})


def link_check(record: Any, field: str, *, failures: int, **values: Any) -> LinkCheck:
    """What was found at a record's web address, which failed so many days in a row."""
    since = timezone.localdate() - timedelta(days=max(failures - 1, 0))
    found = {"problem": "gone", "failing_since": since, "failed_on": timezone.localdate()} if failures else {}
    where = {"kind": record._meta.label_lower, "record_key": record.pk, "field": field, "address": getattr(record, field)}
    return LinkCheck.objects.create(**{**where, "failures": failures, **found, **values})


def project(
    *,
    title_en: str = "Test project",
    university: University | None = None,
    departments: Iterable[Department] = (),
    institutions: Iterable[Institution] = (),
    status: str = "published",
    **values: Any,
) -> Project:
    values = {"title_en": title_en, "university": university or _university(), "status": status, **values}
    return _create(Project, values, departments=departments, institutions=institutions)


def study_level(*, name_en: str = "test level", **values: Any) -> StudyLevel:
    return _create(StudyLevel, {"slug": _slug("level"), "name_en": name_en, **values})


def programme_subject(*, name_en: str = "test subject", **values: Any) -> ProgrammeSubject:
    return _create(ProgrammeSubject, {"slug": _slug("subject"), "name_en": name_en, **values})


def programme(
    *,
    name_en: str = "Test programme",
    university: University | None = None,
    departments: Iterable[Department] = (),
    institutions: Iterable[Institution] = (),
    levels: Iterable[StudyLevel] = (),
    subjects: Iterable[ProgrammeSubject] = (),
    languages: dict[str, str] | None = None,
    checked_on: date | timedelta | None = None,
    status: str = "published",
    **values: Any,
) -> Programme:
    """A planned programme; `languages` are codes with levels; an open one was checked today."""
    if checked_on is None and values.get("state") == "open":
        checked_on = timezone.localdate()
    values = {"slug": _slug("programme"), "university": university or _university(), "checked_on": checked_on, "status": status, **values}
    many = {"departments": departments, "institutions": institutions, "levels": levels, "subjects": subjects}
    record = _create(Programme, {"name_en": name_en, **values}, **many)
    for code, level in (languages or {}).items():
        ProgrammeLanguage.objects.create(programme=record, language=code, level=level)
    return record


def visit(
    *,
    title_en: str = "Test visit",
    direction: str = "incoming",
    university: University | None = None,
    departments: Iterable[Department] = (),
    institutions: Iterable[Institution] = (),
    status: str = "published",
    **values: Any,
) -> Visit:
    values = {"slug": _slug("visit"), "university": university or _university(), "status": status, **values}
    return _create(Visit, {"title_en": title_en, "direction": direction, **values}, departments=departments, institutions=institutions)


def event(
    *,
    title_en: str = "Test event",
    kind: str = "lecture",
    university: University | None = None,
    departments: Iterable[Department] = (),
    institutions: Iterable[Institution] = (),
    status: str = "published",
    **values: Any,
) -> Event:
    values = {"slug": _slug("event"), "university": university or _university(), "status": status, **values}
    return _create(Event, {"title_en": title_en, "kind": kind, **values}, departments=departments, institutions=institutions)


def session(*, kind: str = "lecture", **values: Any) -> Session:
    return _create(Session, _part({"kind": kind, **values}))


def participant(*, person: Person | None = None, **values: Any) -> Participant:
    """A person; an unnamed group if a description is given."""
    if person is None and "description_en" not in values:
        person = _person()
    return _create(Participant, _part({"person": person, **values}))


def reported_count(*, what_en: str = "students", number: int = 300, **values: Any) -> Count:
    return _create(Count, _part({"what_en": what_en, "number": number, **values}))


def scene(number: int, size: tuple[int, int]) -> Image.Image:
    """A picture as hard to compress as a photograph of many people: edges, and structure of every size down to a camera's noise."""
    chance = random.Random(number)  # noqa: S311 -- no secret
    width, height = size
    picture = Image.new("RGB", size, tuple(chance.randrange(60, 200) for _band in range(3)))
    draw = ImageDraw.Draw(picture)
    for _shape in range(120):
        x, y, side = chance.randrange(width), chance.randrange(height), chance.randrange(8, width // 8)
        shape = chance.choice((draw.ellipse, draw.rectangle))
        shape((x, y, x + side, y + int(side * chance.uniform(0.5, 1.8))), fill=tuple(chance.randrange(256) for _band in range(3)))
    step = width // 4
    while step:
        columns, rows = max(2, width // step), max(2, height // step)
        grain = Image.frombytes("L", (columns, rows), chance.randbytes(columns * rows)).resize(size, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, Image.merge("RGB", (grain,) * 3), 0.1 if step > 1 else 0.05)
        step //= 2
    return picture


def photo(
    *,
    alt_en: str = "Two people at a lectern",
    size: tuple[int, int] = (48, 32),
    picture: Image.Image | None = None,
    status: str = "published",
    **values: Any,
) -> Photo:
    """A photograph of a visit, unless another owner is given; each is a picture of its own."""
    if not {"visit", "event", "department"} & values.keys():
        values["visit"] = visit()
    number = next(_numbers)
    record = Photo(**{"alt_en": alt_en, "status": status, **values})
    record.take(keep(picture or Image.new("RGB", size, (number % 256, number // 256 % 256, 128))))
    record.save()
    return record


def _part(values: dict[str, Any]) -> dict[str, Any]:
    return values if {"visit", "event"} & values.keys() else {"visit": visit(), **values}


# For functions whose arguments are called the same.
_university, _department, _person, _institution, _agreement = university, department, person, institution, agreement
