#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sip/message/message.hpp"

namespace peal::sip {

/// What a server transaction is found by (RFC 3261 17.2.3): branch, sent-by and
/// method; for a peer of RFC 2543 the fields that it names instead. `method` is
/// that of the transaction looked for: INVITE for its ACK and its CANCEL.
/// Replaces `key`, which the caller reuses.
void server_key(const Message& request, const Via& via, std::string_view method, std::string& key);

/// What a client transaction is found by (17.1.3).
void client_key(std::string_view branch, std::string_view method, std::string& key);

/// From tag, Call-ID and CSeq: equal for two copies of one request that came
/// by two ways (RFC 3261 8.2.2.2).
[[nodiscard]] std::uint64_t merge_key(const Message& request);

}  // namespace peal::sip
