"""Reports on past runs.

report_sql     queries of the run log
summary        many runs: totals, providers, checks, stages, trend
run_detail     one run in detail
tables         either of them as a sheet: title, facts and grids
humanize       counts and durations as text
text_formats   a sheet as CSV or Markdown
html_report    a sheet as an HTML page
"""
