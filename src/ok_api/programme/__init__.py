"""The programme's own story, slice by slice; each has routes, schemas, a service and queries."""
