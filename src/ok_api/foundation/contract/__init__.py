"""What the OpenAPI document is finished with: parts that no route states itself."""
