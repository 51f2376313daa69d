"""Filters and rules: the URL follows them, links carry them, going back undoes them, numbers answer them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, settle


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def treated(page: Page) -> int:
    match = re.match(r"(\d+) p", page.locator(".ag-scope").inner_text())
    assert match is not None
    return int(match[1])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def open_chip(page: Page, key: str) -> None:
    page.locator(f".st-key-chip-{key} button").click()
    page.get_by_test_id("stPopoverBody").wait_for()


def test_filter_changes_url_and_numbers_and_clears(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, server)
    everybody = treated(page)
    open_chip(page, "site")
    press(page, "Park")
    park = treated(page)
    press(page, "Mill Lane")
    assert asked(page) == {"site": ["Mill Lane", "Park"]}
    assert park < treated(page) < everybody
    page.keyboard.press("Escape")
    press(page, "Clear filters")
    assert asked(page) == {}
    assert treated(page) == everybody
    # A choice made elsewhere must not bring the cleared one back.
    page.get_by_role("link", name="Response").click()
    settle(page)
    assert asked(page) == {}
    assert treated(page) == everybody


def test_links_keep_the_view_and_back_undoes_it(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/?site=Park&window=day_28&nonsense=1")
    assert asked(page) == {"site": ["Park"], "window": ["day_28"]}
    expect(page.locator(".ag-window")).to_have_text("Window 21–35 days after the first session")
    page.get_by_role("link", name="Boosters").click()
    settle(page)
    assert urlsplit(page.url).path == "/boosters"
    assert asked(page) == {"site": ["Park"], "window": ["day_28"]}
    at_park = treated(page)
    press(page, "Clear filters")
    assert treated(page) > at_park
    page.go_back()
    settle(page)
    assert asked(page) == {"site": ["Park"], "window": ["day_28"]}
    assert treated(page) == at_park


def test_measure_in_the_link(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/response?measure=gad7")
    expect(page.locator(".st-key-chip-measure")).to_contain_text("GAD-7")
    expect(page.locator(".ag-note").first).to_contain_text("GAD-7")


def test_period_by_keyboard(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, server)
    everybody = treated(page)
    open_chip(page, "first")
    page.locator("[data-testid='stPopoverBody'] input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert len(asked(page)["first"]) == 2
    assert treated(page) < everybody


def test_rule_change_says_what_it_changed(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, server)
    page.locator(".st-key-change-rules button").click()
    page.get_by_test_id("stPopoverBody").get_by_text("Only people with at least moderate symptoms").click()
    settle(page)
    assert asked(page) == {"severity_gate": ["yes"]}
    expect(page.locator(".ag-change")).to_contain_text(re.compile(r"esponse .+ to .+"))
    page.keyboard.press("Escape")
    press(page, "Reset rules")
    assert asked(page) == {}
    expect(page.locator(".ag-change")).to_be_visible()


def test_nobody_left_is_said(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{server}/?site=Park&route=oral&diagnosis=PTSD&only_age_band=70%2B&only_sex=other")
    expect(page.locator(".ag-scope")).to_contain_text("0 people treated")
    expect(page.locator(".ag-withheld").first).to_contain_text("Nobody in this selection")
    for address in ("response", "time", "boosters"):
        page.get_by_role("link", name={"time": "Time to improvement"}.get(address, address.title())).click()
        settle(page)
        expect(page.locator(".ag-failure")).to_have_count(0)
        expect(page.locator(".ag-withheld").first).to_be_visible()
