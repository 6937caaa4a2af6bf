//! The table of words: one row each, `Name => "English", "Korean";`, or `Name => "both";` for what the RFCs name.

use crate::base::Text;

macro_rules! words {
    (@text $both:literal) => { Text::same($both) };
    (@text $en:literal, $ko:literal) => { Text::new($en, $ko) };
    ($($name:ident => $($text:literal),+;)*) => {
        /// A word or sentence of the window.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Word {
            $(
                #[doc = concat!("`", $($text, "` `",)+ "`")]
                $name,
            )*
        }

        impl Word {
            /// Every word.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in both languages.
            #[must_use]
            pub const fn text(self) -> Text {
                match self {
                    $(Self::$name => words!(@text $($text),+),)*
                }
            }
        }
    };
}

words! {
    // Top bar
    AppName => "ws101";
    Modes => "Modes", "모드";
    Learn => "Learn", "학습";
    Inspect => "Inspect", "분석";
    Simulate => "Simulate", "시뮬레이션";
    Lab => "Lab", "실습";
    Home => "Start page", "시작 화면";
    FindAnything => "Find anything", "전체 검색";
    Present => "Present", "발표";
    OpenCapture => "Open a capture…", "캡처 열기…";
    OpenAnother => "Open another file…", "다른 파일 열기…";
    Language => "Language", "언어";
    SwitchLanguage => "한국어로 바꾸기 (Korean)", "Switch to English (영어)";
    LanguageShort => "EN", "한국어";
    Theme => "Colours", "색상";
    Light => "Light", "밝게";
    Dark => "Dark", "어둡게";
    System => "System", "시스템";
    SwitchToDark => "Dark colours", "어두운 색상";
    SwitchToLight => "Light colours", "밝은 색상";
    FileMenu => "Open: {file}. Other captures", "열린 캡처: {file}. 다른 캡처";
    Help => "Keys and help", "키와 도움말";
    Close => "Close", "닫기";
    Back => "Back", "뒤로";
    Continue => "Continue", "계속";

    // Welcome
    HeroTop => "See every byte", "WebSocket의";
    HeroBottom => "of a WebSocket.", "모든 바이트를 봅니다.";
    HeroLead =>
        "Follow a connection from its first HTTP line to its last Close frame, one step at a time. Use our captures or yours.",
        "첫 HTTP 줄부터 마지막 Close 프레임까지 연결을 한 단계씩 따라갑니다. 준비된 캡처나 직접 만든 캡처를 사용합니다.";
    StartLesson => "Start lesson {n}", "{n}강 시작";
    ContinueLesson => "Continue lesson {n}", "{n}강 계속";
    Start => "Start", "시작";
    Lessons => "Lessons", "강의 목록";
    Lesson => "Lesson {n}", "{n}강";
    Minutes => "{n} min", "{n}분";
    LessonDone => "done", "완료";
    OpeningHandshake => "Opening handshake", "여는 핸드셰이크";
    DataTransfer => "Data transfer", "데이터 전송";
    ClosingHandshake => "Closing handshake", "닫는 핸드셰이크";
    OpeningLead => "HTTP agrees to become something else.", "HTTP가 다른 프로토콜로 전환합니다.";
    DataLead => "Frames carry messages both ways.", "프레임이 양방향으로 메시지를 나릅니다.";
    ClosingLead => "Both sides say goodbye, or one does not.", "Close를 주고받거나 한쪽이 끊습니다.";
    Client => "client", "클라이언트";
    Server => "server", "서버";
    ClientTitle => "Client", "클라이언트";
    ServerTitle => "Server", "서버";
    DropHere => "Drop a capture here", "캡처 파일을 여기에 놓기";
    DropNow => "Drop to open", "놓으면 열림";
    DropKinds => "{kinds} (or gzip, zstd, lz4)", "{kinds} (gzip, zstd, lz4 압축 가능)";
    CapturesToExplore => "Captures to explore", "살펴볼 캡처";
    RecentCaptures => "Opened before", "최근에 연 캡처";
    NoLessons => "No lessons are installed.", "설치된 강의가 없습니다.";

    // How a connection ended
    EndClosed => "closed", "Close로 끝남";
    EndCut => "ended without Close", "Close 없이 끝남";
    EndOpen => "still open", "열려 있음";
    EndRefused => "refused", "거절됨";

    // Where the bytes come from
    Recorded => "recorded", "녹화";
    Live => "live", "실시간";
    Simulated => "simulated", "시뮬레이션";

    // Loading, empty, errors
    Opening => "Opening {file}", "{file} 여는 중";
    OpeningLeadIn => "You can browse what is here while the rest loads.", "나머지를 읽는 동안 이미 읽은 내용을 볼 수 있습니다.";
    SizeOf => "{done} of {all}", "{all} 중 {done}";
    TimeLeft => "about {time} left", "약 {time} 남음";
    PacketsRead => "Packets read", "읽은 패킷";
    WebSocketConnections => "WebSocket connections", "WebSocket 연결";
    FramesDecoded => "Frames decoded", "해석한 프레임";
    StopHere => "Stop here, keep {percent}", "여기서 멈추기({percent} 유지)";
    Cancel => "Cancel", "취소";
    NotACapture => "{file} is not a capture", "{file}: 캡처 파일이 아님";
    NotACaptureIs => "{file} is {kind}", "{file}: {kind}";
    NotACaptureLead =>
        "Its first bytes are not those of a pcap, pcapng or HAR file. Open a capture, plain or compressed.",
        "첫 바이트가 pcap, pcapng, HAR 파일의 것이 아닙니다. 캡처 파일이나 압축한 캡처 파일을 엽니다.";
    CannotRead => "{file} cannot be read", "{file}: 읽을 수 없음";
    FileStopsEarly => "The file stops early", "파일이 중간에서 끊김";
    FileStopsLead =>
        "Packet {packet} is cut off at byte {offset}. Everything before it is kept.",
        "끊긴 위치: 패킷 {packet}, 바이트 {offset}. 그 앞의 내용은 모두 유지됩니다.";
    NothingOpen => "No capture is open", "열린 캡처 없음";
    NothingOpenLead =>
        "Choose a lesson or one of our captures on the start page, or open a capture of your own.",
        "시작 화면에서 강의나 준비된 캡처를 고르거나 직접 만든 캡처를 엽니다.";
    NoWebSocket => "No WebSocket in this capture", "이 캡처에는 WebSocket 연결이 없음";
    NoWebSocketLead =>
        "It holds {packets}, but no opening handshake that ws101 knows.",
        "{packets}가 있지만 ws101이 아는 여는 핸드셰이크는 없습니다.";
    LockedTitle => "Locked TLS connections", "잠긴 TLS 연결";
    LockedSeen => "What can be seen", "보이는 것";
    PollingOnly => "HTTP long polling only", "HTTP 롱 폴링만 있음";
    PollingOnlyLead =>
        "No WebSocket here, but Engine.IO talked over HTTP requests all the same. Sessions: {n}.",
        "WebSocket은 없지만 Engine.IO가 HTTP 요청만으로 대화했습니다. 세션: {n}개.";
    ShowSession => "Show the conversation", "대화 보기";
    LockedCount => "{n} locked", "잠김 {n}개";
    LockedNoKeys =>
        "No key log line is for it. The lines are written while it is recorded: SSLKEYLOGFILE in a browser, or the server's key log.",
        "맞는 키 로그 줄이 없습니다. 키 로그는 녹화할 때 브라우저의 SSLKEYLOGFILE이나 서버가 기록합니다.";
    LockedWrongKeys =>
        "Its key log lines do not open it: they are of another recording.",
        "키 로그 줄로 열리지 않습니다. 다른 녹화의 키입니다.";
    LockedNoHandshake =>
        "Its handshake is not in the capture, so no key can be found for it. Start recording before the connection opens.",
        "핸드셰이크가 캡처에 없어 맞는 키를 찾을 수 없습니다. 연결을 열기 전에 녹화를 시작해야 합니다.";
    LockedOldVersion =>
        "{version} is out of use (RFC 7568, RFC 8996) and stays closed. Let both sides speak TLS 1.2 or newer.",
        "더 이상 쓰지 않는 버전({version}, RFC 7568, RFC 8996)이라 열지 않습니다. 양쪽 모두 TLS 1.2 이상을 써야 합니다.";
    LockedSuite =>
        "{suite} is not a cipher suite that ws101 opens.",
        "ws101이 열 수 있는 암호 모음이 아닙니다: {suite}";
    AddKeyLog => "Add key log…", "키 로그 추가…";
    KeyLogHint =>
        "or drop it on the window, or put it beside the capture as NAME.keylog",
        "또는 창에 끌어다 놓거나 캡처 옆에 이름.keylog로 둡니다";
    KeyLogAdded => "Key log added", "키 로그를 추가함";
    KeyLogAlone =>
        "This is a TLS key log. Open the capture that it belongs to: the keys are kept for it.",
        "TLS 키 로그입니다. 이 키로 열 캡처를 여십시오. 키는 그때까지 보관합니다.";
    SessionTitle => "Engine.IO {version} session", "Engine.IO {version} 세션";
    SessionCount => "Sessions: {n}", "세션 {n}개";
    SessionBefore => "Session before", "이전 세션";
    SessionAfter => "Next session", "다음 세션";
    AllEncrypted => "Everything here is encrypted", "모든 내용이 암호화되어 있음";
    AllEncryptedLead =>
        "TLS connections: {n}. Without the key log that was written during the recording, their bytes cannot be read.",
        "TLS 연결: {n}개. 녹화할 때 기록한 키 로그가 없으면 그 바이트를 읽을 수 없습니다.";
    NothingMatches => "Nothing matches", "일치하는 항목 없음";
    NothingMatchesLead => "The filter leaves nothing of {n}.", "필터에 맞는 항목이 없습니다. 전체: {n}";
    ClearFilter => "Clear filter", "필터 지우기";
    NeverCaptured => "Never captured: {bytes}", "캡처되지 않은 {bytes}";
    NeverCapturedLead =>
        "TCP sequence numbers jump after packet {packet}. Decoding stops at the gap. What follows is a best guess, drawn dashed until a second frame confirms it.",
        "패킷 {packet} 다음에서 TCP 순서 번호가 건너뜁니다. 해석은 이 빈 곳에서 멈춥니다. 그 뒤는 추정이며, 두 번째 프레임으로 확인될 때까지 점선으로 표시합니다.";
    Missing => "missing", "없음";
    CannotDecode => "cannot be decoded", "해석할 수 없음";
    GoToGuess => "Go to the guess", "추정 위치로 가기";
    SelectConnection => "Choose a connection", "연결 선택";
    SelectConnectionLead => "Its messages, frames and packets appear here.", "선택한 연결의 메시지, 프레임, 패킷이 여기에 나타납니다.";
    SelectRow => "Choose a row to see its fields and bytes.", "행을 선택하면 필드와 바이트가 나타납니다.";
    NoFindings => "No findings", "발견 사항 없음";
    NoFindingsLead => "Every rule that could be checked here is kept.", "여기서 검사할 수 있는 규칙을 모두 지킵니다.";
    Copied => "Copied", "복사됨";
    KeyLogNotRead => "That is no key log that can be read", "키 로그로 읽을 수 없는 파일입니다";
    NotCopied => "Not copied: some of it is still hidden", "복사하지 않음: 아직 숨겨진 부분이 있습니다";

    // Panels
    Bits => "Bits", "비트";
    Fields => "Fields", "필드";
    Bytes => "Bytes", "바이트";
    Boundaries => "Boundaries", "경계";
    Connections => "Connections", "연결";
    Messages => "Messages", "메시지";
    Frames => "Frames", "프레임";
    Packets => "Packets", "패킷";
    Findings => "Findings", "발견 사항";
    NotInHar => "not in a HAR", "HAR에 없음";
    FramesNotInHar => "Frames are not in a HAR", "프레임은 HAR에 없음";
    FramesNotInHarLead => "Record packets as well to see them.", "프레임을 보려면 패킷도 함께 캡처합니다.";
    MessageTold => "{kind}, frames not in a HAR", "{kind}, 프레임은 HAR에 없음";
    WhatToDo => "What to do", "해결 방법";
    Rules => "Rules", "규칙";
    TcpStream => "TCP stream", "TCP 스트림";
    Stream => "Stream", "스트림";
    TlsRecords => "TLS records", "TLS 레코드";
    DataFrames => "HTTP/2 DATA", "HTTP/2 DATA";
    RecordNamed =>
        "TLS record {n}, packet {packets}: {wire} on the wire hold {bytes} of the stream",
        "TLS 레코드 {n}, 패킷 {packets}: 전송된 {wire}에 스트림의 {bytes}가 들어 있음";
    DataFrameNamed =>
        "HTTP/2 DATA frame of stream {n}, packet {packets}: {wire} on the wire hold {bytes}",
        "스트림 {n}의 HTTP/2 DATA 프레임, 패킷 {packets}: 전송된 {wire}에 {bytes}가 들어 있음";
    Ladder => "Ladder", "흐름도";
    LadderSubtitle => "time runs down", "시간은 아래로 흐름";
    Overview => "Overview", "개요";
    BitByBit => "bit by bit, as in RFC 6455 §5.2", "RFC 6455 §5.2의 비트 배치";
    FrameOf => "Frame {n}, {way}", "프레임 {n}, {way}";
    MessageOf => "Message {n}, {way}", "메시지 {n}, {way}";
    PacketOf => "Packet {n}, {way}", "패킷 {n}, {way}";
    ConnectionOf => "connection {n}", "연결 {n}";
    ClientToServer => "client to server", "클라이언트 → 서버";
    ServerToClient => "server to client", "서버 → 클라이언트";
    ToServer => "to server", "서버로";
    ToClient => "to client", "클라이언트로";
    StreamOf => "Stream, {way}", "스트림, {way}";
    StreamOffset => "stream offset {from} – {to}", "스트림 오프셋 {from}~{to}";
    Offset => "offset {n}", "오프셋 {n}";
    AsSent => "As sent", "전송된 바이트";
    Unmasked => "Unmasked", "마스킹 해제";
    Inflated => "Inflated", "압축 해제";
    SealedForm => "Encrypted", "암호화됨";
    HeldByRecords => "TLS: {records}", "TLS: {records}";
    RecordOfPackets => "TLS record {n}, packet {packets}", "TLS 레코드 {n}, 패킷 {packets}";
    DataOfStream => "HTTP/2 DATA of stream {n}", "스트림 {n}의 HTTP/2 DATA";
    SealedRecords => "TLS records as sent, packets {packets}", "전송된 그대로의 TLS 레코드, 패킷 {packets}";
    RoundTrip => "Round trip", "왕복 시간";
    Hex => "Hex", "16진수";
    TextView => "Text", "텍스트";
    Packet => "Packet", "패킷";
    Frame => "Frame", "프레임";
    Message => "Message", "메시지";
    Segment => "TCP segment", "TCP 세그먼트";
    TcpConnect => "TCP connect", "TCP 연결";
    TcpClose => "TCP close", "TCP 종료";
    TcpSegments => "TCP segments", "TCP 세그먼트";
    BareAcksHidden => "bare ACKs hidden", "ACK만 있는 패킷 숨김";
    Retransmission => "retransmission", "재전송";
    Now => "now", "현재";
    NotYet => "not yet", "아직 없음";
    ByteNumber => "byte {n}", "바이트 {n}";
    EndAfter => "end · {bytes}", "끝 · {bytes}";
    OnTheWire => "on the wire", "전송된 바이트";
    XorKey => "XOR key[i mod 4]", "XOR 마스킹 키";
    PlainText => "= unmasked", "= 마스킹 해제 결과";
    NotSentYet => "not sent yet", "아직 전송되지 않음";
    HiddenUntilAnswer => "hidden until you answer", "답하기 전까지 숨김";
    HttpRequest => "HTTP request", "HTTP 요청";
    HttpResponse => "HTTP response", "HTTP 응답";
    HeaderAndPayload => "header {header} + payload {payload}", "헤더 {header} + 페이로드 {payload}";
    ControlNoMessage => "control, not a message", "제어 프레임(메시지 아님)";
    Control => "control", "제어";
    NoMessages => "no messages", "메시지 없음";
    MaskedBytes => "{bytes}, masked", "{bytes}, 마스킹됨";
    Guess => "guess", "추정";

    MomentsCapped => "only the first {n}", "처음 {n}개까지만";
    DuplicatePacket => "captured twice", "중복 캡처";
    KeepAlive => "keep-alive", "keep-alive";
    ZeroWindow => "window is zero", "윈도 0";
    OtherBytes => "other bytes", "그 밖의 바이트";
    CutShort => "cut short", "중간에서 끊김";
    FrameNamed => "{tag} frame", "{tag} 프레임";
    BytesFromTo => "bytes {from} to {to}", "바이트 {from}~{to}";
    BitsFromTo => "bits {from} to {to}", "비트 {from}~{to}";
    BitNumber => "bit {n}", "비트 {n}";
    BytesOf => "{name} · bytes {from}–{to}", "{name} · 바이트 {from}~{to}";
    MoreBytes => "… {bytes} more", "… {bytes} 더 있음";
    BytesBefore => "… {bytes} before", "… 앞에 {bytes}";
    NeverCame => "{bytes} never came", "오지 않은 {bytes}";
    EmptyMessage => "(empty message)", "(빈 메시지)";
    AsText => "= as text", "= 텍스트로";
    CompressedBytes => "= compressed", "= 압축된 바이트";
    InflatesTo => "inflates to", "압축 해제 결과";
    NothingYet => "No handshake and no frame yet", "아직 핸드셰이크도 프레임도 없음";
    NothingYetLead => "Step on, and the first one will be taken apart here.", "다음 단계로 가면 첫 번째 것이 여기에 비트로 나타납니다.";
    LineByLine => "line by line, as sent", "전송된 줄 그대로";
    ExplainHandshake => "How the key becomes the accept value", "키에서 Sec-WebSocket-Accept 값이 나오는 과정";
    SegmentNamed => "packet {n}, {way}, {bytes}", "패킷 {n}, {way}, {bytes}";
    PacketNamed => "packet {n}, {way}", "패킷 {n}, {way}";
    PhaseNamed => "phase: {phase}", "연결 단계: {phase}";
    MessageNumber => "Message {n}", "메시지 {n}";
    TextKind => "text", "텍스트";
    BinaryKind => "binary", "바이너리";
    StillOpenMessage => "more to come", "이어짐";
    UnreadBytes => "bytes that could not be read", "읽지 못한 바이트";
    OtherHttp => "other HTTP", "다른 HTTP";
    ZoomIn => "Zoom in", "확대";
    ZoomOut => "Zoom out", "축소";
    HiddenItem => "hidden", "숨김";
    BlankLine => "(empty line)", "(빈 줄)";
    Direction => "Direction", "방향";
    BitsOrFields => "How the frame is shown", "프레임 표시 방식";

    // Legend
    LegendFlags => "FIN · RSV";
    LegendOpcode => "opcode";
    LegendLength => "length", "길이";
    LegendKey => "MASK bit and key", "MASK 비트와 키";
    LegendPayload => "payload", "페이로드";
    LegendCloseCode => "close code", "종료 코드";
    Opcode => "opcode";
    PayloadLength => "payload length", "페이로드 길이";
    ExtendedLength => "extended payload length", "확장 페이로드 길이";
    MaskingKey => "masking key", "마스킹 키";
    Payload => "payload", "페이로드";
    Masked => "masked", "마스킹됨";
    NotMasked => "not masked", "마스킹되지 않음";
    Compressed => "compressed", "압축됨";
    Fragmented => "fragmented", "단편화됨";
    FinalFragment => "final fragment", "마지막 조각";
    CloseCode => "close code", "종료 코드";
    CloseReason => "close reason", "종료 사유";

    // States of a side
    StateConnecting => "CONNECTING";
    StateOpen => "OPEN";
    StateClosing => "CLOSING";
    StateClosed => "CLOSED";

    // Transport
    Play => "Play", "재생";
    Pause => "Pause", "일시 정지";
    FirstStep => "First step", "첫 단계";
    LastStep => "Last step", "마지막 단계";
    PreviousStep => "Previous step", "이전 단계";
    NextStep => "Next step", "다음 단계";
    StepForward => "One step forward", "한 단계 앞으로";
    StepBack => "One step back", "한 단계 뒤로";
    StepBy => "Step by", "이동 단위";
    Speed => "Speed", "속도";
    SilencesShortened =>
        "Recorded timing. Waits longer than 1.5 s are shortened; moments closer than 0.12 s are spread.",
        "녹화된 시간 간격으로 재생합니다. 1.5초보다 긴 대기는 줄이고 0.12초보다 짧은 간격은 늘립니다.";
    TimeOf => "{time} of {total} s", "{total}초 중 {time}초";
    Position => "Position in the capture", "캡처 안의 위치";
    PhaseOpening => "Opening", "여는 핸드셰이크";
    PhaseData => "Data transfer", "데이터 전송";
    PhaseClosing => "Closing", "닫는 핸드셰이크";

    // Lesson panel
    StepOf => "Step {step} of {steps}", "{steps}단계 중 {step}단계";
    PredictFirst => "Predict first", "먼저 예측하기";
    PressLetter => "press {letters}", "{letters} 키를 누름";
    CheckAnswer => "Check answer", "답 확인";
    YourAnswer => "Your answer", "답";
    Hint => "Hint", "힌트";
    ShowAnswer => "Show the answer", "정답 공개";
    RightAnswer => "right answer", "정답";
    WrongAnswer => "your answer", "선택한 답";
    TryAgain => "Try again", "다시 풀기";
    Why => "Why", "이유";
    AnswerIs => "The answer is {answer}", "정답: {answer}";
    AttemptsLeft => "Not this one. Attempts left: {n}", "정답이 아닙니다. 남은 횟수: {n}";
    NotReadable => "This cannot be read as an answer", "답으로 읽을 수 없는 입력";
    ClickBytes => "Click the bytes in a view.", "화면에서 바이트를 클릭합니다.";
    GoalOpen => "To do", "할 일";
    GoalMet => "Done", "완료";
    MoveUp => "Move up", "위로 이동";
    MoveDown => "Move down", "아래로 이동";
    LessonFilesWrong => "The lesson's files have an error: this is how it was before", "강의 파일에 오류가 있어 이전 내용을 표시합니다";
    LeaveLesson => "Leave the lesson", "강의 나가기";
    LessonFinished => "Lesson finished", "강의 완료";
    NextLesson => "Next lesson", "다음 강";
    LessonList => "All lessons", "강의 목록";

    // Inspect
    Filter => "Filter", "필터";
    FilterHint => "opcode:text dir:c2s len>1k", "opcode:text dir:c2s len>1k";
    MatchesOf => "{n} of {all}", "{all} 중 {n}";
    ColumnNumber => "No.", "번호";
    ColumnTime => "Time, s", "시간(초)";
    ColumnDirection => "Direction", "방향";
    ColumnType => "Type", "종류";
    ColumnFrames => "Frames", "프레임";
    ColumnLength => "Length", "길이";
    ColumnFlags => "Flags", "플래그";
    ColumnContent => "Content", "내용";
    ColumnInfo => "Info", "정보";
    ColumnSource => "Source", "출발지";
    ColumnDestination => "Destination", "목적지";
    PathAndLife => "path, lifetime in capture", "경로, 캡처 안의 수명";
    CloseColumn => "close", "종료";
    StillOpen => "open", "열림";
    Follow => "Follow", "따라가기";
    ThisConnection => "This connection", "이 연결";
    AllFindings => "All {n}", "전체 {n}";
    Elsewhere => "Elsewhere in this capture", "이 캡처의 다른 곳";
    GoTo => "Go to {what}", "{what} 보기";
    LearnWhy => "Lesson {n}", "{n}강";
    CarriedBy => "Carried by {segments}", "운반한 {segments}";
    Selected => "Selected: {what}", "선택: {what}";
    FullyIndexed => "{size}, fully indexed", "{size}, 모두 색인함";
    CopyHex => "Copy as hex", "16진수로 복사";
    CopyText => "Copy as text", "텍스트로 복사";
    Encrypted => "encrypted", "암호화됨";

    SortBy => "Sort connections", "연결 정렬";
    ByNumber => "by number", "번호순";
    ByTime => "by time", "시간순";
    ByFindings => "by findings", "발견 사항순";
    BySize => "by size", "크기순";
    NoAnswer => "no answer", "응답 없음";
    Midstream => "joined midway", "중간부터 캡처됨";
    ColumnHeader => "Header", "헤더";
    ColumnOffset => "Offset", "오프셋";
    TcpData => "DATA";
    TcpLate => "DATA, late", "DATA, 늦음";
    TcpDuplicate => "duplicate", "중복";
    TcpKeepAlive => "keep-alive";
    TcpZeroWindow => "window 0", "윈도 0";
    TreeMessage => "Message {n} · {kind} · {bytes}", "메시지 {n} · {kind} · {bytes}";
    TreeFrameNth => "Frame {nth} of {of} · {bytes} on the wire", "프레임 {nth}/{of} · 전송된 크기 {bytes}";
    TreeFrame => "{tag} frame {n} · {bytes} on the wire", "{tag} 프레임 {n} · 전송된 크기 {bytes}";
    TreeConnection => "Connection {n}", "연결 {n}";
    TreeMalformed => "Malformed at byte {n}; expected", "{n}번째 바이트에서 형식이 깨짐, 기대한 것";
    TreeContinues => "Goes on in a later message", "다음 메시지로 이어짐";
    TreeMore => "… {n} more", "… {n}개 더 있음";
    Text => "text", "텍스트";
    Binary => "binary", "바이너리";
    StartLine => "start line", "시작 줄";
    EmptyLine => "empty line", "빈 줄";
    StatusCode => "status", "상태 코드";
    WindowBits => "window bits", "윈도 비트";
    HowItEnded => "end", "종료";
    InflatedNoPlace => "inflated bytes stand in no packet", "압축을 푼 바이트는 패킷 안에 그대로 있지 않음";
    PreviousPlace => "Previous place", "이전 위치";
    NextPlace => "Next place", "다음 위치";
    StreamOffsetAt => "stream offset 0x{n}", "스트림 오프셋 0x{n}";
    NoRows => "Nothing of this kind here", "해당 항목 없음";

    // Severities
    SeverityError => "error", "오류";
    SeverityWarning => "warning", "경고";
    SeverityNote => "note", "참고";
    SeverityOk => "correct", "올바름";

    // Handshake
    HandshakeTitle => "How does the server prove it speaks WebSocket?", "서버는 WebSocket을 이해한다는 것을 어떻게 증명하는가?";
    HandshakeLead =>
        "It hashes the client’s key with a fixed string. A server that only speaks HTTP would not know to do that.",
        "클라이언트가 보낸 키 뒤에 정해진 문자열을 이어 붙이고 SHA-1 해시를 계산합니다. HTTP만 아는 서버는 이 규칙을 모릅니다.";
    Handshake => "Handshake", "핸드셰이크";
    Request => "Request", "요청";
    Response => "Response", "응답";
    RequestLineMeaning => "Must be GET, HTTP/1.1 or later", "메서드는 GET, 버전은 HTTP/1.1 이상";
    HostMeaning => "Which host is wanted", "접속할 호스트 이름";
    UpgradeMeaning => "Asks to switch to WebSocket", "WebSocket으로 전환 요청";
    ConnectionMeaning => "Upgrade applies to this hop only", "이 구간에만 적용(hop-by-hop)";
    KeyMeaning => "16 random bytes in Base64", "무작위 16바이트를 Base64로 인코딩한 값";
    OriginMeaning => "Origin of the page that asks", "요청한 페이지의 출처";
    ProtocolMeaning => "Subprotocols on offer, best first", "제안하는 서브프로토콜(선호 순)";
    ExtensionsMeaning => "Extensions on offer", "제안하는 확장";
    VersionMeaning => "The version of RFC 6455", "RFC 6455의 버전";
    EmptyLineMeaning => "Empty line: headers end", "빈 줄(헤더의 끝)";
    StatusMeaning => "No connection opens without 101", "101이 아니면 연결이 열리지 않음";
    UpgradeAgreed => "Switches to WebSocket", "WebSocket으로 전환";
    ConnectionAgreed => "This connection switches", "이 연결을 전환";
    AcceptMeaning => "Proof: computed below", "증명값(아래에서 계산)";
    ProtocolAgreed => "The one the server chose", "제안된 것 중 서버가 선택한 것";
    ExtensionsAgreed => "The extensions the server accepted", "서버가 수락한 확장";
    FramesFollow => "From the next byte on: WebSocket frames", "다음 바이트부터 WebSocket 프레임";
    AcceptMatches => "It matches, so the WebSocket connection opens", "값이 일치하므로 WebSocket 연결이 열립니다";
    AcceptDiffers => "It does not match: the client must fail the connection", "값이 일치하지 않으므로 클라이언트는 연결을 실패 처리해야 합니다";
    AcceptExpected => "Expected", "예상 값";
    JoinAsText => "Join key and GUID as text", "키와 GUID를 문자열 그대로 이어 붙이기";
    FixedGuid => "Fixed GUID, the same for every connection", "고정 GUID(모든 연결에서 같은 값)";
    KeyStaysText => "The key stays as its 24 characters. It is not decoded.", "키는 디코딩하지 않고 24글자 그대로 사용합니다.";
    Sha1 => "SHA-1";
    Sha1Lead => "Whatever goes in, 20 bytes come out", "입력 길이와 관계없이 결과는 항상 20바이트";
    Base64 => "Base64";
    Base64Lead => "3 bytes → 4 characters", "3바이트 → 4글자";
    FirstGroupBits => "The first 3 bytes as bits", "첫 3바이트를 비트로 보기";
    GroupBits => "Group {n}, bit by bit", "{n}번째 묶음을 비트로 보기";
    GroupName => "Group {n}: {bytes} becomes {chars}", "묶음 {n}: {bytes} → {chars}";
    KeyNotBase64 => "This key is not Base64.", "이 키는 Base64가 아닙니다.";
    KeyLength => "This key decodes to {bytes}, not to 16.", "이 키를 디코딩하면 16바이트가 아니라 {bytes}입니다.";
    KeyPadBits => "The bits after the key’s last byte are not zero.", "키의 마지막 바이트 뒤에 남는 비트가 0이 아닙니다.";
    AcceptMissing => "The response has no Sec-WebSocket-Accept", "응답에 Sec-WebSocket-Accept가 없음";
    KeyMissing => "The request has no Sec-WebSocket-Key", "요청에 Sec-WebSocket-Key가 없음";
    AnswerMissing => "No answer was captured", "캡처된 응답이 없음";
    RefusedWith => "The server refused: {status}", "서버가 거절함: {status}";
    DiffersAt => "different characters: {n}", "다른 글자: {n}";
    KeyField => "Sec-WebSocket-Key";
    AcceptField => "Sec-WebSocket-Accept";
    NoHandshake => "The capture has no opening handshake of this connection", "캡처에 이 연결의 여는 핸드셰이크가 없음";
    EditKey => "Edit the key", "키 바꿔 보기";
    RestoreKey => "Back to the captured key", "캡처의 키로 되돌리기";
    HandshakeLimit =>
        "This proves that the server understood the WebSocket handshake. It does not prove who the server is: that is what TLS is for.",
        "서버가 WebSocket 핸드셰이크를 이해했다는 것만 증명하며 서버의 신원은 증명하지 않습니다. 신원 확인은 TLS가 담당합니다.";

    // Help
    KeysTitle => "Keys", "키";
    KeyPlay => "play, pause", "재생, 일시 정지";
    KeySteps => "next, previous step", "다음, 이전 단계";
    KeyEnds => "first, last step", "첫, 마지막 단계";
    KeyByteMove => "one byte on, back", "한 바이트 앞, 뒤로";
    KeyRows => "row up, down", "위, 아래 행";
    KeySpeed => "slower, faster", "느리게, 빠르게";
    KeyAnswer => "choose an answer, check it", "답 선택, 답 확인";
    KeyFindings => "next, previous finding", "다음, 이전 발견 사항";
    KeyMask => "payload unmasked, as sent", "페이로드: 마스킹 해제, 전송된 바이트";
    KeyText => "hex, text", "16진수, 텍스트";
    KeyCopy => "copy as hex, as text", "16진수로 복사, 텍스트로 복사";
    KeyModes => "Learn, Inspect", "학습, 분석";
    KeyTheme => "light, dark colours", "밝은 색상, 어두운 색상";
    KeyHelp => "this list", "이 목록";
    KeyZoom => "larger, smaller, normal size", "크게, 작게, 원래 크기";
    KeyLanguage => "language", "언어";
    KeyOpen => "open a capture", "캡처 열기";
    KeyEscape => "clear the selection, smallest part first", "가장 작은 선택부터 해제";

    // Engine.IO sessions
    SessionOverPolling => "HTTP long polling", "HTTP 롱 폴링";
    SessionOverWebSocket => "WebSocket";
    SessionAsks => "asks, and waits for packets", "요청하고 패킷을 기다림";
    SessionBrings => "brings packets", "패킷을 보냄";
    SessionWaited => "answered after {time}", "{time} 뒤에 응답";
    SessionUnanswered => "no answer in the capture", "캡처에 응답이 없음";
    SessionStatus => "answered with HTTP {status}", "HTTP {status} 응답";
    SessionJoins => "A WebSocket joins the session", "WebSocket이 세션에 합류";
    SessionEnds => "The WebSocket ends", "WebSocket 종료";
    SessionProbe => "Does the WebSocket work?", "WebSocket이 되는지 확인";
    SessionProbed => "It works.", "확인됨";
    SessionUpgrade => "From here on, WebSocket only", "여기부터 WebSocket만 사용";
    SessionAttachment => "attachment {n} of {count}", "첨부 {n}/{count}";
    SessionAck => "answer to #{id}", "#{id}에 대한 응답";
    SessionMalformed => "malformed", "형식 오류";
}
