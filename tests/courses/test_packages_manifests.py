"""imsmanifest.xml: which SCORM it is, what is opened in which order, and what is not believed."""

from __future__ import annotations

import codecs

import pytest

from tests.courses.package_files import SPACES, manifest
from trainingapp.courses.packages import manifests, violations
from trainingapp.courses.packages.manifests import clean_href, read_manifest


@pytest.mark.parametrize(
    ("version", "edition", "standard"),
    [
        ("1.2", "1.2", "1.2"),
        ("2004", "CAM 1.3", "2004"),
        ("2004", "2004 2nd Edition", "2004"),
        ("2004", "2004 3rd Edition", "2004"),
        ("2004", "2004 4th Edition", "2004"),
        ("1.2", "", "1.2"),  # exporters that leave it out are told apart by their namespaces
        ("2004", "", "2004"),
    ],
)
def test_the_version_is_found(version: str, edition: str, standard: str) -> None:
    found = read_manifest(manifest(version, edition=edition).encode())
    assert (found.standard, found.edition) == (standard, edition)
    assert found.title == "个案工作"
    assert [unit.href for unit in found.units] == ["index.html"]


def test_other_standards_are_no_scorm() -> None:
    text = manifest(edition="IMS CC 1.1").replace("adlcp_rootv1p2", "other")
    with pytest.raises(violations.NotScorm):
        read_manifest(text.encode())


def test_units_come_in_the_order_of_the_contents_with_hidden_ones_left_out() -> None:
    units = [(f"s{n}", f"第{n}课", f"a/{n}.html") for n in range(1, 4)]
    text = manifest(units=units).replace(
        '<item identifier="s2"', '<item isvisible="false" identifier="s2"'
    )
    assert [unit.title for unit in read_manifest(text.encode()).units] == ["第1课", "第3课"]


def test_units_may_stand_in_chapters() -> None:
    text = manifest(
        inside='<item identifier="deep" identifierref="r-s1"><title>里面</title></item>'
    )
    assert [unit.id for unit in read_manifest(text.encode()).units] == ["s1", "deep"]


def test_the_default_organisation_counts() -> None:
    other = '<organization identifier="x"><title>别的</title></organization><organization identifier="o">'
    text = manifest().replace('<organization identifier="o">', other)
    assert read_manifest(text.encode()).title == "个案工作"


def test_parameters_and_bases_are_kept() -> None:
    text = manifest(units=[("s1", "课", "index.html?a=1")]).replace(
        '<item identifier="s1"', '<item parameters="?page=3" identifier="s1"'
    )
    text = text.replace("<resources>", '<resources xml:base="content/">')
    unit = read_manifest(text.encode()).units[0]
    assert (unit.href, unit.query) == ("content/index.html", "?a=1&page=3")


def test_what_counts_as_passed_is_read_in_either_version() -> None:
    old = manifest(inside="<adlcp:masteryscore>80</adlcp:masteryscore>")
    new = manifest(
        "2004",
        inside="<imsss:sequencing><imsss:objectives><imsss:primaryObjective>"
        "<imsss:minNormalizedMeasure>0.75</imsss:minNormalizedMeasure>"
        "</imsss:primaryObjective></imsss:objectives></imsss:sequencing>",
    )
    assert read_manifest(old.encode()).units[0].mastery == 80
    assert read_manifest(new.encode()).units[0].mastery == 75
    for odd in ("viel", "101", "-1", ""):
        text = manifest(inside=f"<adlcp:masteryscore>{odd}</adlcp:masteryscore>")
        assert read_manifest(text.encode()).units[0].mastery is None


def test_what_counts_as_passed_in_a_chapter_is_not_that_of_its_units() -> None:
    inner = (
        '<item identifier="deep" identifierref="r-s1"><title>里面</title>'
        "<adlcp:masteryscore>80</adlcp:masteryscore></item>"
    )
    assert [unit.mastery for unit in read_manifest(manifest(inside=inner).encode()).units] == [
        None,
        80,
    ]


def test_assets_and_what_is_given_at_launch_are_told() -> None:
    unit = read_manifest(manifest("2004", kind="asset").encode()).units[0]
    assert unit.is_asset
    text = manifest(inside="<adlcp:datafromlms>level=2</adlcp:datafromlms>")
    unit = read_manifest(text.encode()).units[0]
    assert (unit.is_asset, unit.launch_data) == (False, "level=2")


@pytest.mark.parametrize(
    ("href", "path", "query"),
    [
        ("index.html", "index.html", ""),
        ("./a/./b.html?x=1#top", "a/b.html", "?x=1#top"),
        ("a%20b/%E6%8E%A5%E6%A1%88.html", "a b/接案.html", ""),
        ("content\\index.html", "content/index.html", ""),  # Windows exporters
    ],
)
def test_references_become_paths(href: str, path: str, query: str) -> None:
    assert clean_href(href) == (path, query)


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/",
        "//evil.example/x.html",
        "javascript:alert(1)",
        "data:text/html,x",
        "/etc/passwd",
        "../other/index.html",
        "a/../../index.html",
        "%2e%2e/index.html",
        "..\\index.html",
        "C:\\index.html",
        "",
        "?x=1",
        "http://[",
    ],
)
def test_references_that_lead_elsewhere_are_refused(href: str) -> None:
    with pytest.raises(violations.FileElsewhere):
        clean_href(href)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030", "gbk"])
def test_the_encodings_of_real_exporters_are_read(encoding: str) -> None:
    declared = {"utf-16": "UTF-16", "utf-8-sig": "UTF-8"}.get(encoding, encoding)
    text = manifest().replace('encoding="UTF-8"', f'encoding="{declared}"')
    assert read_manifest(text.encode(encoding)).title == "个案工作"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<manifest",
        b"<html></html>",
        b"\xff\xfe\x00",
        b"\x00" * 100,
        manifest().replace("UTF-8", "UTF-7").encode(),
        manifest().replace("UTF-8", "cp037").encode(),
        codecs.BOM_UTF8 + b"\xff\xff",
        manifest().encode() + b" " * manifests.MOST_BYTES,
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(violations.ManifestUnreadable):
        read_manifest(content)


def test_a_manifest_without_anything_to_open_is_refused() -> None:
    empty = f"<manifest {SPACES['1.2']}><metadata><schemaversion>1.2</schemaversion></metadata></manifest>"
    for text in (empty, manifest(units=[]), manifest().replace('href="index.html"', "")):
        with pytest.raises(violations.NothingToOpen):
            read_manifest(text.encode())


def test_two_units_of_one_name_are_refused() -> None:
    twice = manifest(units=[("s1", "甲", "a.html"), ("s1", "乙", "b.html")])
    with pytest.raises(violations.ManifestUnreadable):
        read_manifest(twice.encode())


def test_contents_without_end_are_refused() -> None:
    deep = "<item>" * 60 + "</item>" * 60
    with pytest.raises(violations.ManifestUnreadable):
        read_manifest(manifest(inside=deep).encode())
    many = [(f"s{n}", "课", "index.html") for n in range(manifests.MOST_ITEMS + 2)]
    with pytest.raises(violations.ManifestUnreadable):
        read_manifest(manifest(units=many).encode())
