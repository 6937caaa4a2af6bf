"""Opens the chat's page in headless Chromium, until the page says that its connection is closed."""

import subprocess
import tempfile

FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --disable-extensions --no-proxy-server --accept-lang=ko-KR,ko "
         "--enable-logging=stderr --log-level=0").split()
RULES = "--host-resolver-rules=MAP server.example.com 192.0.2.80, MAP * ~NOTFOUND"

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
    browser = subprocess.Popen(["chromium", *FLAGS, RULES, f"--user-data-dir={profile}",
                                "http://server.example.com:8080/"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in browser.stderr:
        if "page " in line and "CONSOLE" in line:
            said = line.split('"page ')[1].split('", source')[0]
            print("page " + said, flush=True)
            if said.endswith(" end"):
                break
    browser.terminate()
    browser.wait(10)
