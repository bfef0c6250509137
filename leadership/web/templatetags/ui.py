"""The design system as template tags; docs/reference/components.md shows each one in use.

A tag turns its arguments into one template of `templates/components/`. Keyword arguments a tag does not name become
HTML attributes: `data_obligation="k"` is written `data-obligation="k"`; None and False leave the attribute out.
"""

from collections.abc import Iterable
from functools import cache

from django import template
from django.forms.boundfield import BoundField
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from leadership.web import tablefiles
from leadership.web.parts import Text, attributes, part
from leadership.web.statuses import NOTICE_ICONS, TONE_ICONS, status_words
from policies import worddiff

register = template.Library()


@register.simple_tag
def icon(name: str, label: Text = "", size: str = "") -> SafeString:
    """An icon of the lucide set, silent for screen readers unless it has a `label`; `size` is "" or "l"."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    css = f"icon icon--{size}" if size else "icon"
    return format_html('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', css, voice, _strokes(name))


@register.simple_tag
def chip(tone: str, text: Text, icon: str = "") -> SafeString:
    """A few words on a tinted ground; `tone` is attention, good, info or quiet, always with an icon beside it."""
    return part("chip", tone=tone, text=text, icon=icon or TONE_ICONS[tone])


@register.simple_tag
def status(value: str) -> SafeString:
    """The chip of a state or timeliness in the product's words (leadership.web.statuses)."""
    known = status_words(value)
    return part("chip", tone=known.tone, text=known.text, icon=known.icon)


@register.simple_tag
def button(
    text: Text, kind: str = "secondary", icon: str = "", type: str = "submit", *, about: Text = "", **extra: object
) -> SafeString:
    """A button of the form around it; `kind` is primary, secondary or quiet. `about`: whom or what it is about, said
    after its words to those who do not see what it stands beside."""
    return part("button", text=text, kind=kind, icon=icon, type=type, attributes=_heard(text, about, extra))


@register.simple_tag
def button_link(
    text: Text, url: str, kind: str = "secondary", icon: str = "", *, about: Text = "", **extra: object
) -> SafeString:
    """A link that looks like a button, for going somewhere; deeds are buttons in forms. `about` as with a button."""
    return part("button", text=text, url=url, kind=kind, icon=icon, attributes=_heard(text, about, extra))


@register.simple_tag(takes_context=True)
def deed(
    context: Context, url: str, value: str, text: Text, kind: str = "secondary", *, icon: str = "", **extra: object
) -> SafeString:
    """A whole form of one button: POST `deed=value` to `url`."""
    named = attributes({"name": "deed", "value": value, **extra})
    pressed = part("button", text=text, kind=kind, icon=icon, type="submit", attributes=named)
    return part("deed", url=url, content=pressed, csrf=_csrf(context), attributes="")


@register.simple_block_tag(takes_context=True)
def deed_form(context: Context, content: str, url: str = "", value: str = "", **extra: object) -> SafeString:
    """A POST form with its token and, when `value` is given, a hidden `deed`; the block is what the person fills in."""
    css = extra.pop("class", "")
    return part(
        "deed", url=url, value=value, content=content, csrf=_csrf(context), css=css, attributes=attributes(extra)
    )


@register.simple_tag
def time_buttons(
    times: Iterable[object], legend: Text = "", kind: str = "secondary", quiet: bool = False
) -> SafeString:  # fmt: skip
    """One button per time, `name=start value=<UTC instant>`; a time has `value`, `label` and perhaps `note`. `quiet`:
    the legend is only for those who do not see the heading above."""
    return part("times", times=list(times), legend=legend, kind=kind, type="button", quiet=quiet)


@register.simple_tag
def time_choices(times: Iterable[object], legend: Text = "", type: str = "radio") -> SafeString:
    """The same times to tick before a button below is pressed; `type` is radio (one) or checkbox (several)."""
    return part("times", times=list(times), legend=legend, type=type)


@register.simple_tag
def month(grid: object, previous_url: str = "", next_url: str = "") -> SafeString:
    """A month drawn from `leadership.web.month.month_grid`; only days with a link can be chosen."""
    return part("month", grid=grid, previous_url=previous_url, next_url=next_url)


@register.simple_block_tag
def card(
    content: str,
    title: Text,
    url: str = "",
    status: str = "",
    note: Text = "",
    *,
    kicker: Text = "",
    level: int = 2,
    **extra: object,
) -> SafeString:
    """One thing that matters now: heading, status chip, a line about it, then the block."""
    known = status_words(status) if status else None
    return part(
        "card",
        content=content,
        title=title,
        url=url,
        status=known,
        note=note,
        kicker=kicker,
        level=level,
        attributes=attributes(extra),
    )


@register.simple_tag
def next_step(text: Text, who: str = "", mine: bool = False) -> SafeString:
    """Who moves next, drawn as a turn in a conversation; `mine` when it is the reader's turn."""
    return part("next_step", text=text, who=who, mine=mine)


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """Buttons in a row that wraps; the primary one first."""
    return format_html('<div class="actions">{}</div>', content)


@register.simple_block_tag
def person(
    content: str,
    name: str,
    url: str = "",
    note: Text = "",
    reasons: Iterable[Text] = (),
    *,
    level: int = 2,
    **extra: object,
) -> SafeString:
    """A person to choose: initials, name, a line about them, the reasons for suggesting them, then the block."""
    return part(
        "person",
        content=content,
        name=name,
        url=url,
        note=note,
        reasons=list(reasons),
        level=level,
        attributes=attributes(extra),
    )


@register.simple_tag
def avatar(name: str) -> SafeString:
    """Initials on a tint that stays the same for the same name; silent, since the name stands beside it."""
    words = name.split() or ["?"]
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
    return format_html('<span class="avatar avatar--{}" aria-hidden="true">{}</span>', _tint(name), initials)


@register.simple_block_tag
def rows(content: str, label: Text = "") -> SafeString:
    """A list of rows."""
    return format_html('<ul class="rows"{}>{}</ul>', attributes({"aria_label": label or None}), content)


@register.simple_block_tag
def row(
    content: str, title: Text, url: str = "", note: Text = "", status: str = "", *, who: str = "", lang: str = "",
    **extra: object,
) -> SafeString:  # fmt: skip
    """One row: `who` draws initials, `status` a chip; the block holds the row's one action. `lang` when the title is
    not in the page's language."""
    known = status_words(status) if status else None
    return part(
        "row", content=content, title=title, url=url, note=note, status=known, who=who, lang=lang,
        attributes=attributes(extra),
    )  # fmt: skip


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of names and values; each one is a `fact`."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_tag
def fact(label: Text, value: object, icon: str = "", seen_by: Text = "") -> SafeString:
    """One name with its value, and who can see it where that matters."""
    return part("fact", label=label, value=value, icon=icon, seen_by=seen_by)


@register.simple_tag
def seen_by(text: Text) -> SafeString:
    """Who can see what stands above."""
    return format_html('<p class="seen-by">{}{}</p>', icon("eye"), text)


@register.simple_block_tag
def empty(content: str, title: Text, icon: str = "sprout") -> SafeString:
    """Nothing here yet; the block says what to do next."""
    return part("empty", content=content, title=title, icon=icon)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: Text = "", icon: str = "", **extra: object) -> SafeString:
    """Something to know before going on; `tone` as for chips, or error for a fault of the system."""
    return part(
        "notice", content=content, tone=tone, title=title, icon=icon or NOTICE_ICONS[tone], attributes=attributes(extra)
    )


@register.simple_block_tag
def trace(content: str) -> SafeString:
    """How an answer came about, step by step."""
    return format_html('<ol class="trace">{}</ol>', content)


@register.simple_block_tag
def trace_step(content: str, rule: str = "", result: Text = "") -> SafeString:
    """One step: the block explains, `result` is what it led to, `rule` its name in docs/reference/cadence.md."""
    return part("trace_step", content=content, rule=rule, result=result)


@register.simple_tag
def steps(current: int, *labels: Text) -> SafeString:
    """Where the person is in a short sequence; `current` counts from 1."""
    return part("steps", current=current, labels=labels)


@register.simple_block_tag(takes_context=True)
def data_table(
    context: Context, content: str, caption: Text, stack: bool = False, *, files: bool = True, **extra: object
) -> SafeString:
    """A table with a caption; with `stack`, cells with `data-label` become lines on a narrow screen. Under it stand the
    links to it as a file, unless it has others (`files=False`)."""
    links = tablefiles.drawn(context.get("request"), str(caption), content) if files else []
    return part("table", content=content, caption=caption, stack=stack, links=links, attributes=attributes(extra))


@register.simple_tag
def pager(previous_url: str = "", next_url: str = "", text: Text = "") -> SafeString:
    """Earlier and later pages of a list; draws nothing when there is only one."""
    if not (previous_url or next_url):
        return SafeString()
    return part("pager", previous_url=previous_url, next_url=next_url, text=text)


@register.simple_tag
def progress(value: float, maximum: float, label: Text, text: Text = "") -> SafeString:
    """A share as a bar with its words; `text` defaults to "value of maximum"."""
    return part("progress", value=value, maximum=maximum, label=label, text=text)


@register.simple_block_tag
def disclosure(content: str, summary: Text, icon: str = "", open: bool = False, **extra: object) -> SafeString:
    """More for those who want it, folded away."""
    return part("disclosure", content=content, summary=summary, icon=icon, open=open, attributes=attributes(extra))


@register.simple_block_tag
def stats(content: str, label: Text = "") -> SafeString:
    """A row of figures; each one is a `stat`."""
    return format_html('<ul class="stats"{}>{}</ul>', attributes({"aria_label": label or None}), content)


@register.simple_tag
def stat(
    value: object, label: Text, tone: str = "", note: Text = "", url: str = "", *, icon: str = "", **extra: object
) -> SafeString:
    """One figure with its words; `tone` gives it an icon and a tint."""
    return part(
        "stat",
        value=value,
        label=label,
        tone=tone,
        icon=icon or TONE_ICONS.get(tone, ""),
        note=note,
        url=url,
        attributes=attributes(extra),
    )


@register.simple_block_tag
def page_head(
    content: str, title: Text, lead: Text = "", back_url: str = "", back_text: Text = "", *, lang: str = ""
) -> SafeString:
    """The heading of a page, a line about it, the way back; the block holds the page's own buttons. `lang` when the
    heading is not in the page's language."""
    return part("page_head", content=content, title=title, lead=lead, back_url=back_url, back_text=back_text, lang=lang)


@register.simple_block_tag
def section(content: str, title: Text, note: Text = "", **extra: object) -> SafeString:
    """A part of a page under its own heading."""
    return part("section", content=content, title=title, note=note, attributes=attributes(extra))


@register.simple_block_tag
def sentence(content: str, lang: str = "", label: Text = "") -> SafeString:
    """A rhythm said as a sentence, set large; `lang` when it is not the page's language."""
    return part("sentence", content=content, lang=lang, label=label)


@register.simple_tag
def sentence_diff(before: str, after: str, lang: str = "", label: Text = "") -> SafeString:
    """What changes from one sentence to the other, word by word: struck out what goes, underlined what comes."""
    return part("sentence_diff", pieces=worddiff.between(before, after), lang=lang, label=label)


@register.simple_tag
def field(bound: BoundField, seen_by: Text = "") -> SafeString:
    """A form field with label, hint, errors and who can see it."""
    return bound.render(context={"field": bound, "seen_by": seen_by})


@register.simple_tag
def widget(bound: BoundField, seen_by: Text = "") -> SafeString:
    """The control alone, tied to its hint, its errors and the line about who can see it; used by the field template."""
    if not seen_by:
        return bound.as_widget()
    described = f"{bound.aria_describedby or ''} {bound.auto_id}_seen_by".strip()
    return bound.as_widget(attrs={"aria-describedby": described})


@register.simple_tag
def form_errors(form: object) -> SafeString:
    """What has to be mended before the form can be kept, with a link to each field; nothing when all is well."""
    return part("form_errors", form=form)


def _heard(text: Text, about: Text, extra: dict[str, object]) -> SafeString:
    """The attributes of a button; what is heard begins with what is read, so that it can be asked for by voice."""
    return attributes({**extra, "aria_label": f"{text}, {about}"} if about else extra)


@cache
def _strokes(name: str) -> SafeString:
    drawn = str(lucide(name, size=None))
    return SafeString(drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")].strip().replace(" />", "/>"))


def _csrf(context: Context) -> str:
    request = context.get("request")
    return get_token(request) if request else ""


def _tint(name: str) -> int:
    return sum(place * byte for place, byte in enumerate(name.encode(), start=1)) % 6 + 1
