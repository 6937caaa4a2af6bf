#!/bin/sh
# Makes the font files of this folder anew from their published sources (README.md lists them).
# Needs: npm, apt-get (Debian), python3 with venv. Usage: assets/fonts/make.sh [empty scratch folder]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
cd "$work"

python3 -m venv venv
venv/bin/pip -q install fonttools==4.68.0 brotli==1.2.1

npm pack --silent @fontsource-variable/inter@5.3.0 pretendard@1.3.9 @phosphor-icons/web@2.1.2
for pack in *.tgz; do
    mkdir -p "${pack%.tgz}"
    tar xzf "$pack" -C "${pack%.tgz}" --strip-components=1
done
apt-get download fonts-jetbrains-mono=2.242+ds-3 fonts-noto-cjk=1:20220127+repack1-1
for deb in *.deb; do dpkg-deb -x "$deb" debian; done

venv/bin/python "$here/cut.py" "$work" "$here"
