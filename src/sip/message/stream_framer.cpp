#include "sip/message/stream_framer.hpp"

#include <optional>
#include <utility>

#include "sip/message/header_name.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

// The one Content-Length of a head; nothing when it is missing, twice there or
// no number. A folded value is refused: nobody sends one honestly.
std::optional<std::size_t> body_length(std::string_view head) {
  std::optional<std::size_t> length;
  for (auto at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const auto name = take(line, kToken);
    skip_spaces(line);
    if (line.empty() || line.front() != ':' || parse_header_name(name) != HeaderName::kContentLength) continue;
    const auto value = parse_number(trimmed(line.substr(1)), kMessageMaxBytes);
    if (!value || length) return std::nullopt;
    length = static_cast<std::size_t>(*value);
  }
  return length;
}

}  // namespace

void StreamFramer::append(std::string_view bytes) {
  buffer_.erase(0, taken_);
  scanned_ = scanned_ > taken_ ? scanned_ - taken_ : 0;
  taken_ = 0;
  buffer_.append(bytes);
}

StreamFramer::Piece StreamFramer::next() {
  std::string_view rest = std::string_view(buffer_).substr(taken_);
  // A head is read once, however small the pieces are in which its body comes.
  if (awaited_ != 0) return take_message();
  if (rest.starts_with("\r\n\r\n")) {
    taken_ += 4;
    return {Kind::kPing, {}};
  }
  if (std::string_view("\r\n\r\n").starts_with(rest)) return {};
  while (rest.starts_with("\r\n")) {
    taken_ += 2;
    rest.remove_prefix(2);
  }
  if (rest.empty()) return {};
  if (scanned_ < taken_) scanned_ = taken_;
  const auto end = buffer_.find("\r\n\r\n", scanned_);
  if (end == std::string::npos) {
    if (rest.size() > kHeadMaxBytes) return {Kind::kBroken, {}};
    scanned_ = buffer_.size() > taken_ + 3 ? buffer_.size() - 3 : taken_;
    return {};
  }
  const std::size_t head = end + 4 - taken_;
  if (head > kHeadMaxBytes) return {Kind::kBroken, {}};
  const auto length = body_length(rest.substr(0, head - 2));
  if (!length || head + *length > kMessageMaxBytes) return {Kind::kBroken, rest.substr(0, head)};
  awaited_ = head + *length;
  return take_message();
}

StreamFramer::Piece StreamFramer::take_message() {
  const auto rest = std::string_view(buffer_).substr(taken_);
  if (rest.size() < awaited_) return {};
  const auto message = rest.substr(0, std::exchange(awaited_, 0));
  taken_ += message.size();
  scanned_ = taken_;
  return {Kind::kMessage, message};
}

}  // namespace peal::sip
