//! Advice on what a capture can no longer tell. Neither side of the conversation is at fault.

super::advice! {
    CaptureDamaged
        "The file breaks off or contradicts itself, so packets after that point may be absent or wrong."
        "Record again, let the capture program end by itself, and copy the file in binary mode."
        "파일이 중간에 끊기거나 내용이 서로 맞지 않아 그 뒤의 패킷이 없거나 잘못되었을 수 있습니다."
        "다시 녹화하고, 캡처 프로그램을 정상적으로 끝낸 뒤 파일을 바이너리 모드로 복사해야 합니다.";
    CaptureGap
        "The endpoints had these bytes and the capture has not; messages around the gap cannot be read for certain."
        "Capture with a larger buffer, a full snap length and close to one endpoint."
        "엔드포인트는 이 바이트를 받았지만 캡처에는 없으므로 누락된 곳 주변의 메시지를 확실히 읽을 수 없습니다."
        "버퍼를 늘리고 snap length를 제한하지 않고 엔드포인트 가까이에서 캡처해야 합니다.";
    TcpOverlapDiffers
        "The same sequence numbers came twice with other contents, and only the receiver knows which copy it used."
        "Check the TCP checksums for damage on the way, and suspect an injected segment if both are sound."
        "같은 순서 번호의 데이터가 다른 내용으로 두 번 왔으며 어느 쪽이 쓰였는지는 수신 측만 압니다."
        "TCP 체크섬으로 전송 중 손상을 확인하고, 둘 다 정상이면 주입된 TCP 세그먼트를 의심해야 합니다.";
    CaptureMidstream
        "The handshake happened before the recording began, so subprotocol and compression are not known here."
        "Nothing is wrong with the traffic; start the capture before the connection to see the handshake."
        "녹화를 시작하기 전에 핸드셰이크가 끝났으므로 서브프로토콜과 압축 여부를 알 수 없습니다."
        "트래픽에는 문제가 없으며, 핸드셰이크를 보려면 연결하기 전에 캡처를 시작하면 됩니다.";
    FrameGuess
        "Frames have no start mark, so after missing bytes the next header was chosen because it fits best."
        "Treat the frames from here on with care; a capture without gaps needs no guess."
        "프레임에는 시작 표시가 없으므로 누락된 바이트 뒤에서는 가장 잘 맞는 위치를 다음 헤더로 추정했습니다."
        "이후의 프레임은 주의해서 보아야 하며, 누락이 없는 캡처에서는 추정이 필요 없습니다.";
    CaptureFieldsLost
        "HTTP/2 compresses heads by what earlier ones said, so after a missing one the later ones have no meaning."
        "Capture without gaps and from the beginning of the connection; the frames behind the head are still read."
        "HTTP/2는 앞선 헤더를 참조하여 헤더를 압축하므로 하나가 없으면 그 뒤의 헤더를 해석할 수 없습니다."
        "누락 없이 연결의 처음부터 캡처해야 하며, 헤더 뒤의 프레임은 계속 읽습니다.";
    LimitTunnels
        "One HTTP/2 connection kept more WebSockets open than are followed at once, so the oldest was let go."
        "Look at who opens so many: browsers and servers allow about a hundred streams at a time."
        "한 HTTP/2 연결에서 동시에 추적할 수 있는 수보다 많은 WebSocket이 열려 가장 오래된 것을 놓았습니다."
        "브라우저와 서버는 보통 스트림을 백 개쯤만 허용하므로 누가 그렇게 많이 여는지 확인해야 합니다.";
    TlsNoKeys
        "The content is encrypted and the secrets of this handshake are in no key log, so only names, sizes and times can be seen."
        "Let the client write a key log (SSLKEYLOGFILE) and give it with --keylog, beside the capture, or inside it; then open the capture again."
        "내용이 암호화되어 있고 이 핸드셰이크의 비밀 값이 어느 키 로그에도 없으므로 이름, 크기, 시각만 볼 수 있습니다."
        "클라이언트가 키 로그(SSLKEYLOGFILE)를 쓰게 한 뒤 --keylog로 주거나 캡처 옆이나 안에 두고 다시 열면 됩니다.";
    TlsOldVersion
        "SSL 3.0 and TLS 1.0 are withdrawn (RFC 7568, RFC 8996): they are named here, and their records stay closed."
        "Let both sides agree on TLS 1.2 or 1.3, which is also what the traffic itself needs to be safe."
        "SSL 3.0과 TLS 1.0은 폐기되었으므로(RFC 7568, RFC 8996) 여기서는 이름만 밝히고 레코드는 열지 않습니다."
        "양쪽이 TLS 1.2나 1.3을 쓰게 해야 하며, 이는 트래픽 자체의 안전을 위해서도 필요합니다.";
    TlsSuiteClosed
        "Suites with AES-GCM, AES-CCM, AES-CBC and ChaCha20-Poly1305 are opened; this one is protected by something else."
        "Nothing is wrong with the traffic for that alone; to read it, let the server prefer a common suite."
        "AES-GCM, AES-CCM, AES-CBC, ChaCha20-Poly1305를 쓰는 스위트만 열 수 있으며 이 연결은 다른 암호로 보호됩니다."
        "그것만으로 트래픽에 문제가 있는 것은 아니며, 내용을 보려면 서버가 널리 쓰이는 스위트를 고르게 하면 됩니다.";
    TlsNoHandshake
        "A key log names secrets by the client random of the handshake, and the capture does not have that handshake."
        "Start the capture before the connection is made."
        "키 로그는 핸드셰이크의 client random으로 비밀 값을 찾는데, 그 핸드셰이크가 캡처에 없습니다."
        "연결을 맺기 전에 캡처를 시작해야 합니다.";
    TlsWrongKeys
        "Lines for this handshake are in the key log, and no record is genuine under the keys that follow from them."
        "Check that key log and capture are of the same run, and that no line was cut or changed."
        "이 핸드셰이크의 줄이 키 로그에 있지만 거기서 나온 키로는 어느 레코드도 검증되지 않습니다."
        "키 로그와 캡처가 같은 실행에서 나왔는지, 잘리거나 바뀐 줄이 없는지 확인해야 합니다.";
    TlsRecordUnread
        "Bytes of the record are missing from the capture or changed, so it is not genuine; reading goes on behind it."
        "Treat what follows with care; a capture without gaps opens whole."
        "레코드의 일부가 캡처에 없거나 바뀌어 검증되지 않으므로, 그 다음 레코드부터 계속 읽습니다."
        "이후의 내용은 주의해서 보아야 하며, 누락이 없는 캡처라면 모두 열립니다.";
    TlsAlert
        "The sender found an error that TLS cannot go on from; the alert says which (RFC 8446 section 6.2)."
        "Look up the alert's name: certificates, versions and suites that do not match are the usual causes."
        "보낸 쪽이 TLS를 계속할 수 없는 오류를 발견했으며, 무엇인지는 경고(RFC 8446 6.2절)에 적혀 있습니다."
        "경고의 이름을 확인해야 하며, 인증서, 버전, 암호 스위트가 맞지 않는 경우가 흔합니다.";
    TlsRenegotiated
        "A second handshake ran inside the first one and changed the keys; what is inside goes on as if nothing had happened."
        "Legal up to TLS 1.2, but TLS 1.3 has it no longer; long connections do better without it."
        "첫 핸드셰이크 안에서 다시 핸드셰이크를 하여 키를 바꾸었으며, 그 안의 내용은 그대로 이어집니다."
        "TLS 1.2까지는 허용되지만 TLS 1.3에는 없으므로, 오래가는 연결에서는 쓰지 않는 편이 좋습니다.";
    LimitInflate
        "Inflating was ended to protect this computer's memory, so the rest of the message is not shown."
        "Look at the size that the message claims: this much data out of so little is what an attack looks like."
        "이 컴퓨터의 메모리를 보호하기 위해 압축 해제를 중단했으므로 메시지의 나머지는 표시되지 않습니다."
        "작은 데이터가 지나치게 크게 늘어나는 것은 공격의 특징이므로 메시지의 크기를 확인해야 합니다.";
    LimitFlows
        "Connections that never ask for WebSocket are let go when there are too many, as in a SYN flood."
        "Filter the capture by the server's address or port, and open the smaller file."
        "SYN 플러드처럼 연결이 너무 많으면 WebSocket을 요청하지 않은 연결부터 버립니다."
        "서버의 주소나 포트로 캡처를 필터링하여 더 작은 파일을 열어야 합니다.";
    LimitWaiting
        "Bytes behind a lost segment are held back only so long; what the segment had is now shown as missing."
        "Capture without loss; here the frames around the gap are to be read with care."
        "빠진 TCP 세그먼트 뒤의 바이트는 한도까지만 보관하므로 그 세그먼트의 내용은 없는 것으로 표시됩니다."
        "손실 없이 다시 캡처하고, 이 캡처에서는 누락된 곳 주변의 프레임을 주의해서 보아야 합니다.";
    LimitFragments
        "An IP datagram can be read only when all its fragments are there, and memory for waiting ones is limited."
        "Look for fragments that were lost on the way, or for a sender that never completes its datagrams."
        "IP 데이터그램은 모든 조각이 있어야 읽을 수 있고, 기다리는 조각을 보관할 메모리는 제한되어 있습니다."
        "전송 중에 잃은 IP 조각이 있거나 데이터그램을 끝까지 보내지 않는 송신 측이 있는지 확인해야 합니다.";
    LimitHead
        "Servers and browsers refuse such heads as well, so this is hardly an opening handshake."
        "Shorten the headers; cookies and tokens are what mostly makes them long."
        "서버와 브라우저도 이렇게 긴 헤더를 거부하므로 정상적인 여는 핸드셰이크로 보기 어렵습니다."
        "대개 쿠키와 인증 토큰 때문에 길어지므로 헤더를 줄여야 합니다.";
    LimitHeld
        "Until the response is seen nobody can say whether these bytes are frames or the next request."
        "See whether the capture has the server's packets: without its answer more cannot be told."
        "응답을 보기 전에는 이 바이트가 프레임인지 다음 요청인지 알 수 없습니다."
        "서버의 응답이 없으면 더 알 수 없으므로 캡처에 서버의 패킷이 있는지 확인해야 합니다.";
    LimitEarly
        "Only so many packets before the upgrade are remembered, so their numbers cannot be shown for all bytes."
        "Nothing is wrong with the traffic; the frames after the upgrade are complete."
        "업그레이드 전의 패킷은 한도까지만 기억하므로 일부 바이트의 패킷 번호를 표시할 수 없습니다."
        "트래픽에는 문제가 없으며 업그레이드 이후의 프레임은 모두 읽습니다.";
    LimitMessageFrames
        "A message may have any number of fragments, and listing millions of them would fill the memory."
        "Nothing is wrong with the traffic; far larger fragments would cost both sides less."
        "메시지는 조각 수에 제한이 없으며, 수백만 개를 모두 나열하면 메모리가 가득 찹니다."
        "트래픽에는 문제가 없지만 조각을 훨씬 크게 나누면 양쪽의 부담이 줄어듭니다.";
    HarNoFrames
        "A browser writes down whole messages, so how they were framed, masked, compressed and closed is not in a HAR."
        "Nothing is wrong with the traffic; record packets as well to see the frames and the closing handshake."
        "브라우저는 메시지 단위로 기록하므로 프레임, 마스킹, 압축, 닫는 과정은 HAR에 없습니다."
        "트래픽에는 문제가 없으며, 프레임과 닫는 핸드셰이크를 보려면 패킷도 함께 캡처하면 됩니다.";
    HarLeftOut
        "Very long data in a HAR is cut to protect this computer's memory, so these messages are not whole."
        "Open the packet capture of the same session, or export a shorter one."
        "이 컴퓨터의 메모리를 보호하기 위해 HAR의 지나치게 긴 데이터를 잘라 냈으므로 이 메시지들은 완전하지 않습니다."
        "같은 세션의 패킷 캡처를 열거나 더 짧은 기록을 내보내야 합니다.";
}
