// What the TLS scenarios share: a certificate made on the spot, and the key log that record.py puts into the capture.

import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate for server.example.com that lives for a day. */
export function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1',
    '-subj', '/CN=server.example.com', '-addext', 'subjectAltName=DNS:server.example.com', '-keyout', key, '-out', cert],
  { stdio: 'ignore' });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}

/** Keeps a server's key log lines (the SSLKEYLOGFILE format) where record.py looks for them. */
export function keepKeys(server) {
  server.on('keylog', (line) => appendFileSync(process.env.RECORD_KEYS, line));
}
