"""Columns known on day 0, by which people may be filtered and compared."""

from __future__ import annotations

import numpy as np

from afterglow.ledger import Category, Ledger


def patient_columns(ledger: Ledger) -> dict[str, Category]:
    """Every category known on day 0, one code per patient.

    From the first session (route, site, setting) and from the patients' own columns; where both hold one,
    the session decides.
    """
    sessions = ledger.sessions
    first = np.searchsorted(sessions.patient, np.arange(len(ledger.patients)))
    of_session = {
        name: Category(labels=column.labels, codes=column.codes[first])
        for name, column in sessions.categories.items()
        if name in KNOWN_AT_FIRST_SESSION and (column.codes[first] >= 0).any()
    }
    return {**of_session, **{k: v for k, v in ledger.patients.categories.items() if k not in of_session}}


KNOWN_AT_FIRST_SESSION = ("site", "route", "setting")
