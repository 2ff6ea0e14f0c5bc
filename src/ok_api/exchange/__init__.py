"""What goes in and out in bulk: imports, exports, the change feed."""
