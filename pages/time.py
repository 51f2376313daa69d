from afterglow.ui import page

page.show("time", (("improvement",), ("by_session",)))
