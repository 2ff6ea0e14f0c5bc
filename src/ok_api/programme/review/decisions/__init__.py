"""Go/no-go decisions: what alone moves a participation on, kept with all it was taken on."""
