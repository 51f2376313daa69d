from afterglow.ui import page

page.show(
    "boosters",
    (
        ("first_gap",),
        ("later_gaps",),
        ("gap_estimates",),
        ("boosters_per_year",),
        ("durability",),
        ("slopes",),
        ("gap_orders",),
        ("later_courses",),
        ("first_booster_by_group",),
    ),
)
