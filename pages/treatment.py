from afterglow.ui import page

page.show(
    "treatment",
    (
        ("who_treated",),
        ("indicated",),
        ("sessions_per_course",),
        ("protocol_kept",),
        ("doses",),
        ("places",),
        ("protocol_bounds",),
    ),
)
