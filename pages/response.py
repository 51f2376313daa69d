from afterglow.ui import page

page.show(
    "response",
    (
        ("rates",),
        ("before_after", "waterfall"),
        ("change",),
        ("trajectory",),
        ("symptoms",),
        ("other_scales",),
        ("scales_agree",),
        ("rates_by_group",),
    ),
)
