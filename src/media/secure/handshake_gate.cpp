#include "media/secure/handshake_gate.hpp"

#include <utility>

#include "media/secure/dtls_proof.hpp"

namespace peal::media::secure {
namespace {

constexpr std::size_t kRandomAt = 2;  // Behind the version, in both hellos.
constexpr std::size_t kRandomBytes = 32;
constexpr std::uint8_t kFatal = 2;

// Where a message stands in the peer's flight after its hello, which is 0.
constexpr std::uint16_t kClientVerify = 3;

bool is_hello(const HandshakeMessage& message) { return message.body.size() >= kRandomAt + kRandomBytes; }

}  // namespace

std::vector<std::uint8_t> HandshakeGate::admit(Bytes datagram) {
  std::vector<std::uint8_t> out;
  std::vector<std::uint8_t> encrypted;
  while (const auto record = take_record(datagram)) {
    if (record->epoch > 0) {
      encrypted.insert(encrypted.end(), record->whole.begin(), record->whole.end());
      continue;
    }
    if (done_) continue;
    const Bytes payload = record->payload;
    switch (static_cast<DtlsContent>(record->content)) {
      case DtlsContent::kHandshake:
        for (auto& message : theirs_.take(payload)) consider(std::move(message), out);
        break;
      case DtlsContent::kChangeCipherSpec:
        if (payload.size() == 1 && payload[0] == 1) change_waits_ = true;
        break;
      case DtlsContent::kAlert:
        if (payload.size() == 2 && payload[0] == kFatal) alert_ = payload[1];
        break;
    }
  }
  if (change_waits_ && flight_passed_) pass_change(out);
  // OpenSSL keeps what is of the next epoch until it gets there.
  out.insert(out.end(), encrypted.begin(), encrypted.end());
  return out;
}

void HandshakeGate::consider(HandshakeMessage message, std::vector<std::uint8_t>& out) {
  if (message.sequence < next_ || flight_passed_ || !in_order(message)) return;
  if (message.type == HandshakeType::kHelloVerifyRequest) {
    base_ = next_ = 1;
    return pass(message, out);
  }
  if (message.type == HandshakeType::kClientHello) {
    next_ = 1;
    write_message(message, transcript_);
    return pass(message, out);
  }
  const std::uint16_t sequence = message.sequence;
  held_.insert_or_assign(sequence, std::move(message));
  if (!flight_whole()) return;
  if (flight_proven()) {
    for (const auto& [number, held] : held_) pass(held, out);
    flight_passed_ = true;
  }
  // One of them is forged, and nothing says which: the peer repeats its flight.
  held_.clear();
}

bool HandshakeGate::in_order(const HandshakeMessage& message) const {
  const int place = message.sequence - base_;
  switch (message.type) {
    case HandshakeType::kClientHello: return role_ == DtlsRole::kPassive && place == 0 && is_hello(message);
    case HandshakeType::kHelloVerifyRequest: return role_ == DtlsRole::kActive && message.sequence == 0 && held_.empty();
    case HandshakeType::kServerHello: return role_ == DtlsRole::kActive && place == 0 && is_hello(message);
    case HandshakeType::kCertificate: return place == 1;
    case HandshakeType::kClientKeyExchange: return role_ == DtlsRole::kPassive && place == 2;
    case HandshakeType::kCertificateVerify: return role_ == DtlsRole::kPassive && place == kClientVerify;
    case HandshakeType::kServerKeyExchange: return role_ == DtlsRole::kActive && place == 2;
    case HandshakeType::kCertificateRequest: return role_ == DtlsRole::kActive && place == 3;
    case HandshakeType::kServerHelloDone:
      return role_ == DtlsRole::kActive && (place == 3 || place == 4) && message.body.empty();
  }
  return false;
}

bool HandshakeGate::flight_whole() const {
  const auto last = held_.rbegin();
  if (role_ == DtlsRole::kPassive) return held_.size() == kClientVerify;
  return last->second.type == HandshakeType::kServerHelloDone && held_.size() == last->first - base_ + 1U;
}

bool HandshakeGate::flight_proven() {
  if (role_ == DtlsRole::kActive) {
    return server_proven(held_.at(base_), held_.at(static_cast<std::uint16_t>(base_ + 1)),
                         held_.at(static_cast<std::uint16_t>(base_ + 2)), client_random_);
  }
  std::vector<std::uint8_t> text = transcript_;
  write_message(held_.at(1), text);
  write_message(held_.at(2), text);
  return client_proven(held_.at(1), held_.at(kClientVerify), text);
}

void HandshakeGate::pass(const HandshakeMessage& message, std::vector<std::uint8_t>& out) {
  std::vector<std::uint8_t> payload;
  write_message(message, payload);
  write_record(DtlsContent::kHandshake, records_++, payload, out);
}

void HandshakeGate::pass_change(std::vector<std::uint8_t>& out) {
  const std::uint8_t one[] = {1};
  write_record(DtlsContent::kChangeCipherSpec, records_++, one, out);
  change_waits_ = false;
}

void HandshakeGate::sent(Bytes datagram) {
  if (done_) return;
  while (const auto record = take_record(datagram)) {
    if (record->epoch > 0 || record->content != static_cast<std::uint8_t>(DtlsContent::kHandshake)) continue;
    for (const auto& message : ours_.take(record->payload)) {
      if (message.sequence < ours_next_) continue;  // A repetition.
      ours_next_ = static_cast<std::uint16_t>(message.sequence + 1);
      if (role_ == DtlsRole::kPassive) {
        write_message(message, transcript_);
      } else if (message.type == HandshakeType::kClientHello) {
        const auto random = Bytes(message.body).subspan(kRandomAt, kRandomBytes);
        client_random_.assign(random.begin(), random.end());
      }
    }
  }
}

void HandshakeGate::finish() {
  *this = HandshakeGate(role_);
  done_ = true;
}

}  // namespace peal::media::secure
