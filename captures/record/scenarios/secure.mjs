// wss://: the same kind of conversation inside TLS 1.3, with permessage-deflate.

import { createServer } from 'node:https';
import { join, next, pause, play, serve, SERVER_IP, SERVER_PORT, log } from './common.mjs';
import { certificate, keepKeys } from './tls.mjs';

const DEFLATE = { threshold: 0, concurrencyLimit: 1 };

function server() {
  const https = createServer({ ...certificate(), minVersion: 'TLSv1.3' });
  keepKeys(https);
  serve(
    (socket) => {
      socket.on('message', (data) => socket.send(`받음: ${data}`));
      socket.once('message', () => socket.ping('still there?'));
    },
    { host: undefined, port: undefined, server: https, perMessageDeflate: DEFLATE },
  );
  https.listen(SERVER_PORT, SERVER_IP, () => log('ready'));
}

async function client() {
  const socket = join('/chat', ['chat'], { secure: true, rejectUnauthorized: false, perMessageDeflate: DEFLATE });
  await next(socket, 'open');
  await pause(60);
  socket.send('The road can be seen, the cargo cannot.');
  await next(socket, 'message');
  await pause(120);
  socket.send(JSON.stringify({ room: 'class', text: '비밀 이야기', seat: 7 }));
  await next(socket, 'message');
  await pause(120);
  socket.send('한 메시지, '.repeat(180));
  await next(socket, 'message');
  await pause(150);
  socket.close(1000, 'bye');
  await next(socket, 'close');
}

play({ server, client });
