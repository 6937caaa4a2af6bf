//! Advice on the URI, on what lies before the handshake, and on HTTP/1.1 itself.

super::advice! {
    // uri
    UriFragment
        "A fragment points into a document, but a WebSocket is not a document, so RFC 6455 gives it no meaning."
        "Remove the part from '#' on before connecting, or carry it in the path, the query or the first message."
        "프래그먼트 식별자는 문서 안의 위치를 가리키지만 WebSocket은 문서가 아니므로 RFC 6455에서 아무 의미가 없습니다."
        "연결하기 전에 '#'부터 뒷부분을 제거하거나, 그 값을 경로·쿼리·첫 메시지로 전달해야 합니다.";
    UriHashNotEscaped
        "A raw '#' would begin a fragment, so the server cannot know whether it belongs to the path or the query."
        "Percent-encode every '#' that is data as %23 when the URI is put together."
        "이스케이프하지 않은 '#'은 프래그먼트의 시작으로 읽히므로 서버는 이것이 경로나 쿼리의 일부인지 알 수 없습니다."
        "URI를 만들 때 데이터에 포함된 '#'을 모두 %23으로 퍼센트 인코딩해야 합니다.";
    UriDefaultPort
        "A ws URI without a port means 80 and a wss URI means 443, so Host may leave that port out or name it."
        "Nothing to change: both spellings of Host lead to the same server and port."
        "포트가 없는 ws URI는 80을, wss URI는 443을 뜻하므로 Host에 기본 포트를 적어도 되고 생략해도 됩니다."
        "Host의 두 표기는 같은 서버와 포트를 가리키므로 고칠 것이 없습니다.";
    UriNonAsciiTarget
        "A request target consists of ASCII characters, so a server may refuse raw bytes or decode them differently."
        "Encode the text as UTF-8 and percent-encode every byte outside ASCII before sending the request line."
        "요청 대상은 ASCII 문자로만 이루어지므로 서버가 다른 바이트를 거부하거나 다르게 해석할 수 있습니다."
        "요청 줄을 보내기 전에 텍스트를 UTF-8로 인코딩하고 ASCII가 아닌 바이트를 모두 퍼센트 인코딩해야 합니다.";
    UriIdnHost
        "Host carries the ASCII form of a name, so virtual hosts and certificates will not match its Unicode form."
        "Convert each label of the host name to its xn-- form (punycode) before writing Host."
        "Host에는 이름의 ASCII 형태를 쓰므로 유니코드 형태로는 가상 호스트나 인증서와 일치하지 않습니다."
        "Host를 쓰기 전에 호스트 이름의 각 레이블을 xn-- 형태(퓨니코드)로 변환해야 합니다.";

    // connect
    OpenParallelConnecting
        "Only one attempt per address and port may be pending, so that a page cannot flood a server with handshakes."
        "Queue connection attempts and start the next one when the previous one is open or has failed."
        "페이지가 핸드셰이크로 서버에 과부하를 주지 못하도록 주소와 포트마다 하나의 연결 시도만 진행할 수 있습니다."
        "연결 시도를 대기열에 넣고, 앞의 시도가 열리거나 실패한 뒤에 다음 시도를 시작해야 합니다.";
    TlsBeforeHandshake
        "A wss connection does its TLS handshake first; HTTP sent in the clear is readable by everyone on the path."
        "Wrap the socket in TLS before the first HTTP byte, or use ws and a port that expects clear text."
        "wss 연결은 TLS 핸드셰이크를 먼저 하며, 평문으로 보낸 HTTP는 경로상의 누구나 읽을 수 있습니다."
        "첫 HTTP 바이트를 보내기 전에 소켓에 TLS를 적용하거나, 평문을 받는 포트에 ws로 연결해야 합니다.";
    TlsAllInsideTunnel
        "Once TLS is up every byte belongs inside a TLS record; the peer cannot decrypt anything else and will abort."
        "Write to the TLS session only, and never to the raw socket below it."
        "TLS가 성립되면 모든 바이트는 TLS 레코드 안에 있어야 하며, 그 밖의 바이트는 상대방이 복호화하지 못하고 연결을 중단합니다."
        "TLS 세션에만 쓰고 그 아래의 소켓에 직접 쓰지 않아야 합니다.";
    TlsSniMissing
        "A server with many names chooses its certificate by SNI; without SNI it may present the wrong one or hang up."
        "Pass the host name to the TLS library so that ClientHello carries server_name."
        "여러 이름을 쓰는 서버는 SNI로 인증서를 고르므로, SNI가 없으면 잘못된 인증서를 보내거나 연결을 끊을 수 있습니다."
        "ClientHello에 server_name이 들어가도록 TLS 라이브러리에 호스트 이름을 전달해야 합니다.";
    PlaintextWs
        "Everyone on the path can read and change ws:// traffic, because masking is not encryption."
        "Use wss:// outside a test machine; on a trusted local link nothing has to be done."
        "마스킹은 암호화가 아니므로 경로상의 누구나 ws:// 트래픽을 읽고 바꿀 수 있습니다."
        "시험 환경 밖에서는 wss://를 사용하고, 신뢰할 수 있는 로컬 구간이라면 그대로 두어도 됩니다.";

    // http
    OpenNoHandshake
        "Without the HTTP request the server does not know that WebSocket, which resource or which version is meant."
        "Send the complete GET request with its WebSocket headers, and frames only after the server's 101."
        "HTTP 요청이 없으면 서버는 WebSocket 연결인지, 어떤 리소스와 버전을 원하는지 알 수 없습니다."
        "WebSocket 헤더를 갖춘 완전한 GET 요청을 보내고, 서버의 101을 받은 뒤에만 프레임을 보내야 합니다.";
    HttpRequestMalformed
        "A server that cannot parse the request must not guess what was meant, and answers with an error such as 400."
        "Write the request line, the header lines and one empty line exactly as HTTP/1.1 lays down."
        "요청을 해석할 수 없는 서버는 의도를 추측하면 안 되며 400 같은 오류로 응답합니다."
        "요청 줄, 헤더 줄, 빈 줄 하나를 HTTP/1.1이 정한 형식대로 써야 합니다.";
    HttpRequestLineSpacing
        "Lenient servers skip extra blanks and strict ones answer 400, so the same request works only in some places."
        "Put exactly one space between method, request target and version, and none at either end."
        "관대한 서버는 불필요한 공백을 건너뛰고 엄격한 서버는 400으로 응답하므로 같은 요청이 일부 서버에서만 동작합니다."
        "메서드, 요청 대상, 버전 사이에 공백을 정확히 하나씩만 두고 줄의 양 끝에는 두지 않아야 합니다.";
    HttpTargetWhitespace
        "A space ends the request target, so two parsers may see two targets, which opens the way to request smuggling."
        "Percent-encode a space as %20 before it goes into the request line."
        "공백은 요청 대상의 끝을 뜻하므로 해석기마다 대상을 다르게 읽을 수 있으며, 이는 요청 밀반입 공격에 악용됩니다."
        "요청 줄에 넣기 전에 공백을 %20으로 퍼센트 인코딩해야 합니다.";
    HttpVersionSyntax
        "The version tells the peer how to read all that follows, so it must be recognisable without guessing."
        "Write HTTP in capitals, a slash, one digit, a dot and one digit, as in HTTP/1.1."
        "상대방은 버전에 따라 이후의 내용을 해석하므로 추측 없이 알아볼 수 있어야 합니다."
        "HTTP/1.1처럼 대문자 HTTP, 슬래시, 숫자 하나, 점, 숫자 하나로 써야 합니다.";
    HttpBareLf
        "Some parsers end a line at LF and others only at CRLF, so they can disagree on where the headers end."
        "End every line of the head with both bytes, 0d 0a."
        "LF에서 줄을 끝내는 해석기와 CRLF에서만 끝내는 해석기가 있어 헤더의 끝을 서로 다르게 볼 수 있습니다."
        "요청이나 응답의 모든 줄을 0d 0a 두 바이트로 끝내야 합니다.";
    HttpBareCr
        "A lone CR is a line end to some parsers and data to others, which lets one header hide inside another."
        "Remove CR from values and send it only as the first half of CRLF."
        "단독 CR은 해석기에 따라 줄의 끝이나 데이터로 읽히므로 헤더 안에 다른 헤더를 숨길 수 있습니다."
        "값에서 CR을 제거하고 CRLF의 앞 바이트로만 보내야 합니다.";
    HttpLeadingCrlf
        "Servers should skip an empty line before a request, but after the head it is read as the first frame's bytes."
        "Send exactly one empty line, at the end of the head, and nothing before or after it."
        "서버는 요청 앞의 빈 줄을 건너뛰도록 권장되지만, 헤더가 끝난 뒤의 빈 줄은 첫 프레임의 바이트로 읽힙니다."
        "헤더 끝에 빈 줄을 정확히 하나만 보내고 그 앞뒤에는 아무것도 보내지 않아야 합니다.";
    HttpSpaceAfterStartLine
        "Such a line looks like a continuation of the start line, and recipients differ on whether to drop or join it."
        "Begin the first header name in the first column, right after the start line's CRLF."
        "이런 줄은 시작 줄의 연속처럼 보이며, 이를 버릴지 이어 붙일지는 수신 측마다 다릅니다."
        "시작 줄의 CRLF 바로 다음, 줄의 첫 칸에서 첫 헤더 이름을 시작해야 합니다.";
    HttpSpaceBeforeColon
        "Proxies and servers disagree on whether the space is part of the name, so a header can slip past a filter."
        "Write the colon directly behind the header name; blanks may stand only after it."
        "공백이 이름의 일부인지를 프록시와 서버가 다르게 판단하여 헤더가 필터를 빠져나갈 수 있습니다."
        "헤더 이름 바로 뒤에 콜론을 쓰고 공백은 콜론 뒤에만 두어야 합니다.";
    HttpObsFold
        "Folding was withdrawn because readers treat a folded line differently: a server answers 400 or joins it."
        "Write each header on a single line, however long it gets."
        "접힌 줄을 서버마다 400으로 거부하거나 한 줄로 이어 읽는 등 다르게 처리하므로 이 표기는 폐지되었습니다."
        "헤더가 길어지더라도 각각 한 줄에 써야 합니다.";
    HttpFieldNameToken
        "A header name is a token of letters, digits and a few signs; another byte makes the whole head invalid."
        "Correct the name: no blanks, no bytes outside ASCII, none of the separators such as ( ) , ; = @."
        "헤더 이름은 영문자, 숫자와 몇 가지 기호로 된 토큰이며 다른 바이트가 있으면 헤더 전체가 무효가 됩니다."
        "공백, ASCII가 아닌 바이트, ( ) , ; = @ 같은 구분자를 이름에서 제거해야 합니다.";
    HttpFieldValueControl
        "NUL, CR and LF can cut a value short or forge another header, so the recipient must reject or replace them."
        "Clean untrusted text before it becomes a header value, or encode it, for example as Base64."
        "NUL, CR, LF는 값을 끊거나 다른 헤더를 위조할 수 있으므로 수신 측은 이를 거부하거나 대체해야 합니다."
        "신뢰할 수 없는 텍스트를 헤더 값으로 쓰기 전에 정리하거나 Base64 등으로 인코딩해야 합니다.";
    HttpFieldValueNonAscii
        "HTTP gives these bytes no character set, so each recipient sees opaque data and may show other letters."
        "Nothing must change, but percent-encoding or Base64 keeps the text the same for every reader."
        "HTTP는 이 바이트의 문자 집합을 정하지 않으므로 수신 측마다 다른 글자로 표시할 수 있습니다."
        "반드시 고칠 필요는 없지만 퍼센트 인코딩이나 Base64를 쓰면 모두가 같은 텍스트로 읽습니다.";
    HttpListEmptyElement
        "A sender must not write empty elements; recipients skip a few of them, but strict parsers reject the list."
        "Join the elements with single commas and leave out the empty ones."
        "송신 측은 빈 항목을 쓰면 안 되며, 수신 측은 몇 개를 무시해 주지만 엄격한 해석기는 목록을 거부합니다."
        "빈 항목을 빼고 나머지를 쉼표 하나씩으로 이어야 합니다.";
    HttpFieldRepeated
        "Which of two values counts is not defined, so a proxy and the server behind it may obey different ones."
        "Set the header once, replacing the old value instead of adding a second line."
        "두 값 중 어느 것이 유효한지 정해져 있지 않아 프록시와 그 뒤의 서버가 서로 다른 값을 따를 수 있습니다."
        "헤더 줄을 추가하지 말고 기존 값을 바꾸어 한 번만 설정해야 합니다.";
    HttpHostInvalid
        "Host decides which site is meant; HTTP/1.1 demands 400 so that a proxy and a server cannot read it differently."
        "Make the server answer 400 when Host is missing, repeated or not a host with an optional port."
        "Host로 대상 사이트가 정해지므로 HTTP/1.1은 프록시와 서버의 해석이 갈리지 않도록 400 응답을 요구합니다."
        "Host가 없거나 여러 개이거나 호스트와 선택적 포트의 형식이 아니면 서버가 400으로 응답하게 해야 합니다.";
    HttpStatusLineSpace
        "The space before the reason phrase belongs to the grammar even if the phrase is empty."
        "Write the status line as version, space, code, space and an optional reason phrase."
        "사유 문구가 비어 있더라도 그 앞의 공백은 문법에 포함됩니다."
        "상태 줄을 버전, 공백, 상태 코드, 공백, 선택적인 사유 문구 순서로 써야 합니다.";
    Http101ToHttp10
        "HTTP/1.0 has no 1xx responses, so its client takes the 101 for the final answer and misreads what follows."
        "Check the request's version and answer an HTTP/1.0 client with a final status, for example 426."
        "HTTP/1.0에는 1xx 응답이 없으므로 클라이언트는 101을 최종 응답으로 여기고 이후의 바이트를 잘못 해석합니다."
        "요청의 버전을 확인하고 HTTP/1.0 클라이언트에는 426 같은 최종 상태 코드로 응답해야 합니다.";
    Http10UpgradeIgnored
        "Upgrade does not exist in HTTP/1.0; such a request may come through an old proxy that cannot switch."
        "Ignore Upgrade in an HTTP/1.0 request and answer it as ordinary HTTP or with an error."
        "HTTP/1.0에는 Upgrade가 없으며, 이런 요청은 프로토콜을 전환하지 못하는 오래된 프록시를 거쳤을 수 있습니다."
        "HTTP/1.0 요청의 Upgrade를 무시하고 일반 HTTP로 처리하거나 오류로 응답해야 합니다.";
    HttpUpgradeWithoutConnection
        "Upgrade is hop-by-hop; without the Connection option a proxy may forward it to a hop that it was not meant for."
        "Whenever Upgrade is sent, add the option Upgrade to Connection."
        "Upgrade는 한 구간에만 적용되므로 Connection에 이를 밝히지 않으면 프록시가 다른 구간으로 잘못 전달할 수 있습니다."
        "Upgrade를 보낼 때는 항상 Connection에 Upgrade 옵션을 추가해야 합니다.";
    Http426WithoutUpgrade
        "426 asks the client to change protocols, and only the Upgrade header says to which one."
        "Add Upgrade: websocket, and Connection: Upgrade, to the 426 response."
        "426은 클라이언트에 프로토콜 변경을 요구하며, 어떤 프로토콜인지는 Upgrade 헤더로만 알 수 있습니다."
        "426 응답에 Upgrade: websocket과 Connection: Upgrade를 추가해야 합니다.";
    Http100Before101
        "A client that asked for 100 Continue waits for it before anything else, and may stall or misread the 101."
        "Send 100 Continue first and then 101, or drop Expect from the client, as the request has no body."
        "100 Continue를 요청한 클라이언트는 이 응답부터 기다리므로 101을 받지 못한 채 멈추거나 잘못 해석할 수 있습니다."
        "서버가 100 Continue를 먼저 보낸 뒤 101을 보내거나, 본문이 없는 요청이므로 클라이언트에서 Expect를 빼야 합니다.";
}
