//! Advice on the closing handshake, close codes, and how TCP ends.

super::advice! {
    // close
    CloseBodyOneByte
        "A close code takes two bytes, so a body of one byte is neither empty nor a code."
        "Send no body, or the code as two bytes in network byte order followed by the reason."
        "종료 코드는 2바이트이므로 1바이트 본문은 빈 것도 아니고 코드도 아닙니다."
        "본문을 비우거나, 코드를 네트워크 바이트 순서의 2바이트로 쓰고 그 뒤에 종료 사유를 붙여야 합니다.";
    CloseEmpty
        "A Close frame may be empty; the application is then told 1005, which means that no code was given."
        "Nothing must change; a code such as 1000 tells the other side why the connection ends."
        "Close 프레임은 비어 있을 수 있으며, 이때 애플리케이션은 코드가 없다는 뜻의 1005를 전달받습니다."
        "반드시 고칠 필요는 없지만 1000 같은 코드를 보내면 상대방이 종료 이유를 알 수 있습니다.";
    CloseReasonNotUtf8
        "The reason is UTF-8 text by definition, and a peer that decodes it has to fail on anything else."
        "Encode the reason as UTF-8 and cut it at a character boundary when it exceeds 123 bytes."
        "종료 사유는 UTF-8 텍스트로 정의되어 있으므로 이를 디코딩하는 상대방은 다른 바이트에서 실패 처리해야 합니다."
        "사유를 UTF-8로 인코딩하고, 123바이트를 넘으면 글자의 경계에서 잘라야 합니다.";
    DataAfterClose
        "Close is a sender's last word: the peer discards what follows, so these messages are lost without notice."
        "Empty the sending queue before Close goes out, and refuse to send afterwards."
        "Close는 보내는 쪽의 마지막 프레임이므로 상대방은 그 뒤의 메시지를 버리고 메시지는 조용히 사라집니다."
        "Close를 보내기 전에 송신 대기열을 비우고 그 뒤에는 전송을 막아야 합니다.";
    ControlAfterClose
        "The text forbids only data frames after Close; a Ping or Pong is pointless there, and no Pong is due."
        "Nothing breaks, but stop the heartbeat timer when Close is sent."
        "Close 뒤에 금지된 것은 데이터 프레임뿐이지만 Ping/Pong은 의미가 없으며 Pong으로 응답할 필요도 없습니다."
        "문제가 생기지는 않지만 Close를 보낼 때 하트비트 타이머를 멈추는 것이 좋습니다.";
    CloseSentTwice
        "The first Close decides code and reason, and the peer ignores the second one."
        "Nothing breaks; remember that Close was sent, so that error paths do not send it again."
        "첫 번째 Close가 종료 코드와 사유를 결정하며 상대방은 두 번째 Close를 무시합니다."
        "문제가 생기지는 않지만 Close를 보냈음을 기록하여 오류 처리 경로에서 다시 보내지 않는 것이 좋습니다.";
    CloseNotAnswered
        "Without the answer the closing side cannot know whether its last messages arrived, and sees no clean end."
        "Answer a received Close with a Close, usually with the same code, before ending TCP."
        "응답이 없으면 닫는 쪽은 마지막 메시지가 도착했는지 알 수 없으며 정상 종료로 볼 수 없습니다."
        "TCP를 끝내기 전에 받은 Close에 대해 보통 같은 코드의 Close로 응답해야 합니다.";
    CloseAnsweredLate
        "Until the answer comes both sides hold the connection open, and many peers give up after a few seconds."
        "Answer Close in the reading loop and do not wait for application work to finish."
        "응답이 올 때까지 양쪽이 연결을 붙들고 있어야 하며 많은 구현이 몇 초 뒤에 포기합니다."
        "애플리케이션 작업이 끝나기를 기다리지 않고 읽기 루프에서 Close에 응답해야 합니다.";
    CloseDelayedForMessage
        "A side that is sending a message may finish it before it answers, though the peer may no longer read it."
        "Nothing to do: RFC 6455 allows this delay."
        "메시지를 보내던 쪽은 이를 마친 뒤 응답할 수 있지만 상대방이 더 이상 읽지 않을 수도 있습니다."
        "RFC 6455가 허용하는 지연이므로 고칠 것이 없습니다.";
    CloseCodeNotEchoed
        "Sending back the received code is the habit and not a duty; the first Close is the one that counts."
        "Nothing to do, unless a log is to show the same code on both sides."
        "받은 코드를 되돌려 보내는 것은 관례일 뿐 의무가 아니며 먼저 보낸 Close가 기준이 됩니다."
        "양쪽 로그에 같은 코드를 남기려는 것이 아니라면 고칠 것이 없습니다.";
    CloseSimultaneous
        "The two Close frames crossed on the way; each side takes the other's as the answer to its own."
        "Nothing to do: this is a complete closing handshake, and the two codes may differ."
        "두 Close가 전송 중에 엇갈린 것이며 양쪽은 상대방의 Close를 자신의 Close에 대한 응답으로 봅니다."
        "완전한 닫는 핸드셰이크이므로 고칠 것이 없으며 두 코드는 서로 달라도 됩니다.";
    CloseMissing
        "Without Close nobody can tell a finished conversation from a broken one, so the application is told 1006."
        "Send Close and wait for the answer before closing TCP; if neither side closed, look at proxy timeouts."
        "Close가 없으면 대화가 끝난 것인지 끊어진 것인지 알 수 없으므로 애플리케이션은 1006을 전달받습니다."
        "TCP를 닫기 전에 Close를 보내 응답을 기다리고, 어느 쪽도 닫지 않았다면 프록시의 제한 시간을 확인해야 합니다.";
    CloseCodeBelow1000
        "Codes 0 to 999 are not used, and such a value mostly comes from swapped bytes or from another list."
        "Use 1000 for a normal end or 4000 to 4999 for meanings of your own, in network byte order."
        "0~999는 사용하지 않는 코드이며 이런 값은 대개 바이트 순서가 바뀌었거나 다른 목록의 코드입니다."
        "정상 종료에는 1000, 고유한 의미에는 4000~4999를 네트워크 바이트 순서로 써야 합니다.";
    CloseCode1004
        "1004 is reserved without a meaning, so most receivers treat it as a protocol error."
        "Choose a code that says what happened, such as 1008 for a policy or 1009 for a size."
        "1004는 의미 없이 예약되어 있으므로 대부분의 수신 측은 프로토콜 오류로 처리합니다."
        "정책 위반은 1008, 크기 초과는 1009처럼 실제 이유를 나타내는 코드를 골라야 합니다.";
    CloseCode1005
        "1005 is what an application is told when a Close had no code, so a Close that carries it contradicts itself."
        "Send an empty Close for 'no code', and never pass a received 1005 on to the wire."
        "1005는 Close에 코드가 없었음을 애플리케이션에 알리는 값이므로 이를 담은 Close는 모순입니다."
        "코드 없이 닫으려면 빈 Close를 보내고, 전달받은 1005를 다시 전송하지 않아야 합니다.";
    CloseCode1006
        "1006 tells an application that no Close arrived, which a Close frame can never truthfully say."
        "Replace 1006 by 1011 or 1001 before sending, above all in relays that pass codes on."
        "1006은 Close가 오지 않았음을 애플리케이션에 알리는 값이므로 Close 프레임으로 전할 수 없습니다."
        "코드를 전달하는 중계기에서는 특히, 보내기 전에 1006을 1011이나 1001로 바꾸어야 합니다.";
    CloseCode1015
        "1015 reports that TLS failed, in which case no WebSocket existed and no Close could have been sent."
        "Keep 1015 for local reports and send a code that fits what happened inside the connection."
        "1015는 TLS 실패를 알리는 값이며, 그 경우 WebSocket이 열리지 않아 Close를 보낼 수도 없습니다."
        "1015는 로컬 보고에만 쓰고 연결 안에서 일어난 일에 맞는 코드를 보내야 합니다.";
    CloseCodeUnassigned
        "1016 to 2999 are kept for future versions of the protocol; today some peers answer them with 1002."
        "Move codes of your own to 4000 to 4999, or register one between 3000 and 3999."
        "1016~2999는 프로토콜의 이후 버전을 위해 남겨 둔 코드이며 현재 일부 구현은 1002로 응답합니다."
        "고유한 코드는 4000~4999로 옮기거나 3000~3999 범위에서 등록해야 합니다.";
    CloseCodeIana10121014
        "Restart, overload and bad gateway got their codes after RFC 6455, so an old receiver may not know them."
        "Nothing to do: the codes are registered and valid."
        "재시작, 과부하, 잘못된 게이트웨이를 뜻하는 코드는 RFC 6455 이후에 등록되어 오래된 수신 측은 모를 수 있습니다."
        "등록된 유효한 코드이므로 고칠 것이 없습니다.";
    CloseCode3000Unregistered
        "3000 to 3999 belong to libraries and frameworks by registration, and an unregistered one may collide."
        "Nothing breaks; register the code with IANA or use 4000 to 4999 within one application."
        "3000~3999는 라이브러리와 프레임워크가 등록하여 쓰는 범위이므로 등록하지 않은 코드는 서로 겹칠 수 있습니다."
        "문제가 생기지는 않지만 IANA에 등록하거나, 한 애플리케이션 안에서는 4000~4999를 쓰는 것이 좋습니다.";
    CloseCodePrivate
        "4000 to 4999 mean what the two applications agreed on, and nobody else can say what that is."
        "Nothing to do; look the code up in the documentation of the application."
        "4000~4999의 의미는 두 애플리케이션이 정한 것이므로 다른 사람은 알 수 없습니다."
        "고칠 것은 없으며 애플리케이션 문서에서 코드의 의미를 찾으면 됩니다.";
    CloseCodeAbove4999
        "No meaning is defined above 4999, and most receivers take such a code for a protocol error."
        "Keep codes of your own between 4000 and 4999."
        "4999를 넘는 코드에는 정의된 의미가 없으며 대부분의 수신 측은 프로토콜 오류로 처리합니다."
        "고유한 코드는 4000~4999 범위에서 써야 합니다.";
    CloseCode1010ByServer
        "1010 is a client's complaint about a missing extension; a server would refuse in the handshake instead."
        "Let the server answer the handshake with an HTTP error, or close with 1011 or 1008."
        "1010은 필요한 확장이 없다는 클라이언트의 불만이며 서버라면 핸드셰이크에서 거부하면 됩니다."
        "서버는 핸드셰이크에 HTTP 오류로 응답하거나 1011 또는 1008로 닫아야 합니다.";
    Close1010ReasonList
        "1010 is to name the extensions that were needed, so that someone can turn them on at the server."
        "Nothing breaks; list the extension names in the close reason."
        "1010은 필요한 확장을 알려서 서버에서 이를 켤 수 있게 하려는 코드입니다."
        "문제가 생기지는 않지만 종료 사유에 확장 이름을 나열하는 것이 좋습니다.";
    CloseCode1011ByClient
        "The text speaks of a server that met a fault, and erratum 3227 opens the code to clients as well."
        "Nothing to do: peers accept 1011 from both sides."
        "RFC 본문은 문제가 생긴 서버만 언급하지만 정오표 3227에 따라 클라이언트도 쓸 수 있습니다."
        "양쪽 모두 쓸 수 있으므로 고칠 것이 없습니다.";
    CloseCode1002Seen
        "The peer found a protocol violation in what it had received and says so by closing."
        "Look at the findings on the frames that were sent to this peer before its Close."
        "상대방이 받은 데이터에서 프로토콜 위반을 발견하고 이를 알리며 닫은 것입니다."
        "이 Close 이전에 상대방에게 보낸 프레임의 발견 사항을 확인해야 합니다.";
    CloseCode1003Seen
        "The peer can handle only one type of data, for instance text, and was sent the other one."
        "Check whether text and binary were mixed up where the last message was sent."
        "상대방이 텍스트처럼 한 가지 유형만 처리할 수 있는데 다른 유형의 데이터를 받았다는 뜻입니다."
        "마지막 메시지를 보낸 곳에서 텍스트와 바이너리를 혼동하지 않았는지 확인해야 합니다.";
    CloseCode1007Seen
        "The peer was told to expect text and met bytes that are not UTF-8, or data that did not inflate."
        "Look for a utf8 or pmd finding in the last message sent to this peer."
        "상대방이 텍스트를 받았으나 UTF-8이 아닌 바이트나 압축을 해제할 수 없는 데이터를 발견했다는 뜻입니다."
        "이 상대방에게 보낸 마지막 메시지에서 utf8 또는 pmd 발견 사항을 찾아야 합니다.";
    CloseCode1008Seen
        "The peer's own policy was broken, such as authentication or a rate, and not the protocol."
        "Read the close reason and the peer's log; the bytes themselves were in order."
        "프로토콜이 아니라 인증이나 전송 빈도 같은 상대방의 정책을 위반했다는 뜻입니다."
        "바이트 자체에는 문제가 없으므로 종료 사유와 상대방의 로그를 확인해야 합니다.";
    CloseCode1009Seen
        "The peer limits the size of a message, after inflating, and the last one went beyond the limit."
        "Split the data into several messages, or raise the limit at the peer."
        "상대방은 압축 해제 후의 메시지 크기를 제한하며 마지막 메시지가 그 한도를 넘었습니다."
        "데이터를 여러 메시지로 나누거나 상대방의 한도를 높여야 합니다.";
    FailNotClosed
        "After such a violation the state of the connection is undefined, so it must not stay open."
        "Close TCP right after the violation, with a Close frame first where possible."
        "이런 위반이 있으면 연결의 상태를 신뢰할 수 없으므로 연결을 열어 두면 안 됩니다."
        "위반을 발견하면 가능한 경우 Close를 먼저 보내고 곧바로 TCP를 닫아야 합니다.";
    FailKeptProcessing
        "What follows a violation may be misread or forged, and an endpoint that goes on acts upon it."
        "Stop reading at the violation and discard everything after it, a Close included."
        "위반 이후의 데이터는 잘못 해석되거나 위조된 것일 수 있는데 계속 처리하면 이를 그대로 따르게 됩니다."
        "위반 시점에서 읽기를 멈추고 Close를 포함해 그 뒤의 모든 데이터를 버려야 합니다.";
    FailWithoutCloseFrame
        "The peer was cut off without a code and cannot learn what it did wrong."
        "Nothing is broken; sending Close with a fitting code before closing TCP helps the other developer."
        "상대방은 코드 없이 연결이 끊겨 무엇이 잘못되었는지 알 수 없습니다."
        "위반은 아니지만 TCP를 닫기 전에 알맞은 코드의 Close를 보내면 상대방 개발자에게 도움이 됩니다.";

    // tcp
    TcpNotClosed
        "After both Close frames nothing more may be said, and an open socket only costs memory and a port."
        "Let the server close TCP at once, and the client after a short wait."
        "양쪽이 Close를 보낸 뒤에는 더 보낼 것이 없으며 열린 소켓은 메모리와 포트만 차지합니다."
        "서버는 즉시, 클라이언트는 잠시 기다린 뒤 TCP를 닫아야 합니다.";
    TcpServerCloseLate
        "The client is waiting for the server's FIN, and a slow one holds up its shutdown or its reconnect."
        "Close the server's socket as soon as both Close frames have passed."
        "클라이언트는 서버의 TCP FIN을 기다리므로 늦어지면 종료나 재연결이 지연됩니다."
        "Close가 양쪽으로 오간 즉시 서버의 소켓을 닫아야 합니다.";
    TcpClientClosedFirst
        "Whoever closes first keeps TIME_WAIT; RFC 6455 leaves that to the server so that the client can reconnect."
        "Let the client wait a few seconds for the server's FIN after the closing handshake."
        "먼저 닫는 쪽에 TIME_WAIT이 남으므로 RFC 6455는 클라이언트가 다시 연결할 수 있도록 서버가 먼저 닫게 합니다."
        "클라이언트는 닫는 핸드셰이크 뒤에 서버의 TCP FIN을 몇 초간 기다려야 합니다.";
    TcpClientMayGiveUp
        "A client need not wait for ever: when the server's FIN does not come it may close TCP by itself."
        "Nothing to change at the client; find out why the server did not close."
        "클라이언트는 끝없이 기다릴 필요가 없으며 서버의 TCP FIN이 오지 않으면 직접 TCP를 닫을 수 있습니다."
        "클라이언트는 고칠 것이 없으며 서버가 닫지 않은 이유를 찾아야 합니다.";
    TcpReset
        "RST throws away data on its way, so the peer may lose the last message and even the Close."
        "Read what is still unread before closing the socket, and do not set linger to zero."
        "RST는 전송 중인 데이터를 버리므로 상대방은 마지막 메시지와 Close까지 잃을 수 있습니다."
        "소켓을 닫기 전에 남은 데이터를 모두 읽고 linger를 0으로 설정하지 않아야 합니다.";
    ReconnectNoBackoff
        "When a server falls over, clients that return without pause keep it down."
        "Wait longer after every failure, up to a limit, and add a random share to the delay."
        "서버에 장애가 났을 때 쉬지 않고 재연결하는 클라이언트들은 서버의 복구를 막습니다."
        "실패할 때마다 한도까지 대기 시간을 늘리고 무작위 값을 더해야 합니다.";
    ReconnectFirstDelay
        "A random first delay of a few seconds spreads the clients that lost the same server at one moment."
        "Consider a random pause of up to 5 s before the first reconnect; a single client does no harm."
        "첫 재연결 전에 몇 초의 무작위 지연을 두면 같은 순간에 서버를 잃은 클라이언트들이 분산됩니다."
        "첫 재연결 전에 최대 5초의 무작위 지연을 두는 것이 좋으며, 클라이언트가 하나라면 문제가 없습니다.";
    ReconnectGrowingDelay
        "A server that stays unreachable is spared if every further attempt comes later than the one before."
        "Use truncated exponential backoff: double the delay after each failure up to a limit."
        "재시도할 때마다 간격이 늘어나야 계속 응답하지 못하는 서버의 부담이 줄어듭니다."
        "한도가 있는 지수 백오프를 써서 실패할 때마다 대기 시간을 두 배로 늘려야 합니다.";
}
