"""Our application as uvicorn finds it; the environment says where the database is."""

from ok_api.foundation.logging import configure
from ok_api.foundation.settings import get_settings
from ok_api.main import create_app

configure(get_settings())
app = create_app()
