"""Every list also as a table: CSV for programs, XLSX for people."""
