#!/usr/bin/env bash
# Records the captures anew: all of them, or those named.   ./record.sh [id...]
set -euo pipefail
cd "$(dirname "$0")"

if [[ $EUID -ne 0 ]]; then
  echo "record.sh makes network namespaces and so needs root" >&2
  exit 1
fi
for tool in ip ethtool tcpdump tshark node npm python3; do
  command -v "$tool" >/dev/null || { echo "record.sh needs $tool (see README.md)" >&2; exit 1; }
done
[[ -d node_modules/ws && -d node_modules/socket.io ]] || npm install --no-package-lock --no-audit --no-fund --silent
[[ -d .venv ]] || { python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt; }
exec .venv/bin/python record.py "$@"
