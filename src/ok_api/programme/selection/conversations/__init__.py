"""Conversations with an applying school."""
