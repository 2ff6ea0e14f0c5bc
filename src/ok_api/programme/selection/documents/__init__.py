"""The documents that support an application, checked by what they are."""
