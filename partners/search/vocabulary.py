"""What people call countries, kinds of institutions, branches of medicine and what is on offer, and the words that bind these in questions.

In English, Russian and Uzbek; see `questions`, which reads them.
"""

# What people call the forms of cooperation and the kinds of programme, besides their names in the records.
ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "mobility": ("student mobility", "staff mobility", "mobility", "мобильность", "mobillik"),
    "dual-degrees": (
        "dual degree", "double degree", "joint degree", "dual diploma", "double diploma", "двойной диплом", "двойная степень",
        "совместный диплом", "два диплома", "qoʻsh diplom", "ikkita diplom", "qoʻshma diplom",
    ),
    "joint-programmes": ("joint programme", "joint program", "совместная программа", "qoʻshma dastur", "qoʻshma taʼlim"),
    "joint-research": (
        "research collaboration", "joint project", "совместное исследование", "совместный проект", "qoʻshma tadqiqot", "qoʻshma loyiha"
    ),
    "internships": (
        "internship", "traineeship", "practical training", "placement", "стажировка", "практика", "повышение квалификации", "stajirovka",
        "amaliyot", "malaka oshirish",
    ),
    "clinical-training": (
        "clinical placement", "clinical rotation", "clinical practice", "clinical attachment", "observership", "clerkship",
        "клиническая практика", "клиническая стажировка", "клиническая ординатура", "klinik amaliyot", "klinik ordinatura",
    ),
    "clinical_placement": (
        "clinical placement", "clinical rotation", "clinical elective", "clinical practice", "clinical attachment", "placement",
        "rotation", "elective", "observership", "clerkship", "externship", "internship", "residency", "клиническая практика",
        "клиническая стажировка", "клиническая ординатура", "стажировка", "практика",
        "ротация", "ординатура", "повышение квалификации", "klinik amaliyot", "klinik ordinatura", "stajirovka", "amaliyot", "ordinatura",
        "malaka oshirish",
    ),
    "exchange": (
        "exchange", "обмен", "almashinuv", "almashinuvi", "student exchange", "exchange programme", "exchange program",
        "exchange semester", "semester abroad", "академический обмен", "обмен студентами", "семестр за рубежом", "talabalar almashinuvi",
    ),
    "joint_degree": (
        "dual degree", "double degree", "joint degree", "двойной диплом", "совместный диплом", "qoʻsh diplom", "qoʻshma diplom"
    ),
    "internship": (
        "internship", "traineeship", "practical training", "placement", "стажировка", "практика", "повышение квалификации", "stajirovka",
        "amaliyot", "malaka oshirish",
    ),
    "residency": (
        "residency", "clinical residency", "ординатура", "клиническая ординатура", "резидентура", "ordinatura", "klinik ordinatura",
        "rezidentura",
    ),
    "summer_school": ("summer school", "летняя школа", "yozgi maktab"),
    "research_stay": (
        "research stay", "research visit", "research fellowship", "fellowship", "postdoc", "visiting scholar", "научная стажировка",
        "стажировка", "ilmiy stajirovka", "stajirovka",
    ),
}  # fmt: skip

# What people call the levels of study and work, by their addresses, besides their names in the records.
LEVELS: dict[str, str] = {
    "student": "student students undergraduate undergraduates студент студенты talaba talabalar",
    "master": "master masters magistr magistratura магистр магистратура",
    "clinical-resident": "resident residents ординатор ординатура ordinator ordinatura",
    "doctoral": (
        "phd doctoral doctorate postgraduate докторант докторантура аспирант аспирантура doktorant doktorantura aspirant aspirantura"
    ),
    "doctor": "doctor doctors physician врач врачи shifokor vrach",
    "teacher": "teacher lecturer researcher преподаватель исследователь oʻqituvchi tadqiqotchi",
}

# Branches of medicine: the words of their names in English, which records have beside others, and everyday words for them.
BRANCHES_OF_MEDICINE: tuple[tuple[str, str], ...] = (
    ("anesthesiology anaesthesiology resuscitation", "anesthesia anaesthesia icu наркоз реанимация реаниматология reanimatsiya narkoz"),
    ("cardiology", "heart сердце сердечный yurak"),
    ("dentistry stomatology", "dental dentist teeth tooth зубы зуб зубной стоматолог tish tishlar"),
    ("dermatology dermatovenereology dermatovenerology", "skin кожа кожный teri"),
    ("endocrinology", "diabetes hormones диабет гормоны qandli"),
    ("gastroenterology", "stomach желудок желудочный oshqozon"),
    ("gynecology gynaecology obstetrics", "obgyn gyn midwifery женский ayollar"),
    ("infectious infections", "infection инфекция инфекционный yuqumli"),
    ("nephrology urology", "kidney почка почек buyrak"),
    ("neurology", "nerve nervous нервы нервный asab"),
    ("nursing", "nurse медсестра сестринский hamshira hamshiralik"),
    ("oncology", "cancer tumor tumour рак опухоль saraton oʻsma"),
    ("ophthalmology", "eye eyes глаз глазной koʻz"),
    ("otorhinolaryngology otolaryngology", "ent ear nose throat лор ухо уха горло нос носа lor quloq burun tomoq"),
    ("pediatrics paediatrics", "child children kids дети детский bola bolalar"),
    ("psychiatry", "mental психический ruhiy"),
    ("pulmonology", "lung lungs лёгкие лёгких oʻpka"),
    ("radiology", "xray ultrasound mri imaging рентген узи мрт лучевой rentgen uzi"),
    ("surgery surgical", "surgeon хирург jarroh jarrohlik"),
    ("traumatology orthopedics orthopaedics", "bone bones fracture trauma кости костей перелом suyak"),
)

# What people call how a programme is paid for, and that it is open.
FUNDINGS: dict[str, str] = {
    "full": (
        "scholarship scholarships stipend grant funding funded free стипендия грант финансирование бесплатно бесплатный бесплатная "
        "бесплатные stipendiya grant bepul tekin"
    ),
    "part": "scholarship scholarships stipend grant funding funded стипендия грант финансирование stipendiya grant",
}
OPEN_NOW = "open now current available открытые открыты сейчас текущие доступные ochiq hozir hozirgi mavjud"
LANGUAGE_WORDS = "language languages язык языка языке языком til tili tilida tilini"

# Everyday names that CLDR does not give: of countries, and of regions by their UN M49 code.
EVERYDAY: dict[str, tuple[str, ...]] = {
    "035": ("South East Asia", "South-East Asia"),
    "142": ("Осиё",),
    "143": ("Средняя Азия", "Oʻrta Osiyo", "Ўрта Осиё"),
    "145": ("Middle East", "Ближний Восток", "Yaqin Sharq"),
    "AE": ("UAE", "Emirates", "ОАЭ", "Объединённые Арабские Эмираты", "Эмираты", "Арабские Эмираты", "BAA", "Amirliklar"),
    "BA": ("Bosnia", "Босния", "Bosniya"),
    "BY": ("Byelorussia", "Белоруссия", "Belorussiya"),
    "CD": ("DR Congo", "Congo", "Конго", "Kongo"),
    "CI": ("Ivory Coast",),
    "CN": ("PRC", "КНР", "XXR", "Хитой"),
    "CZ": ("Czech Republic", "Чешская Республика", "Chexiya"),
    "DE": ("ФРГ", "GFR", "Olmoniya", "Олмония"),
    "GB": (
        "UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Англия", "Британия", "Шотландия", "Angliya", "Britaniya",
        "Shotlandiya"
    ),
    "HK": ("Hong Kong", "Гонконг", "Gonkong"),
    "KG": ("Kyrgyz Republic", "Kirghizia", "Киргизстан", "Кыргызстан"),
    "KR": ("Korea", "Republic of Korea", "Корея", "Южная Корея", "Koreya", "Koreya Respublikasi"),
    "MD": ("Moldavia", "Молдавия", "Молдова", "Moldaviya"),
    "MK": ("Macedonia", "Македония", "Makedoniya"),
    "MM": ("Burma", "Бирма", "Birma"),
    "MO": ("Macau", "Macao", "Макао", "Makao"),
    "NL": ("Holland", "The Netherlands", "Голландия", "Gollandiya"),
    "PH": ("The Philippines",),
    "PS": ("Palestine", "Палестина", "Falastin"),
    "RU": ("Russian Federation", "Российская Федерация", "РФ", "Rossiya Federatsiyasi"),
    "SA": ("KSA",),
    "SY": ("Сирия", "Suriya"),
    "TJ": ("Tojikiston",),
    "TM": ("Туркмения", "Turkmaniston"),
    "TR": ("Turkey", "Turkiye", "Турция", "Turkiya"),
    "TW": ("Taiwan", "Тайвань", "Tayvan"),
    "US": (
        "USA", "U.S.", "U.S.A.", "America", "United States of America", "США", "Америка", "Соединённые Штаты Америки", "AQSH",
        "AQSh", "Amerika"
    ),
    "UZ": ("РУз",),
    "ZA": ("RSA", "ЮАР", "Южная Африка", "JAR", "Janubiy Afrika"),
    "VN": ("Viet Nam", "Вьетнам", "Vyetnam"),
}  # fmt: skip

# What cities are also called, by their English names as `fold` gives them: former names and everyday ones.
CITIES: dict[str, tuple[str, ...]] = {
    "almaty": ("Alma-Ata", "Алма-Ата", "Алмаата"),
    "astana": ("Nur-Sultan", "Nursultan", "Нур-Султан", "Нурсултан", "Акмола", "Целиноград"),
    "beijing": ("Peking",),
    "bishkek": ("Frunze", "Фрунзе"),
    "istanbul": ("Stambul", "Istambul", "Константинополь"),
    "kolkata": ("Calcutta", "Калькутта"),
    "kyiv": ("Kiev", "Киев"),
    "mumbai": ("Bombay", "Бомбей"),
    "nizhny novgorod": ("Gorky", "Горький", "Нижний"),
    "saint petersburg": ("Petersburg", "Leningrad", "SPb", "Петербург", "Питер", "Ленинград", "СПб", "Piter", "Peterburg"),
    "samara": ("Куйбышев",),
    "st petersburg": ("Saint Petersburg", "Petersburg", "Leningrad", "SPb", "Петербург", "Питер", "Ленинград", "СПб", "Piter", "Peterburg"),
    "urumqi": ("Wulumuqi", "Ürümchi"),
    "volgograd": ("Сталинград", "Stalingrad"),
    "yekaterinburg": ("Sverdlovsk", "Свердловск", "Екат"),
}

# What is from there is called, where Uzbek does not say the country’s name, or “rossiyalik” of people.
ADJECTIVES: dict[str, str] = {
    "002": "african африканские", "142": "asian азиатские", "143": "среднеазиатские центральноазиатские", "150": "european европейские",
    "AE": "emirati", "AF": "afghan афганские", "AM": "armenian армянские arman", "AT": "austrian австрийские",
    "AU": "australian австралийские", "AZ": "azerbaijani азербайджанские ozarbayjon", "BD": "bangladeshi бангладешские",
    "BE": "belgian бельгийские", "BG": "bulgarian болгарские", "BR": "brazilian бразильские", "BY": "belarusian белорусские",
    "CA": "canadian канадские", "CH": "swiss швейцарские", "CN": "chinese китайские", "CY": "cypriot кипрские", "CZ": "czech чешские chex",
    "DE": "german немецкие германские nemis", "DK": "danish датские", "EE": "estonian эстонские", "EG": "egyptian египетские",
    "ES": "spanish испанские ispan", "FI": "finnish финские", "FR": "french французские fransuz",
    "GB": "british english британские английские ingliz",
    "GE": "georgian грузинские gruzin", "GR": "greek греческие", "HR": "croatian хорватские", "HU": "hungarian венгерские venger",
    "ID": "indonesian индонезийские", "IE": "irish ирландские", "IL": "israeli израильские", "IN": "indian индийские hind",
    "IQ": "iraqi иракские", "IR": "iranian иранские eron", "IT": "italian итальянские italyan", "JO": "jordanian иорданские",
    "JP": "japanese японские yapon",
    "KG": "kyrgyz киргизские кыргызские qirgʻiz", "KR": "korean корейские koreys", "KZ": "kazakh kazakhstani казахстанские казахские qozoq",
    "LB": "lebanese ливанские", "LT": "lithuanian литовские", "LV": "latvian латвийские латышские", "MD": "moldovan молдавские",
    "MN": "mongolian монгольские", "MT": "maltese мальтийские", "MX": "mexican мексиканские", "MY": "malaysian малайзийские",
    "NL": "dutch голландские нидерландские", "NO": "norwegian норвежские", "PK": "pakistani пакистанские", "PL": "polish польские polyak",
    "PT": "portuguese португальские", "RO": "romanian румынские", "RS": "serbian сербские", "RU": "russian российские русские rus",
    "SA": "saudi саудовские", "SE": "swedish шведские", "SG": "singaporean сингапурские", "SI": "slovenian словенские",
    "SK": "slovak словацкие", "TH": "thai таиландские", "TJ": "tajik таджикские таджикистанские tojik", "TM": "turkmen туркменские turkman",
    "TR": "turkish турецкие turk", "UA": "ukrainian украинские", "US": "american американские", "UZ": "uzbek узбекские узбекистанские",
    "VN": "vietnamese вьетнамские",
}  # fmt: skip

UZBEK_NATIONALS = ("lik", "liklar")
ADJECTIVE_ENDINGS = ("ие", "ий", "ая", "ое", "их", "им", "ими", "ой", "ую", "ого", "ому", "ом")

# An adjective that tells a language: of itself, after such a word, or beside another.
LANGUAGE = frozenset({"english", "ingliz"})
BEFORE_LANGUAGE = "in на"
BESIDE_LANGUAGE = "language languages язык языка языку языком языке языки языков til tili tilida tillar"

# Names of countries that are words or names of another language, once folded: only “in …” makes them countries.
ALSO_ORDINARY_WORDS = frozenset({"togo", "chad", "jersey"})

# Words that look like a country with a typing error: British Columbia.
NO_TYPING_ERRORS = frozenset({"columbia"})

# What stands before and after the name of a country and belongs to it, the longest first.
BEFORE_COUNTRY = (
    "in the republic of, of the republic of, from the republic of, the republic of, in republic of, republic of, in the, from the, of the, "
    "in, from, of, at, to, the, в республике, республики, республика, во, в, из, на, по"
)
AFTER_COUNTRY = "respublikasida, respublikasidagi, respublikasidan, respublikasiga, respublikasining, respublikasi"

# Words that ask and bind; they go from the ends of what is left, for no name begins or ends with them.
BINDING_WORDS = (
    "in from of at to the a an for with and or by on which what where who is are there any find show list all best top good me my i "
    "want can go do get study studying partner partners partnership scholars scientists "
    "в во из на по для с со и или у где какие какой какая есть ли найти покажи список все лучшие хочу учиться учёба можно пройти получить "
    "поехать партнёр партнёры партнёров партнёрах партнёрами учёные учёных "
    "va bilan uchun qayerda qaysi bor bormi yaxshi eng barcha roʻyxat hamkor hamkorlar hamkorlari xamkor xamkorlar olimlar olimlari oʻqish"
)

# Words that turn a place into where one does not want to be, and those that tell whence somebody comes, or whither.
NEGATIONS = "not except outside but не кроме вне emas tashqari"
ORIGINS = "from for из для uchun"
DESTINATIONS = "in to at в во на"

# Words of visits that tell by themselves that somebody came, or that ours went.
COMING = "came coming приезжал приезжала приезжали приехал приехала приехали keldi kelgan kelishgan"
GOING = "went travelled traveled ездил ездила ездили съездили ездят bordi borgan borishgan"

# Words for several partners at once, which none is called.
PARTNERS = "partners партнёры партнёров партнёрах партнёрами hamkorlar hamkorlari xamkorlar"

# Words so common in names that beside a country they name no institution: the kind before them is a filter.
GENERIC_STEMS_OF = (
    "medical medicine state national public private international central regional federal republican health science sciences scientific "
    "research научно исследовательский teaching clinical pharmaceutical dental pediatric technical pedagogical медицинский медицина "
    "государственный национальный частный "
    "международный областной республиканский научный клинический фармацевтический стоматологический педиатрический технический "
    "педагогический tibbiyot davlat milliy xususiy xalqaro ilmiy klinik farmatsevtika stomatologiya pediatriya"
)

# Kinds of institutions: words that name one, and words that name several, which no institution is called.
KINDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("university",),
        "university universitet университет университета университете univ вуз вуза вузе oliygoh",
        "universities университеты университетов университетах universitetlar вузы вузов вузах медвузы медвузов медвузах oliygohlar",
    ),
    (("academy",), "academy академия академии akademiya", "academies академий академиях akademiyalar"),
    (
        ("hospital",),
        "hospital clinic клиника клинике клиники больница больнице госпиталь shifoxona klinika kasalxona gospital",
        "hospitals clinics клиник клиниках больницы больниц больницах госпитали госпиталей klinikalar shifoxonalar kasalxonalar",
    ),
    (
        ("institute", "university"),
        "institute институт институте института institut",
        "institutes институты институтов институтах institutlar",
    ),
    (("institute",), "research-institute нии ilmiy-tadqiqot-institut", "research-institutes"),
    (("faculty",), "faculty факультет факультете fakultet", "faculties факультеты факультетов fakultetlar"),
    (("school",), "school школа школе maktab", "schools школы школ школах maktablar"),
    (
        ("society",),
        "society association общество ассоциация jamiyat uyushma",
        "societies associations общества ассоциации jamiyatlar uyushmalar",
    ),
    (("company",), "company компания компании kompaniya firma фирма", "companies компаний компаниях kompaniyalar firms фирмы"),
    (("agency",), "agency агентство agentlik", "agencies агентства agentliklar"),
    (("ministry",), "ministry министерство vazirlik", "ministries министерства vazirliklar"),
    (("funder",), "foundation funder фонд jamgʻarma fond", "foundations funders фонды фондов jamgʻarmalar fondlar"),
)
UZBEK_SUFFIXES = ("da", "dagi", "dan", "ga", "ka", "ning", "ni", "dagilar")
POSSESSIVE = ("", "i", "si", "lari")

# How the last letters of a Russian word change: genitive, dative, accusative, instrumental, prepositional.
RUSSIAN_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ские", ("ских", "ским", "ские", "скими", "ских")),
    ("ые", ("ых", "ым", "ые", "ыми", "ых")),
    ("ская", ("ской", "ской", "скую", "ской", "ской")),
    ("ая", ("ой", "ой", "ую", "ой", "ой")),
    ("ский", ("ского", "скому", "ский", "ским", "ском")),
    ("ый", ("ого", "ому", "ый", "ым", "ом")),
    ("ия", ("ии", "ии", "ию", "ией", "ии")),
    ("ея", ("еи", "ее", "ею", "еей", "ее")),
    ("ья", ("ьи", "ье", "ью", "ьей", "ье")),
    ("ка", ("ки", "ке", "ку", "кой", "ке")),
    ("га", ("ги", "ге", "гу", "гой", "ге")),
    ("а", ("ы", "е", "у", "ой", "е")),
    ("й", ("я", "ю", "й", "ем", "е")),
    ("ь", ("я", "ю", "ь", "ем", "е")),
    ("ины", ("ин", "инам", "ины", "инами", "инах")),
    ("ы", ("ов", "ам", "ы", "ами", "ах")),
)
