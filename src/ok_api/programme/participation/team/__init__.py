"""The expertise team: the people of the school who carry the approach."""
