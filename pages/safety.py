from afterglow.ui import page

page.show(
    "safety",
    (
        ("suicidal_thoughts",),
        ("deterioration",),
        ("dissociation",),
        ("blood_pressure",),
        ("adverse_events",),
        ("events_by_group",),
        ("stopping",),
    ),
)
