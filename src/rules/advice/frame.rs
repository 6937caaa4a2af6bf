//! Advice on frame headers, masking, sizes, fragments and control frames.

super::advice! {
    // frame
    ClientFrameUnmasked
        "Masking keeps scripts from choosing the bytes that old proxies see; a server must close when it is missing."
        "Set MASK, put four fresh random bytes behind the length and XOR the payload with them."
        "마스킹은 스크립트가 오래된 프록시에 보이는 바이트를 조작하지 못하게 하며, 없으면 서버는 연결을 닫아야 합니다."
        "MASK를 1로 설정하고 길이 뒤에 새 무작위 4바이트를 넣은 뒤 페이로드와 XOR해야 합니다.";
    ServerFrameMasked
        "Only clients mask: a masked frame from the server shows a role mixed up, and the client must close."
        "Clear MASK in every frame the server sends, and leave the key out."
        "마스킹은 클라이언트만 하므로 마스킹된 서버 프레임은 역할이 바뀌었음을 뜻하며 클라이언트는 연결을 닫아야 합니다."
        "서버가 보내는 모든 프레임에서 MASK를 0으로 하고 마스킹 키를 넣지 않아야 합니다.";
    ServerToleratedUnmasked
        "A server that lets unmasked frames pass undoes the protection that masking gives to intermediaries."
        "Have the server check MASK in every frame and close with 1002 when it is 0."
        "마스킹되지 않은 프레임을 받아들이는 서버는 마스킹이 중개자에게 주는 보호를 무력화합니다."
        "서버가 모든 프레임의 MASK를 확인하고 0이면 1002로 연결을 닫게 해야 합니다.";
    ClientToleratedMasked
        "A client that accepts masked frames cannot notice that it talks to another client or a confused relay."
        "Have the client check MASK and close with 1002 when it is 1."
        "마스킹된 프레임을 받아들이는 클라이언트는 상대가 다른 클라이언트나 잘못된 중계기라는 것을 알아차리지 못합니다."
        "클라이언트가 MASK를 확인하고 1이면 1002로 연결을 닫게 해야 합니다.";
    FrameRsv1NotNegotiated
        "RSV1 marks a compressed message, and without that agreement the peer cannot know what the bit means."
        "Compress only when permessage-deflate stands in the 101; otherwise send RSV1 as 0."
        "RSV1은 압축된 메시지를 나타내며, 그런 합의가 없으면 상대방은 이 비트의 뜻을 알 수 없습니다."
        "101에서 permessage-deflate가 수락된 경우에만 압축하고, 그렇지 않으면 RSV1을 0으로 보내야 합니다.";
    FrameRsv2Rsv3Set
        "No registered extension uses these bits, so a receiver must take them for an error and fail."
        "Send RSV2 and RSV3 as 0; if the bits come up at random, the frame boundary was lost earlier."
        "등록된 확장 중 이 비트를 쓰는 것이 없으므로 수신 측은 오류로 보고 연결을 실패 처리해야 합니다."
        "RSV2와 RSV3을 0으로 보내고, 값이 불규칙하게 나타나면 앞에서 프레임 경계가 어긋났는지 확인해야 합니다.";
    FrameOpcodeReservedData
        "These opcodes are kept for data frames still to be defined, and nobody can say today what they carry."
        "Use 0x1 for text and 0x2 for binary, and put types of your own inside the payload."
        "이 opcode들은 앞으로 정의될 데이터 프레임용이므로 지금은 무엇을 담는지 아무도 알 수 없습니다."
        "텍스트에는 0x1, 바이너리에는 0x2를 쓰고 고유한 유형은 페이로드 안에 담아야 합니다.";
    FrameOpcodeReservedControl
        "These opcodes are kept for control frames still to be defined; a receiver must fail rather than skip one."
        "Use Close, Ping and Pong only, and carry other signals as messages."
        "이 opcode들은 앞으로 정의될 제어 프레임용이며 수신 측은 건너뛰지 않고 연결을 실패 처리해야 합니다."
        "Close, Ping, Pong만 사용하고 다른 신호는 메시지로 보내야 합니다.";
    FrameLengthNotMinimal
        "One length has one encoding, so that filters and receivers cannot disagree; strict peers answer 1002."
        "Use 7 bits up to 125, 16 bits up to 65,535 and 64 bits only above."
        "필터와 수신 측의 해석이 갈리지 않도록 길이마다 표기는 하나이며 엄격한 상대방은 1002로 응답합니다."
        "125까지는 7비트, 65,535까지는 16비트를 쓰고 그보다 클 때만 64비트를 써야 합니다.";
    FrameLengthMsbSet
        "Lengths have 63 bits, so that they fit a signed integer; a set top bit would turn up as a negative size."
        "Write the length big-endian and unsigned, and check it for a sign extension or swapped bytes."
        "길이는 부호 있는 정수에 들어가도록 63비트이며, 최상위 비트가 1이면 음수 크기로 해석될 수 있습니다."
        "길이를 부호 없는 빅 엔디언으로 쓰고 부호 확장이나 바이트 순서 오류가 없는지 확인해야 합니다.";
    FrameLengthIncludesMask
        "The length counts the payload alone; four bytes too many make the peer swallow the next frame's header."
        "Leave the masking key out of the payload length."
        "길이는 페이로드만 세므로 4바이트가 더해지면 상대방은 다음 프레임의 헤더까지 페이로드로 읽습니다."
        "페이로드 길이에 마스킹 키를 포함하지 않아야 합니다.";
    FrameTruncated
        "The receiver waits for bytes that never come and then reports 1006 with the message lost."
        "Finish the frame before closing, and look for a crash, a timeout or a proxy that cut the connection."
        "수신 측은 오지 않는 바이트를 기다리다가 메시지를 잃고 1006을 보고합니다."
        "닫기 전에 프레임을 끝까지 보내고, 비정상 종료·시간 초과·연결을 끊은 프록시가 없는지 확인해야 합니다.";
    FrameStreamDesync
        "Frames follow each other without marks, so one wrong length or stray byte turns all that follows to noise."
        "Look at the last sound frame: its length, or bytes written to the socket by something other than the frames."
        "프레임은 구분 표시 없이 이어지므로 잘못된 길이나 불필요한 바이트 하나로 이후가 모두 어긋납니다."
        "마지막으로 정상인 프레임의 길이와, 프레임이 아닌 다른 코드가 소켓에 쓴 바이트를 확인해야 합니다.";

    // mask
    MaskKeyReused
        "Each frame needs a key that nobody can foresee; a known key lets an attacker choose the bytes on the wire."
        "Draw four new random bytes for every frame instead of once for a connection."
        "마스킹 키는 프레임마다 예측할 수 없어야 하며, 알려진 키로는 공격자가 전송될 바이트를 조작할 수 있습니다."
        "연결마다 한 번이 아니라 프레임마다 새로운 무작위 4바이트를 만들어야 합니다.";
    MaskKeyZero
        "XOR with zeros changes nothing, so the payload crosses the network in clear; once in 2^32 it is just chance."
        "Take keys from a cryptographic random source; a zero key is mostly a placeholder left in the code."
        "0과 XOR하면 값이 바뀌지 않아 페이로드가 그대로 전송되며, 우연히 나올 확률은 2^32분의 1입니다."
        "0인 키는 대개 코드에 남은 자리 표시이므로 암호학적 난수로 키를 만들어야 합니다.";
    MaskKeyPredictable
        "Whoever foresees the next key can shape bytes that look like HTTP to a proxy, which masking is to prevent."
        "Replace the counter or the seeded generator with the system's cryptographic random source."
        "다음 키를 예측할 수 있으면 프록시에 HTTP처럼 보이는 바이트를 만들 수 있으며, 마스킹은 바로 이것을 막습니다."
        "카운터나 시드가 고정된 생성기 대신 시스템의 암호학적 난수를 사용해야 합니다.";

    // limits
    LimitHugeFrame
        "A receiver that reserves memory for the announced length can be exhausted by ten bytes of header."
        "Send large data in fragments, and let the receiver limit what it accepts and close with 1009."
        "선언된 길이만큼 메모리를 확보하는 수신 측은 헤더 10바이트만으로 자원이 고갈될 수 있습니다."
        "큰 데이터는 조각으로 나누어 보내고, 수신 측은 크기를 제한하여 초과하면 1009로 닫아야 합니다.";

    // fragment
    FragUnexpectedContinuation
        "A continuation adds to a message, and here none is open, so its bytes have neither a type nor a beginning."
        "Start each message with opcode 0x1 or 0x2, and use 0x0 only until the fragment with FIN=1."
        "연속 프레임은 메시지를 이어가지만 열린 메시지가 없으므로 이 바이트에는 유형도 시작도 없습니다."
        "메시지를 0x1이나 0x2 opcode로 시작하고, 0x0은 FIN=1인 조각까지만 사용해야 합니다.";
    FragInterleaved
        "Frames carry no message number, so fragments of two messages cannot be told apart once they mix."
        "Finish a message with FIN=1 before the next begins; give each connection a single sending queue."
        "프레임에는 메시지 번호가 없으므로 두 메시지의 조각이 섞이면 구별할 수 없습니다."
        "다음 메시지를 시작하기 전에 FIN=1로 끝내고 연결마다 송신 대기열을 하나만 두어야 합니다.";
    FragUnfinished
        "The receiver holds the fragments in memory and has to throw the incomplete message away at the end."
        "Send the last fragment with FIN=1, empty if need be, before the Close frame."
        "수신 측은 조각을 메모리에 보관하다가 끝나지 않은 메시지를 결국 버려야 합니다."
        "Close를 보내기 전에, 비어 있더라도 FIN=1인 마지막 조각을 보내야 합니다.";
    FragControlInBetween
        "Control frames may stand between fragments so that a long message cannot delay a Ping or a Close."
        "Handle a control frame at once when it arrives, and keep the open message untouched meanwhile."
        "긴 메시지 때문에 Ping이나 Close가 지연되지 않도록 제어 프레임은 조각 사이에 끼어들 수 있습니다."
        "열린 메시지의 상태를 그대로 둔 채, 도착한 제어 프레임을 곧바로 처리해야 합니다.";
    FragZeroLength
        "A fragment may be empty; senders use one to end a message whose length they did not know in advance."
        "Nothing to do: the receiver joins zero bytes."
        "조각은 비어 있을 수 있으며 송신 측은 길이를 미리 모르는 메시지를 끝낼 때 빈 조각을 씁니다."
        "수신 측은 0바이트를 이어 붙일 뿐이므로 고칠 것이 없습니다.";

    // control
    ControlFragmented
        "Control frames must be handled at once and may stand inside a message, so they cannot be in pieces."
        "Send every Close, Ping and Pong as one frame with FIN=1 and at most 125 bytes."
        "제어 프레임은 즉시 처리해야 하고 메시지 중간에 올 수 있으므로 조각으로 나눌 수 없습니다."
        "Close, Ping, Pong을 모두 FIN=1이고 125바이트 이하인 프레임 하나로 보내야 합니다.";
    ControlTooLong
        "125 bytes are the most that the short length field holds, so that any peer can buffer a control frame."
        "Shorten the payload; a close reason has 123 bytes of UTF-8 at most, as the code takes two."
        "125바이트는 짧은 길이 필드의 최댓값이며 어떤 상대방이든 제어 프레임을 버퍼에 담을 수 있게 합니다."
        "페이로드를 줄여야 하며, 종료 코드가 2바이트이므로 종료 사유는 UTF-8로 최대 123바이트입니다.";
    PingNotAnswered
        "A Ping asks whether the peer is alive, and whoever gets no Pong will sooner or later drop the connection."
        "Answer each Ping with a Pong as soon as it is read, also while a message is being sent."
        "Ping은 상대방이 살아 있는지 묻는 것이며 Pong을 받지 못하면 결국 연결을 끊게 됩니다."
        "메시지를 보내는 중이라도 Ping을 읽는 즉시 Pong으로 응답해야 합니다.";
    PingAnsweredLate
        "A late Pong looks like a slow or dead peer, so heartbeats fail and round trip times are measured wrongly."
        "Let the reading loop send the Pong itself instead of waiting for the application or a full queue."
        "Pong이 늦으면 상대방이 느리거나 멈춘 것처럼 보여 하트비트가 실패하고 왕복 시간이 잘못 측정됩니다."
        "애플리케이션이나 송신 대기열을 기다리지 않고 읽기 루프에서 바로 Pong을 보내야 합니다.";
    PongPayloadMismatch
        "The payload tells which Ping is being answered, and a different one answers none of them."
        "Copy the Ping's payload into the Pong unchanged, after unmasking it."
        "페이로드는 어느 Ping에 대한 응답인지 나타내므로 다른 값은 어떤 Ping에도 응답하지 못합니다."
        "Ping의 페이로드를 마스킹 해제한 뒤 바꾸지 않고 Pong에 그대로 넣어야 합니다.";
    PongUnsolicited
        "A Pong may come without a Ping, as a sign of life that expects no answer."
        "Nothing to do: the receiver ignores it."
        "Ping 없이 보내는 Pong은 응답을 기대하지 않는 생존 신호로 허용됩니다."
        "수신 측이 무시하면 되므로 고칠 것이 없습니다.";
    PongOnlyLatest
        "With several Pings waiting, one Pong to the latest is enough and counts for the earlier ones."
        "Nothing to do; a sender that matches Pongs should clear the older Pings, too."
        "여러 Ping이 대기 중이면 가장 최근 것에 대한 Pong 하나로 충분하며 앞선 Ping에도 응답한 것으로 봅니다."
        "고칠 것은 없으며, Pong을 대조하는 송신 측은 이전 Ping도 함께 지우면 됩니다.";
}
