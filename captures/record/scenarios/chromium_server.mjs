// A page and a chat server on one port, for a browser.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';
import { SERVER_IP, SERVER_PORT, log, pause } from './common.mjs';

const page = readFileSync(new URL('page.html', import.meta.url));
const http = createServer((request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(request.url === '/' ? page : '');
});
const chat = new WebSocketServer({ server: http, path: '/chat', handleProtocols: () => 'chat' });
chat.on('connection', (socket) => {
  socket.on('message', async (data, isBinary) => {
    log('server message', isBinary ? { bytes: data.length } : { text: data.toString() });
    await pause(50);
    socket.send(isBinary ? data : `서버: ${data}`);
  });
  socket.on('close', (code, reason) => log('server close', { code, reason: reason.toString() }));
});
http.listen(SERVER_PORT, SERVER_IP, () => log('ready'));
