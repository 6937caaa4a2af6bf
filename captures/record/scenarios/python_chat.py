"""Python websockets on both ends, with its defaults: permessage-deflate with small windows, streamed messages that
end in a frame with nothing in it, keepalive pings (only their interval is shortened). The second connection is the
same without compression."""

import asyncio
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

IP, PORT = "192.0.2.80", 8080
PING_SECONDS = 0.35


async def stream(*pieces):
    """A message in pieces, as a program sends that has not made all of it yet."""
    for piece in pieces:
        await asyncio.sleep(0.06)
        yield piece


async def answer(socket):
    """The server's side: echoes, streams the second answer."""
    async for message in socket:
        print(f"server message {message!r}", flush=True)
        await asyncio.sleep(0.04)
        if isinstance(message, str) and message.startswith("count"):
            await socket.send(stream("하나, ", "둘, ", "셋"))
        else:
            await socket.send(message)
    print(f"server close {socket.close_code} {socket.close_reason!r}", flush=True)


async def server():
    """Serves until it is told to stop."""
    async with serve(answer, IP, PORT, ping_interval=PING_SECONDS, subprotocols=["chat"]):
        print("ready", flush=True)
        await asyncio.get_running_loop().create_future()


async def visit(compression):
    """One visitor."""
    async with connect(f"ws://server.example.com:{PORT}/chat", host=IP, port=PORT, origin="http://example.com",
                       subprotocols=["chat"], compression=compression, ping_interval=None, proxy=None) as socket:
        for message in ("안녕하세요, Python입니다.", "count to three", b"\x00\x01\x02 binary \xff" * 4):
            await socket.send(message)
            print(f"client message {await socket.recv()!r}", flush=True)
            await asyncio.sleep(0.15)
        await socket.send(stream("한 ", "메시지, ", "세 조각"))
        print(f"client message {await socket.recv()!r}", flush=True)
        waiting = await socket.ping(b"alive?")
        await waiting
        await asyncio.sleep(0.4)
        await socket.close(1000, "수업 끝")
    print(f"client close {socket.close_code} {socket.close_reason!r}", flush=True)


async def client():
    """First as the library does by default, then without compression."""
    for compression in ("deflate", None):
        await visit(compression)
        await asyncio.sleep(0.2)


asyncio.run({"server": server, "client": client}[sys.argv[1]]())
