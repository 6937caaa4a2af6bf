// Asks five times and is refused five times.

import { get } from 'node:http';
import { ORIGIN, SERVER_IP, SERVER_PORT, join, log, next, pause } from './common.mjs';

async function ask(path, options) {
  const socket = join(path, ['chat'], options);
  await next(socket, 'close');
  await pause(200);
}

await ask('/chat', { origin: 'http://other.example' });
await ask('/teachers');
await ask('/nowhere');

// The ws library knows versions 8 and 13 only, so Node's own HTTP client asks for version 25.
const request = get({
  host: SERVER_IP,
  port: SERVER_PORT,
  path: '/chat',
  agent: false,
  headers: {
    Host: `server.example.com:${SERVER_PORT}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '25',
    'Sec-WebSocket-Key': 'AQIDBAUGBwgJCgsMDQ4PEA==',
    Origin: ORIGIN,
  },
});
const [response] = await next(request, 'response');
log('client/chat version 25', { status: response.statusCode, versions: response.headers['sec-websocket-version'] });
response.resume();
await next(response, 'end');
await pause(200);

await ask('/old-room');
