//! Writes captures for the tests, the wrong ones too.

/// In which order a capture writes its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    pub(super) fn u16(self, value: u16) -> [u8; 2] {
        if self == Self::Big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub(super) fn u32(self, value: u32) -> [u8; 4] {
        if self == Self::Big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub(super) fn u64(self, value: u64) -> [u8; 8] {
        if self == Self::Big { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

/// A pcap file header.
pub(super) fn pcap(order: Order, magic: u32, snap_len: u32, network: u32) -> Vec<u8> {
    let mut file = order.u32(magic).to_vec();
    file.extend(order.u16(2));
    file.extend(order.u16(4));
    file.extend([0; 8]);
    file.extend(order.u32(snap_len));
    file.extend(order.u32(network));
    file
}

/// A pcap record with any numbers.
pub(super) fn record(order: Order, seconds: u32, fraction: u32, original: u32, packet: &[u8]) -> Vec<u8> {
    let mut bytes = order.u32(seconds).to_vec();
    bytes.extend(order.u32(fraction));
    bytes.extend(order.u32(packet.len() as u32));
    bytes.extend(order.u32(original));
    bytes.extend(packet);
    bytes
}

/// A pcapng block.
pub(super) fn block(order: Order, block_type: u32, body: &[u8]) -> Vec<u8> {
    assert_eq!(body.len() % 4, 0, "a block body has whole words");
    let len = order.u32(body.len() as u32 + 12);
    let mut bytes = order.u32(block_type).to_vec();
    bytes.extend(len);
    bytes.extend(body);
    bytes.extend(len);
    bytes
}

/// A pcapng option; code 0 ends the list.
pub(super) fn option(order: Order, code: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = order.u16(code).to_vec();
    bytes.extend(order.u16(value.len() as u16));
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// A section header block.
pub(super) fn section(order: Order, options: &[u8]) -> Vec<u8> {
    let mut body = order.u32(0x1a2b_3c4d).to_vec();
    body.extend(order.u16(1));
    body.extend(order.u16(0));
    body.extend(order.u64(u64::MAX));
    body.extend(options);
    block(order, 0x0a0d_0d0a, &body)
}

/// An interface description block.
pub(super) fn interface(order: Order, link: u16, snap_len: u32, options: &[u8]) -> Vec<u8> {
    let mut body = order.u16(link).to_vec();
    body.extend([0; 2]);
    body.extend(order.u32(snap_len));
    body.extend(options);
    block(order, 1, &body)
}

/// An enhanced packet block.
pub(super) fn enhanced(order: Order, interface: u32, ticks: u64, packet: &[u8], options: &[u8]) -> Vec<u8> {
    let mut body = order.u32(interface).to_vec();
    body.extend(order.u32((ticks >> 32) as u32));
    body.extend(order.u32(ticks as u32));
    body.extend(order.u32(packet.len() as u32));
    body.extend(order.u32(packet.len() as u32));
    body.extend(packet);
    body.resize(body.len().next_multiple_of(4), 0);
    body.extend(options);
    block(order, 6, &body)
}

/// Numbers that look random and are the same in every run.
pub(super) struct Xorshift(pub(super) u64);

impl Xorshift {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// A pcap of packets of many lengths, a tenth of a second apart.
pub(super) fn plain_pcap(order: Order, count: u32) -> Vec<u8> {
    let mut file = pcap(order, 0xa1b2_c3d4, 65_535, 101);
    for number in 0..count {
        let packet: Vec<u8> = (0..40 + number * 7 % 97).map(|at| (at * 31 + number * 17) as u8).collect();
        let len = packet.len() as u32;
        file.extend(record(order, 1_700_000_000 + number / 10, number % 10 * 100_000, len, &packet));
    }
    file
}

/// A pcapng of the same packets.
pub(super) fn plain_pcapng(order: Order, count: u32) -> Vec<u8> {
    let mut file = section(order, &[]);
    file.extend(interface(order, 101, 65_535, &[]));
    for number in 0..count {
        let packet: Vec<u8> = (0..40 + number * 7 % 97).map(|at| (at * 31 + number * 17) as u8).collect();
        let ticks = 1_700_000_000_000_000 + u64::from(number) * 100_000;
        file.extend(enhanced(order, 0, ticks, &packet, &[]));
    }
    file
}
