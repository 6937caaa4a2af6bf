// The three forms of a payload length, each at the edge of the next: 0, 125, 126 and 65,536 bytes.

import { inbox, join, next, pause, play, serve } from './common.mjs';

function server() {
  serve((socket) => {
    socket.on('message', (data) => socket.send(`${data.length}바이트 받음`));
  });
}

async function client() {
  const socket = join('/chat');
  const message = inbox(socket);
  await next(socket, 'open');
  for (const bytes of [0, 125, 126, 65_536]) {
    await pause(100);
    socket.send('abcdefghijklmnopqrstuvwxyz'.repeat(2600).slice(0, bytes));
    await message();
  }
  await pause(100);
  socket.close(1000, 'bye');
}

play({ server, client });
