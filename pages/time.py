from afterglow.ui import page

page.show("time", (("improvement",), ("stands", "by_session"), ("improvement_by_group",)))
