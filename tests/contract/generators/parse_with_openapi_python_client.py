"""Reads answers with the models that openapi-python-client made: `answers.json`, by schema."""

import json
import sys
from pathlib import Path

from ok_client import models

for schema, body in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    try:
        told = getattr(models, schema).from_dict(body).to_dict()
    except (ValueError, TypeError, KeyError) as error:
        print(f"{schema}: {error!r}")
        continue
    lost = body.keys() - told.keys()
    if lost:
        print(f"{schema}: lost {sorted(lost)}")
