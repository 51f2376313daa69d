from afterglow.ui import page

page.show(
    "trends",
    (
        ("response_trend",),
        ("remission_trend",),
        ("scored_trend",),
        ("completion_trend",),
        ("days_to_endpoint_trend",),
    ),
)
