"""Pages that are no article, built from the parts of real ones: their frames, headlines and sentences.

A frame is a real page without the text of its article and without what it declares itself to be: its
menus, link boxes, footers and class names stay. Into the frame goes what another kind of page consists
of, in the markup of several programs that make such pages, with the sentences of real articles. Each kind
comes with the metadata that such pages often have, and without any:

    home        teasers (headline as a link, first sentence) in several boxes, at the site's root
    section     the same with one heading, at a path of one word: boxes with text, links, or rows
    product     name, price, button, list of properties, a description of two sentences or four paragraphs,
                reviews, other products with their prices
    collection  products with names and prices in a grid, and two paragraphs about the kind
    forum       a question and replies with names and times: as bulletin boards, question sites and trees do
    video       one sentence below a player
    manual      headings, short instructions, code; or names of functions with what they do
    service     a promise, what is done under headings, calls to ring or write, a form, praise
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import lxml.html
from lxml.html import HtmlElement

KINDS = ("home", "section", "product", "collection", "forum", "video", "manual", "service")
_DECLARED = {
    "home": ("WebSite", "website"),
    "section": ("CollectionPage", "website"),
    "product": ("Product", "product"),
    "collection": ("CollectionPage", "website"),
    "forum": ("DiscussionForumPosting", "website"),
    "video": ("VideoObject", "video.other"),
    "manual": ("WebPage", "website"),
    "service": ("LocalBusiness", "website"),
}
_PATHS = {
    "home": "/", "section": "/economy", "product": "/lamp-with-shade-4711", "forum": "/t/how-to-mend-it/812",
    "video": "/clip/48151", "manual": "/guide/install", "collection": "/lamps/with-shade",
    "service": "/drain-cleaning",
}  # fmt: skip
_TITLES = {
    "home": "The Courier", "section": "Economy", "product": "Lamp with shade", "forum": "How do I mend it?",
    "video": "Ships in the harbour", "manual": "Installing the service", "collection": "Lamps with shade",
    "service": "Drain cleaning",
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
            _fill(tree, kind, near, number, is_declared=is_declared)
            page = lxml.html.tostring(tree, encoding="unicode")
            yield Negative(kind, page, f"https://news.example{_PATHS[kind]}", is_declared)


_SIGNED = "//body//*[{}]".format(
    " or ".join(
        f"contains(@{name}, '{word}')"
        for name in ("class", "id", "rel", "itemprop")
        for word in ("author", "autor", "byline", "date", "datum", "publish")
    )
)  # who wrote the frame's own article, and when


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
    for element in tree.xpath(_SIGNED):
        if element.getparent() is not None and len(element.text_content()) < 300:
            element.drop_tree()
    for root in (tree, tree.find("body")):
        for name in [name for name in ("class", "id", "itemtype", "itemscope") if name in root.attrib]:
            del root.attrib[name]  # in which content systems say what the page is
    for element in list(tree.iter("p", "li", "blockquote", "div", "span")):
        text = " ".join(element.text_content().split())
        is_running = len(text) > 120 and (element.tag in {"p", "li"} or element.find(".//div") is None)
        if element.getparent() is not None and (text in paragraphs or is_running):
            element.drop_tree()
    return tree


def _fill(tree: HtmlElement, kind: str, stories: list[Story], number: int, *, is_declared: bool) -> None:
    body, head = tree.find("body"), tree.find("head")
    assert body is not None
    assert head is not None
    main = lxml.html.fragment_fromstring(_content(kind, stories, number), create_parent="main")
    body.insert(min(3, len(body)), main)
    title = lxml.html.fragment_fromstring(f"<title>{_TITLES[kind]} | The Courier</title>")
    head.append(title)
    if is_declared:
        name, og_type = _DECLARED[kind]
        script = lxml.html.fragment_fromstring('<script type="application/ld+json"></script>')
        script.text = json.dumps({"@type": name, "name": _TITLES[kind]})
        head.append(script)
        head.append(lxml.html.fragment_fromstring(f'<meta property="og:type" content="{og_type}">'))


def _content(kind: str, stories: list[Story], number: int) -> str:
    sentences = [_escaped(story.paragraphs[0].split(". ")[0][:160]) for story in stories]
    paragraphs = [_escaped(paragraph) for story in stories for paragraph in story.paragraphs[:3]]
    titles = [_escaped(story.title) for story in stories]
    parts = {
        "home": lambda: _teasers(titles, sentences),
        "section": lambda: _SECTIONS[number % 3](titles, sentences),
        "product": lambda: _product(sentences, paragraphs, number),
        "collection": lambda: _grid(titles) + "".join(f"<p>{text}</p>" for text in paragraphs[:2]),
        "forum": lambda: _THREADS[number % len(_THREADS)](sentences, paragraphs),
        "video": lambda: _VIDEO.format(sentences[2]),
        "manual": lambda: _manual(sentences, number),
        "service": lambda: _service(sentences),
    }
    return f"<h1>{_TITLES[kind]}</h1>{parts[kind]()}"


_PRODUCT = (
    "<span class=price>€ 49.90</span><button>Add to cart</button>{0}"
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


def _links(titles: list[str], sentences: list[str]) -> str:
    boxes = zip(titles, sentences, strict=True)
    return "".join(f"<a href='/s/{n}'><div>{t}</div><span>{s}</span></a>" for n, (t, s) in enumerate(boxes))


def _rows(titles: list[str], sentences: list[str]) -> str:
    rows = (f"<tr><td><a href='/{n}'>{title}</a></td><td>{n} May</td></tr>" for n, title in enumerate(titles))
    return f"<table>{''.join(rows)}</table>"


_SECTIONS = (_teasers, _links, _rows)


def _grid(titles: list[str]) -> str:
    return "".join(
        f"<li class='item'><a href='/p/{number}'>{title[:40]}</a><span>${number + 9}.90</span></li>"
        for number, title in enumerate(titles)
    )


def _product(sentences: list[str], paragraphs: list[str], number: int) -> str:
    """Return a short description, or a long one with reviews and other products."""
    if number % 2 == 0:
        return _PRODUCT.format(f"<p>{sentences[0]}. {sentences[1]}.</p>")
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs[:4])
    reviews = "".join(f"<div class=review><b>user{n}</b><p>{sentences[n]}</p></div>" for n in range(5))
    return f"{_PRODUCT.format(text)}<h2>Reviews</h2>{reviews}<ul>{_grid(sentences[:8])}</ul>"


def _board(sentences: list[str], paragraphs: list[str]) -> str:
    return "".join(
        f'<div class="post"><a href="/u/{number}">user{number}</a> <span>{number + 1} days ago</span>'
        f"<p>{sentence}?</p><a>Reply</a> <a>Like</a></div>"
        for number, sentence in enumerate(sentences[:10])
    )


def _bulletin(sentences: list[str], paragraphs: list[str]) -> str:
    """Return posts in boxes of their own, broken by line breaks."""
    return "".join(
        f'<div id="p{n}" class="post has-profile bg{n % 2}"><dl class="postprofile"><dt><a>user{n}</a></dt>'
        f'<dd>Posts: {n}</dd></dl><div class="postbody"><div class="content">{text}<br><br>{sentences[n]}'
        "</div></div></div>"
        for n, text in enumerate(paragraphs[:9])
    )


def _messages(sentences: list[str], paragraphs: list[str]) -> str:
    return "".join(
        f'<article class="message message--post js-post" data-author="user{n}"><div class="message-cell">'
        f"<h4><a>user{n}</a></h4></div><div class='message-body'><div class='bbWrapper'>{text}</div></div>"
        "</article>"
        for n, text in enumerate(paragraphs[:7])
    )


def _answers(sentences: list[str], paragraphs: list[str]) -> str:
    question = (
        f'<div class="question"><div class="s-prose"><p>{paragraphs[0]}</p><p>{sentences[1]}?</p></div></div>'
    )
    return question + "".join(
        f'<div class="answer js-answer"><div>{n}</div><div class="s-prose"><p>{paragraphs[n]}</p>'
        f"<p>{sentences[n]}.</p></div><a>Share</a> <a>Follow</a></div>"
        for n in range(1, 6)
    )


_THREADS = (_board, _bulletin, _messages, _answers)


def _manual(sentences: list[str], number: int) -> str:
    """Return steps with code, or functions with what they do."""
    if number % 2 == 0:
        return "".join(map(_STEP.format, range(8)))
    functions = (
        f"<dt><code>step_{n}(value, *, name=None)</code></dt><dd><p>{sentence}.</p><pre>step({n})</pre></dd>"
        for n, sentence in enumerate(sentences[:9])
    )
    return f"<p>{sentences[0]}.</p><dl>{''.join(functions)}</dl><a href='/edit'>Edit this page</a>"


def _service(sentences: list[str]) -> str:
    parts = "".join(f"<h2>What we do {n}</h2><p>{sentence}.</p>" for n, sentence in enumerate(sentences[:6]))
    calls = "<a class=btn href=/c>Get a free quote</a><a href='tel:+1555'>Call now</a><a>Contact us</a>"
    form = "<form><input type=text name=name><input type=tel name=tel><textarea></textarea></form>"
    return f"<p>We come within the hour.</p>{calls}{parts}{calls}{form}<blockquote>Very good!</blockquote>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
