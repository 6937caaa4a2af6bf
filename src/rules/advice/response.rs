//! Advice on the server's opening handshake and on the negotiation of extensions.

super::advice! {
    // response
    ServerAcceptedBadRequest
        "A 101 to a broken request hides the client's fault and lets requests through that were no WebSocket at all."
        "Check method, version, Host, Upgrade, Connection and key before switching, and answer 400 when one is wrong."
        "잘못된 요청에 101로 응답하면 클라이언트의 오류가 가려지고 WebSocket이 아닌 요청까지 받아들이게 됩니다."
        "전환하기 전에 메서드, 버전, Host, Upgrade, Connection, 키를 검사하고 잘못된 것이 있으면 400으로 응답해야 합니다.";
    ServerShouldReportHttpError
        "A silent close leaves the client guessing between a network fault, a crash and a refusal."
        "Answer a handshake that is not accepted with a status such as 400, 403 or 426 before closing."
        "응답 없이 닫으면 클라이언트는 네트워크 장애인지, 서버 오류인지, 거부인지 알 수 없습니다."
        "수락하지 않는 핸드셰이크에는 닫기 전에 400, 403, 426 같은 상태 코드로 응답해야 합니다.";
    ResMalformed
        "The client cannot tell whether the server agreed, so it must give the connection up without sending a frame."
        "Write a complete status line, header lines with colons and one empty line, each ended by CRLF."
        "클라이언트는 서버가 동의했는지 알 수 없으므로 프레임을 보내지 않고 연결을 포기해야 합니다."
        "완전한 상태 줄, 콜론이 있는 헤더 줄, 빈 줄 하나를 쓰고 각각 CRLF로 끝내야 합니다.";
    ResStatusNot101
        "Only 101 switches protocols; with any other status the connection stays HTTP and carries no frames."
        "Read the status: correct the address on a redirect, log in on 401, and look into the server's log on 5xx."
        "프로토콜은 101로만 전환되며 다른 상태 코드이면 연결은 HTTP로 유지되고 프레임이 오가지 않습니다."
        "상태 코드에 따라 리다이렉션이면 주소를 고치고, 401이면 인증하고, 5xx이면 서버 로그를 확인해야 합니다.";
    ResUpgradeMissing
        "Upgrade names the protocol that is switched to, and a client must not assume that WebSocket was meant."
        "Add Upgrade: websocket to the 101; if the server sends it, look for a proxy that strips it."
        "Upgrade는 전환할 프로토콜을 나타내며, 없으면 클라이언트는 WebSocket이라고 가정하면 안 됩니다."
        "101에 Upgrade: websocket을 추가하고, 서버가 보내고 있다면 이를 제거하는 프록시를 찾아야 합니다.";
    ResUpgradeWrong
        "In a response the whole value must be the one word websocket, because only one protocol can be switched to."
        "Send websocket alone, without a version number and without a list."
        "하나의 프로토콜로만 전환할 수 있으므로 응답의 값 전체가 websocket이라는 한 단어여야 합니다."
        "버전 번호나 목록 없이 websocket만 보내야 합니다.";
    ResConnectionMissing
        "Without Connection the client cannot know that Upgrade comes from its own hop and not from a cache behind."
        "Add Connection: Upgrade to the 101, and set the reverse proxy to pass it on."
        "Connection이 없으면 클라이언트는 Upgrade가 자기 구간에서 온 것인지 뒤쪽의 캐시에서 온 것인지 알 수 없습니다."
        "101에 Connection: Upgrade를 추가하고 리버스 프록시가 이를 전달하도록 설정해야 합니다.";
    ResConnectionNoUpgrade
        "The 101 says that it switches while Connection leaves Upgrade out, and a client must fail on that contradiction."
        "Put the token Upgrade into Connection, best alone, since several clients refuse a list here."
        "101은 전환을 알리는데 Connection에는 Upgrade가 없으므로 클라이언트는 이 모순 때문에 연결을 실패 처리해야 합니다."
        "Connection에 Upgrade 토큰을 쓰되, 목록을 거부하는 클라이언트가 있으므로 하나만 쓰는 것이 좋습니다.";
    ResAcceptMissing
        "This value alone proves that the server understood the WebSocket handshake and does not just echo headers."
        "Append the GUID to the key text, hash with SHA-1 and send the Base64 of the 20 bytes."
        "이 값만이 서버가 헤더를 되돌려 보낸 것이 아니라 WebSocket 핸드셰이크를 이해했음을 증명합니다."
        "키 텍스트에 GUID를 이어 붙여 SHA-1 해시를 계산하고 그 20바이트를 Base64로 인코딩하여 보내야 합니다.";
    ResAcceptMismatch
        "The answer was computed from another key or in another way, so the client cannot trust that it is fresh."
        "Hash the 24 key characters as they came, undecoded, followed by the GUID in capitals, and compare by case."
        "다른 키나 다른 방법으로 계산한 값이므로 클라이언트는 이것이 자신의 요청에 대한 응답이라고 믿을 수 없습니다."
        "받은 키 24글자를 디코딩하지 않고 대문자 GUID를 이어 붙여 해시하고, 대소문자까지 비교해야 합니다.";
    ResAcceptNotBase64Sha1
        "20 bytes of SHA-1 always give 28 characters with one '=', so this value is wrong whatever the key was."
        "Encode the raw digest, not its hex text, and check the value for mistyped or look-alike letters."
        "SHA-1의 20바이트는 항상 '=' 하나로 끝나는 28글자가 되므로 이 값은 키와 관계없이 잘못된 값입니다."
        "16진 표기가 아니라 해시 바이트를 인코딩하고, 잘못 옮겨 적었거나 모양이 비슷한 글자가 없는지 확인해야 합니다.";
    ResAcceptRepeated
        "There is one key and hence one answer; two lines often mean that a proxy and the server both answered."
        "Send Sec-WebSocket-Accept once, from whichever side ends the handshake."
        "키가 하나이므로 응답도 하나여야 하며, 두 줄이면 프록시와 서버가 둘 다 응답한 경우가 많습니다."
        "핸드셰이크에 응답하는 한쪽에서만 Sec-WebSocket-Accept를 한 번 보내야 합니다.";
    ResProtocolNotOffered
        "The client has no way to speak a subprotocol that it did not list, so it must fail the connection."
        "Choose from the names in the request, or leave the header out."
        "클라이언트는 제안하지 않은 서브프로토콜을 사용할 수 없으므로 연결을 실패 처리해야 합니다."
        "요청에 있는 이름 중에서 고르거나 헤더를 생략해야 합니다.";
    ResProtocolCaseDiffers
        "Subprotocol names are compared by case, so to the client this is a name that it never offered."
        "Return the offered name byte for byte instead of the server's own spelling."
        "서브프로토콜 이름은 대소문자를 구분하여 비교하므로 클라이언트에는 제안한 적 없는 이름입니다."
        "서버의 표기 대신 제안받은 이름을 바이트 그대로 돌려보내야 합니다.";
    ResProtocolEmpty
        "An empty value matches none of the offers; agreeing to nothing is said by sending no header at all."
        "Omit Sec-WebSocket-Protocol when no subprotocol is chosen."
        "빈 값은 어떤 제안과도 일치하지 않으며, 아무것도 선택하지 않았음은 헤더를 보내지 않는 것으로 나타냅니다."
        "선택한 서브프로토콜이 없으면 Sec-WebSocket-Protocol을 생략해야 합니다.";
    ResProtocolMultiple
        "Messages have one meaning at a time, so the server has to decide, and a list is no decision."
        "Send the single name that this connection will use, not the list of all supported ones."
        "메시지의 의미는 하나로 정해져야 하므로 서버는 하나를 골라야 하며 목록은 선택이 아닙니다."
        "지원하는 이름의 목록이 아니라 이 연결에서 사용할 이름 하나만 보내야 합니다.";
    ResProtocolRepeated
        "The response names one subprotocol, and a second line leaves open which of them is in use."
        "Set the header in one place; frameworks and handlers often both add it."
        "응답은 서브프로토콜 하나를 나타내며, 두 번째 줄이 있으면 어느 것을 쓰는지 알 수 없습니다."
        "프레임워크와 처리 코드가 둘 다 추가하는 경우가 많으므로 한곳에서만 헤더를 설정해야 합니다.";
    ResProtocolNoneSelected
        "RFC 6455 lets the server pick none and go on, yet browsers and some libraries then fail the connection."
        "Nothing is wrong on the wire; have the server pick one if browsers are to connect."
        "RFC 6455에서는 서버가 아무것도 고르지 않아도 되지만 브라우저와 일부 라이브러리는 연결을 실패 처리합니다."
        "전송된 내용에는 문제가 없으며, 브라우저가 연결해야 한다면 서버가 하나를 고르게 하면 됩니다.";
    ResExtNotOffered
        "An extension changes how frames are read, and a client that did not offer it could not read them."
        "Accept only names from the request; a proxy that drops the request header can cause this, too."
        "확장은 프레임을 읽는 방법을 바꾸므로 이를 제안하지 않은 클라이언트는 프레임을 읽을 수 없습니다."
        "요청에 있는 이름만 수락하고, 요청 헤더를 제거하는 프록시가 없는지도 확인해야 합니다.";
    ResExtEmpty
        "The grammar asks for at least one extension, and clients may fail on an empty value."
        "Omit Sec-WebSocket-Extensions when no extension is accepted."
        "문법은 확장을 하나 이상 요구하며 클라이언트는 빈 값에서 연결을 실패 처리할 수 있습니다."
        "수락한 확장이 없으면 Sec-WebSocket-Extensions를 생략해야 합니다.";
    ResExtSplitLines
        "Several lines mean the same as one joined list, since erratum 3433 settled two sections that disagreed."
        "Nothing to do; a single line is the safer choice, as a few clients still refuse several."
        "정오표 3433이 서로 어긋나던 두 절을 정리하여 여러 줄은 하나로 이은 목록과 같은 뜻입니다."
        "고칠 것은 없지만 여러 줄을 거부하는 클라이언트가 있으므로 한 줄이 더 안전합니다.";
    ResVersionNotAdvertised
        "A client whose version was refused can try again only if it learns which versions the server knows."
        "Add Sec-WebSocket-Version: 13 to the 400 or 426 response."
        "버전이 거부된 클라이언트는 서버가 지원하는 버전을 알아야 다시 시도할 수 있습니다."
        "400이나 426 응답에 Sec-WebSocket-Version: 13을 추가해야 합니다.";
    ResVersionListSyntax
        "The list is there for the client to pick from, and it cannot pick what does not parse as a version."
        "List plain numbers from 0 to 255 without leading zeros, separated by commas."
        "이 목록은 클라이언트가 고르기 위한 것이므로 버전으로 해석되지 않는 값은 고를 수 없습니다."
        "앞에 0이 없는 0~255 범위의 수를 쉼표로 구분하여 나열해야 합니다.";
    Res101ContentLength
        "A 101 ends at its empty line, so a length invites a proxy to swallow the first frames as a body."
        "Remove Content-Length from the 101, often added by a framework for every response."
        "101은 빈 줄에서 끝나므로 길이가 있으면 프록시가 첫 프레임들을 본문으로 처리할 수 있습니다."
        "프레임워크가 모든 응답에 추가하는 경우가 많으므로 101에서 Content-Length를 제거해야 합니다.";
    Res101TransferEncoding
        "A 101 has no body to encode, and a reader that believes the header looks for chunks where frames are."
        "Remove Transfer-Encoding from the 101 and keep chunking middleware away from upgrades."
        "101에는 인코딩할 본문이 없으며, 이 헤더를 믿는 수신 측은 프레임을 청크로 해석하려 합니다."
        "101에서 Transfer-Encoding을 제거하고 청크 처리 미들웨어가 업그레이드에 적용되지 않게 해야 합니다.";
    Res101Body
        "After the 101 every byte is frame data, so the client reads this text as frame headers and fails."
        "Write nothing after the empty line but frames; greetings belong into a text frame."
        "101 뒤의 모든 바이트는 프레임이므로 클라이언트는 이 텍스트를 프레임 헤더로 읽고 실패하게 됩니다."
        "빈 줄 뒤에는 프레임만 보내고, 인사말 같은 텍스트는 텍스트 프레임에 담아야 합니다.";
    ResSwitchNotOffered
        "A server may switch only to what the client listed; here the client does not know what is being spoken."
        "Answer 101 only if Upgrade of the request lists websocket, and stay with HTTP otherwise."
        "서버는 클라이언트가 나열한 프로토콜로만 전환할 수 있으며, 그렇지 않으면 클라이언트는 어떤 프로토콜인지 알 수 없습니다."
        "요청의 Upgrade에 websocket이 있을 때만 101로 응답하고, 없으면 HTTP를 유지해야 합니다.";
    ClientIgnoredBadResponse
        "The checks of the 101 keep a client from talking to something that is no WebSocket server."
        "Verify status, Upgrade, Connection, accept value and choices, and drop the connection if one is wrong."
        "101 검사는 클라이언트가 WebSocket 서버가 아닌 상대와 통신하는 것을 막아 줍니다."
        "상태 코드, Upgrade, Connection, Sec-WebSocket-Accept, 선택된 값을 검사하고 하나라도 잘못되면 연결을 끊어야 합니다.";

    // negotiate
    ExtHeaderSyntax
        "What cannot be parsed cannot be agreed on, and guessing would leave both sides with different frame rules."
        "Write name; parameter=value, with commas only between extensions."
        "해석할 수 없는 값은 합의할 수 없으며, 추측하면 양쪽이 서로 다른 프레임 규칙을 쓰게 됩니다."
        "name; parameter=value 형식으로 쓰고 쉼표는 확장과 확장 사이에만 써야 합니다.";
    ExtQuotedNotToken
        "Quotes are allowed around a value, but what stands between them still has to be a token."
        "Remove blanks and separators from the value, or encode them in characters that a token may hold."
        "값을 따옴표로 감쌀 수는 있지만 그 안의 내용도 토큰이어야 합니다."
        "값에서 공백과 구분자를 제거하거나 토큰에 쓸 수 있는 문자로 인코딩해야 합니다.";
    ExtTokenUnregistered
        "Names outside the IANA registry may mean different things to different vendors; a peer simply skips them."
        "Nothing to do for a private experiment; register the name before others are to use it."
        "IANA에 등록되지 않은 이름은 구현마다 뜻이 다를 수 있으며 상대방은 이를 선택하지 않으면 됩니다."
        "내부 실험이라면 고칠 것이 없고, 널리 쓰려면 먼저 이름을 등록하는 것이 좋습니다.";
    ExtParamUndefined
        "An extension fixes its own parameters; a server declines an unknown one and a client has to fail."
        "Correct the spelling, or remove the parameter that this extension does not have."
        "매개변수는 확장마다 정해져 있으므로 모르는 매개변수가 있으면 서버는 거절하고 클라이언트는 실패 처리해야 합니다."
        "철자를 바로잡거나 이 확장에 없는 매개변수를 제거해야 합니다.";
    ExtUsedWithoutAgreement
        "An offer is only a question; without the server's yes the peer reads the frame by the plain rules and fails."
        "Enable the extension only after it stands in the 101, on both sides."
        "제안은 물음일 뿐이며 서버가 수락하지 않으면 상대방은 프레임을 기본 규칙으로 읽고 연결을 실패 처리합니다."
        "양쪽 모두 101에서 수락된 것을 확인한 뒤에만 확장을 사용해야 합니다.";
    ExtOfferSplitLines
        "Several lines count as one list in their order, so the server sees the same offers."
        "Nothing to do: splitting an offer over lines is allowed in the request."
        "여러 줄은 순서대로 이은 하나의 목록과 같으므로 서버는 같은 제안으로 봅니다."
        "요청에서는 제안을 여러 줄로 나눌 수 있으므로 고칠 것이 없습니다.";
}
