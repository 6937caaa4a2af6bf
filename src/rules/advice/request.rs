//! Advice on the client's opening handshake.

super::advice! {
    ReqMethodNotGet
        "The opening handshake is a GET, compared letter by letter, and a server stops reading any other method."
        "Send the handshake as GET in capitals; data of a POST belongs in messages after the 101."
        "여는 핸드셰이크는 대소문자까지 일치하는 GET이어야 하며 서버는 다른 메서드의 요청을 더 읽지 않습니다."
        "핸드셰이크를 대문자 GET으로 보내고, POST로 보내려던 데이터는 101 이후 메시지로 보내야 합니다.";
    ReqHttpVersionLow
        "Upgrade begins with HTTP/1.1, so in an HTTP/1.0 request the server must not switch protocols."
        "Write HTTP/1.1 in the request line, and see that a proxy on the way does not lower the version."
        "Upgrade는 HTTP/1.1부터 있으므로 서버는 HTTP/1.0 요청에서 프로토콜을 전환하면 안 됩니다."
        "요청 줄에 HTTP/1.1을 쓰고, 중간 프록시가 버전을 낮추지 않도록 설정해야 합니다.";
    ReqTargetMismatch
        "The request target and the URI must name the same resource, otherwise the client reaches another endpoint."
        "Build the target from path and query of the WebSocket URI, with / for an empty path."
        "요청 대상과 URI는 같은 리소스를 가리켜야 하며 그렇지 않으면 클라이언트가 다른 엔드포인트에 연결됩니다."
        "WebSocket URI의 경로와 쿼리로 요청 대상을 만들고, 경로가 비어 있으면 /를 써야 합니다.";
    ReqHostMissing
        "One address serves many names, and only Host tells the server which of them the client wants."
        "Add Host with the URI's host name, and its port where that is not the default."
        "한 주소에서 여러 이름을 서비스하므로 서버는 Host로만 클라이언트가 원하는 이름을 알 수 있습니다."
        "URI의 호스트 이름을 Host에 쓰고, 기본 포트가 아니면 포트도 함께 써야 합니다.";
    ReqHostRepeated
        "With two Host lines a proxy can choose one site and the server another, so HTTP/1.1 demands a 400."
        "Send a single Host line, also when application code adds headers of its own."
        "Host가 두 줄이면 프록시와 서버가 서로 다른 사이트를 고를 수 있으므로 HTTP/1.1은 400 응답을 요구합니다."
        "애플리케이션이 헤더를 추가하는 경우에도 Host를 한 줄만 보내야 합니다.";
    ReqHostMismatch
        "Virtual hosts and rebinding checks rely on Host, so a name of another server is refused or routed wrongly."
        "Take Host from the URI that is connected to, with the port if it is not 80 for ws or 443 for wss."
        "가상 호스트와 재바인딩 검사는 Host를 근거로 하므로 다른 서버의 이름은 거부되거나 잘못 전달됩니다."
        "실제로 연결하는 URI에서 Host를 가져오고, ws의 80이나 wss의 443이 아니면 포트도 써야 합니다.";
    ReqUpgradeMissing
        "Without Upgrade this is an ordinary GET, whatever Sec-WebSocket headers it has, and stays HTTP."
        "Add Upgrade: websocket, and check that no proxy on the way strips hop-by-hop headers."
        "Upgrade가 없으면 Sec-WebSocket 헤더가 있더라도 일반 GET 요청이며 연결은 HTTP로 유지됩니다."
        "Upgrade: websocket을 추가하고, 중간 프록시가 구간 한정(hop-by-hop) 헤더를 제거하지 않는지 확인해야 합니다.";
    ReqUpgradeNoWebsocket
        "Upgrade lists what the client is ready to speak, and the server may switch only to a protocol on that list."
        "Name websocket in Upgrade, preferably alone, since many servers refuse a longer list."
        "Upgrade는 클라이언트가 사용할 수 있는 프로토콜의 목록이며 서버는 그 안에 있는 프로토콜로만 전환할 수 있습니다."
        "Upgrade에 websocket을 쓰되, 긴 목록을 거부하는 서버가 많으므로 하나만 쓰는 것이 좋습니다.";
    ReqConnectionMissing
        "Connection marks Upgrade as meant for this hop; without it the server must not take the Upgrade seriously."
        "Add Connection: Upgrade to the request."
        "Connection은 Upgrade가 이 구간에 적용됨을 나타내며, 이 헤더가 없으면 서버는 Upgrade를 유효하게 볼 수 없습니다."
        "요청에 Connection: Upgrade를 추가해야 합니다.";
    ReqConnectionNoUpgrade
        "Connection is here but does not list Upgrade, so the server reads the request as one that stays HTTP."
        "Add the token Upgrade to the list; keep-alive, Upgrade is as good as Upgrade alone."
        "Connection 헤더는 있지만 Upgrade가 목록에 없으므로 서버는 HTTP로 유지되는 요청으로 해석합니다."
        "목록에 Upgrade 토큰을 추가해야 하며, keep-alive, Upgrade처럼 함께 써도 됩니다.";
    ReqKeyMissing
        "The server proves with the key that it speaks WebSocket, so without a key it has nothing to answer."
        "Generate 16 random bytes for each connection and send their Base64 form as Sec-WebSocket-Key."
        "서버는 키를 이용해 WebSocket을 이해함을 증명하므로 키가 없으면 응답을 만들 수 없습니다."
        "연결마다 무작위 16바이트를 만들고 Base64로 인코딩하여 Sec-WebSocket-Key로 보내야 합니다.";
    ReqKeyNotBase64
        "A server that decodes the key as a check finds no 16 bytes in it and answers 400."
        "Encode the nonce with the standard Base64 alphabet (+ and /) and its == padding: 24 characters."
        "키를 디코딩하여 검사하는 서버는 16바이트를 얻지 못하고 400으로 응답합니다."
        "논스(nonce)를 +와 /를 쓰는 표준 Base64로 인코딩하고 == 패딩을 붙여 24글자로 만들어야 합니다.";
    ReqKeyLength
        "The nonce has exactly 16 bytes, so a strict server refuses another length even if it is good Base64."
        "Encode 16 random bytes, not 16 characters of text and not their hex form."
        "논스(nonce)는 정확히 16바이트이므로 엄격한 서버는 유효한 Base64라도 길이가 다르면 거부합니다."
        "16글자의 텍스트나 16진 표기가 아니라 무작위 16바이트를 인코딩해야 합니다.";
    ReqKeyNoncanonical
        "The last character carries bits that no byte uses; they should be 0, and a strict decoder may refuse them."
        "Let a Base64 encoder write the key; changing characters of a finished key by hand causes this."
        "마지막 글자에는 어떤 바이트에도 속하지 않는 비트가 있으며, 0이 아니면 엄격한 디코더가 거부할 수 있습니다."
        "완성된 키의 글자를 직접 바꾸면 이런 값이 생기므로 Base64 인코더로 키를 만들어야 합니다.";
    ReqKeyRepeated
        "The accept value answers one key, and with two of them the server cannot know which one counts."
        "Send Sec-WebSocket-Key once; look for a library and application code that both set it."
        "Sec-WebSocket-Accept는 하나의 키에 대한 응답이므로 키가 둘이면 서버는 어느 것을 쓸지 알 수 없습니다."
        "라이브러리와 애플리케이션이 둘 다 설정하지 않는지 확인하고 Sec-WebSocket-Key를 한 번만 보내야 합니다.";
    ReqKeyReused
        "A fresh key keeps a cached or replayed 101 from passing as an answer, and a repeated one gives that up."
        "Draw a new nonce for every connection, also for every reconnect."
        "키가 매번 새로우면 캐시되거나 재사용된 101이 응답으로 통할 수 없지만, 같은 키를 쓰면 이 보호가 사라집니다."
        "재연결을 포함하여 연결마다 새 논스(nonce)를 만들어야 합니다.";
    ReqKeyNotRandom
        "The nonce is meant to be unpredictable, and this one looks like a sample from a document or a counter."
        "Use the system's random generator; in a lesson or a test a fixed key does no harm."
        "논스(nonce)는 예측할 수 없어야 하지만 이 값은 문서의 예제나 일련번호처럼 보입니다."
        "시스템의 난수 생성기를 사용해야 하며, 강의나 시험에서는 고정된 키를 써도 문제가 없습니다.";
    ReqOriginMissingBrowser
        "Servers decide by Origin whether a page may connect, and here a browser seems to have left it out."
        "Look for a proxy or an extension that removes Origin, or for a client that poses as a browser."
        "서버는 Origin으로 페이지의 연결을 허용할지 정하는데 브라우저로 보이는 클라이언트가 이를 보내지 않았습니다."
        "Origin을 제거하는 프록시나 브라우저 확장 프로그램이 있는지, 브라우저로 위장한 클라이언트인지 확인해야 합니다.";
    ReqOriginOptional
        "Only browsers have to send Origin, because only they run code that comes from other sites."
        "Nothing to do for a program that is no browser; a server must not take Origin as proof of identity."
        "다른 사이트의 코드를 실행하는 것은 브라우저뿐이므로 브라우저만 Origin을 보내야 합니다."
        "브라우저가 아닌 프로그램이라면 고칠 것이 없으며, 서버는 Origin을 신원의 증거로 삼으면 안 됩니다.";
    ReqOriginSyntax
        "Servers compare Origin as text with a list of allowed ones, and a path or a stray slash makes it differ."
        "Send scheme, host and a port that is not the default, without a path, or the word null."
        "서버는 Origin을 허용 목록과 문자열로 비교하므로 경로나 불필요한 슬래시가 있으면 일치하지 않습니다."
        "경로 없이 스킴, 호스트, 기본이 아닌 포트를 쓰거나 null을 보내야 합니다.";
    ReqVersionMissing
        "Earlier drafts framed data differently, so a server without a version cannot know which framing is meant."
        "Add Sec-WebSocket-Version: 13."
        "초기 초안들은 프레임 형식이 달랐으므로 버전이 없으면 서버는 어떤 형식인지 알 수 없습니다."
        "Sec-WebSocket-Version: 13을 추가해야 합니다.";
    ReqVersionNot13
        "13 is the only version that RFC 6455 defines; lower numbers were drafts that never became a standard."
        "Send 13; if a server answers with a list of versions, try again with one that both know."
        "RFC 6455가 정의한 버전은 13뿐이며 그보다 낮은 번호는 표준이 되지 못한 초안입니다."
        "13을 보내고, 서버가 버전 목록으로 응답하면 양쪽이 지원하는 버전으로 다시 시도해야 합니다.";
    ReqVersionSyntax
        "The request names one version as a plain number, and a server may refuse every other spelling."
        "Write 13 alone: no list, no decimal point and no leading zero."
        "요청은 버전 하나를 단순한 수로 나타내며 서버는 다른 표기를 거부할 수 있습니다."
        "목록, 소수점, 앞의 0 없이 13만 써야 합니다.";
    ReqVersionRepeated
        "The client chooses one version; several lines are the server's way of listing what it supports."
        "Send a single Sec-WebSocket-Version line."
        "클라이언트는 버전을 하나만 고르며, 여러 줄은 서버가 지원하는 버전을 나열할 때 쓰는 방식입니다."
        "Sec-WebSocket-Version을 한 줄만 보내야 합니다.";
    ReqProtocolEmpty
        "An empty offer names nothing that the server could choose, and the grammar asks for at least one name."
        "Leave the header out when there is no subprotocol to offer."
        "빈 제안에는 서버가 고를 이름이 없으며 문법은 이름을 하나 이상 요구합니다."
        "제안할 서브프로토콜이 없으면 헤더를 생략해야 합니다.";
    ReqProtocolBadChar
        "Subprotocol names are tokens: blanks, separators and bytes outside ASCII break the list apart."
        "Choose a name of letters, digits, dots and hyphens; keep tokens and JSON out of this header."
        "서브프로토콜 이름은 토큰이므로 공백, 구분자, ASCII가 아닌 바이트가 있으면 목록이 깨집니다."
        "영문자, 숫자, 점, 하이픈으로 된 이름을 쓰고 인증 토큰이나 JSON을 이 헤더에 넣지 않아야 합니다.";
    ReqProtocolDuplicate
        "Offers are ordered by preference, so naming one twice is contradictory, and browsers refuse to do it."
        "Remove duplicates before the list is sent."
        "제안은 선호 순서로 나열하므로 같은 이름을 두 번 쓰는 것은 모순이며 브라우저는 이를 허용하지 않습니다."
        "목록을 보내기 전에 중복된 이름을 제거해야 합니다.";
    ReqDataBeforeResponse
        "Until the 101 arrives the server may still refuse, and would then read early frames as the next HTTP request."
        "Hold all frames back until the 101 has been received and checked."
        "101이 오기 전에는 서버가 아직 거부할 수 있으며, 그러면 미리 보낸 프레임은 다음 HTTP 요청으로 읽힙니다."
        "101을 받아 확인할 때까지 모든 프레임을 보류해야 합니다.";
    ReqHasBody
        "A GET body has no meaning in the handshake, and a server that skips it wrongly takes it for the first frame."
        "Send no Content-Length, no Transfer-Encoding and no bytes after the empty line."
        "GET 본문은 핸드셰이크에서 의미가 없으며 서버가 올바르게 건너뛰지 못하면 첫 프레임으로 읽게 됩니다."
        "Content-Length와 Transfer-Encoding, 빈 줄 뒤의 바이트를 보내지 않아야 합니다.";
}
