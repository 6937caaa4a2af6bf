// Frames, segments and messages that do not line up. Every frame is made by the ws library; only the writes to TCP
// are joined or parted here.

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { SERVER_IP, SERVER_PORT, inbox, join, log, pause, play, serialized, together } from './common.mjs';

function server() {
  const chat = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: () => 'chat' });
  const http = createServer();
  http.on('upgrade', (request, tcp, head) => {
    tcp.cork();
    chat.handleUpgrade(request, tcp, head, (socket) => {
      socket.send('welcome');
      tcp.uncork();
      socket.on('close', (code) => log('server close', { code }));
      answer(socket);
    });
  });
  http.listen(SERVER_PORT, SERVER_IP, () => log('ready'));
}

// What the client's messages ask for, one after the other.
async function answer(socket) {
  const message = inbox(socket);
  await message();
  await pause(80);
  together(socket, () => ['하나', '둘'].forEach((text) => socket.send(text)));
  await message();
  await pause(80);
  const syllables = Buffer.from('조각난 글자');
  socket.send(syllables.subarray(0, 4), { binary: false, fin: false });
  await pause(50);
  socket.send(syllables.subarray(4, 11), { binary: false, fin: false });
  await pause(50);
  socket.send(syllables.subarray(11), { binary: false, fin: true });
  await pause(200);
  socket.send('this one is lost once');
}

async function client() {
  const socket = join('/chat');
  const message = inbox(socket);
  await message();
  await pause(100);
  const split = serialized(socket, () => socket.send('a header in two segments'));
  socket._socket.write(split.subarray(0, 1));
  await pause(60);
  socket._socket.write(split.subarray(1));
  await message();
  await message();
  await pause(120);
  socket.send('바이트 스트림에는 경계가 없습니다. '.repeat(84));
  await message();
  await message();
  await pause(150);
  socket.close(1000, 'done');
}

play({ server, client });
