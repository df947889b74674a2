#include <fmt/format.h>

#include "core/limits.hpp"
#include "settings/document.hpp"
#include "settings/limits.hpp"

/// The section `conferences`: rooms that people dial into.
namespace peal::settings {
namespace {

bool dialled(std::string_view text) {
  return !text.empty() && text.size() <= kMostParkDigits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void read_number(YamlMap& map, core::Conference& room) {
  room.number = map.text("number");
  if (room.number.empty() || dialled(room.number)) return;
  map.wrong("number", fmt::format("is '{}'; write what phones dial, at most {} digits, such as \"6500\".",
                                  room.number.substr(0, kMostKeyBytes), kMostParkDigits),
            {Rule::kDialled, {std::to_string(kMostParkDigits)}});
}

// The PINs themselves are no settings: they are set apart, and kept sealed. One
// that somebody wrote here all the same is not said again.
bool asks(YamlMap& map, const char* key, bool usually) {
  const auto written = map.text(key);
  if (!written.empty() && written.find_first_not_of("0123456789") == std::string::npos) {
    map.wrong(key, "is a PIN, and none belongs into a file; write 'true', and set it on the server (docs/guide/phones.md).", {Rule::kPinHere, {}});
    return true;
  }
  return map.truth(key, usually);
}

void read_pins(YamlMap& map, core::Conference& room) {
  room.has_pin = asks(map, "pin", true);
  room.wait_for_host = map.truth("wait_for_host", false);
  room.has_host_pin = asks(map, "host_pin", room.wait_for_host);
  if (room.has_host_pin && !room.has_pin) map.wrong("host_pin", "needs 'pin: true': who is asked for nothing can show nothing.", {Rule::kHostNeedsPin, {}});
  if (room.wait_for_host && !room.has_host_pin) map.wrong("wait_for_host", "needs 'host_pin: true', or everybody waits for ever.", {Rule::kWaitNeedsHost, {}});
}

}  // namespace

void read_conferences(const YAML::Node& list, Reading& reading, StoredKind& into) {
  if (!list.IsSequence()) return;
  for (const auto& entry : list) {
    YamlMap map(entry, "conference", reading.mistakes);
    if (!map.usable()) continue;
    core::Conference room;
    room.key = map.text("key");
    const auto known = reading.valid[Kind::kConference].find(room.key);
    if (known == reading.valid[Kind::kConference].end()) continue;  // Noted when keys were collected.
    map.rename(fmt::format("conference '{}'", room.key));
    room.id = {reading.tenant, known->second};
    room.name = map.translated("name", reading.language);
    read_number(map, room);
    read_pins(map, room);
    room.most_parties = static_cast<std::uint32_t>(map.number("most_parties", room.most_parties, 2, core::limits::kConferenceParties));
    room.tones = map.truth("tones", room.tones);
    room.record = map.truth("record", room.record);
    room.music = map.text("music", room.music);
    map.finish();
    put(into, room.key, known->second, room);
  }
  if (into.size() > kMostConferences) {
    reading.mistakes.add(list.Mark(), fmt::format("There are {} conferences; {} is the most.", into.size(), kMostConferences),
                         {Rule::kTooMany, {std::to_string(kMostConferences)}});
  }
}

}  // namespace peal::settings
