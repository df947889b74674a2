#include <bit>
#include <cstdint>
#include <cstring>

#include "sip/message/message.hpp"
#include "sip/message/token.hpp"

// Bytes into lines and fields. What the fields say is read by check.cpp and by
// whoever asks for a value.
namespace peal::sip {

namespace {
constexpr Fault kNotSip{0, "Not SIP"};
constexpr Fault kBadStartLine{400, "Malformed start line"};
constexpr Fault kBadField{400, "Malformed header field"};
constexpr Fault kTooManyFields{400, "Too many header fields"};
constexpr Fault kFieldTooLong{400, "Header field too long"};
constexpr Fault kNoHeadEnd{400, "Header fields without an end"};
constexpr Fault kBadLength{400, "Bad Content-Length"};

// The first control character at or after `at`, HTAB not counted. Eight bytes at
// a time: in x the lowest byte below 0x20 is the first whose top bit stays in
// (x - 0x20..) & ~x (Warren, Hacker's Delight, 6-1).
std::size_t control_at(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kEach = 0x0101010101010101;
  if constexpr (std::endian::native == std::endian::little) {
    while (at + sizeof(std::uint64_t) <= text.size()) {
      std::uint64_t x;
      std::memcpy(&x, text.data() + at, sizeof x);
      const std::uint64_t below = (x - kEach * 0x20) & ~x & kEach * 0x80;
      if (below == 0) {
        at += sizeof x;
        continue;
      }
      at += static_cast<std::size_t>(std::countr_zero(below)) / 8;
      if (text[at] != '\t') return at;
      ++at;
    }
  }
  while (at < text.size() && (static_cast<unsigned char>(text[at]) >= 0x20 || text[at] == '\t')) ++at;
  return at;
}

// End of the line that begins at `at`, without CRLF; npos when there is none.
// A lone CR or LF ends nothing, so no two readers disagree where a field ends.
// `odd` becomes true where the line has any control character in it.
std::size_t line_end(std::string_view text, std::size_t at, bool& odd) {
  for (;;) {
    at = control_at(text, at);
    if (at + 1 >= text.size()) return std::string_view::npos;
    if (text[at] == '\r' && text[at + 1] == '\n') return at;
    odd = true;
    ++at;
  }
}

// RFC 3261 25.1 knows NUL only behind a backslash, and much software ends its text there.
bool bare_nul(std::string_view text) {
  for (auto at = text.find('\0'); at != std::string_view::npos; at = text.find('\0', at + 1)) {
    if (at == 0 || text[at - 1] != '\\') return true;
  }
  return false;
}

bool starts_version(std::string_view text) { return text.size() >= 4 && same_text(text.substr(0, 4), "SIP/"); }

}  // namespace

std::optional<Fault> Message::parse(std::string_view bytes, Framing framing) {
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  method_ = Method::kUnknown;
  status_ = 0;
  method_at_ = method_size_ = uri_at_ = uri_size_ = body_at_ = body_size_ = version_at_ = version_size_ = 0;
  field_count_ = 0;
  first_.fill(0);
  twice_.reset();
  if (bytes.size() > kMessageMaxBytes) return kNotSip;
  forget_read();
  buffer_.assign(bytes);
  bool odd = false;
  const auto end = line_end(buffer_, 0, odd);
  if (end == std::string_view::npos || end > kHeadMaxBytes) return kNotSip;
  const auto start = parse_start_line(0, end);
  if (start && start->status == 0) return start;
  const auto fields = parse_fields(end + 2, buffer_.size());
  if (!is_request()) method_ = parse_method(cseq().value_or(CSeq{}).method);
  if (start) return start;
  if (fields) return fields;
  return frame_body(body_at_, framing);
}

std::optional<Fault> Message::parse_start_line(std::size_t at, std::size_t end) {
  const std::string_view line = view(at, end - at);
  const auto place = [&](std::string_view part) { return static_cast<std::uint32_t>(part.data() - buffer_.data()); };
  if (starts_version(line)) {
    const auto space = line.find(' ');
    if (space == std::string_view::npos || line.size() < space + 4) return kNotSip;
    if (line.size() > space + 4 && line[space + 4] != ' ') return kNotSip;  // bigcode.dat of RFC 4475.
    const auto code = parse_number(line.substr(space + 1, 3), 699);
    if (!code || *code < 100 || !same_text(line.substr(0, space), "SIP/2.0")) return kNotSip;
    status_ = static_cast<std::uint16_t>(*code);
    const auto phrase = line.substr(std::min(line.size(), space + 5));
    uri_at_ = place(phrase);
    uri_size_ = static_cast<std::uint32_t>(phrase.size());
    return std::nullopt;
  }
  const auto first = line.find(' ');
  const auto last_letter = line.find_last_not_of(' ');
  if (first == std::string_view::npos || first == 0) return kNotSip;
  const auto last = line.find_last_of(' ', last_letter);
  if (last == std::string_view::npos || last < first) return kNotSip;
  const auto version = line.substr(last + 1, last_letter - last);
  if (!starts_version(version)) return kNotSip;
  const auto uri = last > first ? line.substr(first + 1, last - first - 1) : std::string_view{};
  method_at_ = static_cast<std::uint32_t>(at);
  method_size_ = static_cast<std::uint32_t>(first);
  method_ = parse_method(line.substr(0, first));
  version_at_ = place(version);
  version_size_ = static_cast<std::uint32_t>(version.size());
  uri_at_ = last > first ? place(uri) : 0;
  uri_size_ = static_cast<std::uint32_t>(uri.size());
  if (!all(method_text(), kToken) || last_letter + 1 != line.size()) return kBadStartLine;
  return std::nullopt;
}

// Goes on after a bad field, so that the refusal can name its dialog.
std::optional<Fault> Message::parse_fields(std::size_t at, std::size_t end) {
  std::optional<Fault> fault;
  while (at < end) {
    bool odd = false;
    const auto stop = line_end(buffer_, at, odd);
    if (stop == std::string_view::npos || stop > kHeadMaxBytes) break;
    if (stop == at) {
      body_at_ = static_cast<std::uint32_t>(at + 2);
      return fault;
    }
    const auto bad = parse_field(at, stop, odd);
    if (bad && !fault) fault = bad;
    if (bad && field_count_ == kHeaderFieldsMax) break;
    at = stop + 2;
  }
  body_at_ = static_cast<std::uint32_t>(end);
  return fault ? fault : kNoHeadEnd;
}

std::optional<Fault> Message::parse_field(std::size_t at, std::size_t end, bool odd) {
  std::string_view line = view(at, end - at);
  if (line.front() == ' ' || line.front() == '\t') {
    if (field_count_ == 0) return kBadField;
    // RFC 3261 7.3.1: a fold is one space; ours stays in place as several.
    buffer_[at - 2] = buffer_[at - 1] = ' ';
    return append_to_field(fields_[field_count_ - 1], trimmed(line));
  }
  if (field_count_ == kHeaderFieldsMax) return kTooManyFields;
  const std::string_view name = take(line, kToken);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  if (name.empty() || line.empty() || line.front() != ':') return kBadField;
  if (name.size() > kHeaderValueMaxBytes) return kFieldTooLong;
  line.remove_prefix(1);
  const auto value = trimmed(line);
  if (value.size() > kHeaderValueMaxBytes) return kFieldTooLong;
  // Such a character may stand before the value, where it is trimmed.
  if (odd && (has_line_end(value) || bare_nul(value))) return kBadField;
  Field& field = fields_[field_count_++];
  field.name = parse_header_name(name);
  field.name_at = static_cast<std::uint32_t>(at);
  field.name_size = static_cast<std::uint16_t>(name.size());
  field.value_at = static_cast<std::uint32_t>((value.empty() ? line.data() : value.data()) - buffer_.data());
  field.value_size = static_cast<std::uint16_t>(value.size());
  auto& first = first_[static_cast<std::size_t>(field.name)];
  if (first == 0) first = static_cast<std::uint8_t>(field_count_);
  else twice_.set(static_cast<std::size_t>(field.name));
  return std::nullopt;
}

// Only the new line is looked at: a head of folds alone must cost no more than another.
std::optional<Fault> Message::append_to_field(Field& field, std::string_view more) const {
  if (more.empty()) return std::nullopt;
  if (has_line_end(more) || bare_nul(more)) return kBadField;
  const auto at = static_cast<std::uint32_t>(more.data() - buffer_.data());
  if (field.value_size == 0) field.value_at = at;
  const std::size_t size = at + more.size() - field.value_at;
  if (size > kHeaderValueMaxBytes) return kFieldTooLong;
  field.value_size = static_cast<std::uint16_t>(size);
  return std::nullopt;
}

std::optional<Fault> Message::frame_body(std::size_t at, Framing framing) {
  const std::size_t left = buffer_.size() - at;
  body_size_ = static_cast<std::uint32_t>(left);
  const std::size_t lengths = count(HeaderName::kContentLength);
  if (lengths == 0) {
    if (framing != Framing::kStream) return std::nullopt;
    body_size_ = 0;  // RFC 3261 18.3: mandatory here, and there is no way to know.
    return kBadLength;
  }
  const auto length = number(HeaderName::kContentLength);
  // Two of them, even equal, let two readers see two messages.
  const bool fits = lengths == 1 && length && *length <= left && (framing == Framing::kDatagram || *length == left);
  if (!fits) {
    body_size_ = 0;
    return kBadLength;
  }
  body_size_ = *length;
  return std::nullopt;
}

}  // namespace peal::sip
