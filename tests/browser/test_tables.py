"""A secretary brings her list of visits: template, three mistakes, correction, preview, and the same file once more."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from events.models import Visit
from smsu_intl.base.spreadsheets import workbook
from tests.browser import follow
from tests.browser.test_secretary import at_work  # noqa: F401

HEADING = ("Yoʻnalish", "Vaqti", "Kafedralar", "Hamkor muassasalar", "Nomi (oʻzbekcha)")
GOOD = [
    ["kiruvchi tashrif", "8–9-oktabr, 2024", "Nevrologiya kafedrasi", "", "Epilepsiya boʻyicha maʼruzalar"],
    ["chiquvchi tashrif", "2023", "Nevrologiya kafedrasi", "", "Malaka oshirish"],
    ["kiruvchi tashrif", "21.05.2025", "Nevrologiya kafedrasi", "", "Insult boʻyicha seminar"],
    ["kiruvchi tashrif", "10.2022", "Nevrologiya kafedrasi", "", "Bosh ogʻrigʻi"],
]


def choose(page: Page, rows: list[list[str]], name: str) -> None:
    page.set_input_files("#id_file", {"name": name, "mimeType": "", "buffer": workbook([("Tashriflar", rows, [])])})
    page.get_by_role("button", name="Jadvalni tekshirish").click()


def test_table_of_visits_comes_in_after_three_mistakes(at_work: Callable[..., Any], tmp_path: Path) -> None:  # noqa: F811
    page = at_work()
    follow(page.get_by_role("button", name="Oʻzbekcha"))
    page.goto("/admin/events/visit/")
    page.get_by_role("link", name="Jadval yuklash").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Andoza: XLSX").click()
    template = tmp_path / "template.xlsx"
    download.value.save_as(template)
    heading, example = [[str(cell or "") for cell in row] for row in load_workbook(BytesIO(template.read_bytes())).worksheets[0].values]
    assert set(HEADING) <= set(heading)

    def table(rows: list[list[str]]) -> list[list[str]]:
        filled = [dict(zip(HEADING, row, strict=True)) for row in rows]
        return [heading, example, *([row.get(name, "") for name in heading] for row in filled)]

    before = Visit.objects.count()
    bad = [row[:] for row in GOOD]
    bad[1][0], bad[2][1], bad[3][2] = "yon tomonga", "oʻtgan bahor", "Nevralgiya kafedrasi"
    choose(page, table(bad), "tashriflar.xlsx")

    expect(page.get_by_role("alert")).to_contain_text("3 ta qatorda xato bor. Hech narsa saqlanmadi.")
    mistakes = page.locator(".row-of-table.bad")
    expect(mistakes).to_have_count(3)
    for number, (row, said) in enumerate(
        [
            ("4-qator", "“yon tomonga” bu yerda nomaʼlum. Quyidagilardan birini yozing: kiruvchi tashrif, chiquvchi tashrif."),
            ("5-qator", "21.05.2025"),
            ("6-qator", "Balki quyidagi nazarda tutilgandir: Nevrologiya kafedrasi"),
        ]
    ):
        expect(mistakes.nth(number)).to_contain_text(row)
        expect(mistakes.nth(number)).to_contain_text(said)
    assert Visit.objects.count() == before

    choose(page, table(GOOD), "tashriflar.xlsx")
    expect(page.get_by_role("heading", name="Yangi: 4")).to_be_visible()
    expect(page.locator(".row-of-table").first).to_contain_text("2024-yil 8–9-oktabr")
    assert Visit.objects.count() == before
    page.get_by_role("button", name="4 ta qatorni saqlash").click()

    expect(page.locator(".messagelist")).to_contain_text("Jadval yuklandi: yangi – 4")
    for row in GOOD:
        expect(page.get_by_role("link", name=row[4])).to_be_visible()
    assert Visit.objects.count() == before + 4

    page.get_by_role("link", name="Jadval yuklash").click()
    choose(page, table(GOOD), "tashriflar.xlsx")
    expect(page.get_by_role("status")).to_contain_text("Bu jadvaldagi hamma narsa allaqachon kiritilgan.")
    expect(page.get_by_role("button", name="saqlash")).to_have_count(0)
    assert Visit.objects.count() == before + 4
    assert not page.trouble
