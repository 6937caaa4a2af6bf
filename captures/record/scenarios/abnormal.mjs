// Two connections that die without a Close: the server's process is killed in the middle of a message,
// and a cable that falls silent.

import { inbox, join, log, next, pause, play, serialized, serve } from './common.mjs';

function killed() {
  serve(async (socket) => {
    await inbox(socket)();
    await pause(60);
    socket.send('This message has two fragments, ', { fin: false });
    await pause(60);
    const rest = serialized(socket, () => socket.send('but the second one was never finished.', { fin: true }));
    socket._socket.write(rest.subarray(0, 16), () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60));
  });
}

async function killedClient() {
  const socket = join('/killed');
  await next(socket, 'open');
  await pause(80);
  socket.send('Hello');
  await next(socket, 'close');
}

function silent() {
  serve(async (socket) => {
    const message = inbox(socket);
    await message();
    socket.send('I hear you.');
    await pause(400);
    socket.send('And now?');
    await pause(300);
    socket.ping('alive?');
  });
}

async function silentClient() {
  const socket = join('/silent');
  const message = inbox(socket);
  await next(socket, 'open');
  await pause(80);
  socket.send('Can you hear me?');
  await message();
  await pause(100);
  log('the cable is cut');
  console.log('@cut');
  await pause(4500);
  log('client/silent still open', { readyState: socket.readyState });
  console.log('@end');
  await pause(300);
  process.exit(0);
}

play({ killed, killedClient, silent, silentClient });
