#pragma once

#include <string>
#include <string_view>

namespace peal::api {

/// Writes stars over a telephone number wherever `text` shows it, in the form of
/// any country; the length stays. A number too short to be told from other
/// digits, or none, changes nothing.
void cover_number(std::string& text, std::string_view number);

}  // namespace peal::api
