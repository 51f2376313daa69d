"""When a page fails: one calm sentence for the reader, and a log that names places and never values."""

from __future__ import annotations

import logging
import traceback

import streamlit as st

WORDS = (
    "This page could not be drawn. Nothing of the data is lost. Reload the page; if that does not help, "
    "go to the Data page and open the files again."
)
_LOGGERS = ("streamlit.error_util", "uvicorn.error", "asyncio")


def show(error: Exception) -> bool:
    """Replace Streamlit's own message, which would repeat the text of the error."""
    del error
    st.html(f"<div class='ag-failure' role='alert'><p>{WORDS}</p></div>")
    return True


class WithoutValues(logging.Filter):
    """Turns an exception in a log record into its type and the places it passed, without its text.

    The text of an error may repeat what stood in a file; the traceback's source lines cannot.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            places = "".join(traceback.format_tb(trace))
            record.msg, record.args = f"Uncaught {kind.__name__}\n{places}", ()
            record.exc_info, record.exc_text = None, None
        return True


def keep_log_free_of_values() -> None:
    """Put the filter on every logger that writes down errors of pages; asking twice changes nothing."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(known, WithoutValues) for known in logger.filters):
            logger.addFilter(WithoutValues())
