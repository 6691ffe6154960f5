"""The little markup of texts: what it makes, and what it never makes."""

import re
import time

import pytest

from portfolios import markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline", "<p>One<br>\nline</p>\n"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>\n"),
        ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("2. a\n3. b", '<ol start="2">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("20*30*5 mm, part_no_3", "<p>20*30*5 mm, part_no_3</p>\n"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>\n"),
        ("# no heading", "<p># no heading</p>\n"),
        ("", ""),
    ],
)
def test_little_markup(text, html):
    assert markup.render(text) == html


@pytest.mark.parametrize("address", ["https://example.com/a?b=1", "mailto:a@example.com"])
def test_link_leads_to_another_site(address):
    html = markup.render(f"[word]({address})")
    assert f'href="{address}"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'target="_blank"' in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "![picture](https://example.com/x.png)",
    "![a](javascript:alert(1))",
    '[a](https://example.com "onmouseover=alert(1)")',
    '[a](https://example.com/"onclick="alert(1))',
    "[a](/accounts/logout/)",
    "[a](//evil.example)",
    "**[<b onclick=x>](https://e.example/<script>)**",
    "- <svg><a xlink:href='javascript:alert(1)'>",
    "[[a](https://one.example)](javascript:alert(1))",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]
ALLOWED = re.compile(
    r"</?(p|strong|em|ul|li)>|<br>|</?ol>|<ol start=\"\d+\">|</a>|"
    r'<a( (href="(https?://|mailto:)[^"<>]*"|rel="noopener noreferrer nofollow"|target="_blank"))*>'
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text):
    assert "<" not in ALLOWED.sub("", markup.render(text))


@pytest.mark.parametrize("part", ["[", "*", "**a", "- ", "[a](", "<", "\\", "![", "_*", "> - "])
def test_twenty_thousand_odd_characters_take_no_time(part):
    begun = time.process_time()
    markup.render((part * 20_000)[:20_000])
    assert time.process_time() - begun < 5
