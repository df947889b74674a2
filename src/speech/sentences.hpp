#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace peal::speech {

/// Whole sentences by the rules of each language. `language` is BCP 47; what
/// does not begin with "zh" is spoken in English.

/// "You are number 3 in the queue." / "您前面还有 2 位。" `position` counts from 1.
[[nodiscard]] std::string position_sentence(std::string_view language, unsigned position);
/// Rounded the way people say it: "less than a minute", "about 5 minutes", "about 1 hour and 10 minutes".
[[nodiscard]] std::string wait_sentence(std::string_view language, base::Seconds expected);
/// "four thousand and one" / "四千零一"; any 64-bit value.
[[nodiscard]] std::string number_words(std::string_view language, std::int64_t value);
/// One by one, as telephone numbers and agents' numbers are read: "one zero zero one" / "幺零零幺".
[[nodiscard]] std::string digits_words(std::string_view language, std::string_view digits);
/// "2 hours, 5 minutes and 1 second" in words.
[[nodiscard]] std::string duration_words(std::string_view language, base::Seconds duration);

}  // namespace peal::speech
