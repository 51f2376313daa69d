"""Every page draws in full: no error, nothing cut off, at common widths, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from afterglow.ui.main import SECTIONS
from tests.browser.conftest import open_page, settle

ADDRESSES = {name: address for pages in SECTIONS.values() for _, name, address in pages}
WIDTHS = (1280, 1920)
STREAMLITS_OWN = {"empty-table-header", "presentation-role-conflict"}

CUT_OFF = """() => {
  const UNSEEN = '.ag-unseen, svg, details:not([open]) > :not(summary), .st-key-ag-bar-hidden';
  const found = [];
  const main = document.querySelector('[data-testid="stMain"]');
  if (main.scrollWidth > main.clientWidth) found.push('the page scrolls sideways');
  const say = element => (element.className || element.tagName) + ': ' + element.textContent.slice(0, 40);
  for (const element of main.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const hides = ['hidden', 'clip'].includes(style.overflowX);
    const unseen = element.closest(UNSEEN);
    if (hides && !unseen && element.textContent.trim() && element.scrollWidth > element.clientWidth + 1
        && element.clientWidth > 2) found.push(say(element));
  }
  for (const plot of main.querySelectorAll('.js-plotly-plot')) {
    const box = plot.getBoundingClientRect();
    for (const text of plot.querySelectorAll('.main-svg text')) {
      const r = text.getBoundingClientRect();
      if (r.width && (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1
          || r.bottom > box.bottom + 1)) found.push('chart text ' + text.textContent);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(server: str, new_page: Callable[..., Page], width: int, scheme: str) -> None:
    page, faults = new_page(width, scheme), {}
    for name, address in ADDRESSES.items():
        open_page(page, f"{server}/{address}")
        expect(page.locator("h1.ag-page")).to_have_text(name)
        failed = page.locator(".ag-failure, [data-testid='stException']").count()
        faults[name] = ["the page failed"] * failed + page.evaluate(CUT_OFF)
    assert {name: found for name, found in faults.items() if found} == {}


def test_figures_take_the_readers_colours(server: str, new_page: Callable[..., Page]) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        page = new_page(1280, scheme)
        open_page(page, f"{server}/response")
        grounds[scheme] = page.locator(".js-plotly-plot .main-svg").first.evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 28)"}


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing_of_ours(server: str, new_page: Callable[..., Page], name: str) -> None:
    for scheme in ("light", "dark"):
        page = new_page(1280, scheme)
        open_page(page, f"{server}/{ADDRESSES[name]}")
        found = Axe().run(page).response["violations"]
        ours = [
            (rule["id"], node["html"][:160])
            for rule in found
            if rule["id"] not in STREAMLITS_OWN
            for node in rule["nodes"]
        ]
        assert ours == []


def test_reading_help_and_table_open_by_keyboard(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, server)
    panel = page.locator("[class*='st-key-ag-panel-overview-rates']")
    help_ = panel.locator("summary", has_text="How to read this")
    help_.focus()
    page.keyboard.press("Enter")
    expect(panel.locator(".ag-reading")).to_be_visible()
    panel.locator("summary", has_text="Table").focus()
    page.keyboard.press("Enter")
    expect(panel.locator(".ag-table")).to_be_visible()
    settle(page)


def test_table_downloads_as_csv(server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, server)
    panel = page.locator("[class*='st-key-ag-panel-overview-rates']")
    panel.locator("summary", has_text="Table").click()
    expect(panel.locator(".ag-table")).to_be_visible()
    settle(page)
    with page.expect_download() as download:
        panel.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == "afterglow-rates.csv"
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) > 4
    assert all("patient" not in line.lower() for line in lines)
