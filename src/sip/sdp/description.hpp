#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace peal::sip::sdp {

/// `a=name` or `a=name:value`.
struct Attribute {
  std::string_view name;
  std::string_view value;
};

/// One m= section as views.
struct MediaDescription {
  std::string_view media;
  std::uint16_t port = 0;
  std::string_view protocol;
  std::string_view formats;     ///< As written, blanks between.
  std::string_view connection;  ///< Address of its c=; empty: the session's.
  std::vector<Attribute> attributes;
};

/// A session description (RFC 8866) as views into the text.
struct Description {
  std::string_view connection;
  std::vector<Attribute> attributes;
  std::vector<MediaDescription> media;

  [[nodiscard]] std::string_view address_of(const MediaDescription& m) const {
    return m.connection.empty() ? connection : m.connection;
  }
};

/// Lines may end in CRLF or LF; lines we have no use for may stand in any order,
/// but v=0 is first and every line is `x=...`. kBadInput otherwise or over a limit.
[[nodiscard]] base::Result<Description> parse_description(std::string_view text);

/// Looks in the media section, then in the session. Empty for a flag.
[[nodiscard]] std::optional<std::string_view> attribute(const Description& d, const MediaDescription& m, std::string_view name);
/// In the media section only.
[[nodiscard]] std::optional<std::string_view> attribute(const MediaDescription& m, std::string_view name);

/// Takes the next blank-separated word off the front.
std::string_view take_word(std::string_view& text);

}  // namespace peal::sip::sdp
