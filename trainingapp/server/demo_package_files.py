"""The demonstration's SCORM package, made here from original content: three scenes of a first home visit."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from flask import current_app

from trainingapp.config import Settings
from trainingapp.courses.packages.unpacking import Unpacked, unpack
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import put_made
from trainingapp.files.models import StoredFile

SCENES = (
    (
        "敲门之前",
        "社工小何第一次去看独居的周奶奶。社区转来的资料只有一句话：“八十一岁，子女在外地，最近不下楼。”出发前，她先做哪件事？",
        (
            (
                "打电话约时间，说明自己是谁、为什么来",
                True,
                "先约再去：老人有准备，也有拒绝的余地。",
            ),
            ("直接上门，免得老人推辞", False, "没有约定的敲门，先让人紧张。独居老人尤其会防备。"),
            ("请邻居先去打听老人的情况", False, "背后打听会把老人的事说开，也失去了她的信任。"),
        ),
    ),
    (
        "进门之后",
        "周奶奶开了门，一直站在门口：“我挺好的，不麻烦你们。”小何怎样接这句话？",
        (
            ("“那我就放心了，下次再来。”", False, "留下电话再走比这样好：她还不知道能找谁。"),
            (
                "“您不想麻烦别人。我今天只是来认识您，坐十分钟可以吗？”",
                True,
                "先接住她的感受，再说一个小而清楚的请求。",
            ),
            ("“社区说您不下楼，是不是腿不好？”", False, "一开口就问毛病，像在检查。"),
        ),
    ),
    (
        "离开之前",
        "谈话中周奶奶说起晚上睡不着，怕自己“走了也没人知道”。临走前，小何最要紧的是什么？",
        (
            ("告诉她想开些，多出去走走", False, "安慰来得太快，等于没有听见。"),
            ("当场答应每天来看她", False, "做不到的承诺，下一次就成了失望。"),
            (
                "复述她的担心，商量一个今天就能做到的安排",
                True,
                "比如约定每晚一个报平安的电话，并说好何时再来。",
            ),
        ),
    ),
)
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="home-visit" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>第一次入户</title>
<item identifier="visit" identifierref="page"><title>第一次入户</title>
<adlcp:masteryscore>60</adlcp:masteryscore></item>
</organization></organizations>
<resources><resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources>
</manifest>
"""
PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>第一次入户</title><link rel="stylesheet" href="look.css"></head>
<body><main><p id="step"></p><h1 id="title"></h1><p id="story"></p><div id="answers"></div>
<p id="said" role="status"></p><button id="next" hidden>继续</button></main>
<script src="scenes.js"></script><script src="play.js"></script></body></html>
"""
LOOK = """
body { margin: 0; color: #1d2b28; background: #fbfaf6;
  font: 1.05rem/1.8 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
[hidden] { display: none !important; }
#step { margin: 0; color: #5a6863; }
h1 { margin: .2rem 0 .8rem; font-size: 1.5rem; }
button { display: block; width: 100%; min-height: 3rem; margin: .6rem 0; padding: .7rem 1rem;
  font: inherit; text-align: left; color: inherit; background: #fff; border: 1px solid #8a9791; border-radius: .5rem; }
button.is-right { border-color: #1c7a4f; background: #e8f5ee; }
button.is-wrong { border-color: #a9442f; background: #fbeeea; }
#next { width: auto; text-align: center; color: #fff; background: #1f6b57; border: 0; }
#said:not(:empty) { padding: .7rem 1rem; border-left: 4px solid #1f6b57; background: #eef3f0; }
"""
PLAY = """
'use strict'
function findApi(win) {
  for (var tries = 0; tries < 8 && win; tries += 1) {
    if (win.API) return win.API
    if (win.parent === win) return null
    win = win.parent
  }
  return null
}
var api = findApi(window)
if (api) api.LMSInitialize('')
function get(name) { return api ? api.LMSGetValue(name) : '' }
function set(name, value) { if (api) api.LMSSetValue(name, String(value)) }
var begun = Date.now()
var state = JSON.parse(get('cmi.suspend_data') || '{"at":0,"right":0}')
function byId(id) { return document.getElementById(id) }
function keep() {
  var seconds = Math.round((Date.now() - begun) / 1000)
  function two(number) { return (number < 10 ? '0' : '') + number }
  set('cmi.suspend_data', JSON.stringify(state))
  set('cmi.core.lesson_location', state.at)
  var parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  set('cmi.core.session_time', parts.map(two).join(':'))
  if (api) api.LMSCommit('')
}
function show() {
  var scene = SCENES[state.at]
  byId('said').textContent = ''
  byId('next').hidden = true
  byId('answers').textContent = ''
  if (!scene) return finish()
  byId('step').textContent = '第 ' + (state.at + 1) + ' 幕，共 ' + SCENES.length + ' 幕'
  byId('title').textContent = scene[0]
  byId('story').textContent = scene[1]
  scene[2].forEach(function (answer, number) {
    var button = document.createElement('button')
    button.textContent = answer[0]
    button.onclick = function () { choose(scene, number, button) }
    byId('answers').appendChild(button)
  })
}
function choose(scene, number, button) {
  var answer = scene[2][number]
  byId('answers').querySelectorAll('button').forEach(function (other) { other.disabled = true })
  button.className = answer[1] ? 'is-right' : 'is-wrong'
  byId('said').textContent = answer[2]
  set('cmi.interactions.' + state.at + '.id', 'scene-' + (state.at + 1))
  set('cmi.interactions.' + state.at + '.type', 'choice')
  set('cmi.interactions.' + state.at + '.student_response', 'abc'[number])
  set('cmi.interactions.' + state.at + '.result', answer[1] ? 'correct' : 'wrong')
  if (answer[1]) state.right += 1
  state.at += 1
  set('cmi.core.lesson_status', 'incomplete')
  keep()
  byId('next').hidden = false
}
function finish() {
  var score = Math.round((state.right / SCENES.length) * 100)
  byId('step').textContent = '走完了'
  byId('title').textContent = '三幕里选对了 ' + state.right + ' 幕'
  byId('story').textContent = '入户不是把表填满，而是让对方愿意再开一次门。可以再走一遍，成绩取最好的一次。'
  var again = document.createElement('button')
  again.textContent = '再走一遍'
  again.onclick = function () { state = { at: 0, right: 0 }; show() }
  byId('answers').appendChild(again)
  set('cmi.core.score.min', 0)
  set('cmi.core.score.max', 100)
  set('cmi.core.score.raw', score)
  set('cmi.core.lesson_status', score >= 60 ? 'passed' : 'failed')
  keep()
}
byId('next').onclick = show
window.addEventListener('pagehide', function () { if (api) api.LMSFinish('') })
show()
"""


def make_archive() -> bytes:
    """The package as its author would have exported it."""
    scenes = f"var SCENES = {json.dumps(SCENES, ensure_ascii=False)}\n"
    files = {
        "imsmanifest.xml": MANIFEST,
        "index.html": PAGE,
        "look.css": LOOK,
        "scenes.js": scenes,
        "play.js": PLAY,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 9, 1, 8, 0, 0)), text)
    return out.getvalue()


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def keep_archive(*, now: datetime) -> StoredFile:
    """The package in the store."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.zip"
        path.write_bytes(make_archive())
        made = put_made(path, "application/zip", settings=settings())
    return db.session.get_one(StoredFile, keep_made(made, now=now))


def unpack_archive(archive: StoredFile) -> Unpacked:
    """What is in it, in the store."""
    return unpack(archive, settings=settings())
