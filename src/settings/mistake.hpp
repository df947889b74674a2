#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What is wrong with one line of the settings, so that it can be said at its
/// field and in another language than the file's messages.
namespace peal::settings {

enum class Rule : std::uint8_t {
  kOther,          ///< Said by its text alone.
  kUnknown,        ///< No such line.
  kNeeded,         ///< Must not be left out.
  kPlainValue,
  kTooLong,        ///< With: most bytes.
  kTruth,
  kNumber,         ///< With: least, most.
  kTime,           ///< With: least, most, in seconds.
  kOneOf,          ///< With: what may stand there.
  kListEntry,      ///< With: an example of the list.
  kKey,            ///< With: most characters.
  kKeyFixed,       ///< The key of a thing that is there.
  kKeyTaken,
  kNoSuch,         ///< With: the name that nothing has.
  kTooMany,        ///< With: the most of them.
  kStillNeeded,    ///< With: who refers to it.
  kAddress,
  kDigits,         ///< With: most characters.
  kNeedsUser,
  kUser,
  kAuthoritiesTls,
  kAuthorities,    ///< With: most bytes.
  kReadableKeys,   ///< SRTP whose keys cross the wire readable.
  kRealm,          ///< With: most bytes.
  kHealthTooOften,
  kPasswordHere,
  kOutsideAddress,
  kOutsideOnly,
  kOfficeOnly,
  kNoTelephoneNumber,
  kExtensionTaken,  ///< With: the agent who has it.
  kExtensionIsNumber,
  kNumberTaken,     ///< With: who has it.
  kParkPlace,       ///< A place where calls are parked.
  kPhoneCode,       ///< A code with a star.
  kAgentHasUser,    ///< With: the user who is that agent.
  kOneOnly,         ///< `range`, which stands for many.
  kDialled,         ///< What phones dial. With: most digits.
  kPinHere,
  kHostNeedsPin,
  kWaitNeedsHost,
  kNotYet,          ///< With: what there is instead.
};
inline constexpr std::size_t kRules = static_cast<std::size_t>(Rule::kNotYet) + 1;

/// The rule that a line breaks, and the words that its sentence needs.
struct Broken {
  Rule rule = Rule::kOther;
  std::vector<std::string> with;
};

/// One mistake in an entry.
struct Mistake {
  std::string field;  ///< "called.form", "codecs[1]"; empty: the entry as a whole.
  Broken broken;
  std::string text;   ///< As the file's messages say it, in English.
};

}  // namespace peal::settings
