#include "sip/transport/public_address.hpp"

#include <algorithm>

#include "sip/limits.hpp"
#include "sip/transport/stun_answer.hpp"
#include "sip/transport/stun_message.hpp"

namespace peal::sip {

using base::Time;

namespace {

constexpr std::size_t kStunTransactionBytes = 12;
constexpr std::uint16_t kStunMapped = 0x0001;

// RFC 8489 14.1: a family, a port, an address; 14.2: against the cookie and the transaction.
std::optional<SocketAddress> stun_address(std::string_view value, bool masked, std::string_view transaction) {
  if (value.size() != 8 && value.size() != 20) return std::nullopt;
  SocketAddress address;
  address.v6 = value.size() == 20;
  if (stun::number(value, 1, 1) != (address.v6 ? 2U : 1U)) return std::nullopt;
  std::string mask;
  stun::put(mask, stun::kMagicCookie, 4);
  mask.append(transaction);
  address.port = static_cast<std::uint16_t>(stun::number(value, 2, 2) ^ (masked ? stun::kMagicCookie >> 16 : 0));
  for (std::size_t i = 0; i + 4 < value.size(); ++i) {
    address.ip[i] = static_cast<std::uint8_t>(static_cast<unsigned char>(value[4 + i]) ^ (masked ? static_cast<unsigned char>(mask[i]) : 0));
  }
  return address.any() || address.port == 0 ? std::nullopt : std::optional(address);
}

}  // namespace

std::string stun_request(std::string_view transaction) {
  std::string out;
  stun::put(out, stun::kBindingRequest, 2);
  stun::put(out, 0, 2);
  stun::put(out, stun::kMagicCookie, 4);
  return out.append(transaction);
}

std::optional<SocketAddress> stun_mapped(std::string_view datagram, std::string_view transaction) {
  if (!maybe_stun(datagram) || stun::number(datagram, 0, 2) != stun::kBindingSuccess || stun::number(datagram, 4, 4) != stun::kMagicCookie) return std::nullopt;
  if (stun::number(datagram, 2, 2) != datagram.size() - stun::kHeadBytes || datagram.substr(8, kStunTransactionBytes) != transaction) return std::nullopt;
  std::optional<SocketAddress> masked, plain;
  for (std::size_t at = stun::kHeadBytes; at < datagram.size();) {
    if (datagram.size() - at < 4) return std::nullopt;
    const auto type = static_cast<std::uint16_t>(stun::number(datagram, at, 2));
    const std::size_t length = stun::number(datagram, at + 2, 2);
    const std::size_t padded = (length + 3) / 4 * 4;
    if (datagram.size() - at - 4 < padded) return std::nullopt;
    const auto value = datagram.substr(at + 4, length);
    if (type == stun::kXorMappedAddress && !masked) masked = stun_address(value, true, transaction);
    else if (type == kStunMapped && !plain) plain = stun_address(value, false, transaction);
    // RFC 3489 servers also send SOURCE-ADDRESS and CHANGED-ADDRESS (4, 5), which mean nothing here.
    else if (type < stun::kFirstOptional && type != stun::kXorMappedAddress && type != kStunMapped && type != 4 && type != 5) return std::nullopt;
    at += 4 + padded;
  }
  // 14.2: the masked one is there because some NATs rewrite addresses that they see.
  return masked ? masked : plain;
}

void PublicAddress::use(std::vector<SocketAddress> servers, Time now) {
  if (servers == servers_) return;
  servers_ = std::move(servers);
  server_ = 0;
  transaction_.clear();
  due_.reset();
  if (!servers_.empty()) ask(now);
}

void PublicAddress::ask(Time now) {
  const auto high = tokens_.number(), low = tokens_.number();
  transaction_.clear();
  for (std::size_t i = 0; i < kStunTransactionBytes; ++i) transaction_.push_back(static_cast<char>((i < 8 ? high >> (8 * i) : low >> (8 * (i - 8)))));
  sent_ = 0;
  wait_ = kStunFirstWait;
  repeat(now);
}

// RFC 8489 6.2.1: seven requests (Rc), the wait between them doubling, and 16 times
// the first wait (Rm) behind the last one.
void PublicAddress::repeat(Time now) {
  if (sent_ == kStunRequests) return failed(now);
  send_(servers_[server_], stun_request(transaction_));
  ++sent_;
  due_ = now + (sent_ == kStunRequests ? kStunLastWait * kStunFirstWait : wait_);
  wait_ *= 2;
}

void PublicAddress::failed(Time now) {
  transaction_.clear();
  silent_ = true;
  server_ = (server_ + 1) % servers_.size();
  due_ = now + kStunEvery;
}

void PublicAddress::advance(Time now) {
  if (!due_ || *due_ > now) return;
  if (transaction_.empty()) ask(now);
  else repeat(now);
}

// Only the server that was asked, and only the transaction under way: whoever
// cannot read our packets cannot answer them.
bool PublicAddress::received(const SocketAddress& from, std::string_view datagram, Time now) {
  if (transaction_.empty() || from != servers_[server_]) return false;
  const auto mapped = stun_mapped(datagram, transaction_);
  if (!mapped) return false;
  transaction_.clear();
  silent_ = false;
  address_ = mapped;
  due_ = now + kStunEvery;
  return true;
}

}  // namespace peal::sip
