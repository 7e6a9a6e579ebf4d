"""What the universities told us, fact by fact, and how each language of the site says it.

Taken down from the list of facts that the content was made from, not from the content itself: a fact
lost, bent or wrongly translated on the way to a page is found by comparing the two.
"""

from dataclasses import dataclass

NEUROLOGY = "/departments/neurology/"
BIOCHEMISTRY = "/departments/biochemistry/"
GENETICS = "/departments/medical-biology-and-genetics/"
OBSTETRICS = "/departments/obstetrics-and-gynecology-1/"
PAVLOV = "/universities/first-pavlov/"
ABOUT = "/about/"  # what the departments of the home university have in common
DEPARTMENTS = (NEUROLOGY, BIOCHEMISTRY, GENETICS, OBSTETRICS)

# The four pages' old names, after /pages/international_partnership_department_.
OLD_ADDRESSES = {
    "neurology": NEUROLOGY,
    "biological_chemistry": BIOCHEMISTRY,
    "medical_biology_and_genetics": GENETICS,
    "obstetrics_gynecology_1": OBSTETRICS,
}

type Text = str | tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """What must be read on `page`, or on the page `on` that it links to.

    Several texts must stand in one and the same element `within` the page. What has no Russian or
    Uzbek wording is said as it was written in every language.
    """

    page: str
    what: str
    en: Text
    ru: Text | None = None
    uz: Text | None = None
    on: str = "same"
    within: str = "main"

    def texts(self, language: str) -> tuple[str, ...]:
        said = {"en": self.en, "ru": self.ru, "uz": self.uz}[language] or self.en
        return (said,) if isinstance(said, str) else said

    def __str__(self) -> str:
        return f"{self.page} {self.what}"


@dataclass(frozen=True)
class Partner:
    """An institution that `page` names, under the `names` it is written by there, with its countries' codes."""

    page: str
    address: str
    names: tuple[str, ...]
    countries: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page} {self.names[0]}"


_ROHRIG = "/partners/cr-world-rohrig-institute/"
_COMORBID = "/partners/national-association-of-experts-on-comorbid-neurology/"
_CLINIC = "/partners/samsmu-multidisciplinary-clinic/"
_IZHEVSK = "/partners/izhevsk-state-medical-academy/"
_ISTANBUL = "/partners/university-of-health-sciences-istanbul/"
_PEDIATRIC = "/partners/st-petersburg-state-pediatric-medical-university/"
_MECHNIKOV = "/partners/north-western-state-medical-university/"
_KAZAKHSTAN_STATE = "/partners/kazakhstan-state-medical-university/"
_NOTTINGHAM = "/partners/university-of-nottingham-malaysia/"
_YASSAWI = "/partners/khoja-akhmet-yassawi-university/"
_AGRARIAN = "/partners/st-petersburg-state-agrarian-university/"
_RYAZAN = "/partners/ryazan-state-medical-university/"
_BASHKIR = "/partners/bashkir-state-medical-university/"
_VOLGA = "/partners/privolzhsky-research-medical-university/"
_ASTANA_MEDICAL = "/partners/astana-medical-university/"
_ASTANA = "/partners/astana-university/"
_KAZAKHSTAN_ASTANA = "/partners/kazakhstan-medical-university-astana/"
_KAZAKHSTAN_ASTANA_DEPARTMENT = "/partners/kazakhstan-medical-university-astana-obstetrics-gynecology/"
_TAJIK = "/partners/avicenna-tajik-state-medical-university/"
_SECHENOV = "/partners/sechenov-university/"
_ASFENDIYAROV = "/partners/asfendiyarov-kazakh-national-medical-university/"
_XINJIANG = "/partners/xinjiang-university/"
_TAMPERE = "/partners/tampere-university/"
_OPEN_MEDICAL = "/partners/open-medical-institute/"
_STRASBOURG = "/partners/university-of-strasbourg/"
_KOREA = "/partners/korea-electrotechnology-research-institute/"
_OSAKA = "/partners/university-of-osaka-faculty-of-medicine/"
_ONCOLOGY = "/partners/national-research-oncology-center-astana/"
_PETO = "/partners/semmelweis-university-andras-peto-faculty/"
_TASHKENT = "/partners/tashkent-state-medical-university/"
_BELARUSIAN = "/partners/belarusian-medical-academy-of-postgraduate-education/"

PARTNERS = [
    Partner(NEUROLOGY, _ISTANBUL, ("Sağlık Bilimleri University",), ("TR",)),
    Partner(NEUROLOGY, _IZHEVSK, ("Izhevsk State Medical Academy",), ("RU",)),
    Partner(NEUROLOGY, _ASTANA_MEDICAL, ("Astana Medical University",), ("KZ",)),
    Partner(NEUROLOGY, _ROHRIG, ("CR World Rohrig Institute", "CR World – Rohrig Institute"), ("DE",)),
    Partner(BIOCHEMISTRY, _PEDIATRIC, ("St. Petersburg Pediatric Institute",), ("RU",)),
    Partner(BIOCHEMISTRY, _MECHNIKOV, ("I. I. Mechnikov Medical University",), ("RU",)),
    Partner(BIOCHEMISTRY, _KAZAKHSTAN_STATE, ("Kazakhstan State Medical University",), ("KZ",)),
    Partner(BIOCHEMISTRY, _IZHEVSK, ("Izhevsk Medical Academy",), ("RU",)),
    Partner(BIOCHEMISTRY, _NOTTINGHAM, ("University of Nottingham Malaysia Campus",), ("MY",)),
    Partner(BIOCHEMISTRY, "/partners/shymkent-medical-university/", ("Shymkent Medical University",), ("KZ",)),
    Partner(BIOCHEMISTRY, _ASTANA, ("Astana University",), ("KZ",)),
    Partner(BIOCHEMISTRY, _YASSAWI, ("Ahmet Yassawi Medical University",), ("KZ",)),
    Partner(BIOCHEMISTRY, _AGRARIAN, ("St. Petersburg Agrarian University",), ("RU",)),
    Partner(GENETICS, _RYAZAN, ("Ryazan State Medical University",), ("RU",)),
    Partner(GENETICS, _BASHKIR, ("Bashkir State Medical University",), ("RU",)),
    Partner(GENETICS, _VOLGA, ("Volga Medical Research University",), ("RU",)),
    Partner(OBSTETRICS, _KAZAKHSTAN_ASTANA, ("Kazakhstan Medical University Astana",), ("KZ",)),
    Partner(OBSTETRICS, _TAJIK, ("Tajik State Medical University",), ("TJ",)),
    Partner(OBSTETRICS, _SECHENOV, ("I.M. Sechenov First Moscow State Medical University",), ("RU",)),
    Partner(PAVLOV, _ASFENDIYAROV, ("Asfendiyarov Kazakh National Medical University",), ("KZ",)),
    Partner(PAVLOV, "/partners/beijing-university-of-chinese-medicine/", ("Beijing University of Chinese Medicine",), ("CN",)),
    Partner(PAVLOV, _XINJIANG, ("Xinjiang University",), ("CN",)),
    Partner(PAVLOV, _TAMPERE, ("University of Tampere",), ("FI",)),
    Partner(PAVLOV, "/partners/university-of-eastern-finland/", ("University of Eastern Finland",), ("FI",)),
    Partner(PAVLOV, "/partners/university-of-toronto/", ("University of Toronto",), ("CA",)),
    Partner(PAVLOV, _OPEN_MEDICAL, ("Open Medical Institute",), ("AT", "US")),
    Partner(PAVLOV, "/partners/university-of-zagreb/", ("University of Zagreb",), ("HR",)),
    Partner(PAVLOV, _STRASBOURG, ("University of Strasbourg", "Universite Louis Pasteur"), ("FR",)),
    Partner(PAVLOV, "/partners/lebanese-urology-society/", ("Lebanese Urology Society",), ("LB",)),
    Partner(PAVLOV, _BELARUSIAN, ("Belarusian Medical Academy of Postgraduate Education",), ("BY",)),
    Partner(PAVLOV, "/partners/grodno-state-medical-university/", ("Grodno State Medical University",), ("BY",)),
    Partner(PAVLOV, "/partners/usaid/", ("United States Agency for International Development",), ("US",)),
    Partner(PAVLOV, _KOREA, ("The Korea Electrotechnology Research Institute",), ("KR",)),
    Partner(PAVLOV, _OSAKA, ("Medical Faculty of Osaka University",), ("JP",)),
    Partner(PAVLOV, _ONCOLOGY, ("National Scientific Center of Oncology and Transplantation",), ("KZ",)),
    Partner(PAVLOV, _PETO, ("Peto Institute of Conductive Education",), ("HU",)),
    Partner(PAVLOV, _TASHKENT, ("Tashkent Medical Academy",), ("UZ",)),
]

FUNDING_BODIES = {
    "Iste’dod": "/partners/istedod-foundation/",
    "Erasmus+": "/partners/erasmus-plus/",
    "GIZ": "/partners/giz/",
    "TIKA": "/partners/tika/",
    "JICA": "/partners/jica/",
    "KOICA": "/partners/koica/",
    "KOFIH": "/partners/kofih/",
}

# Mentions that may be one institution or not: nobody has decided yet.
UNDECIDED = [
    {"Astana Medical University", "Kazakhstan Medical University Astana", "Astana University"},
    {"Kazakhstan State Medical University", "Asfendiyarov Kazakh National Medical University"},
]

# What a visitor types, and whom they mean.
SEARCHES = {
    "Izhevsk Medical Academy": _IZHEVSK,
    "Ижевская": _IZHEVSK,
    "saglik bilimleri": _ISTANBUL,
    "Louis Pasteur": _STRASBOURG,
    "Tashkent Medical Academy": _TASHKENT,
}

_OCTOBER = "/visits/rohrig-institute-october-2024/"
_MAY = "/visits/comorbid-neurology-may-2025/"
_STANDING = "/events/neurology-mobility-and-master-classes/"
_MONTHLY = "/events/biochemistry-round-tables-and-webinars/"
_OLYMPIAD = "/events/olympiad-samarkand-2024/"
_WEBINARS = "/events/biochemistry-webinars-turitsin/"
_DELEGATION = "/visits/biochemistry-delegation-st-petersburg/"
_MOBILITY = "/visits/medical-biology-mobility-programme/"
_TRAINING = "/visits/tajik-state-medical-university-2021-2022/"
_CONFERENCE = "/events/current-problems-in-experimental-and-clinical-medicine/"
_CONGRESS = "/events/the-white-nights-ophthalmology-congress/"

_SHARED = [
    Fact(
        ABOUT,
        "name",
        "Samarkand State Medical University",
        "Самаркандский государственный медицинский университет",
        "Samarqand davlat tibbiyot universiteti",
    ),
    Fact(ABOUT, "city and country", "Samarkand, Uzbekistan", "Самарканд, Узбекистан", "Samarqand, Oʻzbekiston"),
    Fact(ABOUT, "founded on a day", "7 May 1930", "7 мая 1930 г.", "1930-yil 7-may"),
    Fact(
        ABOUT,
        "an institute until 2022",
        ("Samarkand State Medical Institute", "1 April 2022"),
        ("Самаркандский государственный медицинский институт", "1 апреля 2022 г."),
        ("Samarqand davlat tibbiyot instituti", "2022-yil 1-aprel"),
        within="li",
    ),
    *(Fact(ABOUT, f"known as {name}", name) for name in ("SamSMU", "SSMU", "SamMU", "SamDTU", "СамГМУ")),
    Fact(
        ABOUT,
        "an acronym shared with Samara",
        "Samara State Medical University, a different institution",
        "Самарский государственный медицинский университет — другой вуз",
        "Samara davlat tibbiyot universiteti ham foydalanadi; bu boshqa muassasa",
    ),
    Fact(
        ABOUT,
        "rests on the development concept",
        "rests on the university’s development concept",
        "опирается на концепцию развития университета",
        "universitetning rivojlanish konsepsiyasiga tayanadi",
    ),
    Fact(
        ABOUT,
        "strengthens its place",
        "to strengthen the university’s place in international education",
        "укрепить место университета в международном образовании",
        "universitetning xalqaro taʼlimdagi oʻrnini mustahkamlash",
    ),
    Fact(ABOUT, "aim: foreign students", "more foreign students", "больше иностранных студентов", "xorijiy talabalar sonini koʻpaytirish"),
    Fact(
        ABOUT,
        "aim: joint projects",
        "joint projects with foreign universities and research centres",
        "совместные проекты с зарубежными университетами и научно-исследовательскими центрами",
        "xorijiy universitetlar va ilmiy-tadqiqot markazlari bilan qoʻshma loyihalar",
    ),
    Fact(
        ABOUT,
        "aim: more of its people working abroad",
        "see more of its researchers and teachers work abroad",
        "исследователей и преподавателей, работающих за рубежом",  # their number grows; not how often they are sent
        "chet elda ishlaydigan tadqiqotchi va oʻqituvchilari hamda xorijlik professor-oʻqituvchilar sonini oshirish",
    ),
    Fact(
        ABOUT,
        "aim: international faculty",
        "more international faculty",
        "число иностранных преподавателей",
        "xorijlik professor-oʻqituvchilar soni",
    ),
    Fact(
        ABOUT,
        "aim: dual degrees",
        ("Dual-degree programmes", "two diplomas"),
        "программы двойных дипломов",
        "Qoʻsh diplom dasturlari",
        within="section",
    ),
    Fact(
        ABOUT,
        "aim: internships abroad",
        "internships abroad for undergraduate, graduate and residency students",
        "зарубежные стажировки для студентов, магистрантов и ординаторов",
        "bakalavriat va magistratura talabalari hamda klinik ordinatorlar uchun chet eldagi stajirovkalar",
    ),
    Fact(
        ABOUT,
        "regions",
        "Europe, Asia, North America and the CIS",
        "Европу, Азию, Северную Америку и СНГ",
        "Yevropa, Osiyo, Shimoliy Amerika va MDH",
    ),
    Fact(
        ABOUT,
        "means",
        "joint programmes and academic mobility",
        "совместных программах и академической мобильности",
        "qoʻshma dasturlar va akademik mobillik",
    ),
    Fact(
        ABOUT,
        "ever more visitors",
        "Every year more specialists, teachers, students and researchers come "
        "to cooperate, to study, to develop professionally and to attend conferences",
        "С каждым годом растёт число специалистов, преподавателей, студентов и исследователей, "
        "которые приезжают для сотрудничества, учёбы, повышения квалификации и участия в конференциях",
        "Hamkorlik qilish, oʻqish, malaka oshirish va konferensiyalarda qatnashish uchun keladigan "
        "mutaxassislar, oʻqituvchilar, talabalar va tadqiqotchilar soni yildan-yilga ortib bormoqda",
    ),
    Fact(
        ABOUT,
        "open to all",
        "open to educational and research centres, universities, public organisations, "
        "applicants, students, researchers and teachers from abroad",
        "открыт для образовательных и научно-исследовательских центров, университетов, общественных организаций, "
        "абитуриентов, студентов, исследователей и преподавателей из-за рубежа",
        "xorijdagi taʼlim va ilmiy-tadqiqot markazlari, universitetlar, jamoat tashkilotlari, "
        "abituriyentlar, talabalar, tadqiqotchilar va oʻqituvchilar uchun ochiq",
    ),
    Fact(
        ABOUT,
        "every year's olympiads, conferences and master classes",
        ("Every year", "subject olympiads, scientific conferences and master classes with various faculties"),
        ("Ежегодно", "с участием различных факультетов", "предметные олимпиады, научные конференции и мастер-классы"),
        ("Har yili", "turli fakultetlar ishtirokida", "fan olimpiadalari, ilmiy konferensiyalar va mahorat darslari"),
        within="section",
    ),
    Fact(
        ABOUT,
        "clinic",
        "SamSMU Multidisciplinary Clinic",
        "Многопрофильная клиника Самаркандского государственного медицинского университета",
        "Samarqand davlat tibbiyot universitetining koʻp tarmoqli klinikasi",
    ),
    Fact(ABOUT, "clinic as written", "SamSMU Multidisciplinary Clinic", on=_CLINIC),
    Fact(
        ABOUT,
        "clinic's neurology department",
        "neurology department of its own",
        "собственное неврологическое отделение",
        "oʻz nevrologiya boʻlimi",
        on=_CLINIC,
    ),
]

_ON_EVERY_DEPARTMENT_PAGE = [
    fact
    for page in DEPARTMENTS
    for fact in (
        Fact(
            page,
            "claim of the university: 60 countries",
            (
                "more than 60",
                "countries and international organisations, foreign universities and research centres",
                "principle of equality",
                "SamSMU",
            ),
            (
                "более 60",
                "стран и международных организаций, зарубежных университетов и научно-исследовательских центров",
                "на принципах равноправия",
                "СамГМУ",
            ),
            (
                "60 dan ortiq",
                "mamlakat va xalqaro tashkilotlar, xorijiy universitetlar va ilmiy-tadqiqot markazlari",
                "tenglik tamoyiliga",
                "SamDTU",
            ),
            within="li",
        ),
        Fact(page, "office", "International relations office", "Отдел международных связей", "Xalqaro hamkorlik boʻlimi", within="address"),
        Fact(
            page,
            "street",
            "18 Amir Temur street, Samarkand",
            "ул. Амира Темура, 18, Самарканд",
            "Samarqand shahri, Amir Temur koʻchasi, 18-uy",
            within="address",
        ),
        Fact(page, "mail", "international.department@sammu.uz", within="address"),
        Fact(page, "telephone", "+998 66 233 27 44", within="address"),
        Fact(page, "website", "sammu.uz", within="address"),
    )
]

_NEUROLOGY = [
    Fact(NEUROLOGY, "name", "Department of Neurology", "Кафедра неврологии", "Nevrologiya kafedrasi", within="h1"),
    Fact(
        NEUROLOGY,
        "claim: contacts",
        ("more than 10", "higher education institutions and research centres", "Department of Neurology"),
        ("более 10", "высших учебных заведений и научно-исследовательских центров", "Кафедра неврологии"),
        ("10 dan ortiq", "oliy taʼlim muassasasi va ilmiy-tadqiqot markazi", "Nevrologiya kafedrasi"),
        within="li",
    ),
    Fact(
        NEUROLOGY,
        "standing mobility and master classes",
        (
            "Mobility programmes and master classes",
            "professors and teachers of leading medical institutions of the CIS and other countries",
        ),
        ("Программы мобильности и мастер-классы", "профессора и преподаватели ведущих медицинских учреждений СНГ и других стран"),
        (
            "mobillik dasturlari va mahorat darslari",
            "MDH va boshqa mamlakatlar yetakchi tibbiyot muassasalarining professor va oʻqituvchilari",
        ),
        within="article",
    ),
    Fact(NEUROLOGY, "standing, not once", "standing activity", "Постоянная деятельность", "doimiy faoliyati", on=_STANDING),
    Fact(
        NEUROLOGY,
        "October visit: when, whence",
        ("8–9 October 2024", "CR World – Rohrig Institute"),
        ("8–9 октября 2024 г.", "Институт CR World – Rohrig"),
        ("2024-yil 8–9-oktabr", "CR World – Rohrig instituti"),
        within="article",
    ),
    Fact(
        NEUROLOGY,
        "October visit: in",
        ("8–9 October 2024", "Incoming visit"),
        ("8–9 октября 2024 г.", "Входящий визит"),
        ("2024-yil 8–9-oktabr", "Kiruvchi tashrif"),
        within="article",
    ),
    Fact(
        NEUROLOGY,
        "October visit: Ather",
        ("Ather A.", "Professor", "Dr.", "CR World – Rohrig Institute"),
        ("Ather A.", "профессор", "д-р", "Институт CR World – Rohrig"),
        ("Ather A.", "professor", "doktor", "CR World – Rohrig instituti"),
        within="li",
    ),
    Fact(
        NEUROLOGY,
        "October visit: Rohrig",
        ("Christopher Rohrig", "Dr.", "CR World – Rohrig Institute"),
        ("Christopher Rohrig", "д-р", "Институт CR World – Rohrig"),
        ("Christopher Rohrig", "doktor", "CR World – Rohrig instituti"),
        within="li",
    ),
    Fact(
        NEUROLOGY,
        "October visit: topic",
        "The Role of Acupuncture in Pain Management in Neurology",
        ("Роль иглорефлексотерапии в лечении боли в неврологии", "The Role of Acupuncture in Pain Management in Neurology"),
        ("Nevrologiyada ogʻriqni davolashda akupunkturaning oʻrni", "The Role of Acupuncture in Pain Management in Neurology"),
        within="li",
    ),
    Fact(
        NEUROLOGY,
        "October visit: lecture and master class",
        ("8–9 October 2024", "Lecture", "Master class"),
        ("8–9 октября 2024 г.", "Лекция", "Мастер-класс"),
        ("2024-yil 8–9-oktabr", "Maʼruza", "Mahorat darsi"),
        within="article",
    ),
    Fact(
        NEUROLOGY,
        "October visit: lectures and a practical master class",
        "lectures and a practical master class",
        "лекции и провели практический мастер-класс",
        "maʼruzalar oʻqidi hamda ogʻriqni davolashda akupunkturani qoʻllash boʻyicha amaliy mahorat darsi",
        on=_OCTOBER,
    ),
    Fact(
        NEUROLOGY,
        "October visit: department's audience",
        "staff, doctors and students of the department",
        "сотрудники, врачи и студенты кафедры",
        "kafedra xodimlari, shifokorlari va talabalari",
        within="li",
    ),
    Fact(
        NEUROLOGY,
        "October visit: clinic's audience",
        ("staff, doctors and students of the neurology department", "SamSMU Multidisciplinary Clinic"),
        ("сотрудники, врачи и студенты неврологического отделения", "Многопрофильная клиника"),
        ("nevrologiya boʻlimining xodimlari, shifokorlari va talabalari", "koʻp tarmoqli klinikasi"),
        within="li",
    ),
    Fact(NEUROLOGY, "clinic as written", "SamSMU Multidisciplinary Clinic", on=_CLINIC),
    Fact(
        NEUROLOGY,
        "May visit: when, whence",
        ("21 May 2025", "National Association of Experts on Comorbid Neurology"),
        ("21 мая 2025 г.", "Национальная ассоциация экспертов по коморбидной неврологии"),
        ("2025-yil 21-may", "Komorbid nevrologiya boʻyicha ekspertlar milliy assotsiatsiyasi"),
        within="article",
    ),
    Fact(
        NEUROLOGY,
        "May visit: in",
        ("21 May 2025", "Incoming visit"),
        ("21 мая 2025 г.", "Входящий визит"),
        ("2025-yil 21-may", "Kiruvchi tashrif"),
        within="article",
    ),
    Fact(
        NEUROLOGY,
        "May visit: Rachin",
        ("Rachin A.P.", "Professor", "National Association of Experts on Comorbid Neurology"),
        ("Rachin A.P.", "профессор", "Национальная ассоциация экспертов по коморбидной неврологии"),
        ("Rachin A.P.", "professor", "Komorbid nevrologiya boʻyicha ekspertlar milliy assotsiatsiyasi"),
        within="li",
    ),
    Fact(
        NEUROLOGY,
        "May visit: a lecture, patients examined",
        "gave a lecture and examined patients",
        "прочитал лекцию и осмотрел пациентов",
        "maʼruza oʻqidi va bemorlarni koʻrikdan oʻtkazdi",
        on=_MAY,
    ),
    Fact(NEUROLOGY, "association as written", "National Association of Experts on Comorbid Neurology", on=_COMORBID),
    Fact(NEUROLOGY, "association's country", "Russia", "Россия", "Rossiya", on=_COMORBID),
    Fact(
        NEUROLOGY,
        "Sağlık Bilimleri is the University of Health Sciences, Istanbul",
        ("University of Health Sciences", "Istanbul"),
        ("Университет", "Стамбул"),
        ("Sogʻliqni saqlash fanlari universiteti", "Istanbul"),
        within="li",
    ),
]

_BIOCHEMISTRY = [
    Fact(BIOCHEMISTRY, "name", "Department of Biochemistry", "Кафедра биохимии", "Biokimyo kafedrasi", within="h1"),
    Fact(
        BIOCHEMISTRY,
        "takes part in the university's projects",
        "takes part in many of the university’s projects",
        "участвует во многих проектах университета",
        "universitetning koʻplab loyihalarida ishtirok etadi",
    ),
    Fact(
        BIOCHEMISTRY,
        "joint programmes and mobility groups",
        ("Joint programmes and mobility groups", "universities of Europe, Asia and the CIS", "equal partnership"),
        ("совместные программы и группы мобильности", "университетами Европы, Азии и СНГ", "равноправном партнёрстве"),
        ("qoʻshma dasturlar va mobillik guruhlari", "Yevropa, Osiyo va MDH universitetlari", "teng huquqli hamkorlikka"),
        within="section",
    ),
    Fact(
        BIOCHEMISTRY,
        "claim: collaborations",
        ("more than 10", "institutions and research centres, near and far", "Department of Biochemistry"),
        ("более 10", "учреждений и научно-исследовательских центров, близких и далёких", "Кафедра биохимии"),
        ("10 dan ortiq", "yaqin va uzoqdagi muassasa va ilmiy-tadqiqot markazi", "Biokimyo kafedrasi"),
        within="li",
    ),
    Fact(
        BIOCHEMISTRY,
        "Mechnikov is the North-Western university",
        "North-Western State Medical University named after I. I. Mechnikov",
        "Северо-Западный государственный медицинский университет имени И. И. Мечникова",
        "I. I. Mechnikov nomidagi Shimoli-gʻarbiy davlat tibbiyot universiteti",
    ),
    Fact(
        BIOCHEMISTRY,
        "Yassawi is in Turkistan",
        ("Ahmet Yassawi Medical University", "Turkistan"),
        ("Ahmet Yassawi Medical University", "Туркестан"),
        ("Ahmet Yassawi Medical University", "Turkiston"),
        within="li",
    ),
    Fact(
        BIOCHEMISTRY,
        "monthly round tables and webinars",
        "Monthly round tables and webinars",
        "Ежемесячные круглые столы и вебинары",
        "oylik davra suhbatlari va vebinarlar",
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "monthly: with whom",
        "with foreign scientific and educational institutions",
        "с зарубежными научными и образовательными учреждениями",
        "xorijiy ilmiy va taʼlim muassasalari bilan",
        on=_MONTHLY,
    ),
    Fact(
        BIOCHEMISTRY,
        "monthly: under a memorandum signed at SamSMU",
        ("Memorandum of cooperation", "signed at SamSMU"),
        ("Меморандум о сотрудничестве", "подписан в СамГМУ"),
        ("Hamkorlik memorandumi", "SamDTUda imzolangan"),
        on=_MONTHLY,
        within="section",
    ),
    *(
        Fact(
            BIOCHEMISTRY,
            f"monthly: {name}",
            (name, "Associate Professor", "Izhevsk State Medical Academy"),
            (name, "доцент", "Ижевская государственная медицинская академия"),
            (name, "dotsent", "Ijevsk davlat tibbiyot akademiyasi"),
            within="li",
        )
        for name in ("O. G. Gileva", "S. S. Deev", "G. Naumova")
    ),
    Fact(
        BIOCHEMISTRY,
        "monthly: and others",
        ("G. Naumova", "others"),
        ("G. Naumova", "другие участники"),
        ("G. Naumova", "boshqa ishtirokchilar"),
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "olympiad: name",
        "International olympiad ‘Samarkand-2024’",
        "Международная олимпиада «Samarkand-2024»",
        "“Samarkand-2024” xalqaro olimpiadasi",
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "olympiad: month",
        ("Samarkand-2024", "December 2023"),
        ("Samarkand-2024", "декабрь 2023 г."),
        ("Samarkand-2024", "2023-yil dekabr"),
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "olympiad: month of an academic year",
        "December of the 2023–2024 academic year",
        "в декабре 2023–2024 учебного года",
        "2023–2024 oʻquv yilining dekabr oyida",
        on=_OLYMPIAD,
    ),
    Fact(
        BIOCHEMISTRY,
        "olympiad: staff took part",
        "The department’s staff took part with the university team",
        "Сотрудники кафедры участвовали вместе с командой университета",
        "Kafedra xodimlari universitet jamoasi bilan birga qatnashdi",
        on=_OLYMPIAD,
    ),
    Fact(
        BIOCHEMISTRY,
        "olympiad: faculty judged",
        "its faculty judged the laboratory section",
        "её преподаватели входили в жюри лабораторного раздела",
        "oʻqituvchilari esa laboratoriya boʻlimida hakamlik qildi",
        on=_OLYMPIAD,
    ),
    Fact(BIOCHEMISTRY, "olympiad: photos exist", "There are photographs", "Фотографии есть", "Fotosuratlar bor", on=_OLYMPIAD),
    Fact(
        BIOCHEMISTRY,
        "webinars: Turitsin",
        ("S. V. Turitsin", "Professor", "St. Petersburg State Agrarian University"),
        ("S. V. Turitsin", "профессор", "Санкт-Петербургский государственный аграрный университет"),
        ("S. V. Turitsin", "professor", "Sankt-Peterburg davlat agrar universiteti"),
        within="li",
    ),
    Fact(
        BIOCHEMISTRY,
        "webinars: undated",
        ("Webinars by Prof. S. V. Turitsin", "date unknown"),
        ("Вебинары профессора С. В. Турицина", "дата неизвестна"),
        ("Professor S. V. Turitsin vebinarlari", "sanasi nomaʼlum"),
        within="article",
    ),
    Fact(BIOCHEMISTRY, "webinars: several", "several webinars", "несколько вебинаров", "bir nechta vebinar", on=_WEBINARS),
    Fact(
        BIOCHEMISTRY,
        "visiting lecturers",
        ("Visiting lecturers from foreign universities", "students and staff"),
        ("Приглашённые преподаватели зарубежных университетов", "студенты и сотрудники"),
        ("Xorijiy universitetlardan taklif etilgan oʻqituvchilar", "talabalar va xodimlar"),
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "delegation: whither",
        ("Delegation to St. Petersburg Pediatric Institute", "other institutions"),
        ("Делегация в Санкт-Петербургский педиатрический институт", "другие учреждения"),
        ("Sankt-Peterburg pediatriya instituti", "boshqa muassasalarga delegatsiya"),
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "delegation: out, undated",
        ("Delegation to St. Petersburg Pediatric Institute", "Outgoing visit", "date unknown"),
        ("Делегация в Санкт-Петербургский педиатрический институт", "Исходящий визит", "дата неизвестна"),
        ("Sankt-Peterburg pediatriya instituti", "Chiquvchi tashrif", "sanasi nomaʼlum"),
        within="article",
    ),
    Fact(
        BIOCHEMISTRY,
        "delegation: led by the head",
        ("head of the department", "leader of the delegation"),
        ("заведующий кафедрой", "руководитель делегации"),
        ("kafedra mudiri", "delegatsiya rahbari"),
        within="li",
    ),
    Fact(
        BIOCHEMISTRY,
        "delegation: several institutions",
        "St. Petersburg Pediatric Institute and several other institutions",
        "Санкт-Петербургском педиатрическом институте и ещё в нескольких учреждениях",
        "Sankt-Peterburg pediatriya institutida va yana bir necha muassasada",
        on=_DELEGATION,
    ),
    Fact(
        BIOCHEMISTRY,
        "delegation: agreements extended",
        "Cooperation agreements were extended",
        "Договоры о сотрудничестве были продлены",
        "Hamkorlik shartnomalarining muddati uzaytirildi",
        on=_DELEGATION,
    ),
]

_GENETICS = [
    Fact(
        GENETICS,
        "name",
        "Department of Medical Biology and Genetics",
        "Кафедра медицинской биологии и генетики",
        "Tibbiy biologiya va genetika kafedrasi",
        within="h1",
    ),
    Fact(
        GENETICS,
        "aims at both levels",
        "aims of the university’s international cooperation at the level of the university and at its own",
        "целями международного сотрудничества университета на уровне университета и на своём собственном",
        "xalqaro hamkorligining maqsadlari yoʻlida universitet darajasida ham, kafedra darajasida ham",
    ),
    Fact(
        GENETICS,
        "joint programmes, two diplomas",
        "Joint programmes that lead to two diplomas",
        "совместные программы, по которым выдаются два диплома",
        "Ikki diplom beradigan qoʻshma dasturlar",
    ),
    Fact(
        GENETICS,
        "claim: contacts",
        ("more than 10", "institutions in the near and far abroad", "Department of Medical Biology and Genetics"),
        ("более 10", "учреждений ближнего и дальнего зарубежья", "Кафедра медицинской биологии и генетики"),
        ("10 dan ortiq", "yaqin va uzoq xorij muassasasi", "Tibbiy biologiya va genetika kafedrasi"),
        within="li",
    ),
    Fact(
        GENETICS,
        "mobility: an academic year not given",
        ("Mobility programme", "academic year not stated"),
        ("Программа мобильности", "учебный год"),
        ("mobillik dasturi", "oʻquv yili"),
        within="article",
    ),
    Fact(
        GENETICS,
        "mobility: in",
        ("Mobility programme", "Incoming visit"),
        ("Программа мобильности", "Входящий визит"),
        ("mobillik dasturi", "Kiruvchi tashrif"),
        within="article",
    ),
    Fact(
        GENETICS,
        "mobility: hybrid",
        ("Mobility programme", "online and on site"),
        ("Программа мобильности", "онлайн", "очно"),
        ("mobillik dasturi", "onlayn va oflayn"),
        within="article",
    ),
    Fact(
        GENETICS,
        "mobility: what was held",
        ("Lecture", "Practical class", "Master class"),
        ("Лекция", "Практическое занятие", "Мастер-класс"),
        ("Maʼruza", "Amaliy mashgʻulot", "Mahorat darsi"),
        within="article",
    ),
    Fact(
        GENETICS,
        "mobility: for whom",
        ("Mobility programme", "students and professors"),
        ("Программа мобильности", "студенты и профессора"),
        ("mobillik dasturi", "talabalar va professorlar"),
        within="article",
    ),
    Fact(
        GENETICS,
        "mobility: under agreements",
        ("Under cooperation agreements", "lectures, practical classes and master classes"),
        ("В рамках договоров о сотрудничестве", "лекции, практические занятия и мастер-классы"),
        ("Hamkorlik shartnomalari doirasida", "maʼruzalar, amaliy mashgʻulotlar va mahorat darslari"),
        on=_MOBILITY,
        within="section",
    ),
    Fact(
        GENETICS,
        "Bakoveskaya",
        ("Olga Viktorovna Bakoveskaya", "Professor", "Head of the Department of Biology", "Ryazan State Medical University"),
        ("Olga Viktorovna Bakoveskaya", "профессор", "заведующая кафедрой биологии", "Рязанский государственный медицинский университет"),
        ("Olga Viktorovna Bakoveskaya", "professor", "biologiya kafedrasi mudiri", "Ryazan davlat tibbiyot universiteti"),
        within="li",
    ),
    Fact(
        GENETICS,
        "Viktorova",
        ("T. V. Viktorova", "Professor", "Head of the Department of Medical Biology", "Bashkir State Medical University"),
        ("T. V. Viktorova", "профессор", "заведующая кафедрой медицинской биологии", "Башкирский государственный медицинский университет"),
        ("T. V. Viktorova", "professor", "tibbiy biologiya kafedrasi mudiri", "Boshqirdiston davlat tibbiyot universiteti"),
        within="li",
    ),
    Fact(
        GENETICS,
        "Mikhailova",
        ("I. S. Mikhailova", "Associate Professor", "Bashkir State Medical University"),
        ("I. S. Mikhailova", "доцент", "Башкирский государственный медицинский университет"),
        ("I. S. Mikhailova", "dotsent", "Boshqirdiston davlat tibbiyot universiteti"),
        within="li",
    ),
    Fact(
        GENETICS,
        "Kalashnikov",
        ("I. Kalashnikov", "Associate Professor", "Head of the Department of Biology", "Privolzhsky Research Medical University"),
        ("I. Kalashnikov", "доцент", "заведующий кафедрой биологии", "Приволжский исследовательский медицинский университет"),
        ("I. Kalashnikov", "dotsent", "biologiya kafedrasi mudiri", "Volgaboʻyi tadqiqot tibbiyot universiteti"),
        within="li",
    ),
    Fact(GENETICS, "Ryazan as written, after Kalinin", "R. E. Kalinin", on=_RYAZAN, within="li"),
    Fact(
        GENETICS,
        "Ryazan honours Pavlov",
        "its official name honours Academician I. P. Pavlov",
        "официально он носит имя академика И. П. Павлова",
        "rasman u akademik I. P. Pavlov nomida",
        on=_RYAZAN,
    ),
    Fact(
        GENETICS,
        "Bashkir university is of the ministry of health",
        "Ministry of Health of Russia",
        "Министерства здравоохранения России",
        "Rossiya Sogʻliqni saqlash vazirligi",
        on=_BASHKIR,
    ),
    Fact(
        GENETICS,
        "Volga university is in Nizhny Novgorod",
        ("Volga Medical Research University", "Privolzhsky Research Medical University", "Nizhny Novgorod"),
        ("Volga Medical Research University", "Приволжский исследовательский медицинский университет", "Нижний Новгород"),
        ("Volga Medical Research University", "Volgaboʻyi tadqiqot tibbiyot universiteti", "Nijniy Novgorod"),
        within="li",
    ),
]

_KHUDOYAROVA = {
    "en": ("Khudoyarova D.R.", "Doctor of Medical Sciences", "Associate Professor"),
    "ru": ("Khudoyarova D.R.", "доктор медицинских наук", "доцент"),
    "uz": ("Khudoyarova D.R.", "tibbiyot fanlari doktori", "dotsent"),
}

_OBSTETRICS = [
    Fact(
        OBSTETRICS,
        "name",
        "Department of Obstetrics and Gynecology No. 1",
        "Кафедра акушерства и гинекологии № 1",
        "1-son akusherlik va ginekologiya kafedrasi",
        within="h1",
    ),
    Fact(
        OBSTETRICS,
        "head",
        ("Head of department", *_KHUDOYAROVA["en"]),
        ("Заведует кафедрой", *_KHUDOYAROVA["ru"]),
        ("Kafedra mudiri", *_KHUDOYAROVA["uz"]),
        within="p",
    ),
    Fact(
        OBSTETRICS,
        "professor",
        ("Zokirova N.I.", "Professor"),
        ("Zokirova N.I.", "профессор"),
        ("Zokirova N.I.", "professor"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "joint projects",
        "Joint scientific projects with the Department of Obstetrics and Gynecology of Kazakhstan Medical University Astana",
        "Совместные научные проекты с кафедрой акушерства и гинекологии Казахстанского медицинского университета (Астана)",
        "Qozogʻiston tibbiyot universitetining (Ostona) akusherlik va ginekologiya kafedrasi bilan qoʻshma ilmiy loyihalar",
    ),
    Fact(
        OBSTETRICS,
        "joint projects: partner as written",
        "Department of Obstetrics and Gynecology of Kazakhstan Medical University Astana",
        on=_KAZAKHSTAN_ASTANA_DEPARTMENT,
    ),
    Fact(
        OBSTETRICS,
        "Smailova",
        ("Smailova L.K.", "Candidate of Medical Sciences", "Associate Professor", "Kazakhstan Medical University Astana"),
        ("Smailova L.K.", "кандидат медицинских наук", "доцент", "Казахстанский медицинский университет (Астана)"),
        ("Smailova L.K.", "tibbiyot fanlari nomzodi", "dotsent", "Qozogʻiston tibbiyot universiteti (Ostona)"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "Smailova's visit: in, undated",
        ("Smailova L.K.", "Incoming visit", "date unknown"),
        ("Smailova L.K.", "Входящий визит", "дата неизвестна"),
        ("Smailova L.K.", "Kiruvchi tashrif", "sanasi nomaʼlum"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "Smailova's visit: hours",
        ("36 hours", "Classes, round tables, seminars and webinars"),
        ("36 часов", "Занятия, круглые столы, семинары и вебинары"),
        ("36 soat", "Mashgʻulotlar, davra suhbatlari, seminarlar va vebinarlar"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "training: when, where",
        ("2021–2022 academic year", "Avicenna Tajik State Medical University"),
        ("2021–2022 учебный год", "Таджикский государственный медицинский университет"),
        ("2021–2022 oʻquv yili", "Tojikiston davlat tibbiyot universiteti"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "training: out, 18 hours",
        ("Avicenna Tajik State Medical University", "Outgoing visit", "18 hours"),
        ("Таджикский государственный медицинский университет", "Исходящий визит", "18 часов"),
        ("Tojikiston davlat tibbiyot universiteti", "Chiquvchi tashrif", "18 soat"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "training: Shopulotova",
        ("Shopulotova Z.A.", "master’s resident of the department"),
        ("Shopulotova Z.A.", "резидент магистратуры кафедры"),
        ("Shopulotova Z.A.", "kafedra magistratura rezidenti"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "training: both went",
        ("Avicenna Tajik State Medical University", "Shopulotova Z.A.", "Khudoyarova D.R."),
        ("Таджикский государственный медицинский университет", "Shopulotova Z.A.", "Khudoyarova D.R."),
        ("Tojikiston davlat tibbiyot universiteti", "Shopulotova Z.A.", "Khudoyarova D.R."),
        within="article",
    ),
    Fact(OBSTETRICS, "training: they were trained", "were trained", "прошли обучение", "oʻqishdan oʻtdi", on=_TRAINING),
    Fact(
        OBSTETRICS,
        "yearly series",
        "Yearly seminars, webinars, round tables and master classes",
        "Ежегодные семинары, вебинары, круглые столы и мастер-классы",
        "yillik seminarlar, vebinarlar, davra suhbatlari va mahorat darslari",
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "yearly series: hybrid",
        ("Yearly seminars", "online and on site"),
        ("Ежегодные семинары", "онлайн", "очно"),
        ("yillik seminarlar", "onlayn va oflayn"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "yearly series: what is held",
        ("Seminar", "Webinar", "Round table", "Master class"),
        ("Семинар", "Вебинар", "Круглый стол", "Мастер-класс"),
        ("Seminar", "Vebinar", "Davra suhbati", "Mahorat darsi"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "yearly series: by whom",
        ("Yearly seminars", "Khudoyarova D.R.", "Zokirova N.I.", "Irina Vasilievna Karachentseva"),
        ("Ежегодные семинары", "Khudoyarova D.R.", "Zokirova N.I.", "Irina Vasilievna Karachentseva"),
        ("yillik seminarlar", "Khudoyarova D.R.", "Zokirova N.I.", "Irina Vasilievna Karachentseva"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "yearly series: Karachentseva",
        ("Irina Vasilievna Karachentseva", "PhD", "Associate Professor of a Department of Obstetrics and Gynecology"),
        ("Irina Vasilievna Karachentseva", "PhD", "доцент кафедры акушерства и гинекологии"),
        ("Irina Vasilievna Karachentseva", "PhD", "akusherlik va ginekologiya kafedrasi dotsenti"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "yearly series: other universities",
        ("Irina Vasilievna Karachentseva", "other medical universities of Russia"),
        ("Irina Vasilievna Karachentseva", "другие медицинские университеты России"),
        ("Irina Vasilievna Karachentseva", "Rossiyaning boshqa tibbiyot universitetlari"),
        within="article",
    ),
    *(Fact(OBSTETRICS, f"funding body {name}", name, on=address) for name, address in FUNDING_BODIES.items()),
    Fact(
        OBSTETRICS,
        "Iste’dod is the President's",
        "Foundation of the President of the Republic of Uzbekistan",
        "Фонд «Истеъдод» Президента Республики Узбекистан",
        "Oʻzbekiston Respublikasi Prezidentining “Isteʼdod” jamgʻarmasi",
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "calls of these and other funding bodies",
        ("staff also enter the calls of the funding bodies", "and of others"),
        ("подают заявки на конкурсы грантодателей", "и других организаций"),
        ("va boshqa grant beruvchilar tanlovlariga ham ariza topshiradi",),
        within="section",
    ),
    Fact(
        OBSTETRICS,
        "claim: certificates",
        ("more than 200", "certificates from international and local conferences", "Department of Obstetrics and Gynecology No. 1"),
        ("более 200", "сертификатов международных и местных конференций", "Кафедра акушерства и гинекологии № 1"),
        ("200 dan ortiq", "xalqaro va mahalliy konferensiyalar sertifikati", "1-son akusherlik va ginekologiya kafedrasi"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "memorandum with Sechenov University",
        ("Memorandum of cooperation", "I. M. Sechenov First Moscow State Medical University"),
        ("Меморандум о сотрудничестве", "Первый Московский государственный медицинский университет имени И. М. Сеченова"),
        ("Hamkorlik memorandumi", "I. M. Sechenov nomidagi Birinchi Moskva davlat tibbiyot universiteti"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "June visit: when, where",
        ("5–10 June 2023", "I. M. Sechenov First Moscow State Medical University"),
        ("5–10 июня 2023 г.", "Первый Московский государственный медицинский университет имени И. М. Сеченова"),
        ("2023-yil 5–10-iyun", "I. M. Sechenov nomidagi Birinchi Moskva davlat tibbiyot universiteti"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "June visit: out, under the memorandum",
        ("5–10 June 2023", "Outgoing visit", "Memorandum of cooperation"),
        ("5–10 июня 2023 г.", "Исходящий визит", "Меморандум о сотрудничестве"),
        ("2023-yil 5–10-iyun", "Chiquvchi tashrif", "Hamkorlik memorandumi"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "June visit: Khudoyarova",
        (*_KHUDOYAROVA["en"], "head of the department"),
        (*_KHUDOYAROVA["ru"], "заведующая кафедрой"),
        (*_KHUDOYAROVA["uz"], "kafedra mudiri"),
        within="li",
    ),
    *(
        Fact(OBSTETRICS, f"June visit: {name}", (name, "assistant"), (name, "ассистент"), (name, "assistent"), within="li")
        for name in ("Tilyavova S.A.", "Shopulotova Z.A.")
    ),
    Fact(
        OBSTETRICS,
        "June visit: Shopulotov",
        ("Shopulotov Sh.A.", "leading specialist for clinical teaching bases"),
        ("Shopulotov Sh.A.", "ведущий специалист по клиническим учебным базам"),
        ("Shopulotov Sh.A.", "klinik oʻquv bazalari boʻyicha yetakchi mutaxassis"),
        within="li",
    ),
    Fact(
        OBSTETRICS,
        "June visit: students",
        ("5–10 June 2023", "9 students"),
        ("5–10 июня 2023 г.", "9 студентов"),
        ("2023-yil 5–10-iyun", "9 nafar talaba"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "June visit: bases seen",
        ("5–10 June 2023", "Clinical bases, training bases and the simulation centre"),
        ("5–10 июня 2023 г.", "Клинические базы, учебные базы и симуляционный центр"),
        ("2023-yil 5–10-iyun", "Klinik bazalar, oʻquv bazalari va simulyatsiya markazi"),
        within="article",
    ),
    Fact(
        OBSTETRICS,
        "June visit: lectures and seminars given",
        ("5–10 June 2023", "Lecture", "Seminar"),
        ("5–10 июня 2023 г.", "Лекция", "Семинар"),
        ("2023-yil 5–10-iyun", "Maʼruza", "Seminar"),
        within="article",
    ),
]

_PAVLOV = [
    Fact(
        PAVLOV,
        "name",
        "First Pavlov State Medical University of St. Petersburg",
        "Первый Санкт-Петербургский государственный медицинский университет имени академика И. П. Павлова",
        "Akademik I. P. Pavlov nomidagi Birinchi Sankt-Peterburg davlat tibbiyot universiteti",
        within="h1",
    ),
    Fact(
        PAVLOV,
        "founded",
        ("St. Petersburg, Russia", "1897"),
        ("Санкт-Петербург, Россия", "1897"),
        ("Sankt-Peterburg, Rossiya", "1897"),
        within="p",
    ),
    Fact(PAVLOV, "website", "1spbgmu.ru", within="address"),
    Fact(PAVLOV, "ROR", "04g525b43"),
    Fact(PAVLOV, "as a whole", "The university cooperates internationally as a whole", "университет в целом", "universitet yaxlit holda"),
    Fact(
        PAVLOV,
        "three fields",
        "in three fields: patient care, education and research",
        "по трём направлениям: лечебная работа, образование и научные исследования",
        "uch yoʻnalishda olib boradi: davolash ishlari, taʼlim va ilmiy tadqiqotlar",
    ),
    *(
        Fact(PAVLOV, f"field: {en}", en, ru, uz, within="li")
        for en, ru, uz in (
            ("Patient care", "Лечебная работа", "Davolash ishlari"),
            ("Education", "Образование", "Taʼlim"),
            ("Research", "Научные исследования", "Ilmiy tadqiqotlar"),
        )
    ),
    Fact(
        PAVLOV,
        "Open Medical Institute is of a foundation",
        "American Austrian Foundation",
        "Американо-австрийский фонд",
        "Amerika-Avstriya jamgʻarmasi",
        on=_OPEN_MEDICAL,
    ),
    Fact(
        PAVLOV,
        "Tampere's present name",
        ("Tampere University", "University of Tampere"),
        ("Университет Тампере", "University of Tampere"),
        ("Tampere universiteti", "University of Tampere"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "Osaka's faculty is of The University of Osaka",
        ("The University of Osaka", "Medical Faculty of Osaka University"),
        ("Медицинский факультет", "Осакского университета", "Medical Faculty of Osaka University"),
        ("Osaka universitetining tibbiyot fakulteti", "Medical Faculty of Osaka University"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "Tashkent's present name",
        ("Tashkent State Medical University", "Tashkent Medical Academy"),
        ("Ташкентский государственный медицинский университет", "Tashkent Medical Academy"),
        ("Toshkent davlat tibbiyot universiteti", "Tashkent Medical Academy"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "Peto's present name",
        ("András Pető Faculty", "Semmelweis University", "Peto Institute of Conductive Education"),
        ("Факультет имени Андраша Петё", "Университета Земмельвайса", "Peto Institute of Conductive Education"),
        ("Zemmelveys universitetining", "Andrash Petyo nomidagi fakulteti", "Peto Institute of Conductive Education"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "Xinjiang is not the medical university",
        "Xinjiang Medical University",
        "Синьцзянским медицинским университетом",
        "Shinjon tibbiyot universiteti",
        on=_XINJIANG,
    ),
    Fact(
        PAVLOV,
        "claim: honorary doctorates",
        (
            "more than 30",
            "honorary doctorates",
            "scientists, clinicians, statesmen and public figures",
            "First Pavlov State Medical University",
        ),
        (
            "более 30",
            "званий почётного доктора",
            "учёным, клиницистам, государственным и общественным деятелям",
            "имени академика И. П. Павлова",
        ),
        ("30 dan ortiq", "faxriy doktor unvoni", "olimlar, klinitsistlar, davlat va jamoat arboblariga", "Akademik I. P. Pavlov nomidagi"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "honorary doctor Bumann",
        ("Dieter Bumann", "Dr.", "Honorary doctor", "educationist and public figure", "Germany"),
        ("Dieter Bumann", "д-р", "Почётный доктор", "деятель образования и общественный деятель", "Германия"),
        ("Dieter Bumann", "doktor", "Faxriy doktor", "taʼlim va jamoat arbobi", "Germaniya"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "honorary doctor Storey",
        (
            "Patrick B. Storey",
            "Dr.",
            "former Associate Dean, International Medicine Program, School of Medicine, University of Pennsylvania",
            "United States",
        ),
        (
            "Patrick B. Storey",
            "д-р",
            "бывший заместитель декана по Программе международной медицины, Медицинская школа Пенсильванского университета",
            "International Medicine Program, School of Medicine, University of Pennsylvania",
            "Соединенные Штаты",
        ),
        (
            "Patrick B. Storey",
            "doktor",
            "Pensilvaniya universiteti Tibbiyot maktabi Xalqaro tibbiyot dasturining sobiq dekan oʻrinbosari",
            "International Medicine Program, School of Medicine, University of Pennsylvania",
            "Amerika Qoʻshma Shtatlari",
        ),
        within="li",
    ),
    Fact(
        PAVLOV,
        "honorary doctor Fauser",
        ("Axel Arthur Fauser", "Dr.", "Director, European Institute for Research and Development of Transplantation"),
        (
            "Axel Arthur Fauser",
            "д-р",
            "директор Европейского института исследований и развития трансплантации",
            "European Institute for Research and Development of Transplantation",
        ),
        (
            "Axel Arthur Fauser",
            "doktor",
            "Transplantatsiyani tadqiq etish va rivojlantirish Yevropa instituti",
            "European Institute for Research and Development of Transplantation",
            "direktori",
        ),
        within="li",
    ),
    Fact(
        PAVLOV,
        "honorary doctor Dewar",
        ("Michael Dewar", "Dr.", "cardiothoracic surgeon", "United States"),
        ("Michael Dewar", "д-р", "кардиоторакальный хирург", "Соединенные Штаты"),
        ("Michael Dewar", "doktor", "kardiotorakal jarroh", "Amerika Qoʻshma Shtatlari"),
        within="li",
    ),
    Fact(
        PAVLOV,
        "claim: events a year",
        (
            "about 50",
            "scientific and practical events a year, some with international participants",
            "collaborative research laboratories, master classes, workshops, conferences, symposia",
        ),
        (
            "около 50",
            "научно-практических мероприятий в год, часть из них с международным участием",
            "совместные исследовательские лаборатории, мастер-классы, практикумы, конференции, симпозиумы",
        ),
        (
            "50 ga yaqin",
            "ilmiy-amaliy tadbir bir yilda, ayrimlari xalqaro ishtirok bilan",
            "hamkorlikdagi tadqiqot laboratoriyalari, mahorat darslari, amaliy seminarlar, konferensiyalar, simpoziumlar",
        ),
        within="li",
    ),
    Fact(
        PAVLOV,
        "traditional conference",
        ("International conference", "Current problems in Experimental and Clinical Medicine"),
        (
            "Международная конференция",
            "Актуальные проблемы экспериментальной и клинической медицины",
            "Current problems in Experimental and Clinical Medicine",
        ),
        (
            "xalqaro konferensiyasi",
            "Eksperimental va klinik tibbiyotning dolzarb muammolari",
            "Current problems in Experimental and Clinical Medicine",
        ),
        within="article",
    ),
    Fact(
        PAVLOV,
        "traditional congress",
        ("International Ophthalmology Congress", "The White Nights"),
        ("Международный офтальмологический конгресс", "Белые ночи", "The White Nights"),
        ("xalqaro oftalmologiya kongressi", "Oq tunlar", "The White Nights"),
        within="article",
    ),
    *(
        Fact(PAVLOV, f"traditional: {address}", "traditional event", "Традиционное мероприятие", "anʼanaviy tadbiri", on=address)
        for address in (_CONFERENCE, _CONGRESS)
    ),
]

FACTS: list[Fact] = [
    *_SHARED,
    *_ON_EVERY_DEPARTMENT_PAGE,
    *_NEUROLOGY,
    *_BIOCHEMISTRY,
    *_GENETICS,
    *_OBSTETRICS,
    *_PAVLOV,
    *(Fact(partner.page, f"{name}, as written", name, on=partner.address) for partner in PARTNERS for name in partner.names),
]
