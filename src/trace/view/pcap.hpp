#pragma once

#include <string>
#include <vector>

#include "sip/flow.hpp"
#include "trace/store.hpp"

namespace peal::trace {

/// The messages as a capture file that tshark and Wireshark read: classic pcap,
/// link type RAW (101), each message in an IP packet made for it. What came by
/// UDP lies in UDP; what came by TCP, TLS or WebSocket lies in TCP with `own`'s
/// port, one connection for each peer, without TLS and without WebSocket frames.
/// `own` is our address of the SIP port.
[[nodiscard]] std::string pcap_of(const std::vector<Message>& messages, const sip::SocketAddress& own);

}  // namespace peal::trace
