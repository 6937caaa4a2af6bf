"""Reads what tcpdump wrote and writes it again as pcapng that tells nothing of the recording machine.

The packets and their times are copied as they are; hardware, operating system, interface and program are not named.
"""

import struct

LINK_ETHERNET = 1
NANOSECONDS = 9
TLS_KEY_LOG = 0x544C534B


def block(kind, body):
    """One pcapng block, padded to four bytes."""
    body += b"\0" * (-len(body) % 4)
    total = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + total + body + total


def option(code, value):
    """One pcapng option."""
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def read_pcap(data):
    """(seconds, nanoseconds, original length, bytes) of every packet in a nanosecond pcap file."""
    magic, _, _, _, _, _, link = struct.unpack_from("<IHHiIII", data)
    assert magic == 0xA1B23C4D and link == LINK_ETHERNET, "expected a nanosecond Ethernet pcap"
    at = 24
    while at < len(data):
        seconds, nanos, kept, length = struct.unpack_from("<IIII", data, at)
        yield seconds, nanos, length, data[at + 16:at + 16 + kept]
        at += 16 + kept


def write(packets, secrets=b""):
    """A pcapng file with one section, one Ethernet interface and these packets; TLS key log lines come before them."""
    out = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    resolution = option(9, bytes([NANOSECONDS])) + option(0, b"")
    out.append(block(1, struct.pack("<HHI", LINK_ETHERNET, 0, 262144) + resolution))
    if secrets:
        out.append(block(10, struct.pack("<II", TLS_KEY_LOG, len(secrets)) + secrets))
    for seconds, nanos, length, data in packets:
        stamp = seconds * 10**9 + nanos
        head = struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(data), length)
        out.append(block(6, head + data))
    return b"".join(out)


def read(data):
    """(nanoseconds, bytes) of every packet in a file that `write` made."""
    at = 0
    while at < len(data):
        kind, total = struct.unpack_from("<II", data, at)
        if kind == 6:
            _, high, low, kept, _ = struct.unpack_from("<IIIII", data, at + 8)
            yield high << 32 | low, data[at + 28:at + 28 + kept]
        at += total
