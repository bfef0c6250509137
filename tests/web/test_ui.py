"""The design system's tags write what docs/reference/components.md promises."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from lucide.templatetags.lucide import lucide

from leadership.web.gallery import gallery
from leadership.web.parts import attributes
from leadership.web.statuses import NOTICE_ICONS, STATUSES, TONE_ICONS

ROOT = Path(__file__).resolve().parents[2]


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_extra_arguments_become_attributes_with_their_values_escaped() -> None:
    assert attributes({"data_obligation": '"><script>'}) == ' data-obligation="&quot;&gt;&lt;script&gt;"'


def test_none_and_false_leave_an_attribute_out_while_zero_stays() -> None:
    assert attributes({"data_a": None, "disabled": False, "data_n": 0, "hidden": True}) == ' data-n="0" hidden'


def test_what_a_person_wrote_is_escaped_wherever_it_is_drawn() -> None:
    wrote = "<b>Björn</b>"
    source = (
        "{% card t note=t %}{% endcard %}{% row t note=t who=t %}{% endrow %}{% fact t t seen_by=t %}{% next_step t %}"
    )
    assert "<b>" not in drawn(source, t=wrote)


def test_a_deed_is_a_form_of_one_button_that_posts_its_name_and_token() -> None:
    request = RequestFactory().get("/")
    html = drawn('{% deed "/x/" "held" "We talked" %}', request=request)
    assert 'method="post" action="/x/"' in html
    assert 'name="deed" value="held"' in html
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', html)


def test_what_is_heard_of_a_button_begins_with_what_is_read_on_it() -> None:
    """Whoever speaks to the machine says what they see (WCAG 2.5.3)."""
    for tag in ("button _('Take away')", "button_link _('Take away') '/x/'"):
        assert 'aria-label="Take away, &lt;Björn&gt;"' in drawn("{% " + tag + " about=who %}", who="<Björn>")
        assert "aria-label" not in drawn("{% " + tag + " about=who %}", who="")
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"{% (button|button_link|deed) [^%]*aria_label=", path.read_text(encoding="utf-8")), path


def test_a_time_is_a_control_named_start_with_its_instant() -> None:
    times = [{"value": "2026-11-24T08:00:00Z", "label": "09:00"}]
    assert '<button class="time" type="submit" name="start" value="2026-11-24T08:00:00Z">' in drawn(
        "{% time_buttons times %}", times=times
    )
    assert '<input type="checkbox" name="start" value="2026-11-24T08:00:00Z">' in drawn(
        '{% time_choices times type="checkbox" %}', times=times
    )


def test_a_list_of_one_page_has_no_pager() -> None:
    assert drawn("{% pager %}") == ""


def test_a_state_without_chosen_words_is_refused() -> None:
    with pytest.raises(KeyError, match="tardy"):
        drawn('{% status "tardy" %}')


def test_no_state_of_a_person_is_shown_in_red() -> None:
    assert all(status.tone != "error" for status in STATUSES.values())


@pytest.mark.parametrize(
    "name", sorted({*TONE_ICONS.values(), *NOTICE_ICONS.values(), *(status.icon for status in STATUSES.values())})
)
def test_every_icon_of_a_status_exists(name: str) -> None:
    assert lucide(name)


class Letterbox(forms.Form):
    address = forms.EmailField(help_text="Where letters reach you.")


def test_hint_error_and_who_can_see_it_are_tied_to_the_control() -> None:
    html = drawn('{% field form.address seen_by="You" %}', form=Letterbox({}))
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    for name in described[1].split():
        assert f'id="{name}"' in html
    assert {"id_address_helptext", "id_address_error", "id_address_seen_by"} == set(described[1].split())


def test_every_template_compiles_with_the_tags_it_uses() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        get_template(str(path.relative_to(ROOT / "templates")))


def test_no_page_carries_inline_style_or_script() -> None:
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "letters" not in path.parts]
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)|javascript:")
    assert [str(path) for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.django_db
def test_the_gallery_shows_every_component() -> None:
    request = RequestFactory().get("/demo/gallery/", {"theme": "dark"})
    html = gallery(request).content.decode()
    assert 'data-theme="dark"' in html
    source = (ROOT / "templates" / "gallery" / "index.html").read_text(encoding="utf-8")
    tags = re.findall(r"^def (\w+)\(", (ROOT / "leadership/web/templatetags/ui.py").read_text("utf-8"), re.MULTILINE)
    used_inside_others = {"seen_by", "widget"}
    shown = {tag for tag in tags if re.search(rf"{{%\s*{tag}\b", source)}
    assert {tag for tag in tags if not tag.startswith("_")} - used_inside_others == shown
