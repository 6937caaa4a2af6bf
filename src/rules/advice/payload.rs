//! Advice on UTF-8 and on permessage-deflate.

super::advice! {
    // utf8
    Utf8InvalidText
        "A text message is a promise of UTF-8, and a receiver must fail instead of passing broken text on."
        "Encode strings as UTF-8 before sending, and send other bytes as a binary message."
        "텍스트 메시지는 UTF-8임을 약속하므로 수신 측은 깨진 텍스트를 넘기지 않고 연결을 실패 처리해야 합니다."
        "문자열을 보내기 전에 UTF-8로 인코딩하고, 그 밖의 바이트는 바이너리 메시지로 보내야 합니다.";
    Utf8Overlong
        "The same character in more bytes than needed can slip past filters that search for its short form."
        "Use a standard encoder; C0 80 for NUL is a habit of Java's modified UTF-8."
        "한 글자를 필요 이상의 바이트로 쓰면 짧은 형태만 찾는 필터를 통과할 수 있습니다."
        "NUL을 C0 80으로 쓰는 Java의 변형 UTF-8 등을 피하고 표준 인코더를 사용해야 합니다.";
    Utf8Surrogate
        "Surrogates are halves of a UTF-16 pair and no characters of their own, so UTF-8 does not allow them."
        "Join the two halves to one code point before encoding it in four bytes; beware of CESU-8."
        "서로게이트는 UTF-16 쌍의 절반일 뿐 그 자체로 문자가 아니므로 UTF-8에서 허용되지 않습니다."
        "CESU-8로 쓰지 말고, 두 절반을 하나의 코드 포인트로 합친 뒤 4바이트로 인코딩해야 합니다.";
    Utf8Above10ffff
        "Unicode ends at U+10FFFF, so these bytes stand for nothing that a string could hold."
        "Look for an encoder that writes raw numbers, or for binary data sent as text."
        "유니코드는 U+10FFFF까지이므로 이 바이트는 문자열에 담을 수 있는 어떤 문자도 나타내지 않습니다."
        "숫자를 그대로 인코딩하는 코드나 텍스트로 보낸 바이너리 데이터가 없는지 확인해야 합니다.";
    Utf8StrayContinuation
        "80 to BF only continue a character, so one at its start shows that a lead byte was lost or never there."
        "Check for text in another encoding such as Latin-1, or for a buffer cut at the wrong place."
        "80~BF는 글자를 이어갈 뿐이므로 글자의 시작에 나타나면 선행 바이트가 없어졌거나 처음부터 없었던 것입니다."
        "Latin-1 같은 다른 인코딩의 텍스트이거나 버퍼를 잘못된 위치에서 자르지 않았는지 확인해야 합니다.";
    Utf8Truncated
        "The lead byte announces how many bytes follow, and here the character ends before they have all come."
        "Cut text at character boundaries; within one message a character may span frames, between two it may not."
        "선행 바이트는 뒤따를 바이트 수를 알려 주는데 모두 오기 전에 글자가 끝났습니다."
        "텍스트는 글자의 경계에서 나누어야 하며, 한 글자가 두 프레임에 걸칠 수는 있어도 두 메시지에 걸칠 수는 없습니다.";
    Utf8ImpossibleByte
        "F8 to FF occur in no UTF-8 text at all, so this is another encoding or binary data."
        "Send binary data as a binary message, and convert text from its own encoding to UTF-8."
        "F8~FF는 UTF-8 텍스트에 나타나지 않으므로 다른 인코딩이거나 바이너리 데이터입니다."
        "바이너리 데이터는 바이너리 메시지로 보내고, 텍스트는 원래 인코딩에서 UTF-8로 변환해야 합니다.";
    Utf8SplitCodePoint
        "Fragments may end anywhere, since only the whole message has to be UTF-8."
        "Nothing to do; a receiver that checks early keeps its decoder's state from frame to frame."
        "메시지 전체만 유효한 UTF-8이면 되므로 조각은 어디서든 끝날 수 있습니다."
        "고칠 것은 없으며, 먼저 검사하는 수신 측은 프레임 사이에서 디코더 상태를 유지하면 됩니다.";
    Utf8NoncharacterAllowed
        "Non-characters are code points that stand for no letter, yet their UTF-8 is valid and must pass."
        "Nothing to do: a receiver that fails on them is the one in error."
        "비문자는 글자를 나타내지 않는 코드 포인트이지만 그 UTF-8은 유효하므로 받아들여야 합니다."
        "고칠 것은 없으며 이를 거부하는 수신 측이 잘못된 것입니다.";

    // pmd
    PmdOfferName
        "An offer begins with the extension's name; parameters after it say what the client can do."
        "Nothing to do: this is how compression is offered."
        "제안은 확장 이름으로 시작하며 그 뒤의 매개변수는 클라이언트가 할 수 있는 것을 나타냅니다."
        "압축을 제안하는 정상적인 방법이므로 고칠 것이 없습니다.";
    PmdAcceptName
        "With the name in its response the server agrees, and both sides may compress from the first message on."
        "Nothing to do: this is how compression is accepted."
        "서버가 응답에 확장 이름을 쓰면 합의가 이루어지며 양쪽은 첫 메시지부터 압축할 수 있습니다."
        "압축을 수락하는 정상적인 방법이므로 고칠 것이 없습니다.";
    PmdRsv1Conflict
        "Each reserved bit can have one meaning, so with two owners nobody can tell what RSV1 says."
        "Accept only one of the extensions that use RSV1, and name it once."
        "예약 비트마다 의미는 하나이므로 두 확장이 RSV1을 쓰면 그 뜻을 알 수 없습니다."
        "RSV1을 쓰는 확장 중 하나만 수락하고 그 이름을 한 번만 써야 합니다.";
    PmdOrderConflict
        "Compression works on whole messages, so frame boundaries that an earlier extension relies on are gone."
        "Order the accepted extensions so that none before permessage-deflate needs frame boundaries."
        "압축은 메시지 전체에 적용되므로 앞선 확장이 의존하는 프레임 경계가 사라집니다."
        "permessage-deflate 앞에 프레임 경계가 필요한 확장이 오지 않도록 순서를 정해야 합니다.";
    PmdDeclined
        "A server may decline compression by not naming it; messages then travel as they are."
        "Nothing to do, unless compression was wanted: then turn it on at the server."
        "서버는 확장 이름을 쓰지 않음으로써 압축을 거절할 수 있으며 메시지는 그대로 전송됩니다."
        "고칠 것은 없으며, 압축을 원한다면 서버에서 켜면 됩니다.";
    PmdOfferUnknownParam
        "RFC 7692 defines four parameters; a server must decline an offer with any other."
        "Correct the name, mostly a spelling with hyphens instead of underscores."
        "RFC 7692는 매개변수 네 개를 정의하며 서버는 다른 매개변수가 있는 제안을 거절해야 합니다."
        "밑줄 대신 하이픈을 쓴 경우가 많으므로 이름을 바로잡아야 합니다.";
    PmdOfferBadValue
        "Window bits are 8 to 15 without leading zeros, and the takeover parameters take no value at all."
        "Correct the value in the offer, or the server has to decline compression."
        "윈도 비트는 앞에 0이 없는 8~15이며 no_context_takeover 매개변수에는 값이 없어야 합니다."
        "서버가 압축을 거절하지 않도록 제안의 값을 바로잡아야 합니다.";
    PmdOfferDuplicateParam
        "A parameter given twice in one offer has no defined meaning, so the server must decline that offer."
        "State each parameter once; put alternatives into separate offers, divided by a comma."
        "한 제안에 같은 매개변수가 두 번 있으면 의미가 정해지지 않으므로 서버는 그 제안을 거절해야 합니다."
        "매개변수는 한 번씩만 쓰고, 다른 선택지는 쉼표로 구분한 별도의 제안에 써야 합니다.";
    PmdAcceptedBadOffer
        "No offer was valid, so the two sides do not agree on windows or resets and may fail while inflating."
        "Have the server check every offer and leave the extension out when none is valid."
        "유효한 제안이 없으므로 양쪽은 윈도와 초기화 방식에 합의하지 못했고 압축 해제에 실패할 수 있습니다."
        "서버가 모든 제안을 검사하고 유효한 것이 없으면 확장을 응답에서 빼야 합니다.";
    PmdRespUnknownParam
        "The client cannot follow a demand that it does not know, so it has to fail the connection."
        "Answer with the four parameters of RFC 7692 only."
        "클라이언트는 모르는 요구를 따를 수 없으므로 연결을 실패 처리해야 합니다."
        "RFC 7692의 네 매개변수만으로 응답해야 합니다.";
    PmdRespBadValue
        "With an unreadable value the client would not know how large a window to keep, and must fail."
        "Send window bits from 8 to 15 with their value, and the takeover parameters without one."
        "값을 해석할 수 없으면 클라이언트는 윈도를 얼마나 유지할지 알 수 없으므로 연결을 실패 처리해야 합니다."
        "윈도 비트에는 8~15의 값을 쓰고 no_context_takeover 매개변수에는 값을 쓰지 않아야 합니다.";
    PmdRespDuplicateParam
        "Two values for one parameter leave the client without a valid agreement, so it must fail."
        "Write each parameter of the response once."
        "한 매개변수에 값이 둘이면 클라이언트는 합의 내용을 확정할 수 없으므로 연결을 실패 처리해야 합니다."
        "응답의 매개변수를 한 번씩만 써야 합니다.";
    PmdRespMissingServerNct
        "The client asked to keep no window for the server's messages, and the server did not promise to comply."
        "Echo server_no_context_takeover and reset the server's compressor for each message, or decline the offer."
        "클라이언트는 서버 메시지의 윈도를 유지하지 않겠다고 요청했으나 서버가 이를 약속하지 않았습니다."
        "server_no_context_takeover를 응답에 넣고 메시지마다 서버의 압축 상태를 초기화하거나, 제안을 거절해야 합니다.";
    PmdServerNctUnasked
        "A server may promise on its own to forget the window after each message, which costs the client nothing."
        "Nothing to do: the client may then use a fresh inflater for every message."
        "서버는 메시지마다 윈도를 버리겠다고 스스로 약속할 수 있으며 클라이언트에는 부담이 없습니다."
        "고칠 것은 없으며 클라이언트는 메시지마다 압축 해제를 새로 시작해도 됩니다.";
    PmdRespServerBitsLarger
        "The client limited the window to the memory that it has, and larger references would reach beyond it."
        "Answer with the offered value or a smaller one, and compress with that window."
        "클라이언트는 자신의 메모리에 맞게 윈도를 제한했으므로 더 큰 윈도의 참조는 그 범위를 벗어납니다."
        "제안받은 값 이하로 응답하고 그 윈도로 압축해야 합니다.";
    PmdRespMissingServerBits
        "The client asked for a limit on the server's window, and silence does not promise to keep it."
        "Echo server_max_window_bits with the same or a smaller value, or decline the offer."
        "클라이언트가 서버 윈도의 제한을 요청했는데 응답에 없으면 지키겠다는 약속이 되지 않습니다."
        "같거나 더 작은 값의 server_max_window_bits를 응답에 넣거나 제안을 거절해야 합니다.";
    PmdRespClientBitsUnoffered
        "Without the parameter in its offer the client never said that it can shrink its window, and may not be able to."
        "Leave client_max_window_bits out unless the offer had it."
        "클라이언트는 제안에 이 매개변수를 쓰지 않아 윈도를 줄일 수 있다고 밝힌 적이 없습니다."
        "제안에 없으면 client_max_window_bits를 응답에서 빼야 합니다.";
    PmdRespClientBitsAboveHint
        "The client's value is only a hint, and it may keep to its own smaller window."
        "Nothing breaks; answer with the hint or less to please strict clients."
        "클라이언트가 보낸 값은 힌트일 뿐이며 자신의 더 작은 윈도를 그대로 쓸 수 있습니다."
        "문제가 생기지는 않지만 엄격한 클라이언트를 위해 힌트 이하의 값으로 응답하는 것이 좋습니다.";
    PmdUncompressedMessage
        "Each message may go uncompressed with RSV1=0, which is sensible for short or already compressed data."
        "Nothing to do: the receiver takes the payload as it is."
        "짧거나 이미 압축된 데이터처럼, 메시지마다 RSV1=0으로 압축하지 않고 보낼 수 있습니다."
        "수신 측이 페이로드를 그대로 쓰면 되므로 고칠 것이 없습니다.";
    PmdRsv1OnControl
        "Control frames are never compressed, so RSV1 has no meaning there and the receiver must fail."
        "Set RSV1 on the first frame of data messages only."
        "제어 프레임은 압축하지 않으므로 RSV1에 의미가 없으며 수신 측은 연결을 실패 처리해야 합니다."
        "RSV1은 데이터 메시지의 첫 프레임에서만 1로 설정해야 합니다.";
    PmdRsv1OnContinuation
        "The first frame already says whether the whole message is compressed, and a later one cannot change that."
        "Clear RSV1 on continuation frames and compress messages as a whole."
        "첫 프레임이 메시지 전체의 압축 여부를 나타내므로 이후의 프레임이 이를 바꿀 수 없습니다."
        "연속 프레임의 RSV1을 0으로 하고 메시지 전체를 압축해야 합니다.";
    PmdInflateError
        "The receiver cannot restore this message, and with context takeover none of the later ones either."
        "Check that compressor and agreement fit: raw DEFLATE without zlib header, agreed window, resets, and the tail."
        "수신 측은 이 메시지를 복원할 수 없으며, 컨텍스트를 유지하면 이후의 메시지도 복원할 수 없습니다."
        "zlib 헤더가 없는 DEFLATE인지, 윈도·초기화·끝부분 처리가 합의와 맞는지 확인해야 합니다.";
    PmdTailNotRemoved
        "The receiver appends these four bytes itself; sent along, they can upset how the next message inflates."
        "Flush with an empty stored block and cut the final 00 00 ff ff off before sending."
        "수신 측이 이 4바이트를 직접 덧붙이므로 함께 보내면 다음 메시지의 압축 해제가 어긋날 수 있습니다."
        "빈 비압축 블록으로 플러시한 뒤 끝의 00 00 ff ff를 잘라 내고 보내야 합니다.";
    PmdBfinalUsed
        "A final block may end a message, but some receivers stop there and lose their window for the next one."
        "Nothing must change; a sync flush instead of a finish keeps more peers working."
        "메시지를 BFINAL 블록으로 끝낼 수 있지만 일부 수신 측은 거기서 멈추고 다음 메시지의 윈도를 잃습니다."
        "반드시 고칠 필요는 없지만 finish 대신 sync flush를 쓰면 더 많은 상대방과 호환됩니다.";
    PmdWindowExceeded
        "A receiver that keeps only the agreed window no longer has the bytes that this reference points to."
        "Configure the compressor with the agreed window bits, not with the default of 15."
        "합의된 크기의 윈도만 유지하는 수신 측에는 이 참조가 가리키는 바이트가 남아 있지 않습니다."
        "압축기를 기본값 15가 아니라 합의된 윈도 비트로 설정해야 합니다.";
    PmdContextTakeoverForbidden
        "The sender promised to start each message afresh, so the receiver may have dropped what this one refers to."
        "Reset the compressor after every message when the no_context_takeover of your side is agreed."
        "송신 측이 메시지마다 새로 시작하기로 약속했으므로 수신 측은 참조할 이전 데이터를 버렸을 수 있습니다."
        "자기 쪽의 no_context_takeover가 합의되었으면 메시지마다 압축기를 초기화해야 합니다.";
    PmdTextUtf8AfterInflate
        "The promise of UTF-8 is about the text after inflating, and that text is broken here."
        "Encode as UTF-8 before compressing; if the plain text was good, the compressed data got damaged."
        "UTF-8이어야 하는 것은 압축을 해제한 뒤의 텍스트이며 그 텍스트가 깨져 있습니다."
        "압축하기 전에 UTF-8로 인코딩하고, 원문이 정상이었다면 압축 데이터가 손상되었는지 확인해야 합니다.";
    PmdSmallWindow
        "With 256 or 512 bytes of history little repeats are found, and zlib cannot even produce 8 bits of window."
        "Nothing breaks; agree on 10 bits or more unless memory is very short."
        "256이나 512바이트의 윈도로는 반복을 거의 찾지 못하며 zlib은 8비트 윈도를 만들지도 못합니다."
        "문제가 생기지는 않지만 메모리가 매우 부족하지 않다면 10비트 이상으로 합의하는 것이 좋습니다.";
    PmdNoGain
        "Short or random data grows when it is compressed, and both sides worked for nothing."
        "Nothing breaks; send small or already compressed messages uncompressed, with RSV1=0."
        "짧거나 무작위인 데이터는 압축하면 오히려 커지며 양쪽의 계산이 낭비됩니다."
        "문제가 생기지는 않지만 작거나 이미 압축된 메시지는 RSV1=0으로 압축하지 않고 보내는 것이 좋습니다.";
    PmdBomb
        "A few kilobytes can inflate to gigabytes, so a receiver without a limit runs out of memory."
        "Limit the size after inflating at the receiver, inflate in steps, and close with 1009 at the limit."
        "몇 KB가 몇 GB로 늘어날 수 있으므로 한도가 없는 수신 측은 메모리가 고갈됩니다."
        "수신 측은 압축 해제 후의 크기를 제한하고 단계별로 해제하며 한도에 이르면 1009로 닫아야 합니다.";
}
