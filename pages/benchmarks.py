from afterglow.ui import page, studies

studies.offer()
page.show("benchmarks", (("response_benchmarks",), ("remission_benchmarks",), ("earlier_period",)))
