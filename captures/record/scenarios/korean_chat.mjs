// A class chats about WebSocket: three students, each with another offer of compression, and a server that passes
// every line on to all of them and pings now and then.

import { join, log, next, pause, play, serve } from './common.mjs';

const PING_EVERY_MS = 900;

const LINES = [
  ['민지', '안녕하세요! 👋'],
  ['서준', '안녕 민지야, 오늘 네트워크 수업 들었어?'],
  ['민지', '응, WebSocket 배웠어. 재밌더라 😄'],
  ['하린', '저도 들었어요. 근데 마스킹이 아직 헷갈려요 😵'],
  ['서준', '클라이언트가 보낼 때만 마스킹한대.'],
  ['하린', '왜 서버는 안 해요?'],
  ['민지', '중간에 있는 프록시를 지키려고 하는 거라서, 브라우저 쪽만 하면 된대.'],
  ['하린', '아하! 암호화가 아니었군요.'],
  ['서준', '맞아, 키가 프레임 안에 그대로 있어 🔑'],
  ['민지', '숙제: “안녕하세요”는 몇 바이트게?'],
  ['하린', '5글자니까 5바이트?'],
  ['서준', '땡! UTF-8에서 한글 한 글자는 3바이트야.'],
  ['하린', '그럼 15바이트! 🎉'],
  ['민지', '정답 💯'],
  ['서준', '👨‍👩‍👧‍👦 이건 몇 바이트일까?'],
  ['하린', '한 글자처럼 보이는데… 25바이트?'],
  ['민지', '와 맞았다. 이모지 네 개를 이어 붙인 거래.'],
  ['서준', 'Ping은 누가 보내는 거야?'],
  ['민지', '지금은 서버가 보내고 있어. 우리 쪽 라이브러리가 알아서 Pong으로 답해.'],
  ['하린', '브라우저 자바스크립트로는 Ping을 못 보낸대요.'],
  ['서준', '오 그건 몰랐네 🤔'],
  ['하린', '내일 발표 순서 정했어요?'],
  ['민지', '내가 여는 핸드셰이크, 서준이가 프레임, 하린이가 닫는 핸드셰이크!'],
  ['서준', '좋아 👍'],
  ['하린', '네! 그럼 제가 먼저 Close 보낼게요. 내일 봬요 🙋‍♀️'],
  ['민지', '내일 봐~'],
];

const OFFERS = { 민지: true, 서준: false, 하린: { clientNoContextTakeover: true, serverNoContextTakeover: true, threshold: 60 } };

function server() {
  const room = serve(
    (socket) => {
      socket.on('message', (data) => {
        for (const other of room.clients) other.send(data.toString());
      });
      const beat = setInterval(() => socket.ping(String(room.clients.size)), PING_EVERY_MS);
      socket.on('close', () => clearInterval(beat));
    },
    { perMessageDeflate: { threshold: 60 } },
  );
}

async function client() {
  const students = {};
  for (const [name, perMessageDeflate] of Object.entries(OFFERS)) {
    students[name] = join(`/room/3?name=${encodeURIComponent(name)}`, ['chat'], { perMessageDeflate });
    await next(students[name], 'open');
    await pause(120);
  }
  for (const [from, text] of LINES) {
    students[from].send(JSON.stringify({ from, text }));
    await pause(60 + 3 * text.length);
  }
  for (const name of ['하린', '서준', '민지']) {
    students[name].close(1000, `${name} 나감`);
    await next(students[name], 'close');
    await pause(80);
  }
  log('all have left');
}

play({ server, client });
