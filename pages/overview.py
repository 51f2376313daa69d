from afterglow.ui import page

page.show("overview", (("flow",), ("rates",)), lead="headline")
