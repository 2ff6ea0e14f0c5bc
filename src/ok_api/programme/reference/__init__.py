"""Reference: rules, glossary, code lists and problem types, open to all."""
