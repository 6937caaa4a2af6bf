"""Two network namespaces, a client's host and a server's host, and between them a third with the cable.

Nothing in here touches the host's own network: every address is of the documentation range 192.0.2.0/24
and lives only inside the namespaces, which are removed at the end.
"""

import contextlib
import subprocess
import sys
import pathlib

CLIENT, SERVER, CABLE = "ws101-client", "ws101-server", "ws101-cable"
CLIENT_IP, SERVER_IP = "192.0.2.10", "192.0.2.80"
HOSTS = {
    CLIENT: ("client0", CLIENT_IP, "02:00:00:00:00:10"),
    SERVER: ("server0", SERVER_IP, "02:00:00:00:00:80"),
}
ENDS = {CLIENT: "left", SERVER: "right"}


def run(*words):
    """Runs a command to its end and fails with its output."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def inside(namespace, *words):
    """The words of a command that runs inside a namespace."""
    return ["ip", "netns", "exec", namespace, *words]


@contextlib.contextmanager
def two_hosts():
    """Two fresh hosts and the running cable between them; all is taken away again whatever happens."""
    remove()
    try:
        for name in (CABLE, *HOSTS):
            run("ip", "netns", "add", name)
        for name in HOSTS:
            configure(name)
        for name, other in ((CLIENT, SERVER), (SERVER, CLIENT)):
            _, ip, mac = HOSTS[other]
            run("ip", "-n", name, "neigh", "replace", ip, "lladdr", mac, "dev", HOSTS[name][0], "nud", "permanent")
        script = str(pathlib.Path(__file__).with_name("cable.py"))
        with subprocess.Popen(inside(CABLE, sys.executable, script, *ENDS.values()), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as cable:
            try:
                cable.stdout.readline()
                yield Cable(cable)
            finally:
                cable.terminate()
    finally:
        remove()


class Cable:
    """The running cable, to which faults can be told."""

    def __init__(self, process):
        self.process = process

    def tell(self, word, text=""):
        """`lose TEXT` (the next packet that carries it), `cut` or `mend`."""
        self.process.stdin.write(f"{word} {text}\n")
        self.process.stdin.flush()


def configure(name):
    """One host's card: MTU 1500, no offloads (so segments and checksums are those of a real cable), no IPv6 noise."""
    card, ip, mac = HOSTS[name]
    end = ENDS[name]
    run("ip", "link", "add", card, "netns", name, "type", "veth", "peer", "name", end, "netns", CABLE)
    for where in (name, CABLE):
        run(*inside(where, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1"))
    run(*inside(name, "sysctl", "-qw", "net.ipv4.ip_local_port_range=50001 50999"))
    run("ip", "-n", name, "link", "set", card, "address", mac, "mtu", "1500")
    run("ip", "-n", name, "addr", "add", f"{ip}/24", "dev", card)
    off = [word for what in ("tx", "rx", "tso", "gso", "gro") for word in (what, "off")]
    for where, link in ((name, card), (CABLE, end)):
        run(*inside(where, "ethtool", "-K", link, *off))
        run("ip", "-n", where, "link", "set", link, "up")
    run("ip", "-n", name, "link", "set", "lo", "up")


def remove():
    """Takes the namespaces away, and with them cards and addresses."""
    for name in (CABLE, *HOSTS):
        subprocess.run(["ip", "netns", "del", name], capture_output=True)
