"""The audit trail: who changed what and why, and which attempts were refused."""
