"""What past runs come to: pure functions from run-log rows to figures, and those figures as text.

overview   many runs: totals, providers, checks, stages, a trend
single     one run whole
sheet      either of them as a title, facts and grids
wording    counts and times as people say them
texts      a sheet as CSV or Markdown
page       a sheet as one HTML page
"""
