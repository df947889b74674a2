#include "sip/message/privacy.hpp"

#include <algorithm>

#include "sip/message/token.hpp"

namespace peal::sip {

Privacy read_privacy(std::string_view value) {
  Privacy wanted;
  while (!value.empty()) {
    // Of RFC 3323 with semicolons; commas are written as well.
    const auto end = std::min(value.find_first_of(";,"), value.size());
    const auto word = trimmed(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
    if (same_text(word, "none")) return {};
    if (same_text(word, "full")) wanted.id = wanted.user = true;
    if (same_text(word, "id")) wanted.id = true;
    if (same_text(word, "user")) wanted.user = true;
    if (same_text(word, "header")) wanted.header = true;
    if (same_text(word, "session")) wanted.session = true;
    if (same_text(word, "history")) wanted.history = true;
    if (same_text(word, "critical")) wanted.critical = true;
  }
  return wanted;
}

}  // namespace peal::sip
