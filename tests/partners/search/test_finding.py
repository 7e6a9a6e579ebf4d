"""The search finds what was meant, on both databases, whatever was typed and however."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.models import Institution, InstitutionName
from partners.search import finding, indexing, spelling
from partners.search.acronyms import initials, liberty
from partners.search.finding import find
from partners.search.meaning import read
from partners.search.models import Entry, Posting, Token, Translation
from partners.search.words import grams, on_other_keyboard, tokens, website_names
from smsu_intl.base.sounds import sound
from tests import factories

IZHEVSK = "izhevsk-state-medical-academy"


def _slugs(text, **options):
    keys = [match.institution_id for match in find(text, **options)]
    found = Institution.objects.in_bulk(keys)
    return [found[key].slug for key in keys]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Izhevsk State Medical Academy", IZHEVSK),
        ("Ижевская", IZHEVSK),
        ("ижевская медицинская академия", IZHEVSK),
        ("Izhevskaya", IZHEVSK),
        ("Ijevskaya akademiya", IZHEVSK),
        ("Izevsk medcal acadmy", IZHEVSK),
        ("academy medical izhevsk", IZHEVSK),
        ("b;tdcrfz", IZHEVSK),  # ижевская on Latin keys
        ("шярумыл", IZHEVSK),  # izhevsk on Russian keys
        ("izhevskmedical", IZHEVSK),
        ("saglik bilimleri", "university-of-health-sciences-istanbul"),
        ("SAĞLIK BİLİMLERİ", "university-of-health-sciences-istanbul"),
        ("Louis Pasteur", "university-of-strasbourg"),
        ("страсбург", "university-of-strasbourg"),
        ("Tashkent Medical Academy", "tashkent-state-medical-university"),
        ("Toshkent tibbiyot akademiyasi", "tashkent-state-medical-university"),
        ("тошкент тиббиёт академияси", "tashkent-state-medical-university"),
        ("notingham malaysia", "university-of-nottingham-malaysia"),
    ],
)
def test_what_was_meant_comes_first(db, typed, meant):
    assert _slugs(typed)[0] == meant


def test_letters_that_differ_by_habit_find_alike(db):
    record = factories.institution(name_en="", name_uz="Sogʻliqni saqlash qoʻmitasi", name_ru="Комитет здоровья")
    for typed in ("sog'liqni qo'mitasi", "sog‘liqni qo‘mitasi", "sogliqni qomitasi", "SOGʻLIQNI QOʻMITASI", "соғлиқни қўмитаси"):
        assert find(typed)[0].institution_id == record.pk, typed


def test_acronym_of_several_lists_them_all(db):
    owners = [factories.institution(name_en=f"Zyx {number}", names=["QZXU"]).pk for number in range(3)]
    written_by_nobody = factories.institution(name_en="Quinary Zeta Xenon University")

    found = [match.institution_id for match in find("QZXU")]

    assert set(found[:3]) == set(owners)
    assert written_by_nobody.pk in found


def test_generic_words_weigh_little(db):
    assert _slugs("Grodno State Medical University")[0] == "grodno-state-medical-university"
    assert _slugs("State Medical University of Grodno")[0] == "grodno-state-medical-university"


def test_match_says_which_name_matched_and_where(db):
    record = factories.institution(name_en="Present Name", names=["Qwyzal Hospital of Zzyrp"])

    match = find("qwyzal zzyrp")[0]

    assert match.institution_id == record.pk
    assert [match.form[start:end] for start, end in match.marks] == ["Qwyzal", "Zzyrp"]
    assert not match.is_weak


def test_nonsense_finds_nothing_for_certain(db):
    assert all(match.is_weak for match in find("xqzjw vvkpt"))
    assert find("–") == find("") == []


def test_only_those_asked_for_are_found(db):
    hidden = factories.institution(name_en="Qwyzal Institute", status="draft")

    assert find("qwyzal")[0].institution_id == hidden.pk
    assert hidden.pk not in [match.institution_id for match in find("qwyzal", among=Institution.objects.published())]
    assert find("qwyzal", among=Institution.objects.none()) == []


def test_names_that_are_not_asked_for_hide_none_that_are(db, monkeypatch):
    """A common word is left out of the first look where its postings are too many; the rare one may be a draft's alone."""
    monkeypatch.setattr(finding, "POSTINGS", 5)
    for number in range(8):
        factories.institution(name_en=f"Xylton{number} Qwmedical")
    factories.institution(name_en="Zorgopolis", status="draft")

    found = find("zorgopolis qwmedical", among=Institution.objects.published())

    assert found


@pytest.mark.parametrize(("hidden", "expected"), [(0, 4), (1, 3), (2, 2), (3, 4)])
def test_best_that_are_asked_for_are_found_in_their_order(db, monkeypatch, hidden, expected):
    """Of more than are looked at closely; where most of the best are not asked for, all others are gone through."""
    monkeypatch.setattr(finding, "CANDIDATES", 4)
    for number in range(8):
        factories.institution(name_en=f"Qwyzal {number}{number}")
    every = [match.institution_id for match in find("qwyzal")]
    Institution.objects.filter(pk__in=every[:hidden]).update(status="draft")

    public = [match.institution_id for match in find("qwyzal", among=Institution.objects.published())]

    assert len(public) == expected
    assert not {*public} & {*every[:hidden]}
    assert public[: 4 - hidden] == every[hidden:]


def test_who_asks_for_few_is_told_the_best_of_those_asked_for_however_little_they_share(db, monkeypatch):
    """Of many candidates, those that share much less than the first are not looked at; drafts must not hide the others so."""
    monkeypatch.setattr(finding, "CANDIDATES", 3)
    monkeypatch.setattr(finding, "NEAR", 1)
    for number in range(3):
        factories.institution(name_en=f"Qwyzal Xylton {number}", status="draft")
    shared = factories.institution(name_en="Qwyzal Federation")

    every = [match.institution_id for match in find("qwyzal xylton")]
    public = find("qwyzal xylton", among=Institution.objects.published(), limit=1)

    assert [match.institution_id for match in find("qwyzal xylton", limit=1)] == every[:1]
    assert [match.institution_id for match in public] == [shared.pk]


def test_last_word_goes_on_while_typing(db):
    record = factories.institution(name_en="Xylographic Museum")

    assert record.pk in [match.institution_id for match in find("xylogr", typing=True)]


@pytest.mark.parametrize("typed", ["xylogr", "Xylogr. Mus.", "ксилогр."])
def test_abbreviated_word_is_found_by_its_beginning(db, typed):
    record = factories.institution(name_en="Xylographic Museum", name_ru="Ксилографический музей")

    assert find(typed)[0].institution_id == record.pk


def test_unit_is_found_by_its_whole(db):
    whole = factories.institution(name_en="Ondokuz Mayıs University")
    unit = factories.institution(name_en="Faculty of Veterinary Phrenology", part_of=whole)

    assert find("phrenology ondokuz")[0].institution_id == unit.pk


def test_institution_is_found_by_its_country_and_its_tags_in_every_language(db):
    record = factories.institution(name_en="Qwyzal Institute", country="KZ")
    tag = factories.tag(name="phrenology", label_ru="френология", label_uz="bosh suyagi ilmi")
    record.tags.add(tag)

    for typed in ("qwyzal kazakhstan", "qwyzal Казахстан", "qwyzal Qozogʻiston", "phrenology", "френология", "suyagi"):
        assert find(typed)[0].institution_id == record.pk, typed

    record.tags.remove(tag.name)
    assert record.pk not in [match.institution_id for match in find("френология")]


def test_number_is_found_whether_written_apart_or_not(db):
    record = factories.institution(name_en="Institute of Xylography", names=["UMR 8220"])
    other = factories.institution(name_en="Institute of Zymurgy", names=["UAR1491"])

    match = find("UMR8220")[0]

    assert match.institution_id == record.pk
    assert [match.form[start:end] for start, end in match.marks] == ["UMR", "8220"]
    assert find("uar 1491")[0].institution_id == other.pk


def test_initials_leave_out_what_stands_in_brackets(db):
    record = factories.institution(name_en="Quick Xylographic Zymurgy (Kazakhstan)")

    assert find("QXZ")[0].institution_id == record.pk


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("QUXIZ", "Qwyzal Universal Xylography Institute of Zzyrp"),  # all but “of”
        ("QUXIoZ", "Qwyzal Universal Xylography Institute of Zzyrp"),
        ("QUXI", "Qwyzal Universal Xylography Institute of Zzyrp"),  # without the last
        ("QXIZ", "Qwyzal Universal Xylography Institute of Zzyrp"),  # without one inside
        ("QwXylIZ", "Qwyzal Xylography Institute of Zzyrp"),  # more than one letter of a word
        ("QBMZ", "Qwyzal Biomedical Zymurgy"),  # two of a compound
        ("QUXI Zzyrp", "Qwyzal Universal Xylography Institute of Zzyrp"),
        ("QUX Institute Ruritania", "Qwyzal Universal Xylography Institute of Ruritania"),
        ("QUX-IZ", "Qwyzal Universal Xylography Institute of Zzyrp"),
        ("ЙГЧШЯ", "Qwyzal Universal Xylography Institute of Zzyrp"),  # QUXIZ on Russian keys
        ("КУКИЗ", "Квизальский универсальный ксилографический институт Зирпа"),
    ],
)
def test_acronym_finds_the_name_it_was_made_of(db, acronym, name):
    for number, other in enumerate(("Quinary Zeta Xenon University", "Quiet Zymurgy", "Institute of Zzyrp")):
        factories.institution(name_en=other, slug=f"other-{number}")
    record = factories.institution(name_en=name)

    assert find(acronym)[0].institution_id == record.pk


def test_word_that_may_be_an_acronym_is_only_a_guess(db):
    record = factories.institution(name_en="Qwyzal Universal Xylography Institute of Zzyrp")

    for typed, is_guess in (("QWUXINZ", False), ("qwuxinz", True), ("quxiz", False)):
        match = find(typed)[0]
        assert (match.institution_id, match.is_weak) == (record.pk, is_guess), typed


def test_acronym_typed_is_not_read_on_the_other_keyboard(db):
    record = factories.institution(name_en="Hidden Brook Kirk University")
    factories.institution(name_en="Rilg Institute", names=["RILG"])  # what the keys of HBKU write in Cyrillic

    assert find("HBKU")[0].institution_id == record.pk


def test_of_two_with_the_same_initials_the_one_without_an_acronym_comes_first(db):
    known_otherwise = factories.institution(name_en="Quick Xylographic Zymurgy")
    factories.institution_name(institution=known_otherwise, text="QuiXyZ", sort=InstitutionName.Sort.ACRONYM)
    record = factories.institution(name_en="Quiet Xylophone Zoo")

    assert [match.institution_id for match in find("QXZ")] == [record.pk, known_otherwise.pk]


@pytest.mark.parametrize(
    ("typed", "website"),
    [
        ("VZX", "https://www.vzx.example"),
        ("vzx", "https://vzx.ac.uk/en/"),
        ("VZX UQY", "https://vzx.uqy.edu"),
        ("VZX-UQY", "https://vzxuqy.org"),
        ("VZXUQY", "https://vzx-uqy.org"),
        ("Banca d'Ytalija", "http://bancadytalija.example"),
        ("V2ZX", "https://v2zx.uqy.fr"),
        ("ВЗКУ", "https://vzku.ru"),
    ],
)
def test_website_tells_what_its_owner_is_called(db, typed, website):
    factories.institution(name_en="Vza Uqa Institute", website="https://vza.example")
    record = factories.institution(name_en="Qwyzal Institute", website=website)

    assert find(typed)[0].institution_id == record.pk


def test_of_those_who_share_an_acronym_the_one_whose_website_has_it_comes_first(db):
    others = [factories.institution(name_en=f"Qwyzal Institute {number}", names=["VZX"]) for number in range(3)]
    others[1].website = "https://vzx.example"
    others[1].save()

    found = [match.institution_id for match in find("VZX")]

    assert (found[0], set(found)) == (others[1].pk, {other.pk for other in others})


def test_town_is_no_name_of_who_has_its_website(db):
    guest = factories.institution(name_en="Zoological Garden", city_en="Vuphoria", website="https://vuphoria.example/zoo")
    record = factories.institution(name_en="Vuphoria Sciences University", city_en="Vuphoria")

    assert [match.institution_id for match in find("Vuphoria")] == [record.pk, guest.pk]


def test_index_follows_every_change_of_a_website(db):
    record = factories.institution(name_en="Qwyzal Institute", website="https://vuphoria.example")
    record.website = "https://zemblanity.example"
    record.save()

    assert find("zemblanity")[0].institution_id == record.pk
    assert find("vuphoria") == []


def test_index_follows_every_change_of_a_name(db):
    record = factories.institution(name_en="Qwyzal Institute")
    name = factories.institution_name(institution=record, text="Vuphoria")
    assert find("vuphoria")[0].institution_id == record.pk

    name.text = "Zemblanity"
    name.save()
    assert find("zemblanity")[0].institution_id == record.pk
    assert record.pk not in [match.institution_id for match in find("vuphoria")]

    name.delete()
    assert record.pk not in [match.institution_id for match in find("zemblanity")]

    key = record.pk
    record.delete()
    assert not Entry.objects.filter(institution=key).exists()
    assert Token.objects.get(text="qwyzal").frequency == 0


def test_institution_that_will_be_published_is_found_by_its_country_then(db):
    record = factories.institution(name_en="Qwyzal", country="KZ", publish_from=timezone.now() + timedelta(days=1))

    assert "kazakhstan" in Entry.objects.get(institution=record).place


@pytest.mark.parametrize("letter", ["x", "щ", "ж"])
def test_word_without_vowels_is_kept_however_long(db, letter):
    record = factories.institution(name_en=f"Qwyzal {letter * 40}")

    assert find(f"qwyzal {letter * 40}")[0].institution_id == record.pk


def test_two_who_save_names_of_the_same_words_do_not_lock_each_other_out(writable_site):
    factories.university()
    troubles = []

    def save(names):
        try:
            for name in 12 * names:
                factories.institution(name_en=name)
        except OperationalError as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [Thread(target=save, args=[names]) for names in (["Qwyzal Bnord", "Qwyzal Zfjord"], ["Bnord Qwyzal", "Zfjord Qwyzal Bnord"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert troubles == []
    assert Token.objects.get(text="qwyzal").frequency == 48


def test_rebuilt_index_is_the_one_that_was_kept(db):
    record = factories.institution(name_en="Kept Current", names=["Another of its names"])
    record.name_en = "Kept Current Indeed"
    record.save()

    def frequencies():
        return set(Token.objects.filter(frequency__gt=0).values_list("text", "frequency"))

    before, entries, postings = frequencies(), Entry.objects.count(), Posting.objects.count()
    indexing.rebuild()

    assert (frequencies(), Entry.objects.count(), Posting.objects.count()) == (before, entries, postings)


def test_translations_are_learned_from_the_names(db):
    for town in ("Aburg", "Bewick", "Cetown", "Dorham", "Eford"):
        factories.institution(name_en=f"{town} Lighthouse", names=[f"{town} mayoqxona"])
    record = factories.institution(name_en="Zedville Lighthouse")

    indexing.rebuild()

    assert Translation.objects.filter(source__text="mayoqxona", target__text="lighthouse").exists()
    assert find("zedville mayoqxona")[0].institution_id == record.pk


PLACES = {
    "山田": "Yamata", "山川": "Yamakawa", "中山": "Nakayama", "中島": "Nakashima", "島田": "Shimata",
    "川島": "Kawashima", "川本": "Kawamoto", "本田": "Motota", "松村": "Matsumura", "福岡": "Fukuoka",
}  # fmt: skip
KINDS = {"大学": "University", "病院": "Hospital", "図書館": "Library", "研究所": "Institute"}


def test_characters_are_read_and_translated_as_other_names_tell(db):
    for place, latin in PLACES.items():
        for kind, english in KINDS.items():
            factories.institution(name_en=f"{latin} {english}", names=[place + kind])
    meant = {english: factories.institution(name_en=f"Shimamoto {english}").pk for english in KINDS.values()}

    indexing.learn()

    assert {match.institution_id for match in find("島本")[:4]} == set(meant.values())  # 島 as in Nakashima, 本 as in Kawamoto
    for kind, english in KINDS.items():
        found = [match.institution_id for match in find(f"島本{kind}")]
        assert next(key for key in found if key in meant.values()) == meant[english]


def test_more_trigrams_are_counted_than_sqlite_takes_terms(db):
    """24 words of syllables that are many Latin letters each had 590."""
    factories.institution(name_en="Qwyzal")
    asked = {f"{number:03}" for number in range(1200)} | set(grams(sound("qwyzal")))
    sizes = spelling.count_words(asked)

    assert sizes.keys() == asked
    assert [gram for gram, size in sizes.items() if size] == sorted(grams(sound("qwyzal")))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("テニス", "Ruritanian Tennis Federation"),
        ("بغداد", "University of Baghdad"),
        ("سيالكوت", "University of Sialkot"),
    ],
)
def test_consonants_find_a_word_of_a_script_that_leaves_the_vowels_out_or_has_others(db, typed, name):
    record = factories.institution(name_en=name)

    assert find(typed)[0].institution_id == record.pk


def test_arabic_words_are_the_same_with_the_article_and_without():
    assert tokens("الجامعة الإسلامية") == tokens("جامعة إسلامية")


def test_word_of_the_same_root_in_another_language_is_found(db):
    record = factories.institution(name_en="Phrenology Institute")

    assert find("phrenologiczna")[0].institution_id == record.pk


@pytest.mark.parametrize("text", ["100%", "_____", "\\", "' OR 1=1 --", "x" * 5000, "a " * 500, "а́" * 99, "\u202eabc", "a\x00b", "= * -"])
def test_anything_is_answered(db, text):
    assert len(find(text)) <= 100


class AnyText(TestCase):
    @given(st.text(max_size=60))
    def test_any_text_is_answered(self, text):
        assert len(find(text, typing=True)) <= 100


def test_words():
    assert tokens("Ижевская академия, I.M. Sechenov") == ["izhevskaya", "akademiya", "im", "sechenov"]
    assert len(tokens("東京大学")) == 3
    assert sound("izhevskaya") == sound("ijevskaia")
    assert sound("bukhoro") == sound("buxoro")
    assert website_names("https://www.umr-lops.example.ac.uk/en/") == ["umrlops example", "umr lops example"]
    assert website_names("https://www.com") == website_names("") == []
    assert initials("University of Eastern Finland") == {"uef", "uoef"}
    assert liberty("uef", "University of Eastern Finland", "") < liberty("uoef", "University of Eastern Finland", "")
    assert liberty("uefx", "University of Eastern Finland", "") == float("inf")
    assert on_other_keyboard("b;tdcrfz") == "ижевская"
    assert on_other_keyboard("шярумыл") == "izhevsk"


def test_name_in_full_finds_the_acronym_that_stands_for_it(db):
    record = factories.institution(name_en="Central Mining Institute")
    InstitutionName.objects.create(institution=record, text="GIG", sort=InstitutionName.Sort.ACRONYM)
    other = factories.institution(name_en="Gig Workers Union")
    indexing.index([record.pk, other.pk])

    found = [match.institution_id for match in find("Główny Instytut Górnictwa")]

    assert record.pk in found
    assert other.pk not in found  # only where the acronym is the whole name


@pytest.mark.parametrize(("name", "typed"), [("AtmoSud", "Atmo Sud"), ("Institut Evolution Biologie", "Evolutionsbiologie")])
def test_compounds_are_written_in_one_or_in_two(db, name, typed):
    record = factories.institution(name_en=name)
    for word in ("Atmo", "Sud", "Evolution", "Biologie"):  # words themselves
        for number in range(4):
            factories.institution(name_en=f"{word} Society {number}")

    assert record.pk in [match.institution_id for match in find(typed)]


@pytest.mark.parametrize(
    ("typed", "named", "others"), [("Barga", "Braga", "Barto Cargo"), ("Ksaei", "Kasei", "Ksalo Msaeo"), ("Jnaze", "Janze", "Jnalo Onazo")]
)
def test_one_letter_wrong_that_leaves_a_short_word_no_trigrams_is_forgiven(db, typed, named, others):
    factories.institution(name_en=others)  # the trigrams of the misspelling are known, and lead elsewhere
    meant = factories.institution(name_en=named)

    assert [match.institution_id for match in find(typed)] == [meant.pk]


def test_short_form_says_no_more_than_the_word_it_is_short_for(db):
    for number, city in enumerate(("Lyon", "Nice", "Metz", "Brest")):
        factories.institution(name_en=f"Qwyzversitas {city}", names=[f"Qwyz {city}"] if number < 2 else ())
    indexing.learn()
    short, long = (read(text, typing=False)[0][0] for text in ("qwyz", "qwyzversitas"))

    assert short.weight == long.weight


@pytest.mark.parametrize(
    ("name", "address"),
    [("Qwyzal University", "qwyzaluniversity"), ("University of Qwyzal of Vuphoria", "universityofqwyzalvuphoria")],
)
def test_name_as_it_was_typed_comes_before_the_website_of_another(db, name, address):
    factories.institution(name_en=f"{name} Bangladesh", website=f"https://{address}.example")
    meant = factories.institution(name_en=name, website="https://qwyzal.example")

    assert find(name)[0].institution_id == meant.pk
