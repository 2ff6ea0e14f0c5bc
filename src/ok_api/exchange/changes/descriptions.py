"""What the document tells of the feed: how to follow it, and how to prove that one has it all."""

from ok_api.foundation.contract.parts import LINK, Answers
from ok_api.foundation.events import MEDIA_TYPE

FEED_TOLD = """\
Every creation, change, removal and closure of what you may see, in the order of the commits and \
without gaps: whatever is committed later has a higher cursor, so nothing ever appears before a \
cursor that you have. What one commit changed stays together.

**To start:** ask for `after=latest` and keep `nextCursor`; read the lists; then follow from that \
cursor. Or follow from the beginning of the log, which is the first change on record.

**To go on:** ask again with `after` set to `nextCursor`, at once while `atEnd` is false. With \
`wait` the answer comes as soon as there is something. With `Accept: text/event-stream` each \
change is an event `change` with its cursor as `id`; a stream ends by itself after a quarter of an \
hour, and goes on where it was for who comes back with `Last-Event-ID`. An account may \
have ten such waits and streams open at a time; one more is answered 503.

**What you get** goes by your rights of now. What you may not read is not told, and it is not told \
that you no longer may: read the lists again when your rights change. Counts and sums that follow \
from other rows are no change of their own. Apply each cursor once and repetition does no harm.

**410** says that the log does not have your cursor, as after a backup was put back: start again."""

DIGEST_TOLD = """\
The number of changes after `after` up to and including `until`, and a SHA-256 over them: exactly \
those that `/changes` gives you with the same `resource`, one line for each, in their order. In \
Python:

```python
lines = "".join(f"{i['cursor']} {i['resource']} {i['key']} {i['operation']}\\n" for i in items)
assert hashlib.sha256(lines.encode()).hexdigest() == digest["sha256"]
```

If it differs, read the range again: something was missed, or what you may see has changed since. \
A range of more than 250,000 changes is refused; ask for it in parts."""

TOLD: Answers = {
    200: {
        "description": "A part of the log, or a stream of it.",
        "headers": LINK,
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "string",
                    "description": "Events `change`, each with a Change as its data.",
                }
            }
        },
    }
}
