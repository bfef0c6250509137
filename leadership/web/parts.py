"""How a tag of the design system becomes HTML: one template of `templates/components/`, attributes escaped."""

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Text = str | Promise


def part(name: str, /, **context: object) -> SafeString:
    """The component `name` drawn with `context` alone, nothing from the page around it."""
    return SafeString(get_template(f"components/{name}.html").render(context))


def attributes(extra: dict[str, object]) -> SafeString:
    """`extra` as HTML attributes with a leading space each: underscores as hyphens, values escaped.

    None and False leave an attribute out; True writes its name alone.
    """
    kept = [
        (name.strip("_").replace("_", "-"), value)
        for name, value in extra.items()
        if value is not None and value is not False
    ]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in kept))


def _attribute(name: str, value: object) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
