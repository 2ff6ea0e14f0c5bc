"""The steps of an application: what may follow and why (not), and what was taken."""
