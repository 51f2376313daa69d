"""Ledger + Rules -> Courses, Gaps and Outcomes, by segment operations over the sorted columns."""
