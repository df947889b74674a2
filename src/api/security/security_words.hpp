#pragma once

#include <string>
#include <string_view>

#include "core/guard_view.hpp"

/// The guard's reasons for machines and for people, Chinese and English.
namespace peal::api {

[[nodiscard]] std::string_view word(core::Misdeed why);         ///< "wrong_password".
[[nodiscard]] std::string_view word(core::OutsideRefusal why);  ///< "country".
/// Why a source is shut out, in a sentence.
[[nodiscard]] std::string ban_text(core::Misdeed why, std::string_view language);
/// What an alarm is about, in a sentence.
[[nodiscard]] std::string alarm_text(core::OutsideRefusal why, std::string_view language);

}  // namespace peal::api
