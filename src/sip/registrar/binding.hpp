#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/time.hpp"
#include "sip/flow.hpp"

namespace peal::sip {

/// One contact of one address of record. A phone behind a NAT, and every
/// browser, is reached by its flow and not by its contact's host (RFC 5626 5.3,
/// RFC 7118 7).
struct Binding {
  std::string aor;         ///< "user@domain", the user part unescaped, the domain in lower case.
  std::string contact;     ///< The URI alone: the Request-URI of a call to it.
  Flow flow;               ///< Where the REGISTER came from.
  std::string call_id;
  std::uint32_t cseq = 0;
  base::Time expires{};
  std::uint16_t q = 1000;  ///< In thousandths.
  std::string instance;    ///< +sip.instance, without brackets and quotes; may be empty.
  std::uint32_t reg_id = 0;
  std::string user_agent;
  std::vector<std::string> path;  ///< URIs of the proxies that requests to it go through (RFC 3327).
  PEAL_FIELDS(Binding, aor, contact, flow, call_id, cseq, expires, q, instance, reg_id, user_agent, path)
};

enum class BindingChange : std::uint8_t { kAdded, kRefreshed, kRemoved, kExpired, kFlowLost };

}  // namespace peal::sip
