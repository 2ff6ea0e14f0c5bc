"""Write `refusals.yaml` anew, after a sentence has changed."""

from tests.sentences.collecting import KEPT, as_yaml

KEPT.write_text(as_yaml(), encoding="utf-8")
