"""Who wants to be told of which changes, and the telling.

A subscriber asks (`routes`, with `schemas` and `queries`) for types of events (`event_types`) at
an address (`targets`, found by `lookups`) that answers a test first (`confirming`); `service`
makes, changes and ends subscriptions and renews the secret that
messages are signed with (`signing`). A change becomes an event (`events`) that waits in a row of
`webhook_deliveries` until it has arrived (`queue`). The subscriber sees those rows, sends them
again and sends a test (`deliveries`). `delivering` fills the queue from the log and empties it.
"""
