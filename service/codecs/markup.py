"""XML and HTML without risk: the prolog read by hand, trees parsed without entities, network or DTD.

Finding articles in the trees is left to the codecs.
"""

import html
import html.entities
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from service.codecs.character_entities import declared_characters, with_characters
from service.codecs.payload import Refused
from service.model import Reason, Struct

_BLANKS = "\ufeff \t\r\n"
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"<\s?([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)")
_MARKED = re.compile(r"<[A-Za-z/!]|&#?\w")
_TAG = re.compile(r"<[^<>]*>")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,8};|#x[0-9A-Fa-f]{1,7};|(?:amp|lt|gt|quot|apos);)")
# Characters that XML 1.0 does not allow; they come from copied text and carry no meaning.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TEXT_OF_XML_ONLY = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TOO_DEEP = "depth"


class Prolog(Struct, frozen=True, kw_only=True):
    """What stands before and at a document's first element.

    Attributes:
        root: local name of the first element; empty when there is none.
        has_declaration: begins with `<?xml`.
        doctype: the document type's name in lower case; empty when there is none.
        declares_entities: the document type declares entities.
    """

    root: str = ""
    has_declaration: bool = False
    doctype: str = ""
    declares_entities: bool = False


def read_prolog(text: str) -> Prolog:
    """Read `<?…?>`, comments and the document type up to the first element, in linear time."""
    at = _skip_space(text, 0)
    prolog = Prolog(has_declaration=text.startswith("<?xml", at))
    doctype, entities = "", False
    while text.startswith(("<?", "<!"), at):
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find(">", at)
        else:
            end = _end_of_doctype(text, at)
            declaration = text[at : end if end >= 0 else len(text)]
            entities = entities or "<!entity" in declaration.lower()
            doctype = doctype or _doctype_name(declaration)
        if end < 0:
            break
        at = _skip_space(text, text.find(">", end) + 1)
    match = _NAME.match(text, at)
    return Prolog(
        root=match[2] if match else "",
        has_declaration=prolog.has_declaration,
        doctype=doctype,
        declares_entities=entities,
    )


def parse_xml(text: str, max_depth: int, *, recover: bool = False) -> etree._Element:
    """Parse `text` without resolving entities, reading a DTD or touching the network.

    Raises:
        Refused: unsafe_xml when the document type declares entities that are more than one character,
            too_deep, malformed_xml.
    """
    if read_prolog(text).declares_entities:
        text = _without_doctype(text)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(without_declaration(text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        detail = str(error.msg)
        too_deep = _TOO_DEEP in detail.lower()
        raise Refused(Reason.TOO_DEEP if too_deep else Reason.MALFORMED_XML, detail) from error
    if root is None:
        raise Refused(Reason.MALFORMED_XML, "no element found")
    _check_depth(root, max_depth)
    _check_entities(root)
    return root


def _without_doctype(text: str) -> str:
    """Return a document without a type that only names characters, and with these in place of the names."""
    start = text.lower().find("<!doctype")
    end = text.find(">", max(text.find("]", start), start))
    characters = declared_characters(text[start : end + 1]) if 0 <= start < end else None
    rest = text[end + 1 :]
    if characters is None or read_prolog(rest).declares_entities:
        raise Refused(Reason.UNSAFE_XML, "the document type declares entities")
    return text[:start] + "".join(
        part if is_cdata else with_characters(part, characters) for part, is_cdata in _cdata_apart(rest)
    )


def without_declaration(text: str) -> str:
    """Drop the XML declaration: its encoding is settled, and lxml must not follow it."""
    return _DECLARATION.sub("", text.lstrip(_BLANKS), count=1).lstrip(_BLANKS)


def without_html_entities(text: str) -> str:
    """Replace names such as `&nbsp;`, which XML does not know, by their characters."""
    return _NAMED_ENTITY.sub(_character, text) if "&" in text else text


def with_small_defects_mended(text: str) -> str:
    """Escape bare ampersands outside CDATA and drop characters that XML does not allow."""
    clean = _NO_XML.sub("", text)
    return "".join(
        part if is_cdata else _BARE_AMPERSAND.sub("&amp;", part) for part, is_cdata in _cdata_apart(clean)
    )


def visible_text(markup: str) -> str:
    """Return `markup` without its tags: enough to tell whether there is any text at all."""
    return html.unescape(_TAG.sub(" ", markup))


def inline_text(markup: str) -> str:
    """Return the text of a short piece of HTML, such as a headline, on one line."""
    if not _MARKED.search(markup):
        return " ".join(markup.split())
    clean = _NO_XML.sub("", markup)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        found = etree.fromstring(clean.encode(), parser)
    except etree.XMLSyntaxError:
        found = None
    return " ".join(visible_text(clean).split()) if found is None else one_line(found)


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def first_text(element: etree._Element, path: str) -> str:
    """Return the text under the first match of `path`, on one line; empty when there is none."""
    found = element.find(path)
    return one_line(found) if found is not None else ""


def one_line(element: etree._Element) -> str:
    """Return all text under `element` with runs of white space made one space."""
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _check_depth(root: etree._Element, max_depth: int) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > max_depth:
            raise Refused(Reason.TOO_DEEP, f"elements nested deeper than {max_depth}")


def _check_entities(root: etree._Element) -> None:
    """Refuse what the prolog's reader may have missed, such as a bracket in a quoted string."""
    subset: Any = root.getroottree().docinfo.internalDTD
    if subset is not None and subset.entities():
        raise Refused(Reason.UNSAFE_XML, "the document type declares entities")


def _cdata_apart(text: str) -> Iterator[tuple[str, bool]]:
    """Cut `text` into what is inside CDATA sections and what is not, in linear time."""
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        yield text[at:start], False
        yield text[start : end + 3], True
        at = end + 3
    yield text[at:], False


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _end_of_doctype(text: str, at: int) -> int:
    """Return where a `<!…>` ends, past an internal subset in square brackets."""
    close = text.find(">", at)
    bracket = text.find("[", at, max(close, at))
    if bracket < 0:
        return close
    end = text.find("]", bracket)
    return text.find(">", end) if end >= 0 else -1


def _doctype_name(declaration: str) -> str:
    words = declaration[:200].split()
    return words[1].rstrip(">[").lower() if len(words) > 1 and words[0].lower() == "<!doctype" else ""


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name in _TEXT_OF_XML_ONLY:
        return match[0]
    character = html.entities.html5.get(f"{name};", match[0])
    return match[0] if character in {"<", ">", "&", "'", '"'} else character
