"""One address of each page type, on the site with its samples: what the tests of looks, the validator and Lighthouse open."""

HOME = "/"
DEPARTMENT = "/departments/neurology/"
DIRECTORY = "/partners/"
PARTNER = "/partners/izhevsk-state-medical-academy/"
PROGRAMME = "/programmes/sample-exchange-zagreb/"
EVENT = "/events/obstetrics-and-gynecology-1-yearly-series/"
VISIT = "/visits/rohrig-institute-october-2024/"
GALLERY = f"{VISIT}photos/"

PAGES = (
    HOME,
    "/about/",
    "/departments/",
    DEPARTMENT,
    "/universities/first-pavlov/",
    DIRECTORY,
    "/partners/?q=academy&country=RU&country=KZ",
    "/partners/?q=nothing+at+all&country=XX",
    "/partners/?country=RU&view=map",
    "/partners/print/?country=RU",
    PARTNER,
    "/partners/university-of-zagreb/",
    "/programmes/?me=student:4&lang_en=B2&resident=yes&when=2027",
    PROGRAMME,
    "/visits/",
    VISIT,
    GALLERY,
    f"{GALLERY}1/",
    "/events/",
    EVENT,
    "/countries/",
    "/countries/kz/",
    "/countries/it/",
    "/search/",
    "/search/?q=academy",
    "/styleguide/",
)
# What says that something is wrong: not found, and a form that is not understood.
PROBLEMS = ("/nothing/", "/partners/?q=" + "x" * 301, "/programmes/?when=blah")
