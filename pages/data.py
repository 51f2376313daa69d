from afterglow.ui import data

data.show()
