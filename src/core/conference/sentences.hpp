#pragma once

#include <vector>

#include "core/centre.hpp"
#include "core/conference_fact.hpp"

/// What is spoken at the door of a conference and inside.
namespace peal::core::conference {

[[nodiscard]] const Prompt& ask_for_pin(bool again);
[[nodiscard]] const Prompt& first_one();
[[nodiscard]] const Prompt& wait_for_host();
[[nodiscard]] const Prompt& sentence_of(ConferenceRefusal why);
/// All of them, to be spoken ahead.
[[nodiscard]] std::vector<Prompt> sentences();

}  // namespace peal::core::conference
