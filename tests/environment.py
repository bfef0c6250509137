"""The environment the tests run in: demo mode, a database of their own, no mail to the outside.

Loaded by pytest before the settings are read; whatever is already set (DATABASE_URL, VAR_DIR) is kept.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("VAR_DIR", f"{tempfile.gettempdir()}/heard-tests-{os.getuid()}")
os.environ.setdefault("PORT", "8000")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
