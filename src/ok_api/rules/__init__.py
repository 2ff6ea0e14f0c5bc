"""The programme's rules: pure, dated and explained.

Nothing here knows a database, a web request or a clock. A rule takes facts and a date and returns
a `Ruling` that names its conditions, figures and sources; it never raises for a refusal.
"""
