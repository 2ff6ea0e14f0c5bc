"""The nine criteria, each judged with a motivation (R-SEL-1)."""
