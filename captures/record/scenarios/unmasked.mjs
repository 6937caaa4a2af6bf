// A client that forgets to mask its second message (the ws library can be told to), and a server that does not forgive.

import { join, next, pause, play, serve } from './common.mjs';

function server() {
  serve((socket) => {
    socket.on('message', (data) => socket.send(`heard: ${data}`));
  });
}

async function client() {
  const socket = join('/chat');
  await next(socket, 'open');
  await pause(80);
  socket.send('masked');
  await next(socket, 'message');
  await pause(120);
  socket.send('not masked', { mask: false });
  await next(socket, 'close');
}

play({ server, client });
