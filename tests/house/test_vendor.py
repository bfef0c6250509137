"""What was brought in from elsewhere is exactly what `static/vendor/vendor.toml` says it is."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
PACKAGES: list[dict[str, Any]] = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["package"]


def test_every_vendored_file_has_the_hash_it_came_with() -> None:
    written = {name: digest for package in PACKAGES for name, digest in package["files"].items()}
    found = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in written}
    assert found == written


def test_no_vendored_file_is_missing_from_the_list() -> None:
    listed = {name for package in PACKAGES for name in package["files"]} | {"vendor.toml"}
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert present == listed


def test_every_vendored_package_names_version_licence_and_reason() -> None:
    for package in PACKAGES:
        assert package["version"] and package["licence"] and package["why"]
        assert package["licence_file"] in package["files"]


def test_the_typeface_is_at_most_two_files() -> None:
    assert len(list(VENDOR.rglob("*.woff2"))) <= 2
