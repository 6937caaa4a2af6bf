"""Lists the HTTP heads and WebSocket frames of a capture: for people who write about it, and to check a recording.

A small reader for captures made here: Ethernet, IPv4, no options of IP, complete connections.
"""

import collections
import struct
import sys
import zlib

import pcapng

NAMES = {0: "cont", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
SERVER_PORT = 8080
Packet = collections.namedtuple("Packet", "number nanos client to_server seq ack flags data")
Frame = collections.namedtuple("Frame", "dir fin rsv opcode masked length packets payload at says")


def packets(data):
    """The TCP packets of a capture, numbered as Wireshark numbers them."""
    for number, (nanos, raw) in enumerate(pcapng.read(data), 1):
        total = struct.unpack_from(">H", raw, 16)[0]
        source, target, seq, ack, offset, flags = struct.unpack_from(">HHIIBB", raw, 34)
        body = raw[34 + (offset >> 4) * 4:14 + total]
        to_server = target == SERVER_PORT
        yield Packet(number, nanos, source if to_server else target, to_server, seq, ack, flags, body)


def streams(data):
    """Per client port and direction: the bytes in order, and for every byte the packet that first carried it."""
    found = {}
    for packet in packets(data):
        key = (packet.client, packet.to_server)
        if packet.flags & 2:
            found[key] = (packet.seq + 1, bytearray(), [])
        first, stream, owner = found[key]
        at = (packet.seq - first) % 2**32
        if packet.data and at <= len(stream) < at + len(packet.data):
            fresh = packet.data[len(stream) - at:]
            stream += fresh
            owner += [packet.number] * len(fresh)
    return {key: (bytes(stream), owner) for key, (_, stream, owner) in found.items()}


def split_head(stream):
    """The HTTP head's lines and the offset behind it."""
    end = stream.find(b"\r\n\r\n")
    return ([], 0) if end < 0 else (stream[:end].decode("latin-1").split("\r\n"), end + 4)


def frames(stream, owner, start, way):
    """The frames from an offset on, the last one may be cut short."""
    at, inflate, packed, whole = start, zlib.decompressobj(-15), False, b""
    while at + 2 <= len(stream):
        head, second = stream[at], stream[at + 1]
        length, body = second & 127, at + 2
        if length == 126:
            length, body = int.from_bytes(stream[body:body + 2], "big"), body + 2
        elif length == 127:
            length, body = int.from_bytes(stream[body:body + 8], "big"), body + 8
        key = b"\0\0\0\0"
        if second & 128:
            key, body = stream[body:body + 4], body + 4
        payload = bytes(byte ^ key[i % 4] for i, byte in enumerate(stream[body:body + length]))
        spread = sorted(set(owner[at:body + length]))
        says, opcode = payload, head & 15
        if opcode < 8:
            packed = head & 0x40 if opcode else packed
            whole = payload if opcode else whole + payload
            if packed:
                says = inflate.decompress(whole + b"\0\0\xff\xff") if head & 0x80 else b""
        yield Frame(way, head >> 7, head >> 4 & 7, opcode, second >> 7, length, spread, payload, at, says)
        at = body + length


def describe(frame):
    """One line about one frame."""
    name = NAMES.get(frame.opcode, hex(frame.opcode))
    marks = ("FIN" if frame.fin else "---") + (" RSV1" if frame.rsv & 4 else "") + (" MASK" if frame.masked else "")
    said = frame.says
    if len(frame.payload) < frame.length:
        marks += f" CUT({len(frame.payload)} of {frame.length} payload bytes)"
    code = ""
    if frame.opcode == 8 and len(said) >= 2:
        code, said = f"{int.from_bytes(said[:2], 'big')} ", said[2:]
    text = said.hex(" ") if frame.opcode == 2 else said.decode("utf-8", "backslashreplace")
    shown = text if len(text) <= 60 else text[:57] + "..."
    if frame.says != frame.payload:
        code = f"inflated len={len(said)} " if frame.fin else "compressed "
    where = ",".join(map(str, frame.packets)) if len(frame.packets) < 6 else f"{frame.packets[0]}..{frame.packets[-1]}"
    return f"{frame.dir} {name:6} len={frame.length:<5} {marks:13} pkt {where:8} {code}{shown!r}"


def connection(found, port):
    """HTTP heads and frames of one connection, both directions, in the order they began."""
    heads, listed = [], []
    upgraded = found.get((port, False), (b"", []))[0].startswith(b"HTTP/1.1 101")
    for to_server, way in ((True, "c2s"), (False, "s2c")):
        stream, owner = found.get((port, to_server), (b"", []))
        lines, start = split_head(stream)
        heads.append((way, lines))
        if upgraded:
            listed += list(frames(stream, owner, start, way))
    order = {id(frame): frame.packets[0] for frame in listed}
    return heads, sorted(listed, key=lambda frame: (order[id(frame)], frame.dir))


def ends(data, port):
    """How TCP began and ended: the flags that matter, with their packet."""
    names = [(2, "SYN"), (1, "FIN"), (4, "RST")]
    found = []
    for packet in packets(data):
        if packet.client == port and packet.flags & 7:
            flags = "+".join(name for bit, name in names if packet.flags & bit)
            found.append(f"{packet.number}:{'c2s' if packet.to_server else 's2c'} {flags}")
    return found


def resent(data):
    """Packets whose bytes an earlier packet of the same direction carried already."""
    seen, again = {}, []
    for packet in packets(data):
        if not packet.data:
            continue
        key = (packet.client, packet.to_server)
        if key in seen and (packet.seq - seen[key]) % 2**32 > 2**31:
            again.append(packet.number)
        end = (packet.seq + len(packet.data)) % 2**32
        if key not in seen or (end - seen[key]) % 2**32 < 2**31:
            seen[key] = end
    return again


def listing(data):
    """The whole list, as text."""
    found = streams(data)
    out = []
    for port in dict.fromkeys(port for port, _ in found):
        heads, listed = connection(found, port)
        out.append(f"connection from client port {port}   TCP: {', '.join(ends(data, port))}")
        for way, lines in heads:
            out += [f"  {way} {line}" for line in lines]
        out += ["  " + describe(frame) for frame in listed]
    again = resent(data)
    if again:
        out.append(f"  retransmitted: packets {', '.join(map(str, again))}")
    return "\n".join(out)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            print(f"== {name}\n{listing(file.read())}\n")
