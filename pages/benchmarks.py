from afterglow.ui import page

page.show("benchmarks", (("response_benchmarks",), ("remission_benchmarks",), ("earlier_period",)))
