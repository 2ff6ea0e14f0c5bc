"""Who wants to be told of which changes, and the telling."""
