// Two WebSockets on one HTTP/2 connection in TLS 1.3 (RFC 8441), beside an ordinary request.

import { connect, createSecureServer } from 'node:http2';
import { WebSocket } from 'ws';
import { log, next, ORIGIN, pause, play, SERVER_IP, SERVER_PORT } from './common.mjs';
import { certificate, keepKeys } from './tls.mjs';

/** The ws library's endpoint on an HTTP/2 stream. */
function endpoint(stream, isServer, who) {
  stream.setNoDelay = () => {};
  const socket = new WebSocket(null, undefined, { autoPong: true, closeTimeout: 2000 });
  socket._isServer = isServer;
  socket.setSocket(stream, Buffer.alloc(0), { allowSynchronousEvents: true, maxPayload: 0, skipUTF8Validation: false });
  socket.on('message', (data) => log(`${who} message`, { text: data.toString().slice(0, 60) }));
  socket.on('ping', (data) => log(`${who} ping`, { data: data.toString() }));
  socket.on('pong', (data) => log(`${who} pong`, { data: data.toString() }));
  socket.on('error', (error) => log(`${who} error`, { message: error.message }));
  socket.on('close', (code, reason) => log(`${who} close`, { code, reason: reason.toString() }));
  return socket;
}

function server() {
  const server = createSecureServer({ ...certificate(), minVersion: 'TLSv1.3', settings: { enableConnectProtocol: true } });
  keepKeys(server);
  server.on('stream', (stream, headers) => {
    if (headers[':method'] !== 'CONNECT') {
      stream.respond({ ':status': 200, 'content-type': 'text/plain; charset=utf-8' });
      stream.end('두 개의 웹소켓이 이 연결에 있습니다.\n');
      return;
    }
    stream.respond({ ':status': 200, 'sec-websocket-protocol': 'chat' });
    const socket = endpoint(stream, true, `server${headers[':path']}`);
    socket.on('message', (data) => socket.send(`echo ${data}`));
  });
  server.listen(SERVER_PORT, SERVER_IP, () => log('ready'));
}

async function client() {
  const session = connect(`https://server.example.com:${SERVER_PORT}`, {
    rejectUnauthorized: false,
    lookup: (_name, how, done) =>
      how.all ? done(null, [{ address: SERVER_IP, family: 4 }]) : done(null, SERVER_IP, 4),
  });
  await next(session, 'remoteSettings');
  log('client settings', { enableConnectProtocol: session.remoteSettings.enableConnectProtocol });
  const open = async (path) => {
    const stream = session.request({
      ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, ':authority': 'server.example.com',
      'sec-websocket-version': '13', 'sec-websocket-protocol': 'chat', origin: ORIGIN,
    }, { endStream: false });
    const [headers] = await next(stream, 'response');
    log(`client${path} response`, { status: headers[':status'] });
    return endpoint(stream, false, `client${path}`);
  };
  const [first, second] = [await open('/left'), await open('/right')];
  first.send('from the left');
  second.send('오른쪽에서');
  const page = session.request({ ':path': '/page' });
  page.on('data', (data) => log('client page', { bytes: data.length }));
  await Promise.all([next(first, 'message'), next(second, 'message'), next(page, 'end')]);
  await pause(100);
  first.ping('here?');
  await next(first, 'pong');
  second.send('0123456789'.repeat(2000));
  await next(second, 'message');
  await pause(100);
  first.close(1000, 'left');
  await next(first, 'close');
  second.close(1000, 'right');
  await next(second, 'close');
  await pause(50);
  session.close();
}

play({ server, client });
