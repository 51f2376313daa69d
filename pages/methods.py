from afterglow.ui import methods

methods.show()
