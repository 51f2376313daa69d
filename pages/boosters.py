from afterglow.ui import page

page.show("boosters", (("first_gap",), ("later_gaps",), ("gap_estimates",), ("boosters_per_year",)))
