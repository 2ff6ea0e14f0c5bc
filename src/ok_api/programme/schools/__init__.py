"""The register: school locations, their boards and their regions."""
