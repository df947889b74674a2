#include <algorithm>
#include <string>

#include "sip/message/message.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

std::string_view media_type(std::string_view content_type) { return trimmed(content_type.substr(0, content_type.find(';'))); }

// The value of the first such header of a part; `lines` each with their end.
std::string_view part_field(std::string_view lines, std::string_view name) {
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && same_text(trimmed(line.substr(0, colon)), name)) return line.substr(colon + 1);
  }
  return {};
}

// RFC 2046 5.1.1: parts lie between lines of "--" and the boundary; the line end
// before such a line belongs to it.
std::string_view multipart_body(std::string_view body, std::string_view boundary, std::string_view type) {
  const std::string mark = "\r\n--" + std::string(boundary);
  std::string_view rest = body;
  if (body.starts_with(std::string_view(mark).substr(2))) {
    rest.remove_prefix(mark.size() - 2);
  } else {
    const auto first = body.find(mark);
    if (first == std::string_view::npos) return {};
    rest.remove_prefix(first + mark.size());
  }
  while (!rest.starts_with("--")) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size());
    const auto next = rest.find(mark);
    if (next == std::string_view::npos) return {};
    // With the line end before its headers; a boundary that goes on is another one.
    const auto part = trimmed(line).empty() ? rest.substr(0, next) : std::string_view{};
    const auto gap = part.find("\r\n\r\n");
    if (gap != std::string_view::npos && same_text(media_type(part_field(part.substr(2, gap), "Content-Type")), type)) return part.substr(gap + 4);
    rest.remove_prefix(next + mark.size());
  }
  return {};
}

}  // namespace

std::size_t Message::find(HeaderName name) const {
  const auto first = first_[static_cast<std::size_t>(name)];
  return first == 0 ? field_count_ : std::size_t{first} - 1;
}

std::string_view Message::header(HeaderName name) const {
  const auto i = find(name);
  return i < field_count_ ? field_value(i) : std::string_view{};
}

std::string_view Message::header(std::string_view name) const {
  if (const auto known = parse_header_name(name); known != HeaderName::kOther) return header(known);
  for (std::size_t i = 0; i < field_count_; ++i) {
    if (fields_[i].name == HeaderName::kOther && same_text(field_text(i), name)) return field_value(i);
  }
  return {};
}

std::size_t Message::count(HeaderName name) const {
  std::size_t n = 0;
  for (std::size_t i = find(name); i < field_count_; ++i) n += fields_[i].name == name ? 1 : 0;
  return n;
}

bool Message::lists(HeaderName name, std::string_view token) const {
  bool found = false;
  each_value(name, [&](std::string_view value) {
    found = same_text(value, token);
    return !found;
  });
  return found;
}

std::string_view Message::body_of(std::string_view type) const {
  const auto content_type = header(HeaderName::kContentType);
  const auto own = media_type(content_type);
  if (same_text(own, type)) return body();
  if (own.size() < 10 || !same_text(own.substr(0, 10), "multipart/")) return {};
  const auto semicolon = content_type.find(';');
  if (semicolon == std::string_view::npos) return {};
  const auto boundary = find_parameter(content_type.substr(semicolon + 1), "boundary");
  return boundary ? multipart_body(body(), unquoted(*boundary), type) : std::string_view{};
}

std::optional<CSeq> Message::read_cseq() const {
  std::string_view rest = header(HeaderName::kCSeq);
  const auto digits = take(rest, kDigit);
  // RFC 3261 8.1.1.5: below 2^31.
  const auto number = parse_number(digits, 0x7fffffff);
  if (!number || rest.empty() || !is(rest.front(), kSpace)) return std::nullopt;
  const auto method = trimmed(rest);
  if (!all(method, kToken)) return std::nullopt;
  return CSeq{static_cast<std::uint32_t>(*number), method};
}

const std::optional<CSeq>& Message::cseq() const {
  return cseq_.get([this] { return read_cseq(); });
}

const std::optional<Uri>& Message::uri() const {
  return uri_.get([this] { return parse_uri(request_uri()); });
}

const std::optional<Via>& Message::top_via() const {
  return top_via_.get([this]() -> std::optional<Via> {
    std::string_view rest = header(HeaderName::kVia);
    const auto value = next_list_value(rest);
    return value ? parse_via(*value) : std::nullopt;
  });
}

const std::optional<NameAddr>& Message::from() const {
  return from_.get([this] { return parse_name_addr(header(HeaderName::kFrom)); });
}

const std::optional<NameAddr>& Message::to() const {
  return to_.get([this] { return parse_name_addr(header(HeaderName::kTo)); });
}

const std::optional<NameAddr>& Message::contact() const {
  return contact_.get([this]() -> std::optional<NameAddr> {
    std::string_view rest = header(HeaderName::kContact);
    const auto value = next_list_value(rest);
    return value ? parse_name_addr(*value) : std::nullopt;
  });
}

void Message::forget_read() {
  cseq_.forget();
  uri_.forget();
  top_via_.forget();
  from_.forget();
  to_.forget();
  contact_.forget();
}

std::optional<std::uint32_t> Message::number(HeaderName name) const {
  if (!has(name)) return std::nullopt;
  const auto value = parse_number(header(name), UINT32_MAX);
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

}  // namespace peal::sip
