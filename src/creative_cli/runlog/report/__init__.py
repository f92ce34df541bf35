"""What past runs come to: the run log's answers as figures, and those figures as text.

report_sql     the questions
summary        many runs: totals, providers, checks, stages, a trend
run_detail     one run whole
tables         either of them as a title, facts and grids
humanize       counts and times as people say them
text_formats   a sheet as CSV or Markdown
html_report    a sheet as one HTML page
"""
