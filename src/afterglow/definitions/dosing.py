"""Numbers by which the Treatment page reads what was given. The clinic's own bounds are rules, not here."""

from __future__ import annotations

SAME_DOSE_MG_PER_KG = 0.02
"""Doses per kg this close are one dose: weight is rounded, and 0.05 mg per kg is the smallest usual step."""
LATE_BANDS = (1, 8, 15)
"""First day of each group of days by which the protocol's last session came late."""
MOST_KINDS = 8
"""Kinds of a column drawn; the rest are drawn together. The table has them all."""
