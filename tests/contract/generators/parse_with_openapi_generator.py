"""Reads answers with the models that openapi-generator made: `answers.json`, by schema."""

import json
import sys
from pathlib import Path

from ok_client import models

for schema, body in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    model = getattr(models, schema, None) or getattr(models, f"Model{schema}")
    try:
        told = json.loads(model.from_dict(body).to_json())
    except ValueError as error:
        print(f"{schema}: {str(error)[:300]}")
        continue
    lost = body.keys() - told.keys()
    if lost:
        print(f"{schema}: lost {sorted(lost)}")
