from afterglow.ui import page

page.show(
    "time",
    (
        ("improvement",),
        ("stands", "by_session"),
        ("early_relief",),
        ("early_predicts",),
        ("improvement_by_group",),
    ),
)
