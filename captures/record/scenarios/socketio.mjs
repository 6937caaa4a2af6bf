// Socket.IO: one API over several transports. The session begins with HTTP long polling; `upgrade` then goes over to a
// WebSocket, `polling` stays, as where something on the way does not let WebSocket through.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { log, next, pause, play, SERVER_IP, SERVER_PORT } from './common.mjs';

/** What stands for bytes in the log. */
const shown = (value) =>
  JSON.stringify(value, (_key, part) =>
    part?.type === 'Buffer'
      ? { bytes: part.data.length, sha1: createHash('sha1').update(Buffer.from(part.data)).digest('hex') }
      : part,
  );

function watch(who, socket) {
  socket.onAny((name, ...values) => console.log(`${who} got ${name} ${shown(values.filter((value) => typeof value !== 'function'))}`));
  socket.on('disconnect', (reason) => log(`${who} disconnect`, { reason }));
}

function server() {
  const http = createServer();
  const sockets = new Server(http, { pingInterval: 500, pingTimeout: 3000, serveClient: false });
  sockets.of('/teachers').use((_socket, pass) => pass(new Error('teachers only')));
  sockets.on('connection', (socket) => {
    watch('server', socket);
    log('server connect', { transport: socket.conn.transport.name });
    socket.conn.on('upgrade', (transport) => log('server upgrade', { transport: transport.name }));
    socket.on('chat', (line, answer) => {
      answer({ seen: 2 });
      sockets.emit('chat', { ...line, at: '09:00' });
    });
    socket.on('picture', (name, picture) => socket.emit('thumbnail', { name, small: picture.subarray(0, 8), size: picture.length }));
    socket.on('bye', () => socket.disconnect());
  });
  http.listen(SERVER_PORT, SERVER_IP, () => log('ready'));
}

async function talk(transports) {
  const manager = { transports, forceNew: true, reconnection: false };
  const socket = io(`http://${SERVER_IP}:${SERVER_PORT}`, manager);
  watch('client', socket);
  await next(socket, 'connect');
  log('client connect', { transport: socket.io.engine.transport.name });
  const teachers = socket.io.socket('/teachers');
  teachers.connect();
  const [refused] = await next(teachers, 'connect_error');
  log('client refused', { message: refused.message });
  if (transports.includes('websocket')) {
    if (socket.io.engine.transport.name !== 'websocket') await next(socket.io.engine, 'upgrade');
    log('client upgrade', { transport: socket.io.engine.transport.name });
  }
  await pause(100);
  const answer = await socket.emitWithAck('chat', { name: '민지', text: '안녕하세요 👋' });
  log('client answer', answer);
  await pause(600);
  socket.emit('picture', 'cat.png', Buffer.from(Array.from({ length: 40 }, (_, n) => n * 6)));
  await next(socket, 'thumbnail');
  await pause(120);
  socket.emit('bye');
  await next(socket, 'disconnect');
  await pause(200);
}

play({ server, upgrade: () => talk(['polling', 'websocket']), polling: () => talk(['polling']) });
