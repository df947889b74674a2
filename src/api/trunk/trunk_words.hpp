#pragma once

#include <string>
#include <string_view>

#include "core/trunk.hpp"
#include "core/trunk_view.hpp"

/// Trunks in words for people, Chinese and English.
namespace peal::api {

[[nodiscard]] std::string_view word(core::TrunkState state);  ///< "up", "down", "starting", "unregistered".
[[nodiscard]] std::string_view word(core::TrunkTransport transport);  ///< "udp", "tcp", "tls", "auto".
[[nodiscard]] std::string_view word(core::TrunkForwarded forwarded);
[[nodiscard]] std::string_view word(core::TrunkSrtp srtp);            ///< "off", "optional", "required".
/// Why a trunk does not work, and what to look at. Empty when nothing is wrong.
[[nodiscard]] std::string trunk_problem_text(const core::TrunkProblem& problem, std::string_view language);
/// How a test call ended.
[[nodiscard]] std::string trunk_test_text(const core::TrunkTestOutcome& outcome, std::string_view language);
/// What a test call says to whoever answers.
[[nodiscard]] std::string_view trunk_test_sentence(std::string_view language);

}  // namespace peal::api
