"""imsmanifest.xml: which SCORM it is, and what learners open in which order.

Read with lxml after everything dangerous was refused: only known encodings, no document type and so no entities, no
network. Elements are known by their local names, since authoring tools disagree about namespaces.

ADL, SCORM 1.2 Content Aggregation Model (2001) §2.3; SCORM 2004 4th Edition CAM (2009) §3.4.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from trainingapp.courses.packages.violations import (
    FileElsewhere,
    ManifestUnreadable,
    ManifestWithEntities,
    NothingToOpen,
    NotScorm,
)

MOST_BYTES = 4 * 1024 * 1024
MOST_ITEMS = 300
MOST_DEPTH = 20
ENCODINGS = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "gb2312", "gbk", "gb18030"}
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*?\?>", re.S)
_ENCODING = re.compile(r"""\A\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""", re.S)
_EDITION = re.compile(r"\A(?:CAM\s*1\.3|2004\b)", re.I)
# What the second part of a href may not change: which host, which scheme.
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True, slots=True)
class Unit:
    """Something a learner opens: a SCO, which reports, or an asset, which only shows."""

    id: str
    title: str
    href: str  # path inside the package, as a file's name and not quoted
    query: str  # with ? and #, as the package wants it
    is_asset: bool
    mastery: float | None  # per cent
    launch_data: str

    def as_row(self) -> dict[str, Any]:
        """The unit as the table keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says."""

    standard: str  # 1.2 or 2004
    edition: str
    title: str
    units: list[Unit]


def read_manifest(content: bytes) -> Manifest:
    """:raises PackageRefused: it cannot be read, is not SCORM, or names nothing to open."""
    root = _parse(content)
    if _name(root) != "manifest":
        raise ManifestUnreadable()
    standard, edition = _find_version(root)
    organisation = _find_organisation(root)
    units = _find_units(root, organisation)
    if not units:
        raise NothingToOpen()
    title = _text(organisation, "title") or units[0].title
    return Manifest(standard, edition, title[:200], units)


def _parse(content: bytes) -> etree._Element:
    text = _decode(content)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ManifestWithEntities()
    plain = _DECLARATION.sub("", text).encode()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(plain, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ManifestUnreadable() from error


def _decode(content: bytes) -> str:
    """As one of few encodings: UTF-7 would hide markup from the look at it, UTF-32 and EBCDIC nobody needs."""
    if len(content) > MOST_BYTES:
        raise ManifestUnreadable()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        declared = _ENCODING.search(content[:400].decode("latin-1").removeprefix("ï»¿"))
        encoding = declared[1].lower() if declared else "utf-8"
    if encoding not in ENCODINGS:
        raise ManifestUnreadable()
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except UnicodeDecodeError as error:
        raise ManifestUnreadable() from error
    if "\0" in text:
        raise ManifestUnreadable()
    return text.removeprefix("\ufeff")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _text(element: etree._Element, name: str) -> str:
    for child in _children(element, name):
        return " ".join("".join(child.itertext()).split())
    return ""


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute whatever its namespace: adlcp:scormtype in 1.2, adlcp:scormType in 2004."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname.lower() == name:
            return str(value).strip()
    return ""


def _find_version(root: etree._Element) -> tuple[str, str]:
    edition = ""
    for metadata in _children(root, "metadata"):
        edition = _text(metadata, "schemaversion")[:60]
    if _EDITION.match(edition):
        return "2004", edition
    if edition.startswith("1.2"):
        return "1.2", edition
    # Each declaration once: asked of every element, a long list of them would be read as often.
    spaces = {uri for _event, (_prefix, uri) in etree.iterwalk(root, events=("start-ns",))}
    if any("adlcp_v1p3" in uri for uri in spaces):
        return "2004", edition
    if any("adlcp_rootv1p2" in uri for uri in spaces):
        return "1.2", edition
    raise NotScorm()


def _find_organisation(root: etree._Element) -> etree._Element:
    """The default organisation, else the first. :raises NothingToOpen: there is none."""
    for group in _children(root, "organizations"):
        found = list(_children(group, "organization"))
        wanted = group.get("default")
        chosen = [one for one in found if one.get("identifier") == wanted] or found
        if chosen:
            return chosen[0]
    raise NothingToOpen()


def _find_units(root: etree._Element, organisation: etree._Element) -> list[Unit]:
    resources: dict[str, tuple[etree._Element, str]] = {}
    for group in _children(root, "resources"):
        for resource in _children(group, "resource"):
            base = f"{group.get(_XML_BASE, '')}{resource.get(_XML_BASE, '')}"
            resources.setdefault(resource.get("identifier", ""), (resource, base))
    units: list[Unit] = []
    for item in _walk(organisation, 0):
        resource, base = resources.get(item.get("identifierref", ""), (None, ""))
        if resource is not None and resource.get("href"):
            units.append(_make_unit(item, resource, base))
        if len(units) > MOST_ITEMS:
            raise ManifestUnreadable()
    if len({unit.id for unit in units}) != len(units):
        raise ManifestUnreadable()
    return units


def _walk(parent: etree._Element, depth: int) -> Iterator[etree._Element]:
    """The items in the order of the contents, hidden ones left out."""
    if depth > MOST_DEPTH:
        raise ManifestUnreadable()
    for item in _children(parent, "item"):
        if item.get("isvisible", "true").lower() not in {"false", "0"}:
            yield item
        yield from _walk(item, depth + 1)


def _make_unit(item: etree._Element, resource: etree._Element, base: str) -> Unit:
    href, query = clean_href(base + resource.get("href", ""))
    parameters = item.get("parameters", "").strip().lstrip("?&")
    if parameters and "#" not in query:
        query += ("&" if "?" in query else "?") + parameters
    return Unit(
        id=item.get("identifier", "")[:200] or href[:200],
        title=(_text(item, "title") or href)[:200],
        href=href,
        query=query[:1000],
        is_asset=_attribute(resource, "scormtype").lower() == "asset",
        mastery=_find_mastery(item),
        launch_data=(_text(item, "datafromlms") or _text(item, "dataFromLMS"))[:4096],
    )


def clean_href(href: str) -> tuple[str, str]:
    """The path and what follows it, from a reference of the manifest. :raises FileElsewhere: it leads elsewhere."""
    try:
        parts = urlsplit(href.strip().replace("\\", "/"))
    except ValueError:
        raise FileElsewhere(name=href[:80]) from None
    path = unquote(parts.path)
    steps = [step for step in path.split("/") if step != "."]
    if parts.scheme or parts.netloc or not path or path.startswith("/") or ".." in steps:
        raise FileElsewhere(name=href[:80])
    query = (f"?{parts.query}" if parts.query else "") + (
        f"#{parts.fragment}" if parts.fragment else ""
    )
    return "/".join(step for step in steps if step), query


def _find_mastery(item: etree._Element) -> float | None:
    """What counts as passed, in per cent: masteryscore of 1.2, minNormalizedMeasure of 2004."""
    for element in item.iterdescendants():
        name = _name(element).lower()
        if name not in {"masteryscore", "minnormalizedmeasure"} or _is_in_child(element, item):
            continue
        try:
            found = float("".join(element.itertext()).strip())
        except ValueError:
            return None
        per_cent = found * 100 if name == "minnormalizedmeasure" else found
        return per_cent if 0 <= per_cent <= 100 else None
    return None


def _is_in_child(element: etree._Element, item: etree._Element) -> bool:
    above = element.getparent()
    while above is not None and above is not item:
        if _name(above) == "item":
            return True
        above = above.getparent()
    return False
