// Five ways to end, one connection each: /clean /away /both /empty /reset.

import { join, log, next, pause, play, serve } from './common.mjs';

// Both ends agree on a moment of the clock, so that their Close frames cross.
const CROSSING_MS = 120;
const wait = (until) => {
  while (Date.now() < until);
};

function server() {
  serve((socket, request) => {
    const ways = {
      '/away': async () => {
        await pause(100);
        socket.close(1001, 'going away');
      },
      '/both': async () => {
        const [moment] = await next(socket, 'message');
        const until = Number(moment);
        await pause(until - Date.now() - 20);
        wait(until);
        socket.close(1001, 'server first');
      },
      '/reset': async () => {
        await next(socket, 'message');
        socket.send('still here?');
      },
    };
    ways[request.url]?.();
  });
}

const ways = {
  '/clean': async (socket) => {
    socket.send('goodbye');
    await pause(100);
    socket.close(1000, '수업 끝');
  },
  '/away': () => {},
  '/both': async (socket) => {
    const until = Date.now() + CROSSING_MS;
    socket.send(String(until));
    await pause(CROSSING_MS - 20);
    wait(until);
    socket.close(1000, 'client first');
  },
  '/empty': async (socket) => {
    await pause(100);
    socket.close();
  },
  '/reset': async (socket) => {
    socket.send('are you there?');
    await next(socket, 'message');
    await pause(100);
    log('client/reset resets TCP');
    socket._socket.resetAndDestroy();
  },
};

async function client() {
  for (const [path, way] of Object.entries(ways)) {
    const socket = join(path);
    await next(socket, 'open');
    await pause(60);
    const closed = next(socket, 'close');
    way(socket);
    await closed;
    await pause(150);
  }
}

play({ server, client });
