// permessage-deflate with context takeover on both sides: a repeated message costs only a few bytes.

import { inbox, join, next, pause, play, serve } from './common.mjs';

const JSON_TEXT = JSON.stringify({ room: '3반', from: '민지', text: '안녕하세요! 오늘 수업은 WebSocket입니다.', unread: 0 });
const REPEATED = 'WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.';

function server() {
  serve(
    async (socket) => {
      const message = inbox(socket);
      for (;;) {
        const text = await message();
        await pause(40);
        socket.send(text);
      }
    },
    { perMessageDeflate: true },
  );
}

async function client() {
  const socket = join('/chat', ['chat'], { perMessageDeflate: true });
  const message = inbox(socket);
  await next(socket, 'open');
  for (const text of [REPEATED, REPEATED, JSON_TEXT, JSON_TEXT.replace('민지', '서준'), '']) {
    await pause(80);
    socket.send(text);
    await message();
  }
  await pause(80);
  socket.send('this one is not compressed', { compress: false });
  await message();
  await pause(80);
  const half = Buffer.from(REPEATED);
  socket.send(half.subarray(0, 30), { binary: false, fin: false });
  await pause(40);
  socket.ping('between');
  socket.send(half.subarray(30), { binary: false, fin: true });
  await message();
  await pause(100);
  socket.close(1000, 'bye');
}

play({ server, client });
