"""A second reading of the whole page, learnt from labelled pages, beside the ordered rules.

The rules know the words that were listed; a page by another hand says the same in other words. So the page is read once
more with every name, place and goods word blanked out (a name is Ⓝ whatever it is called, a place Ⓘ inside or Ⓞ outside
its area), and a linear model of what is left says how alike pages were labelled. `weighing` lets both speak, the rules
by how often they were right on pages that nobody had seen. Fitted by scripts/fit_reading.py on the bench's read sets.
"""
