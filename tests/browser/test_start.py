"""Every way of starting the app serves the frame, also when the first address opened lies deep."""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import free_port, open_page, running


def test_cold_deep_link_shows_the_frame(cold_server: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    open_page(page, f"{cold_server}/response")
    expect(page.locator("h1.ag-page")).to_have_text("Response")
    expect(page.locator(".ag-brand")).to_have_text("Afterglow")
    listed = page.get_by_test_id("stPageLink-NavLink").all_inner_texts()
    assert listed[0] == "Overview"
    assert "Response" in listed


@pytest.mark.parametrize("way", ["uvicorn", "python"])
def test_other_ways_of_starting(way: str, new_page: Callable[..., Page], tmp_path: Path) -> None:
    port = free_port() if way == "uvicorn" else 8501
    command = {
        "uvicorn": [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port)],
        "python": [sys.executable, "app.py"],
    }[way]
    with running(command, port, tmp_path / "log") as address:
        page = new_page()
        open_page(page, f"{address}/boosters")
        expect(page.locator("h1.ag-page")).to_have_text("Boosters")


def test_health_and_headers(server: str) -> None:
    with urllib.request.urlopen(f"{server}/healthz") as answer:
        assert answer.read() == b'{"status":"ok"}'
    with urllib.request.urlopen(server) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
