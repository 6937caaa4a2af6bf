"""What each capture is: how it is played, what it must show, and what people are told about it."""

import hashlib
import pathlib

import frames
import pcapng

WS = "Node.js 20.20.2, ws 8.23.0"
PYTHON = "Python 3.11.7, websockets 17.4"


def both(name):
    """One stage whose server and client are in the same file."""
    return [{"server": f"{name} server", "client": f"{name} client"}]


CAPTURES = [
    {
        "id": "hello",
        "title_en": "One conversation, start to finish",
        "title_ko": "처음부터 끝까지 한 번의 대화",
        "about_en": "Handshake, a greeting, a clean close",
        "about_ko": "핸드셰이크, 인사, 정상 종료",
        "software": WS,
        "stages": both("hello.mjs"),
        "expect": [
            r"c2s text +len=5 +FIN MASK .*'Hello'",
            r"s2c text +len=15 ",
            r"s2c ping.*c2s pong",
            r"c2s text[^\n]*--- MASK[^\n]*\n  c2s ping[^\n]*\n  s2c pong[^\n]*\n  c2s cont[^\n]*FIN",
            r"c2s close[^\n]*1000 'bye'\n  s2c close[^\n]*1000 'bye'",
            r"s2c FIN, \d+:c2s FIN$",
        ],
        "how": "one client and one server; permessage-deflate off",
    },
    {
        "id": "boundaries",
        "title_en": "Segments, frames, messages",
        "title_ko": "세그먼트, 프레임, 메시지",
        "about_en": "Cut and joined in every way",
        "about_ko": "여러 방식으로 나뉘고 합쳐짐",
        "software": WS,
        "stages": both("boundaries.mjs"),
        "lose": "this one is lost once",
        "expect": [
            r"s2c text +len=7 .*'welcome'",
            r"c2s text +len=24 .* pkt \d+,\d+ ",
            r"s2c text +len=6 +FIN +pkt (\d+) +'하나'\n  s2c text +len=3 +FIN +pkt \1 ",
            r"c2s text +len=4\d\d\d .* pkt \d+,\d+,\d+",
            r"retransmitted: packets \d+$",
            r"c2s close[^\n]*1000 'done'",
        ],
        "how": "writes to TCP joined (cork) and parted on purpose, frames made by the library; "
               "the cable lost one packet behind the point of capture",
    },
    {
        "id": "close",
        "title_en": "Five ways to end",
        "title_ko": "연결이 끝나는 다섯 가지 방법",
        "about_en": "Clean, going away, crossed, empty, reset",
        "about_ko": "정상, 떠남, 교차, 빈 Close, 재설정",
        "software": WS,
        "stages": both("close.mjs"),
        "expect": [
            r"GET /clean.*c2s close[^\n]*1000 '수업 끝'\n  s2c close[^\n]*1000",
            r"GET /away.*s2c close[^\n]*1001 'going away'\n  c2s close[^\n]*1001",
            r"GET /both.*c2s close[^\n]*1000 'client first'.*GET /empty",
            r"GET /both.*s2c close[^\n]*1001 'server first'.*GET /empty",
            r"GET /empty.*c2s close +len=0 [^\n]*\n  s2c close +len=0 ",
            r"c2s (RST|RST\+)[^\n]*\n  c2s GET /reset",
        ],
        "how": "five connections one after the other: /clean /away /both /empty /reset",
    },
]


def facts(folder, capture):
    """The numbers of a recorded capture."""
    data = (folder / f"{capture['id']}.pcapng").read_bytes()
    return {
        "packets": sum(1 for _ in pcapng.read(data)),
        "connections": len({port for port, _ in frames.streams(data)}),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def toml(capture, found):
    """One [[capture]] table."""
    lines = ["[[capture]]", f'id = "{capture["id"]}"', f'file = "{capture["id"]}.pcapng"',
             f'packets = {found["packets"]}']
    for key in ("title_en", "title_ko", "about_en", "about_ko", "software"):
        lines.append(f'{key} = "{capture[key]}"')
    return "\n".join([*lines, f'sha256 = "{found["sha256"]}"', ""])


def write(folder: pathlib.Path):
    """captures.toml, and the table in README.md, for every capture that is there."""
    there = [(c, facts(folder, c)) for c in CAPTURES if (folder / f"{c['id']}.pcapng").exists()]
    head = "# The captures that ship with the project. Written by record/record.sh; the words are in record/catalogue.py.\n\n"
    (folder / "captures.toml").write_text(head + "\n".join(toml(*pair) for pair in there))
    rows = ["| id | what | software | bytes | packets | connections | how recorded |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for capture, found in there:
        rows.append(f"| `{capture['id']}` | {capture['title_en']}: {capture['about_en'].lower()} | {capture['software']} | "
                    f"{found['bytes']:,} | {found['packets']} | {found['connections']} | {capture['how']} |")
    readme = folder / "README.md"
    text = readme.read_text()
    begin, end = "<!-- table -->\n", "<!-- end of table -->"
    before, after = text.split(begin)[0], text.split(end)[1]
    readme.write_text(before + begin + "\n".join(rows) + "\n" + end + after)
