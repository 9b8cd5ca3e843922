"""Pages that are no article, built from the parts of real ones: their frames, headlines and sentences.

A frame is a real page without the text of its article and without what it declares itself to be: its
menus, link boxes, footers and class names stay. Into the frame goes what another kind of page consists
of. Each kind comes with the metadata that such pages often have, and without any:

    home        teasers (headline as a link, first sentence) in several boxes, at the site's root
    section     the same with one heading, at a path of one word
    product     name, price, button, list of properties, description of two sentences
    forum       a question and replies with names and times
    video       one sentence below a player
    manual      headings, short instructions, code
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import lxml.html
from lxml.html import HtmlElement

KINDS = ("home", "section", "product", "forum", "video", "manual")
_DECLARED = {
    "home": ("WebSite", "website"),
    "section": ("CollectionPage", "website"),
    "product": ("Product", "product"),
    "forum": ("DiscussionForumPosting", "website"),
    "video": ("VideoObject", "video.other"),
    "manual": ("WebPage", "website"),
}
_PATHS = {
    "home": "/", "section": "/economy", "product": "/lamp-with-shade-4711", "forum": "/t/how-to-mend-it/812",
    "video": "/clip/48151", "manual": "/guide/install",
}  # fmt: skip
_TITLES = {
    "home": "The Courier", "section": "Economy", "product": "Lamp with shade", "forum": "How do I mend it?",
    "video": "Ships in the harbour", "manual": "Installing the service",
}  # fmt: skip


class Negative(NamedTuple):
    """A page of one kind, with its address."""

    kind: str
    html: str
    url: str
    is_declared: bool


class Story(NamedTuple):
    """The headline and the paragraphs of a real article."""

    title: str
    paragraphs: tuple[str, ...]


def negatives(frames: Sequence[str], stories: Sequence[Story]) -> Iterator[Negative]:
    """Yield a page of each kind for each frame, every second one with metadata."""
    for number, html in enumerate(frames):
        near = [stories[(number + step) % len(stories)] for step in range(24)]
        for place, kind in enumerate(KINDS):
            is_declared = (number + place) % 2 == 0
            tree = _frame(html, {text for story in stories for text in story.paragraphs})
            if tree is None:
                continue
            _fill(tree, kind, near, is_declared=is_declared)
            page = lxml.html.tostring(tree, encoding="unicode")
            yield Negative(kind, page, f"https://news.example{_PATHS[kind]}", is_declared)


def _frame(html: str, paragraphs: set[str]) -> HtmlElement | None:
    """Return the page without its article's paragraphs, headline and declarations."""
    tree: HtmlElement = lxml.html.document_fromstring(
        html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
    )
    if tree.find("body") is None or tree.find("head") is None:
        return None
    for element in list(tree.iter("script", "meta", "title", "h1", "time", "article", "link")):
        parent = element.getparent()
        if element.tag == "article":
            element.tag = "div"
        elif parent is not None:
            element.drop_tree()
    for element in list(tree.iter("p", "li", "blockquote")):
        text = " ".join(element.text_content().split())
        if element.getparent() is not None and (text in paragraphs or len(text) > 120):
            element.drop_tree()
    return tree


def _fill(tree: HtmlElement, kind: str, stories: list[Story], *, is_declared: bool) -> None:
    body, head = tree.find("body"), tree.find("head")
    assert body is not None
    assert head is not None
    main = lxml.html.fragment_fromstring(_content(kind, stories), create_parent="main")
    body.insert(min(3, len(body)), main)
    title = lxml.html.fragment_fromstring(f"<title>{_TITLES[kind]} | The Courier</title>")
    head.append(title)
    if is_declared:
        name, og_type = _DECLARED[kind]
        script = lxml.html.fragment_fromstring('<script type="application/ld+json"></script>')
        script.text = json.dumps({"@type": name, "name": _TITLES[kind]})
        head.append(script)
        head.append(lxml.html.fragment_fromstring(f'<meta property="og:type" content="{og_type}">'))


def _content(kind: str, stories: list[Story]) -> str:
    sentences = [_escaped(story.paragraphs[0].split(". ")[0][:160]) for story in stories]
    titles = [_escaped(story.title) for story in stories]
    parts = {
        "home": lambda: _teasers(titles, sentences),
        "section": lambda: _teasers(titles, sentences),
        "product": lambda: _PRODUCT.format(*sentences),
        "forum": lambda: _posts(sentences[:10]),
        "video": lambda: _VIDEO.format(sentences[2]),
        "manual": lambda: "".join(map(_STEP.format, range(8))),
    }
    return f"<h1>{_TITLES[kind]}</h1>{parts[kind]()}"


_PRODUCT = (
    "<span class=price>€ 49.90</span><button>Add to cart</button><p>{0}. {1}.</p>"
    "<ul><li>Height: 42 cm</li><li>Weight: 1.2 kg</li><li>Colour: green</li></ul>"
    "<p>In stock. Free delivery.</p>"
)
_VIDEO = '<video src="/v.mp4"></video><p>{0}.</p><p>1,204 views</p>'
_STEP = "<h2>Step {0}</h2><p>Run the command below and wait.</p><pre><code>make step{0}</code></pre>"


def _teasers(titles: list[str], sentences: list[str]) -> str:
    return "".join(
        f'<div class="card"><h3><a href="/a{number}">{title}</a></h3><p>{sentence}</p></div>'
        for number, (title, sentence) in enumerate(zip(titles, sentences, strict=True))
    )


def _posts(sentences: list[str]) -> str:
    return "".join(
        f'<div class="post"><a href="/u/{number}">user{number}</a> <span>{number + 1} days ago</span>'
        f"<p>{sentence}?</p><a>Reply</a> <a>Like</a></div>"
        for number, sentence in enumerate(sentences)
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
