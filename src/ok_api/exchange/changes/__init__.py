"""What changed, told to other systems in the order of the commits.

`followed` says which resources are told, and by which declaration of the programme. Every change
has a place in the log (`places`); `queries` reads the log from such a place on, and `visible` which
of the rows that changed the reader may know of. `service` finds where a caller goes on and makes
digests; `listening` waits for what is still to come. `routes`, with `schemas` and the
`descriptions` in the document, is what callers see.
"""
