"""Photographs of visits, events and departments: entered by a secretary, seen by visitors, gone when they are deleted."""

import gzip
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from departments.models import Department
from events.models import Photo
from smsu_intl.base import pictures
from smsu_intl.base.models import Deletion
from tests import factories
from tests.base.test_pictures import SECRET, exif_with_place, file_of, files_of, two_halves
from tests.test_admin import address, errors_of, fill_in, secretary, signed_in, text_of, user  # noqa: F401

pytestmark = pytest.mark.django_db

OWNERS = {"visit": factories.visit, "event": factories.event, "department": factories.department}


def jpeg(name: str = "IMG_0001.JPG", colours: tuple[str, str] = ("red", "blue"), **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, file_of(two_halves((800, 600), colours=colours), **options).getvalue(), "image/jpeg")


def row(number: int = 0, total: int = 1, **values: Any) -> dict[str, Any]:
    """Return what is typed into a row for a photograph."""
    typed = {"status": "", "focal_x": 50, "focal_y": 50, **values}
    return {"photos-TOTAL_FORMS": total} | {f"photos-{number}-{name}": value for name, value in typed.items()}


def form_of(owner: Any) -> str:
    return address(owner._meta.label_lower, "change", owner.pk)


def row_errors(response: HttpResponse) -> Any:
    return next(rows.formset for rows in response.context["inline_admin_formsets"] if rows.formset.model is Photo).errors


def links_to_files(html: str) -> set[str]:
    return set(re.findall(r"/media/photos/[\w.-]+", html))


@pytest.fixture(params=OWNERS)
def owner(request: pytest.FixtureRequest) -> Any:
    return OWNERS[request.param]()


# Records


@pytest.mark.parametrize(
    ("values", "is_public"),
    [
        ({}, True),
        ({"status": "draft", "alt_en": ""}, False),
        ({"status": "archived"}, False),
        ({"publish_from": datetime(2999, 1, 1, tzinfo=UTC)}, False),
    ],
)
def test_query_and_predicate_agree_on_what_is_published(values: dict[str, Any], is_public: bool) -> None:
    photo = factories.photo(**values)

    assert Photo.objects.published().filter(pk=photo.pk).exists() == photo.is_published == is_public


@pytest.mark.parametrize("make", OWNERS.values())
def test_photo_of_what_is_not_published_is_not_published(make: Any) -> None:
    owner = make(status="draft")
    photo = factories.photo(**{owner._meta.model_name: owner})

    assert not photo.is_published
    assert not Photo.objects.published().filter(pk=photo.pk).exists()


def test_model_itself_refuses_to_publish_what_is_not_described() -> None:
    photo = factories.photo(alt_en="", status="draft")
    photo.full_clean()
    photo.status = "published"
    with pytest.raises(ValidationError) as refused:
        photo.full_clean()
    assert refused.value.message_dict.keys() == {"alt_en"}

    photo.alt_uz = "Ikki kishi"
    photo.full_clean()


def test_files_go_with_the_last_record_that_shows_them(django_capture_on_commit_callbacks: Any) -> None:
    first, second = factories.photo(), factories.photo()
    Photo.objects.filter(pk=second.pk).update(image=first.image)
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()
    assert files_of(first.image)

    with django_capture_on_commit_callbacks(execute=True):
        second.visit.delete()
    assert not files_of(first.image)


def test_files_of_records_survive_the_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = factories.photo()
    left_over = pictures.keep(Image.new("RGB", (30, 20), "tan"))
    monkeypatch.setattr(pictures, "UNUSED_FOR", -pictures.UNUSED_FOR)

    call_command("clean_photos", verbosity=0)

    assert files_of(photo.image)
    assert not files_of(left_over.name)


# What the secretary enters


def test_uploaded_photograph_is_published_clean(owner: Any, secretary: Client, client: Client) -> None:  # noqa: F811
    upload = jpeg(exif=exif_with_place(6), comment=SECRET)
    response = fill_in(secretary, form_of(owner), **row(upload=upload, alt_ru="Двое у кафедры", alt_uz="Minbar yonidagi ikki kishi"))
    assert response.status_code == 302, row_errors(response)
    photo = owner.photos.get()
    assert (photo.width, photo.height) == (600, 800)
    assert photo.status == "published"  # as the form above it
    assert photo.history.get().history_user.username == "secretary"

    html = text_of(client.get(owner.get_absolute_url()))
    found = links_to_files(html)
    assert len(found) == 2 * (1 + photo.has_avif)
    for link in found:
        served = Client().get(link)
        assert served.headers["Content-Type"] == f"image/{link.rpartition('.')[2]}"
        assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert not served.cookies
        assert SECRET not in served.content
        with Image.open(io.BytesIO(served.content)) as image:
            assert not image.getexif()
            assert image.height > image.width
    assert client.get(f"/media/photos/{photo.image}.webp").status_code == 404  # the master stays at home


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (file_of(two_halves()).getvalue()[:1500], "damaged or incomplete"),
        (file_of(Image.new("1", (10_000, 10_000)), "PNG").getvalue(), "more than 50 million pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no photograph in JPEG"),
        (b"", "no photograph in JPEG"),
    ],
)
def test_refused_file_is_told_and_nothing_typed_is_lost(secretary: Client, content: bytes, message: str) -> None:  # noqa: F811
    visit = factories.visit()
    upload = SimpleUploadedFile("../../photo.jpg", content, "image/jpeg")
    response = fill_in(secretary, form_of(visit), **row(upload=upload, alt_en="Kept words", credit="Kept name"))

    assert response.status_code == 200
    assert message in row_errors(response)[0]["upload"][0]
    assert 'value="Kept words"' in text_of(response)
    assert 'value="Kept name"' in text_of(response)
    assert not visit.photos.exists()


@pytest.mark.parametrize(("language", "message"), [("ru", "Файл повреждён"), ("uz", "Fayl shikastlangan")])
def test_refusal_speaks_the_secretarys_language(secretary: Client, language: str, message: str) -> None:  # noqa: F811
    visit = factories.visit()
    secretary.post("/admin/language/", {"language": language})
    response = fill_in(secretary, form_of(visit), **row(upload=SimpleUploadedFile("a.jpg", jpeg().read()[:900], "image/jpeg")))

    assert row_errors(response)[0]["upload"][0].startswith(message)


def test_photograph_is_not_published_undescribed_and_not_lost_either(secretary: Client) -> None:  # noqa: F811
    visit = factories.visit()
    refused = fill_in(secretary, form_of(visit), **row(upload=jpeg(), status="published"))
    assert row_errors(refused)[0] == {"alt_en": ["Say in at least one language what the photograph shows, or leave it a draft."]}
    assert 'class="photo-preview"' in text_of(refused)

    mark = re.search(r'name="photos-0-kept" value="([^"]+)"', text_of(refused))
    assert mark
    typed = row(kept=mark[1], status="published", alt_en="Two people")  # the file is not chosen again
    assert fill_in(secretary, form_of(visit), **typed).status_code == 302
    assert visit.photos.get().is_published


@pytest.mark.parametrize("mark", ["", "x", "WyJ4Il0:1abc:def", "\x00"])
def test_row_without_a_file_is_refused(secretary: Client, mark: str) -> None:  # noqa: F811
    visit = factories.visit()
    response = fill_in(secretary, form_of(visit), **row(alt_en="No file", kept=mark))

    assert row_errors(response)[0].keys() & {"upload", "kept"}
    assert not visit.photos.exists()


def test_several_files_become_a_row_each(owner: Any, secretary: Client) -> None:  # noqa: F811
    files = [jpeg(f"{number}.jpg", (colour, "white")) for number, colour in enumerate(("red", "green", "navy"))]
    response = fill_in(secretary, form_of(owner), **row(upload=files, alt_en="The first"))
    assert response.status_code == 302
    photos = list(owner.photos.all())

    assert [(photo.alt_en, photo.status) for photo in photos] == [("The first", "published"), ("", "draft"), ("", "draft")]
    assert [photo.order for photo in photos] == [1, 2, 3]
    assert text_of(secretary.get(form_of(owner))).count('class="photo-preview"') == 3


def test_photographs_that_became_drafts_are_told(secretary: Client) -> None:  # noqa: F811
    visit = factories.visit()
    files = [jpeg(f"{number}.jpg", (colour, "white")) for number, colour in enumerate(("red", "green", "navy"))]
    saved = fill_in(secretary, form_of(visit), **row(upload=files, alt_en="The first"))

    assert "2 further photographs are drafts until they say what they show." in text_of(secretary.get(saved.headers["Location"]))


def test_one_bad_file_of_several_is_named_and_none_is_saved(secretary: Client) -> None:  # noqa: F811
    visit = factories.visit()
    files = [jpeg(), SimpleUploadedFile("notes.txt", b"no picture")]
    response = fill_in(secretary, form_of(visit), **row(upload=files))

    assert row_errors(response)[0]["upload"][0].startswith("notes.txt: This is no photograph")
    assert not visit.photos.exists()


def test_full_disk_is_told(secretary: Client, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    def refuse(name: str, content: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", refuse)
    visit = factories.visit()
    response = fill_in(secretary, form_of(visit), **row(upload=jpeg(colours=("pink", "plum")), alt_en="Kept words"))

    assert "the disk may be full" in row_errors(response)[0]["upload"][0]
    assert 'value="Kept words"' in text_of(response)
    assert not visit.photos.exists()


def test_picture_of_a_record_is_never_exchanged(secretary: Client) -> None:  # noqa: F811
    photo = factories.photo()
    fill_in(secretary, form_of(photo.visit), **{"photos-0-upload": jpeg(), "photos-0-alt_en": "Changed"})
    image = photo.image
    photo.refresh_from_db()

    assert (photo.image, photo.alt_en) == (image, "Changed")


def test_photograph_of_another_owner_cannot_be_reached_through_a_row(secretary: Client) -> None:  # noqa: F811
    mine, others = factories.photo(department=factories.department()), factories.photo(department=factories.department())
    for forged in ({"photos-0-id": others.pk}, {"photos-0-id": others.pk, "photos-0-DELETE": "on"}):
        fill_in(secretary, form_of(mine.department), **forged, **{"photos-0-alt_en": "Forged"})
    owner_id = others.department_id
    others.refresh_from_db()

    assert (others.alt_en, others.department_id) == ("Two people at a lectern", owner_id)


def test_account_without_rights_reaches_no_photograph() -> None:
    photo = factories.photo()
    guest = signed_in(user("guest"))

    for page in ("change", "history", "delete"):
        assert guest.get(address("events.photo", page, photo.pk)).status_code == 403
    assert guest.post(form_of(photo.visit), row(upload=jpeg())).status_code == 403


def test_account_that_only_views_cannot_add(secretary: Client) -> None:  # noqa: F811
    account = User.objects.get(username="secretary")
    account.groups.get().permissions.remove(*account.groups.get().permissions.filter(codename__endswith="_photo"))
    visit = factories.visit()
    secretary.post(form_of(visit), {"direction": "incoming", "title_en": "x", "status": "draft", **row(upload=jpeg())})

    assert not visit.photos.exists()


def test_photograph_has_one_owner(secretary: Client) -> None:  # noqa: F811
    visit, event = factories.visit(), factories.event()
    where = address("events.photo", "add")
    refused = fill_in(secretary, where, upload=jpeg(), visit=visit.pk, event=event.pk, alt_en="Two")

    assert errors_of(refused)["__all__"] == ["Choose whose photograph it is: a visit's, an event's or a department's."]
    assert fill_in(secretary, where, upload=jpeg(), event=event.pk, alt_en="Two").status_code == 302
    assert event.photos.get().status == "draft"


def test_secretary_deletes_a_row(secretary: Client, django_capture_on_commit_callbacks: Any) -> None:  # noqa: F811
    photo = factories.photo()
    with django_capture_on_commit_callbacks(execute=True):
        assert fill_in(secretary, form_of(photo.visit), **{"photos-0-DELETE": "on"}).status_code == 302

    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert files_of(photo.image)  # it can be brought back
    with django_capture_on_commit_callbacks(execute=True):
        secretary.post(reverse("admin:forget", args=[Deletion.objects.get().pk]))
    assert not files_of(photo.image)


def test_undescribed_photographs_are_left_out_when_many_are_published(secretary: Client) -> None:  # noqa: F811
    ready, undescribed = factories.photo(status="draft"), factories.photo(status="draft", alt_en="")
    chosen = {"action": "publish", "_selected_action": [ready.pk, undescribed.pk]}
    html = text_of(secretary.post(address("events.photo", "changelist"), chosen, follow=True))

    assert "Say in at least one language what the photograph shows" in html
    assert "1 record was published." in html
    assert set(Photo.objects.filter(status="published")) == {ready}


def test_history_names_what_changed_and_brings_it_back(secretary: Client) -> None:  # noqa: F811
    photo = factories.photo(alt_en="Before")
    fill_in(secretary, address("events.photo", "change", photo.pk), alt_en="After")
    assert "What it shows (English):</strong> Before → After" in text_of(secretary.get(address("events.photo", "history", photo.pk)))

    earlier = reverse("admin:events_photo_simple_history", args=[photo.pk, photo.history.earliest().pk])
    assert fill_in(secretary, earlier).status_code == 302
    photo.refresh_from_db()
    assert photo.alt_en == "Before"


def test_form_of_a_department_with_sixty_photographs_can_be_saved(secretary: Client) -> None:  # noqa: F811
    department = factories.department()
    for _number in range(60):
        factories.photo(department=department)

    assert fill_in(secretary, form_of(department), name_en="Renamed").status_code == 302
    department.refresh_from_db()
    assert department.name_en == "Renamed"


# What visitors see


def test_gallery_offers_every_copy_and_moves_nothing(owner: Any, client: Client) -> None:
    photo = factories.photo(size=(1200, 800), focal_x=17, focal_y=100, caption_en="A <b>caption</b>", **{owner._meta.model_name: owner})
    html = text_of(client.get(owner.get_absolute_url()))
    image = re.search(r"<img src=\"/media[^>]+>", html)

    assert image
    assert f"{photo.image}-320.webp 320w, /media/photos/{photo.image}-640.webp 640w, /media/photos/{photo.image}-960.webp 960w" in image[0]
    assert 'width="960" height="640"' in image[0]
    assert 'loading="lazy" decoding="async"' in image[0]
    assert 'class="focus-x-20 focus-y-100"' in image[0]
    assert 'alt="Two people at a lectern"' in image[0]
    assert ('<source type="image/avif"' in html) == photo.has_avif
    assert "A &lt;b&gt;caption&lt;/b&gt;" in html
    assert f'href="{photo.get_absolute_url()}"' in html
    assert "style=" not in html


def test_description_in_another_language_says_so(client: Client) -> None:
    photo = factories.photo(alt_en="", alt_ru="Двое «у кафедры»")

    assert 'alt="Двое «у кафедры»" lang="ru"' in text_of(client.get(photo.get_absolute_url()))
    assert 'alt="Двое «у кафедры»" lang="ru"' not in text_of(client.get(photo.get_absolute_url().replace("/en/", "/ru/", 1)))


def test_photographs_lead_to_one_another(owner: Any, client: Client) -> None:
    first, second, third = (
        factories.photo(order=order, credit="A. Olimov", period="2024-10-08", **{owner._meta.model_name: owner}) for order in (1, 2, 3)
    )
    hidden = factories.photo(order=2, status="draft", **{owner._meta.model_name: owner})
    html = text_of(client.get(second.get_absolute_url()))

    assert "Photograph 2 of 3" in html
    assert f'rel="prev" href="{first.get_absolute_url()}"' in html
    assert f'rel="next" href="{third.get_absolute_url()}"' in html
    assert f'href="{owner.get_absolute_url()}"' in html
    assert "8 October 2024" in html
    assert "Photographer: A. Olimov" in html
    assert 'rel="prev"' not in text_of(client.get(first.get_absolute_url()))
    assert 'rel="next"' not in text_of(client.get(third.get_absolute_url()))
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert text_of(client.get(first.get_list_url())).count('<img src="/media') == 3


def test_photograph_of_a_department_at_home_has_one_address(client: Client) -> None:
    photo = factories.photo(department=Department.objects.get(slug="neurology"))
    other = f"/en/universities/samsmu/departments/neurology/photos/{photo.pk}/"

    assert photo.get_absolute_url() == f"/en/departments/neurology/photos/{photo.pk}/"
    assert client.get(other).headers["Location"] == photo.get_absolute_url()


def test_photograph_under_another_owner_is_not_found(client: Client) -> None:
    photo = factories.photo()

    assert client.get(f"{factories.visit().get_absolute_url()}photos/{photo.pk}/").status_code == 404


def test_page_costs_the_same_with_sixty_photographs(client: Client, django_assert_num_queries: Any) -> None:
    department = Department.objects.get(slug="neurology")
    for number in range(60):
        factories.photo(department=department, alt_en=f"Colleagues and guests at the round table, picture number {number}")

    with django_assert_num_queries(13):
        html = text_of(client.get("/en/departments/neurology/"))
    assert html.count('<img src="/media') == html.count('loading="lazy"') == 12
    assert "All 60 photographs" in html
    assert len(gzip.compress(html.encode())) < 14_000

    with django_assert_num_queries(3):
        assert text_of(client.get("/en/departments/neurology/photos/?page=4")).count('<img src="/media') == 12
    last = department.photos.last().get_absolute_url()
    with django_assert_num_queries(2):
        assert "Photograph 60 of 60" in text_of(client.get(last))


# Samples


def test_samples_are_drawn_only_where_asked_for_once_and_say_what_they_are(client: Client) -> None:
    call_command("fill_site", verbosity=0)
    assert not Photo.objects.exists()

    call_command("fill_site", samples=True, verbosity=0)
    before = set(Photo.objects.values_list("pk", "image"))
    call_command("fill_site", samples=True, verbosity=0)
    assert set(Photo.objects.values_list("pk", "image")) == before

    photos = Photo.objects.with_owner()
    assert len(photos) >= 8
    for photo in photos:
        photo.full_clean()
        assert photo.is_sample
        assert photo.is_published
        assert photo.alt_en.startswith("Sample picture: ")
        assert photo.alt_ru
        assert photo.alt_uz
        for page in (photo.get_absolute_url(), photo.get_list_url(), photo.owner.get_absolute_url()):
            assert '<strong class="sample">Sample</strong>' in text_of(client.get(page))


def test_samples_never_join_real_photographs() -> None:
    factories.photo()
    call_command("fill_site", samples=True, verbosity=0)

    assert not Photo.objects.filter(is_sample=True).exists()


def test_no_photograph_stands_in_the_repository() -> None:
    found = {path for folder in ("fixtures", "static", "templates", "events") for path in Path(settings.BASE_DIR, folder).rglob("*.*")}
    icons = set(Path(settings.BASE_DIR, "static/img").glob("*icon*.png"))

    assert not {path for path in found - icons if path.suffix in {".jpg", ".jpeg", ".webp", ".avif", ".png"}}
