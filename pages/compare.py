from afterglow.ui import page

page.show(
    "compare",
    (
        ("compared_rates",),
        ("standardised_rates",),
        ("compared_change",),
        ("improvement_by_group",),
        ("first_booster_by_group",),
        ("compared_tests",),
        ("funnel",),
        ("conditions",),
    ),
)
