#include "media/secure/dtls_messages.hpp"

#include <algorithm>

#include "media/limits.hpp"

namespace peal::media::secure {
namespace {

constexpr std::size_t kRecordHeaderBytes = 13;
constexpr std::size_t kFragmentHeaderBytes = 12;
constexpr std::uint8_t kMajorVersion = 0xFE;  // DTLS counts downwards: 1.0 is FEFF, 1.2 is FEFD.

std::size_t number_at(Bytes bytes, std::size_t at, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + i];
  return value;
}

void put(std::uint64_t value, std::size_t size, std::vector<std::uint8_t>& out) {
  for (std::size_t i = size; i > 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
}

}  // namespace

std::optional<DtlsRecord> take_record(Bytes& datagram) {
  if (datagram.size() < kRecordHeaderBytes || datagram[1] != kMajorVersion) return std::nullopt;
  const std::size_t length = number_at(datagram, 11, 2);
  if (length == 0 || length > datagram.size() - kRecordHeaderBytes) return std::nullopt;
  DtlsRecord record;
  record.content = datagram[0];
  record.epoch = static_cast<std::uint16_t>(number_at(datagram, 3, 2));
  record.whole = datagram.first(kRecordHeaderBytes + length);
  record.payload = record.whole.subspan(kRecordHeaderBytes);
  datagram = datagram.subspan(record.whole.size());
  return record;
}

void write_record(DtlsContent content, std::uint64_t number, Bytes payload, std::vector<std::uint8_t>& out) {
  out.push_back(static_cast<std::uint8_t>(content));
  put(0xFEFD, 2, out);
  put(0, 2, out);
  put(number, 6, out);
  put(payload.size(), 2, out);
  out.insert(out.end(), payload.begin(), payload.end());
}

void write_message(const HandshakeMessage& message, std::vector<std::uint8_t>& out) {
  out.push_back(static_cast<std::uint8_t>(message.type));
  put(message.body.size(), 3, out);
  put(message.sequence, 2, out);
  put(0, 3, out);
  put(message.body.size(), 3, out);
  out.insert(out.end(), message.body.begin(), message.body.end());
}

std::vector<HandshakeMessage> MessageAssembler::take(Bytes payload) {
  std::vector<HandshakeMessage> whole;
  while (const auto fragment = take_fragment(payload)) {
    if (auto message = add(*fragment)) whole.push_back(std::move(*message));
  }
  return whole;
}

std::optional<MessageAssembler::Fragment> MessageAssembler::take_fragment(Bytes& payload) {
  if (payload.size() < kFragmentHeaderBytes) return std::nullopt;
  Fragment fragment;
  fragment.type = static_cast<HandshakeType>(payload[0]);
  fragment.length = number_at(payload, 1, 3);
  fragment.sequence = static_cast<std::uint16_t>(number_at(payload, 4, 2));
  fragment.offset = number_at(payload, 6, 3);
  const std::size_t size = number_at(payload, 9, 3);
  const bool sound = fragment.length <= kHandshakeMessageBytesMax && fragment.offset <= fragment.length &&
                     size <= fragment.length - fragment.offset && size <= payload.size() - kFragmentHeaderBytes;
  if (!sound) return std::nullopt;
  fragment.bytes = payload.subspan(kFragmentHeaderBytes, size);
  payload = payload.subspan(kFragmentHeaderBytes + size);
  return fragment;
}

std::optional<HandshakeMessage> MessageAssembler::add(const Fragment& fragment) {
  if (fragment.bytes.size() == fragment.length) {
    return HandshakeMessage{fragment.type, fragment.sequence, {fragment.bytes.begin(), fragment.bytes.end()}};
  }
  const auto same = [&](const Partial& p) {
    return p.message.type == fragment.type && p.message.sequence == fragment.sequence &&
           p.message.body.size() == fragment.length;
  };
  auto at = std::ranges::find_if(partial_, same);
  if (at == partial_.end()) {
    if (partial_.size() == kPartialMessagesMax) partial_.erase(partial_.begin());
    Partial fresh;
    fresh.message = {fragment.type, fragment.sequence, std::vector<std::uint8_t>(fragment.length)};
    fresh.here.resize(fragment.length);
    fresh.missing = fragment.length;
    at = partial_.insert(partial_.end(), std::move(fresh));
  }
  for (std::size_t i = 0; i < fragment.bytes.size(); ++i) {
    at->message.body[fragment.offset + i] = fragment.bytes[i];
    if (!at->here[fragment.offset + i]) --at->missing;
    at->here[fragment.offset + i] = true;
  }
  if (at->missing > 0) return std::nullopt;
  HandshakeMessage whole = std::move(at->message);
  partial_.erase(at);
  return whole;
}

}  // namespace peal::media::secure
