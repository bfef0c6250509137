"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from leadership.lib import unaided

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership.settings")
unaided.for_pages()
application = get_wsgi_application()
