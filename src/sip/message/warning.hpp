#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace peal::sip {

/// The value of a Warning field (RFC 3261 20.43): 399 for words of our own, 300
/// to 307 for what an offer asks and cannot have.
[[nodiscard]] std::string warning(std::uint16_t code, std::string_view text);

/// What a refusal means, for whoever reads it on a phone or in a trace; never
/// empty. `status`: 300 to 699.
[[nodiscard]] std::string_view refusal_sentence(std::uint16_t status);

/// Appends a Warning line to the header lines of a refusal that has none.
/// `words`: said by whoever refuses; empty: the sentence of the status. A
/// challenge (401, 407) is no refusal and gets none.
void add_warning(std::string& fields, std::uint16_t status, std::string_view words = {});

}  // namespace peal::sip
