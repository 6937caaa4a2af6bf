//! Advice on WebSocket over HTTP/2 and HTTP/3.

super::advice! {
    // h2
    H2SettingBadValue
        "The setting is a switch: any other value leaves open whether Extended CONNECT may be used."
        "Send 1 to allow WebSocket over HTTP/2, and leave the setting out otherwise."
        "이 설정은 켜고 끄는 값이므로 다른 값이면 Extended CONNECT를 쓸 수 있는지 알 수 없습니다."
        "HTTP/2에서 WebSocket을 허용하려면 1을 보내고, 아니면 설정을 생략해야 합니다.";
    H2SettingRevoked
        "A client may already have sent an Extended CONNECT on the strength of the 1, so it cannot be taken back."
        "Keep the setting at 1 for the life of the connection; end it with GOAWAY to withdraw support."
        "클라이언트가 1을 믿고 이미 Extended CONNECT를 보냈을 수 있으므로 되돌릴 수 없습니다."
        "연결이 유지되는 동안 설정을 1로 두고, 지원을 중단하려면 GOAWAY로 연결을 끝내야 합니다.";
    H2ConnectBeforeSetting
        "A server that does not know :protocol sees a malformed CONNECT and resets the stream."
        "Wait for SETTINGS with SETTINGS_ENABLE_CONNECT_PROTOCOL=1 before opening a WebSocket."
        ":protocol을 모르는 서버는 이를 잘못된 CONNECT로 보고 스트림을 재설정합니다."
        "WebSocket을 열기 전에 SETTINGS_ENABLE_CONNECT_PROTOCOL=1이 담긴 SETTINGS를 기다려야 합니다.";
    H2ProtocolNotWebsocket
        ":protocol takes the place of Upgrade, and only the value websocket asks for a WebSocket."
        "Send :protocol = websocket in the CONNECT request."
        ":protocol은 Upgrade를 대신하며 값이 websocket이어야 WebSocket을 요청하는 것입니다."
        "CONNECT 요청에 :protocol = websocket을 보내야 합니다.";
    H2SchemePathMissing
        "Unlike plain CONNECT, the extended one names a resource, so without these fields it is malformed."
        "Add :scheme and :path as taken from the WebSocket URI."
        "일반 CONNECT와 달리 Extended CONNECT는 리소스를 지정하므로 이 필드가 없으면 잘못된 요청입니다."
        "WebSocket URI에서 가져온 :scheme과 :path를 추가해야 합니다.";
    H2SchemeMismatch
        "HTTP/2 knows only http and https, and a wrong one leads to another origin or to a refusal."
        "Write https for wss and http for ws, never ws or wss themselves."
        "HTTP/2에는 http와 https만 있으며 잘못된 값은 다른 출처로 연결되거나 거부됩니다."
        "ws나 wss를 그대로 쓰지 말고 wss는 https로, ws는 http로 써야 합니다.";
    H2ConnectionHeaders
        "HTTP/2 manages the connection itself, so these HTTP/1.1 headers make the message malformed."
        "Leave Connection and Upgrade out; :method and :protocol say the same."
        "HTTP/2는 연결을 자체적으로 관리하므로 이 HTTP/1.1 헤더가 있으면 잘못된 메시지가 됩니다."
        ":method와 :protocol이 같은 뜻을 나타내므로 Connection과 Upgrade를 빼야 합니다.";
    H2HostInAuthority
        ":authority carries what Host does in HTTP/1.1, and without it the server cannot choose the site."
        "Send :authority with host and port of the URI."
        ":authority는 HTTP/1.1의 Host에 해당하며, 없으면 서버가 사이트를 고를 수 없습니다."
        "URI의 호스트와 포트를 :authority로 보내야 합니다.";
    H2KeyAcceptUnused
        "Over HTTP/2 the key proves nothing, as :protocol cannot be sent by accident; both fields are ignored."
        "Nothing breaks; leave Sec-WebSocket-Key and Sec-WebSocket-Accept out."
        ":protocol은 우연히 보낼 수 없으므로 HTTP/2에서는 키로 증명할 것이 없으며 두 필드는 무시됩니다."
        "문제가 생기지는 않지만 Sec-WebSocket-Key와 Sec-WebSocket-Accept를 빼는 것이 좋습니다.";
    H2VersionField
        "The version of the WebSocket protocol is negotiated over HTTP/2 just as over HTTP/1.1."
        "Add sec-websocket-version: 13, in lower case as all names of HTTP/2."
        "HTTP/2에서도 HTTP/1.1과 마찬가지로 WebSocket 프로토콜의 버전을 협상합니다."
        "HTTP/2의 다른 이름처럼 소문자로 sec-websocket-version: 13을 추가해야 합니다.";
    H2HeaderUppercase
        "HTTP/2 compares names byte by byte in lower case, so a capital letter makes the message malformed."
        "Convert header names to lower case before they are encoded."
        "HTTP/2는 이름을 소문자로 된 바이트로 비교하므로 대문자가 있으면 잘못된 메시지가 됩니다."
        "인코딩하기 전에 헤더 이름을 소문자로 바꾸어야 합니다.";
    H2StatusNot2xx
        "Over HTTP/2 a 2xx opens the tunnel in place of 101; with any other status the stream carries no WebSocket."
        "Read the status as for any HTTP request; a server that meant to accept has to answer 200."
        "HTTP/2에서는 101 대신 2xx가 터널을 열며, 다른 상태 코드이면 스트림에서 WebSocket이 열리지 않습니다."
        "일반 HTTP 요청처럼 상태 코드를 확인하고, 수락하려던 서버라면 200으로 응답해야 합니다.";
    H2FrameTypeOnTunnel
        "After the CONNECT succeeded the stream is a byte tunnel, and only DATA frames carry its bytes."
        "Send no HEADERS or trailers on the stream; end it with END_STREAM or RST_STREAM."
        "CONNECT가 성공하면 스트림은 바이트 터널이 되며 그 바이트는 DATA 프레임으로만 전달됩니다."
        "스트림에 HEADERS나 트레일러를 보내지 말고 END_STREAM이나 RST_STREAM으로 끝내야 합니다.";

    // h3
    H3UnknownProtocol501
        "501 tells the client that this :protocol is not known here, as opposed to a resource that is missing."
        "Answer an Extended CONNECT with an unknown :protocol with 501."
        "501은 리소스가 없는 것이 아니라 이 :protocol을 서버가 모른다는 것을 클라이언트에 알려 줍니다."
        "알 수 없는 :protocol의 Extended CONNECT에는 501로 응답해야 합니다.";
}
