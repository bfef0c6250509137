"""Sets up the scene of tests/scenery.py in this installation and prints its addresses as JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership.settings")
django.setup()

from tests.house.access import examples  # noqa: E402 - Django comes first
from tests.scenery import set_up  # noqa: E402


def main() -> None:
    scene = set_up()
    links = {f"a/{purpose}": f"/a/{token}/" for purpose, token in scene.links.items()}
    json.dump({**examples(scene), **links}, sys.stdout)


if __name__ == "__main__":
    main()
