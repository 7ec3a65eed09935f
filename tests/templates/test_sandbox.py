"""A template that runs wild is an error with its reason, in seconds and without filling the memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.errors import TemplateError
from clientbook_cli.templates import Renderer, Template, sandbox

ENDLESS = {
    "a range of a thousand million": "{% for i in range(10**9) %}x{% endfor %}",
    "a long range": "{% for i in range(1000000000) %}x{% endfor %}",
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "an empty loop in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a loop that calls itself": "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": (
        "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(60) }}"
    ),
    "a text times a number": "{{ 'x' * 1000000000 }}",
    "a number times a list": "{{ (1000000000 * [1]) | length }}",
    "a power": "{{ 10 ** 1000000000 }}",
    "a width": "{{ '%1000000000d' % 1 }}",
    "a width in format": "{{ '{:1000000000}'.format(1) }}",
    "a width given to format": "{{ '{:{w}}'.format(1, w=1000000000) }}",
    "a width of the filter format": "{{ '%1000000000d' | format(1) }}",
    "a width given to the filter format": "{{ '%*d' | format(1000000000, 1) }}",
    "a text put in the middle": "{{ 'x' | center(1000000000) }}",
    "a text moved right": "{{ 'x'.rjust(1000000000) }}",
    "a text indented": "{{ 'x' | indent(1000000000, true) }}",
    "a text that doubles": "{% set s = 'x' * 1000 %}" + "{% set s = s ~ s %}" * 40 + "{{ s }}",
    "a text that is added up": "{% set s = 'x' * 1000 %}" + "{% set s = s + s %}" * 40 + "{{ s }}",
    "a text that is replaced": "{% set s = 'x' * 9999 %}{{ s.replace('x', s) }}",
    "a list that is joined": "{{ ('x' * 9999) | join('y' * 9999) }}",
    "nonsense": "{{ lipsum(1000000) }}",
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("escape", [True, False], ids=["page", "text"])
def test_a_template_that_runs_wild_ends_with_a_reason(text: str, escape: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    with pytest.raises(TemplateError) as caught:
        Renderer(escape=escape).render(Template("mail/wild.md", text, Path("wild.md")), {})
    assert caught.value.where == "wild.md:1"
    assert caught.value.row == text
    assert caught.value.next == "mend that line"


def test_a_slow_template_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(100))
    monkeypatch.setattr("clientbook_cli.templates.sandbox.time.monotonic", lambda: next(seconds))
    text = "{% for i in range(99) %}{{ i }}{% endfor %}"
    with pytest.raises(TemplateError, match="longer than 5 seconds"):
        Renderer(escape=False).render(Template("mail/slow.md", text, Path("slow.md")), {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{% for i in rows %}{{ loop.index }}/{{ loop.length }}{{ i }}{{ ',' if not loop.last }}{% endfor %}",
            "1/2a,2/2b",
        ),
        ("{% for i in rows %}{{ i }}{% else %}none{% endfor %}", "ab"),
        ("{% for i in [] %}{{ i }}{% else %}none{% endfor %}", "none"),
        ("{{ 'a' ~ 1 ~ 'b' }}", "a1b"),
        ("{{ 2 * 3 + 1 }} {{ 7 % 4 }} {{ 'ab' * 2 }}", "7 3 abab"),
        (
            "{{ '%.1f' | format(1234567.25) }} {{ '{:,}'.format(1234567) }} {{ '%d' % 12345 }}",
            "1234567.2 1,234,567 12345",
        ),
        ("{{ rows | join(', ') }} {{ 'x' | center(5) }}|", "a, b   x  |"),
    ],
)
def test_what_templates_do_every_day_they_still_do(text: str, said: str) -> None:
    rows: dict[str, Any] = {"rows": ["a", "b"]}
    assert Renderer(escape=False).render(Template("mail/plain.md", text, Path("plain.md")), rows) == said
