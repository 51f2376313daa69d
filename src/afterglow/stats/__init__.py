"""Arithmetic only: estimators, intervals and tests over numpy arrays and small tuples.

Nothing here knows what is being counted. Functions take arrays (or the small additive tables built from
them: :class:`~afterglow.stats.histogram.Histogram`, :class:`~afterglow.stats.survival.Tally`,
:class:`~afterglow.stats.turnbull.Intervals`) and return plain numbers, named tuples or frozen dataclasses
of arrays. A scalar that is undefined is ``None``; ``NaN`` appears only inside arrays, where the docstring
says so. Every interval is at the 95 % level and nothing depends on a random seed.
"""
