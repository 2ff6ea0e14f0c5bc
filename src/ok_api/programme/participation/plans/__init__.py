"""The team plan: how a team divides the days that it was granted for one programme year."""
