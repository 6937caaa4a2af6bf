// Forty clients at once: each asks a few times and is answered; most close, a few drop.

import { inbox, join, log, next, pause, play, serve } from './common.mjs';

const CLIENTS = 40;
const TURNS = 4;

function server() {
  serve(
    (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    },
    { perMessageDeflate: true },
  );
}

async function visit(number) {
  await pause(number * 12);
  const socket = join(`/seat/${number}`, ['chat'], { perMessageDeflate: number % 4 === 0 });
  const message = inbox(socket);
  await next(socket, 'open');
  for (let turn = 1; turn <= TURNS; turn++) {
    await pause(40 + ((number * 37 + turn * 53) % 140));
    socket.send(turn === 3 && number % 5 === 0 ? Buffer.alloc(60, number) : `${number}번 자리, ${turn}번째 말`);
    await message();
  }
  const closed = next(socket, 'close');
  await pause((number * 29) % 200);
  if (number % 13 === 0) socket._socket.resetAndDestroy();
  else if (number % 7 === 0) socket.close();
  else socket.close(1000, 'bye');
  await closed;
}

async function client() {
  await Promise.all(Array.from({ length: CLIENTS }, (_, at) => visit(at + 1)));
  log('all have left');
}

play({ server, client });
