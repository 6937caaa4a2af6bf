// One short conversation: handshake, "Hello", an answer in Korean, a Ping, a fragmented message, a clean close.

import { join, next, pause, play, serve } from './common.mjs';

function server() {
  serve((socket) => {
    socket.once('message', async () => {
      await pause(40);
      socket.send('안녕하세요');
      await pause(120);
      socket.ping('ping?');
    });
  });
}

async function client() {
  const socket = join('/chat', ['chat', 'superchat']);
  await next(socket, 'open');
  await pause(80);
  socket.send('Hello');
  await next(socket, 'ping');
  await pause(150);
  socket.send('웹소켓 ', { fin: false });
  await pause(60);
  socket.ping('here');
  await next(socket, 'pong');
  await pause(60);
  socket.send('수업', { fin: true });
  await pause(150);
  socket.close(1000, 'bye');
}

play({ server, client });
