"""The programme as research data: pseudonymised files with their own dictionary."""
