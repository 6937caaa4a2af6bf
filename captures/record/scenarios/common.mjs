// What the Node scenarios share: where the server is, a log of what each endpoint's library reported, and pauses.

import { on } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

export const SERVER_IP = '192.0.2.80';
export const SERVER_PORT = 8080;
const SERVER_NAME = 'server.example.com';
export const ORIGIN = 'http://example.com';

/** A line for the log that record.py keeps; `what` says who saw what. */
export function log(what, details = {}) {
  console.log(`${what} ${JSON.stringify(details)}`);
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Resolves with the arguments of the emitter's next event of this name. */
export const next = (emitter, name) => new Promise((done) => emitter.once(name, (...values) => done(values)));

/** The connection's messages one by one, none missed, however many a segment brings. */
export function inbox(socket) {
  const messages = on(socket, 'message');
  return async () => (await messages.next()).value[0].toString();
}

/** Logs all that the library reports of one connection. */
function watch(who, socket) {
  socket.on('message', (data, isBinary) =>
    log(`${who} message`, isBinary ? { binary: data.toString('hex').slice(0, 60) } : { text: data.toString().slice(0, 60) }));
  socket.on('ping', (data) => log(`${who} ping`, { data: data.toString() }));
  socket.on('pong', (data) => log(`${who} pong`, { data: data.toString() }));
  socket.on('error', (error) => log(`${who} error`, { message: error.message }));
  socket.on('close', (code, reason) => log(`${who} close`, { code, reason: reason.toString() }));
}

/** A chat server; `talk(socket, request)` is its side of every connection. */
export function serve(talk, options = {}) {
  const server = new WebSocketServer({
    host: SERVER_IP,
    port: SERVER_PORT,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has('chat') ? 'chat' : false),
    ...options,
  });
  server.on('connection', (socket, request) => {
    watch(`server${request.url}`, socket);
    talk(socket, request);
  });
  if (!options.server) server.on('listening', () => log('ready'));
  return server;
}

/** A client that finds server.example.com in the recording's own network; `options.secure` makes it wss. */
export function join(path, protocols = ['chat'], options = {}) {
  const scheme = options.secure ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${SERVER_NAME}:${SERVER_PORT}${path}`, protocols, {
    origin: ORIGIN,
    perMessageDeflate: false,
    lookup: (_name, how, done) =>
      how.all ? done(null, [{ address: SERVER_IP, family: 4 }]) : done(null, SERVER_IP, 4),
    ...options,
  });
  watch(`client${path}`, socket);
  return socket;
}

/** Everything that `send` makes the library write, as one Buffer; nothing of it goes out. */
export function serialized(socket, send) {
  const tcp = socket._socket;
  const pieces = [];
  const write = tcp.write;
  tcp.write = (data, done) => {
    pieces.push(Buffer.from(data));
    if (typeof done === 'function') done();
    return true;
  };
  send();
  tcp.write = write;
  return Buffer.concat(pieces);
}

/** All that `send` makes the library write goes out in one write. */
export function together(socket, send) {
  socket._socket.cork();
  send();
  socket._socket.uncork();
}

const [role] = process.argv.slice(2);

/** Runs the part of a scenario that this process was started for. */
export const play = (parts) => parts[role]();
