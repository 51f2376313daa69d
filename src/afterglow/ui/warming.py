"""Gets the demo clinic ready while the first browser is still loading the page."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from afterglow.ingest.importing import Import

_ONE_AT_A_TIME = threading.Lock()
_READY: list[Import] = []


def demo() -> Import:
    """The demo clinic, read once in a process: it is invented, so every session may share it."""
    from afterglow import pipeline

    with _ONE_AT_A_TIME:
        if not _READY:
            _READY.append(pipeline.demo())
    return _READY[0]


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start reading the demo clinic as soon as the server is up."""
    del app
    threading.Thread(target=demo, name="demo clinic", daemon=True).start()
    yield
