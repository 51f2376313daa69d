"""A clinic's own files: in, asked about, relieved of identifying columns, accounted for, and away again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import open_page, settle

PEOPLE = 30
CANARY = "Zebedee Quillfeather"


def sessions_csv(*, named: bool = False) -> bytes:
    """Six sessions in three weeks for everybody, and a booster seven weeks later."""
    lines = ["patient_id,date,route,site" + (",patient name" if named else "")]
    for person in range(PEOPLE):
        first = date(2024, 1, 8) + timedelta(days=person)
        for day in (0, 3, 7, 10, 14, 17, 66):
            name = f",{CANARY}" if named else ""
            lines.append(f"P{person:03},{first + timedelta(days=day)},IV,North{name}")
    return "\n".join(lines).encode()


def scores_csv() -> bytes:
    """Baseline 20; three weeks after induction twenty people have 6, the others 15; one impossible total."""
    lines = ["patient_id,date,instrument,total"]
    for person in range(PEOPLE):
        first = date(2024, 1, 8) + timedelta(days=person)
        after = 6 if person < 20 else 15
        lines.append(f"P{person:03},{first - timedelta(days=2)},PHQ-9,20")
        lines.append(f"P{person:03},{first + timedelta(days=38)},PHQ-9,{after}")
        lines.append(f"P{person:03},{first + timedelta(days=62)},PHQ-9,10")
    lines.append("P000,2024-03-01,PHQ-9,99")
    return "\n".join(lines).encode()


def upload(page: Page, *files: tuple[str, bytes]) -> None:
    payload = [FilePayload(name=name, mimeType="text/csv", buffer=data) for name, data in files]
    page.locator("input[type=file]").set_input_files(payload)
    page.wait_for_selector("[data-testid='stFileChip']")
    page.wait_for_selector(".ag-answer[role=status]")
    settle(page)


def test_two_files_to_the_dashboard(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/data")
    upload(page, ("sessions.csv", sessions_csv()), ("scores.csv", scores_csv()))
    said = page.locator(".ag-answer[role=status]")
    expect(said).to_contain_text("30 people, 210 sessions and 90 scores")
    expect(page.get_by_text("301 rows in = 300 kept + 1 left out.")).to_be_visible()
    page.get_by_text("Problem list").click()
    problems = page.get_by_role("region", name="Table: Problem list")
    expect(problems).to_contain_text("scores.csv")
    expect(problems).to_contain_text("92")
    expect(problems).not_to_contain_text("P000")
    page.get_by_role("button", name="Open the dashboard").click()
    settle(page)
    expect(page.locator(".ag-clinic")).to_have_text("Your clinic")
    expect(page.get_by_test_id("stFileChip")).to_have_count(0)
    expect(page.get_by_text("301 rows in = 300 kept + 1 left out.")).to_be_visible()
    page.get_by_role("link", name="Response").click()
    settle(page)
    expect(page.locator(".ag-answer").first).to_contain_text("20 of 30")
    page.get_by_role("link", name="Data").click()
    settle(page)
    page.get_by_role("button", name="show the demo clinic").click()
    settle(page)
    expect(page.locator(".ag-clinic")).to_have_text("Demo clinic")


def test_identifying_columns_go_with_one_click(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/data")
    upload(page, ("sessions.csv", sessions_csv(named=True)), ("scores.csv", scores_csv()))
    expect(page.locator(".ag-answer[role=status]")).to_contain_text("one column that can identify people")
    listed = page.get_by_role("region", name="Table: Columns that identify people")
    expect(listed).to_contain_text("patient name")
    expect(listed).to_contain_text("210")
    assert CANARY not in page.content()
    page.get_by_role("button", name="Drop this column and go on").click()
    settle(page)
    expect(page.locator(".ag-answer[role=status]")).to_contain_text("Ready to open: 30 people")
    expect(page.get_by_role("region", name="Table: What was removed")).to_contain_text("patient name")
    assert CANARY not in page.content()


def test_undecided_dates_are_asked_about(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/data")
    sessions = b"patient_id,date\nA,01/02/2024\nA,03/02/2024\nB,02/02/2024\n"
    scores = b"patient_id,date,instrument,total\nA,01/02/2024,PHQ-9,20\nB,02/02/2024,PHQ-9,18\n"
    upload(page, ("sessions.csv", sessions), ("scores.csv", scores))
    page.get_by_text("day first").click()
    page.get_by_role("button", name="Go on").click()
    settle(page)
    expect(page.locator(".ag-answer[role=status]")).to_contain_text("Ready to open: 2 people")


def test_wrong_files_get_a_sentence(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/data")
    upload(page, ("sessions.xlsx", b"PK\x03\x04" + b"\x00" * 200))
    expect(page.locator(".ag-answer[role=status]")).to_contain_text("The files cannot be used yet.")
    expect(page.get_by_role("region", name="Table: Problem list")).to_contain_text("not a CSV file")
    expect(page.locator(".ag-failure")).to_have_count(0)


def test_another_visitor_sees_the_demo_clinic(server: str, new_page: Callable[..., Page]) -> None:
    mine, theirs = new_page(), new_page()
    open_page(mine, f"{server}/data")
    upload(mine, ("sessions.csv", sessions_csv()), ("scores.csv", scores_csv()))
    mine.get_by_role("button", name="Open the dashboard").click()
    settle(mine)
    open_page(theirs, f"{server}/data")
    expect(theirs.locator(".ag-clinic")).to_have_text("Demo clinic")
    expect(theirs.locator(".ag-answer").last).to_contain_text("400 people")
