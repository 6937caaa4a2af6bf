"""Records captures: starts two hosts, plays a scenario between them, keeps what tcpdump saw on the cable.

    record.py [id...]      all captures when no id is named
"""

import os
import pathlib
import platform
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

import catalogue
import frames
import network
import pcapng

HERE = pathlib.Path(__file__).parent
CAPTURES = HERE.parent
TRIES = 8
STAGE_SECONDS = 40
LIMIT_BYTES = 200_000
KEYS = pathlib.Path(tempfile.gettempdir()) / "ws101-record-keys"
os.environ["RECORD_KEYS"] = str(KEYS)


class Part:
    """One process of a scenario, its output read line by line."""

    def __init__(self, namespace, words, log):
        self.log = log
        self.process = subprocess.Popen(network.inside(namespace, *words), stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.STDOUT, cwd=HERE)

    def lines(self, seconds):
        """The lines it says, until it ends or the time is over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.process.stdout], [], [], left)[0]:
                break
            line = self.process.stdout.readline()
            if not line:
                return
            if line.startswith("@"):
                yield line.strip()
            else:
                self.log.append(line.rstrip())
                yield line.strip()
        raise TimeoutError("a part of the scenario did not end: " + " | ".join(self.log[-4:]))

    def stop(self):
        """Ends it, politely first, and takes what it still had to say."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            rest, _ = self.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            rest, _ = self.process.communicate()
        self.log += [line for line in rest.splitlines() if line]


def words(command):
    """How a scenario's part is started: by its language."""
    name, *rest = command.split()
    runner = {".mjs": "node", ".py": sys.executable}.get(pathlib.Path(name).suffix)
    return [runner, f"scenarios/{name}", *rest]


class Tcpdump:
    """tcpdump on the server's card, from its start to its end."""

    def __init__(self, folder):
        self.raw = pathlib.Path(folder) / "raw.pcap"
        card = network.HOSTS[network.SERVER][0]
        self.process = subprocess.Popen(
            network.inside(network.SERVER, "tcpdump", "-i", card, "-U", "--immediate-mode", "-B", "8192", "-s", "0",
                           "--time-stamp-precision=nano", "-Z", "root", "-w", str(self.raw), "tcp port 8080"),
            stderr=subprocess.PIPE, text=True)
        self.process.stderr.readline()
        time.sleep(0.2)

    def stop(self):
        """Ends it; a recording with holes is none."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=10)[1]
        if "0 packets dropped by kernel" not in said:
            raise RuntimeError(f"tcpdump lost packets: {said}")


def play(stage, log, cable, tcpdump):
    """One stage: a server, then a client, to the client's end. Lines with @ are the client's orders to the network."""
    server = Part(network.SERVER, words(stage["server"]), log)
    try:
        for line in server.lines(STAGE_SECONDS):
            if line.startswith("ready"):
                break
        client = Part(network.CLIENT, words(stage["client"]), log)
        try:
            for line in client.lines(STAGE_SECONDS):
                if line == "@cut":
                    cable.tell("cut")
                elif line == "@end":
                    tcpdump.stop()
            client.process.wait(5)
            if client.process.returncode:
                raise RuntimeError("the client failed: " + " | ".join(log[-4:]))
            time.sleep(0.3)
        finally:
            client.stop()
    finally:
        server.stop()
    cable.tell("mend")


def record(capture):
    """Plays a capture's stages; answers the packets as a pcapng file, and the log."""
    log = ["software " + ", ".join(catalogue.version(name) for name in capture["software"])]
    with network.two_hosts() as cable, tempfile.TemporaryDirectory() as folder:
        if text := capture.get("lose"):
            cable.tell("lose", text)
        tcpdump = Tcpdump(folder)
        try:
            for stage in capture["stages"]:
                play(stage, log, cable, tcpdump)
            time.sleep(0.5)
        finally:
            tcpdump.stop()
        keys = KEYS.read_bytes() if KEYS.exists() else b""
        KEYS.unlink(missing_ok=True)
        return pcapng.write(pcapng.read_pcap(tcpdump.raw.read_bytes()), keys), log


def tshark(path, *words):
    """What tshark says about a recording, as a second opinion on frames.py."""
    return network.run("tshark", "-r", str(path), "-o", "tcp.reassemble_out_of_order:TRUE", "-d", "tcp.port==8080,http",
                       "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", *words)


def accept(capture, data, path, log):
    """Why a recording is refused, or nothing. Endpoints race, so not every try shows what it must show."""
    # What is in TLS, frames.py cannot read: there the endpoints' own words must do.
    sealed = capture.get("sealed")
    text = "\n".join(log) if sealed else frames.listing(data)
    for pattern in capture["expect"]:
        if not re.search(pattern, text, re.MULTILINE | re.DOTALL):
            return f"no {pattern!r}"
    listed = [] if sealed else [frame for port in ports(data) for frame in frames.connection(frames.streams(data), port)[1]]
    ours = sum(len(frame.payload) == frame.length for frame in listed)  # tshark shows no frame that is cut short
    theirs = len(re.findall(r"\d+", tshark(path, "-Y", "websocket", "-T", "fields", "-e", "websocket.opcode")))
    if ours != theirs and not sealed:
        return f"tshark finds {theirs} frames, frames.py {ours}"
    if tshark(path, "-Y", "tcp.checksum.status == 0 or ip.checksum.status == 0"):
        return "a checksum is wrong"
    if any(name.encode() in data for name in (socket.gethostname(), platform.release()) if len(name) > 3):
        return "it names the recording machine"
    return "" if len(data) < LIMIT_BYTES else f"{len(data)} bytes are too many"


def ports(data):
    """The client ports of a capture."""
    return dict.fromkeys(port for port, _ in frames.streams(data))


def keep(capture):
    """Records one capture until it shows what it must, and keeps it with the endpoints' log and the list of frames."""
    path = CAPTURES / f"{capture['id']}.pcapng"
    fresh = path.with_suffix(".new")
    for _ in range(TRIES):
        try:
            data, log = record(capture)
            fresh.write_bytes(data)
            wrong = accept(capture, data, fresh, log)
        except (RuntimeError, TimeoutError) as error:
            wrong = str(error)
        if not wrong:
            break
        print(f"{capture['id']}: once more ({wrong})", flush=True)
    else:
        sys.exit(f"{capture['id']}: not recorded: {wrong}; the last try is {fresh}")
    fresh.rename(path)
    (HERE / "logs" / f"{capture['id']}.log").write_text("\n".join(log) + "\n")
    if not capture.get("sealed"):
        (HERE / "logs" / f"{capture['id']}.frames.txt").write_text(frames.listing(data) + "\n")
    print(f"{capture['id']}: {sum(1 for _ in pcapng.read(data))} packets, {len(data)} bytes", flush=True)


def main(ids):
    """Records the named captures and writes the lists anew."""
    chosen = [capture for capture in catalogue.CAPTURES if not ids or capture["id"] in ids]
    if missing := set(ids) - {capture["id"] for capture in chosen}:
        sys.exit(f"no such capture: {', '.join(sorted(missing))}")
    for capture in chosen:
        keep(capture)
    catalogue.write(CAPTURES)


if __name__ == "__main__":
    main(sys.argv[1:])
