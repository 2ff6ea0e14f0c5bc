"""Files that others send in over HTTP: planned, taken over by a worker, and reported row by row.

In the order of the story:

- `routes`, `schemas`, `service`: a file is sent, and its import is told of, carried out, stopped.
- `queries`, `languages`, `watching`: what is seen of an import and its report, once or as it comes.
- `running`: the worker's job, from the file to the end; `steps` and `course` tell how far it is.
- `reading`: from the bytes of any media type to rows (`sent`), and what no file can be.
- `schools`: a list of schools, whole, through the register that the command line loads too.
- `rows`: boards, applications, enrolments and sessions, each row as its own single request.
- `telling`: why an import failed as a whole.
"""
