"""Files that others send in over HTTP: planned, taken over by a worker, and reported row by row."""
