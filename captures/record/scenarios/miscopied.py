"""A handshake whose key and accept were copied by hand, with mistakes. Raw sockets on both ends, for no library would
answer so; the client checks the accept as a real one must, and leaves."""

import base64
import hashlib
import socket
import sys

ADDRESS = ("192.0.2.80", 8080)
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KEY = "X3JJHMbDL1EzLkh9GBhXdw=="
COPIED_ACCEPT = "HSmrc0sMIYUkAGmm50PpG2HaGWK="

REQUEST = ["GET /chat HTTP/1.1", "Host: server.example.com:8080", "Upgrade: websocket", "Connection: Upgrade",
           f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Protocol: chat, superchat", "Sec-WebSocket-Version: 13",
           "Origin: http://example.com"]
RESPONSE = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Accept: {COPIED_ACCEPT}", "Sec-WebSocket-Protocol: chat"]


def head(lines):
    """An HTTP head."""
    return "".join(line + "\r\n" for line in [*lines, ""]).encode()


def read_head(connection):
    """All up to the empty line."""
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        piece = connection.recv(4096)
        if not piece:
            break
        text += piece
    return text.decode()


def server():
    """Answers one request and waits for the other side to leave."""
    with socket.create_server(ADDRESS) as listener:
        print("ready", flush=True)
        connection, _ = listener.accept()
        with connection:
            read_head(connection)
            connection.sendall(head(RESPONSE))
            print(f"server read {len(connection.recv(1))} bytes of frames", flush=True)


def client():
    """Asks, checks, leaves without a frame (RFC 6455, 4.1: fail the WebSocket connection)."""
    with socket.create_connection(ADDRESS) as connection:
        connection.sendall(head(REQUEST))
        lines = read_head(connection).split("\r\n")
        got = next(line for line in lines if line.lower().startswith("sec-websocket-accept:")).split(": ")[1]
        expected = base64.b64encode(hashlib.sha1((KEY + GUID).encode()).digest()).decode()
        print(f"client got {got}, expected {expected}, {'opens' if got == expected else 'fails the connection'}", flush=True)


{"server": server, "client": client}[sys.argv[1]]()
