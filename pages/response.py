from afterglow.ui import page

page.show(
    "response",
    (("rates",), ("before_after", "waterfall"), ("change",), ("trajectory",), ("rates_by_group",)),
)
