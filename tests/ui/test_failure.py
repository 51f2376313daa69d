"""An error's text may repeat a cell; the log keeps its kind and its places alone."""

from __future__ import annotations

import logging

import pytest

from afterglow.ui.failure import WithoutValues, keep_log_free_of_values

CANARY = "Zebedee Quillfeather"


def test_log_keeps_places_and_drops_the_text(caplog: pytest.LogCaptureFixture) -> None:
    keep_log_free_of_values()
    keep_log_free_of_values()
    logger = logging.getLogger("streamlit.error_util")
    assert sum(isinstance(each, WithoutValues) for each in logger.filters) == 1
    logger.addHandler(caplog.handler)
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logger.error("Uncaught app execution: %s", CANARY, exc_info=error)
    finally:
        logger.removeHandler(caplog.handler)
    assert CANARY not in caplog.text
    assert "Uncaught ValueError" in caplog.text
    assert "test_failure.py" in caplog.text


def test_records_without_an_error_pass_unchanged() -> None:
    record = logging.LogRecord("streamlit", logging.INFO, __file__, 1, "%d rows", (3,), None)
    assert WithoutValues().filter(record)
    assert record.getMessage() == "3 rows"
