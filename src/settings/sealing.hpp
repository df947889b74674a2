#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Secrets that are needed in the clear, or are too short for a hash to hide
/// them: sealed by a key that the database never sees (docs/decisions/0009).
namespace peal::settings {

/// `key` has kSealingKeyBytes; `bound` says what the secret belongs to, and a row
/// that was copied elsewhere does not open there.
[[nodiscard]] std::string seal(std::string_view plain, std::string_view key, std::string_view bound);
/// Nothing when it was sealed with another key, or for something else.
[[nodiscard]] std::optional<std::string> unseal(std::string_view sealed, std::string_view key, std::string_view bound);

}  // namespace peal::settings
