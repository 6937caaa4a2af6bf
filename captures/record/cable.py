"""A cable with a length: carries Ethernet frames between two cards, each 10 ms late, and loses what it is told to lose.

    cable.py LEFT RIGHT       then on standard input:  lose TEXT | cut | mend

Run by network.py in a namespace of its own; it sees no other card.
"""

import collections
import os
import select
import socket
import sys
import time

DELAY_SECONDS = 0.010
EVERY_PROTOCOL = 3


def card(name):
    """A raw socket on one card."""
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_PROTOCOL))
    raw.bind((name, 0))
    return raw


class Faults:
    """What the cable does wrong at the moment."""

    def __init__(self):
        self.cut, self.lose = False, b""

    def order(self, line):
        """One line of standard input."""
        word, _, text = line.strip().partition(" ")
        if word == "lose":
            self.lose = text.encode()
        else:
            self.cut = word == "cut"

    def swallow(self, frame):
        """Whether this frame is lost; a text is lost only once."""
        if self.lose and self.lose in frame:
            self.lose = b""
            return True
        return self.cut


def carry(left, right):
    """Forwards in both directions until standard input ends."""
    other, waiting, faults = {left: right, right: left}, collections.deque(), Faults()
    print("ready", flush=True)
    while True:
        pause = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        for source in select.select([left, right, 0], [], [], pause)[0]:
            if source == 0:
                text = os.read(0, 4096)
                if not text:
                    return
                for line in text.decode().splitlines():
                    faults.order(line)
                continue
            frame, (_, _, kind, *_) = source.recvfrom(65535)
            if kind != socket.PACKET_OUTGOING and not faults.swallow(frame):
                waiting.append((time.monotonic() + DELAY_SECONDS, other[source], frame))
        while waiting and waiting[0][0] <= time.monotonic():
            _, target, frame = waiting.popleft()
            target.send(frame)


if __name__ == "__main__":
    carry(card(sys.argv[1]), card(sys.argv[2]))
