"""What each capture is: how it is played, what it must show, and what people are told about it."""

import hashlib
import importlib.metadata
import json
import pathlib
import platform
import subprocess

import frames
import pcapng

WS = ("node", "ws")
PYTHON = ("python", "websockets")
SOCKETIO = ("node", "socket.io")


def version(name):
    """A program's or library's name and version, as it says itself."""
    here = pathlib.Path(__file__).parent
    said = {
        "node": lambda: "Node.js " + output("node", "--version").lstrip("v"),
        "ws": lambda: "ws " + json.loads((here / "node_modules/ws/package.json").read_text())["version"],
        "socket.io": lambda: "Socket.IO " + json.loads((here / "node_modules/socket.io/package.json").read_text())["version"],
        "python": lambda: "Python " + platform.python_version(),
        "websockets": lambda: "websockets " + importlib.metadata.version("websockets"),
        "chromium": lambda: " ".join(output("chromium", "--version").split()[:2]),
    }
    return said[name]()


def output(*words):
    """What a command prints."""
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout.strip()


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
        "about_ko": "정상, 이탈, 교차, 빈 Close, RST",
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
    {
        "id": "lengths",
        "title_en": "Three ways to say a length",
        "title_ko": "길이를 나타내는 세 가지 방법",
        "about_en": "Payloads of 0 to 65,536 bytes",
        "about_ko": "0~65,536바이트 페이로드",
        "software": WS,
        "stages": both("lengths.mjs"),
        "expect": [r"c2s text +len=0 .*c2s text +len=125 .*c2s text +len=126 .*c2s text +len=65536 "],
        "how": "one client and one server; permessage-deflate off",
    },
    {
        "id": "deflate",
        "title_en": "Compressed messages",
        "title_ko": "압축된 메시지",
        "about_en": "The second time costs less",
        "about_ko": "같은 메시지는 두 번째에 더 짧아짐",
        "software": WS,
        "stages": both("deflate.mjs"),
        "expect": [r"s2c Sec-WebSocket-Extensions: permessage-deflate", r"c2s text[^\n]*FIN RSV1", r"'bye'"],
        "how": "permessage-deflate with context takeover both ways; the server echoes; one message is sent uncompressed, "
               "one in two fragments with a Ping between",
    },
    {
        "id": "python-websockets",
        "title_en": "Two Python programs",
        "title_ko": "Python 프로그램 사이의 대화",
        "about_en": "Streamed messages, empty last fragments, Pings",
        "about_ko": "단편화된 메시지, 빈 마지막 조각, Ping",
        "software": PYTHON,
        "stages": [{"server": "python_chat.py server", "client": "python_chat.py client"}],
        "expect": [r"client_max_window_bits=12", r"c2s cont +len=1 +FIN", r"c2s cont +len=0 +FIN", r"s2c ping.*c2s pong", r"close[^\n]*1000 '수업 끝'"],
        "how": "the library's defaults, but for a keepalive Ping of the server every 0.35 s; the second connection without compression",
    },
    {
        "id": "chromium",
        "title_en": "A browser",
        "title_ko": "브라우저의 대화",
        "about_en": "A page, then its WebSocket",
        "about_ko": "웹 페이지와 그 WebSocket",
        "software": ("chromium", *WS),
        "stages": [{"server": "chromium_server.mjs", "client": "chromium_client.py"}],
        "expect": [r"c2s GET / HTTP/1.1", r"c2s GET /chat HTTP/1.1", r"c2s binary len=200", r"c2s close[^\n]*1000 '수업 끝'"],
        "how": "headless Chromium opens a page over HTTP/1.1, its script does the rest; the server declines the compression offered",
    },
    {
        "id": "refused",
        "title_en": "Refused",
        "title_ko": "거절된 핸드셰이크",
        "about_en": "403, 401, 404, 426 and 302",
        "about_ko": "403, 401, 404, 426, 302 응답",
        "software": (*PYTHON, *WS),
        "stages": [{"server": "refused_server.py", "client": "refused_client.mjs"}],
        "expect": [r"s2c HTTP/1.1 403 .*HTTP/1.1 401 .*HTTP/1.1 404 .*HTTP/1.1 426 .*Sec-WebSocket-Version: 13.*HTTP/1.1 302 "],
        "how": "server: Python websockets (403 and 401 are its own checks, the others the program's answers); clients: ws, "
               "and Node's HTTP client where version 25 is asked for",
    },
    {
        "id": "miscopied-accept",
        "title_en": "The wrong accept value",
        "title_ko": "잘못된 Accept 값",
        "about_en": "Copied by hand, letters mixed up",
        "about_ko": "손으로 베끼다 글자가 바뀜",
        "software": ("python",),
        "stages": [{"server": "miscopied.py server", "client": "miscopied.py client"}],
        "expect": [r"c2s Sec-WebSocket-Key: X3JJHMbDL1EzLkh9GBhXdw==", r"s2c Sec-WebSocket-Accept: HSmrc0sMIYUkAGmm50PpG2HaGWK=",
                   r"\d+:c2s FIN, \d+:s2c FIN"],
        "how": "raw sockets on both ends, for no library would answer so; the client checks the value and closes TCP",
    },
    {
        "id": "abnormal",
        "title_en": "No Close frame, ever",
        "title_ko": "Close 없이 끊긴 연결",
        "about_en": "One killed server, one cut cable",
        "about_ko": "강제 종료된 서버와 끊긴 케이블",
        "software": WS,
        "stages": [{"server": "abnormal.mjs killed", "client": "abnormal.mjs killedClient"},
                   {"server": "abnormal.mjs silent", "client": "abnormal.mjs silentClient"}],
        "expect": [r"CUT\(14 of 38", r"GET /killed", r"s2c FIN, \d+:c2s FIN\n  c2s GET /killed",
                   r"s2c SYN\n  c2s GET /silent", r"s2c ping[^\n]*'alive\?'", r"retransmitted: packets \d+, \d+, \d+"],
        "how": "the server's process is killed (SIGKILL) in the middle of a frame; then the cable loses everything and the "
               "capture ends with that connection open",
    },
    {
        "id": "korean-chat",
        "title_en": "A class chat in Korean",
        "title_ko": "우리 반 채팅",
        "about_en": "Three students, Korean and emoji",
        "about_ko": "학생 세 명, 한글과 이모지",
        "software": WS,
        "stages": both("korean_chat.mjs"),
        "expect": [r"s2c ping", r"1000 '하린 나감'", r"1000 '민지 나감'", r"client_no_context_takeover"],
        "how": "three clients: compression with context takeover, none, and compression without; the server passes every line "
               "on to all and pings every 0.9 s",
    },
    {
        "id": "wss",
        "title_en": "wss: the same, locked",
        "title_ko": "wss: 잠긴 대화",
        "about_en": "TLS 1.3, with the keys in the file",
        "about_ko": "TLS 1.3, 키가 파일 안에 있음",
        "software": WS,
        "stages": both("secure.mjs"),
        "sealed": True,
        "expect": [r"server/chat message [^\n]*비밀", r"client/chat close [^\n]*1000"],
        "how": "Node's https server and the ws client, TLS 1.3, permessage-deflate both ways; the server's key log is in the file "
               "as a Decryption Secrets Block",
    },
    {
        "id": "http2",
        "title_en": "Two WebSockets in one HTTP/2 connection",
        "title_ko": "HTTP/2 연결 하나에 웹소켓 두 개",
        "about_en": "RFC 8441, in TLS, keys in the file",
        "about_ko": "RFC 8441, TLS 안, 키가 파일 안에 있음",
        "software": WS,
        "stages": both("http2.mjs"),
        "sealed": True,
        "expect": [r"client settings [^\n]*true", r"client/left close [^\n]*1000", r"client/right close [^\n]*1000", r"client page"],
        "how": "Node's http2 on both ends, ws endpoints on its streams, an ordinary request between; TLS 1.3, the server's key log "
               "is in the file",
    },
    {
        "id": "socketio-upgrade",
        "title_en": "Socket.IO: polling, then WebSocket",
        "title_ko": "Socket.IO: 폴링에서 WebSocket으로",
        "about_en": "One session over two transports",
        "about_ko": "두 전송 방식에 걸친 세션 하나",
        "software": SOCKETIO,
        "stages": [{"server": "socketio.mjs server", "client": "socketio.mjs upgrade"}],
        "expect": [r"GET /socket.io/\?EIO=4&transport=polling", r"GET /socket.io/\?EIO=4&transport=websocket&t=[^ ]*&sid=|transport=websocket[^ ]*sid=",
                   r"'2probe'.*'3probe'.*c2s text +len=1 +FIN MASK [^\n]*'5'", r"s2c text +len=1 [^\n]*'2'\n  c2s text +len=1 [^\n]*'3'",
                   r"451-\[\"picture\".*\n  c2s binary +len=40 ", r"s2c binary +len=8 "],
        "how": "the library's defaults, but for a heartbeat every 0.5 s; Node's client polls with a TCP connection for each request",
    },
    {
        "id": "socketio-polling",
        "title_en": "Socket.IO without WebSocket",
        "title_ko": "WebSocket 없는 Socket.IO",
        "about_en": "Long polling to the end: no frame at all",
        "about_ko": "끝까지 롱 폴링: 프레임이 하나도 없음",
        "software": SOCKETIO,
        "stages": [{"server": "socketio.mjs server", "client": "socketio.mjs polling"}],
        "expect": [r"GET /socket.io/\?EIO=4&transport=polling", r"POST /socket.io/\?EIO=4&transport=polling"],
        "offered": False,
        "how": "the same conversation; the client is allowed polling only",
    },
    {
        "id": "unmasked",
        "title_en": "A client forgets to mask",
        "title_ko": "마스킹을 잊은 클라이언트",
        "about_en": "The server answers with 1002",
        "about_ko": "서버가 1002로 답함",
        "software": WS,
        "stages": both("unmasked.mjs"),
        "expect": [r"c2s text +len=6 +FIN MASK", r"c2s text +len=10 +FIN  +pkt", r"s2c close +len=2 +FIN +pkt \d+ +1002"],
        "how": "the ws client was told not to mask its second message",
    },
    {
        "id": "many",
        "title_en": "40 clients at once",
        "title_ko": "동시에 접속한 클라이언트 40개",
        "about_en": "Interleaved connections, some reset",
        "about_ko": "뒤섞인 연결, 일부는 RST로 끝남",
        "software": WS,
        "stages": both("many.mjs"),
        "expect": [r"GET /seat/40 ", r"c2s RST"],
        "how": "every fourth client with compression; most close with 1000, some with an empty Close, three reset TCP",
    },
]


def facts(folder, capture):
    """The numbers of a recorded capture."""
    data = (folder / f"{capture['id']}.pcapng").read_bytes()
    log = pathlib.Path(__file__).parent / "logs" / f"{capture['id']}.log"
    return {
        "software": log.read_text().splitlines()[0].removeprefix("software "),
        "packets": sum(1 for _ in pcapng.read(data)),
        "connections": len({port for port, _ in frames.streams(data)}),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def toml(capture, found):
    """One [[capture]] table."""
    lines = ["[[capture]]", f'id = "{capture["id"]}"', f'file = "{capture["id"]}.pcapng"',
             f'packets = {found["packets"]}']
    for key in ("title_en", "title_ko", "about_en", "about_ko"):
        lines.append(f'{key} = "{capture[key]}"')
    lines.append(f'software = "{found["software"]}"')
    return "\n".join([*lines, f'sha256 = "{found["sha256"]}"', ""])


def lower_first(text):
    """The text as the second half of a sentence."""
    return text[0].lower() + text[1:]


def write(folder: pathlib.Path):
    """captures.toml, and the table in README.md, for every capture that is there."""
    there = [(c, facts(folder, c)) for c in CAPTURES if (folder / f"{c['id']}.pcapng").exists()]
    head = "# The captures that ship with the project. Written by record/record.sh; the words are in record/catalogue.py.\n\n"
    # What has no connection to show is there for the command line and the tests; the window does not offer it.
    offered = [pair for pair in there if pair[0].get("offered", True)]
    (folder / "captures.toml").write_text(head + "\n".join(toml(*pair) for pair in offered))
    rows = ["| id | what | software | bytes | packets | connections | how recorded |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for capture, found in there:
        rows.append(f"| `{capture['id']}` | {capture['title_en']}: {lower_first(capture['about_en'])} | {found['software']} | "
                    f"{found['bytes']:,} | {found['packets']} | {found['connections']} | {capture['how']} |")
    readme = folder / "README.md"
    text = readme.read_text()
    begin, end = "<!-- table -->\n", "<!-- end of table -->"
    before, after = text.split(begin)[0], text.split(end)[1]
    readme.write_text(before + begin + "\n".join(rows) + "\n" + end + after)
