#!/usr/bin/env python
"""The one command line of the product: `./manage.py help` lists what it can do."""

import json
import os
import sys


def main() -> None:
    """Runs the command. A setting that is missing or wrong ends it with 1 and one sentence, or its JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership.settings")
    from django.core.management import execute_from_command_line

    from leadership.lib.env import Misconfigured

    try:
        execute_from_command_line(sys.argv)
    except Misconfigured as error:
        if "--json" in sys.argv:
            sys.stdout.write(json.dumps({"errors": [error.refusal.as_dict()]}, ensure_ascii=False) + "\n")
            sys.exit(1)
        sys.exit(str(error))


if __name__ == "__main__":
    main()
