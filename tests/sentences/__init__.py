"""What users are told, in one file: every sentence of a refusal, Dutch and English."""
