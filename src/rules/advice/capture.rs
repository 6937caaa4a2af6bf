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
    LimitInflate
        "Inflating was ended to protect this computer's memory, so the rest of the message is not shown."
        "Look at the size that the message claims: this much data out of so little is what an attack looks like."
        "이 컴퓨터의 메모리를 보호하기 위해 압축 해제를 중단했으므로 메시지의 나머지는 표시되지 않습니다."
        "작은 데이터가 지나치게 크게 늘어나는 것은 공격의 특징이므로 메시지의 크기를 확인해야 합니다.";
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
