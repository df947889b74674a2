#include "records/number.hpp"

#include <array>
#include <mutex>
#include <optional>

#include <phonenumbers/geocoding/phonenumber_offline_geocoder.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include "records/limits.hpp"

namespace peal::records {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberOfflineGeocoder;
using i18n::phonenumbers::PhoneNumberUtil;

std::string without_punctuation(std::string_view number) {
  std::string plain;
  for (const char c : number) {
    if (std::string_view(" -().\t").find(c) == std::string_view::npos) plain += c;
  }
  return plain;
}

// In E.164 when it is a valid number; else nothing.
std::optional<std::string> read_number(std::string_view number, std::string_view country) {
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  const bool read = util.Parse(std::string(number), std::string(country), &parsed) == PhoneNumberUtil::NO_PARSING_ERROR;
  if (!read || !util.IsValidNumber(parsed)) return std::nullopt;
  std::string e164;
  util.Format(parsed, PhoneNumberUtil::E164, &e164);
  return e164;
}

// The last answers. A call asks for its caller's number twice within milliseconds, on two threads (to know the party,
// then the customer), and its documents for the number's place with each change; reading a number takes 20 us.
class LastAnswers {
 public:
  std::optional<std::string> find(const std::string& question) {
    const std::lock_guard lock(mutex_);
    const Entry& entry = entries_[std::hash<std::string>{}(question) % entries_.size()];
    if (entry.question != question) return std::nullopt;
    return entry.answer;
  }
  void keep(std::string question, const std::string& answer) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[std::hash<std::string>{}(question) % entries_.size()];
    entry = {std::move(question), answer};
  }

 private:
  struct Entry {
    std::string question;
    std::string answer;
  };
  std::mutex mutex_;
  std::array<Entry, 1'024> entries_;
};

}  // namespace

std::optional<std::string> telephone_number(std::string_view number, std::string_view country) {
  if (number.size() > kMostNumberBytes) return std::nullopt;
  return read_number(number, country);
}

std::optional<NumberKind> number_kind(std::string_view number, std::string_view country) {
  if (number.size() > kMostNumberBytes) return std::nullopt;
  static const i18n::phonenumbers::ShortNumberInfo kShort;
  const std::string home(country), dialled = without_punctuation(number);
  NumberKind kind;
  kind.country = home;
  kind.emergency = kShort.IsEmergencyNumber(dialled, home);
  if (kind.emergency) return kind;
  if (dialled.find_first_not_of("+0123456789") != std::string::npos) return std::nullopt;
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  if (util.Parse(dialled, home, &parsed) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
  const int code = parsed.country_code();
  kind.satellite = code == 870 || code == 881 || code == 882 || code == 883;  // ITU-T E.164 annex D: Inmarsat, GMSS, networks without a country.
  kind.premium = code == 979 || util.GetNumberType(parsed) == PhoneNumberUtil::PREMIUM_RATE;
  std::string region;
  if (util.IsValidNumber(parsed)) {
    util.GetRegionCodeForNumber(parsed, &region);
    util.Format(parsed, PhoneNumberUtil::E164, &kind.e164);
  } else {
    util.GetRegionCodeForCountryCode(code, &region);
    const bool abroad = region != home || dialled.starts_with('+');
    const bool short_one = !abroad && dialled.size() <= kShortNumberMost;
    // New ranges of a plan are not in these tables at once, so its lengths must do.
    if (!short_one && !util.IsPossibleNumber(parsed)) return std::nullopt;
    if (!short_one) util.Format(parsed, PhoneNumberUtil::E164, &kind.e164);
  }
  kind.country = region.size() == 2 && region != "ZZ" ? region : std::string();
  return kind;
}

std::string normalise_number(std::string_view number, std::string_view country) {
  if (number.size() > kMostNumberBytes) return std::string(number.substr(0, kMostNumberBytes));
  static LastAnswers last;
  std::string question(country);
  question.append(1, ' ').append(number);
  if (auto known = last.find(question)) return *std::move(known);
  std::string answer = read_number(number, country).value_or(without_punctuation(number));
  last.keep(std::move(question), answer);
  return answer;
}

std::optional<std::string> national_number(std::string_view number, std::string_view country) {
  if (number.size() > kMostNumberBytes) return std::nullopt;
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  const bool read = util.Parse(std::string(number), std::string(country), &parsed) == PhoneNumberUtil::NO_PARSING_ERROR;
  if (!read || !util.IsValidNumber(parsed)) return std::nullopt;
  std::string text;
  util.FormatOutOfCountryCallingNumber(parsed, std::string(country), &text);
  // Formatted for people: "010 8888 0000", "00 1 415-555-0123".
  return without_punctuation(text);
}

std::string number_place(std::string_view e164, std::string_view language) {
  if (!e164.starts_with('+') || e164.size() > kMostNumberBytes) return {};
  static LastAnswers last;
  std::string question(language);
  question.append(1, ' ').append(e164);
  if (auto known = last.find(question)) return *std::move(known);
  PhoneNumber parsed;
  if (PhoneNumberUtil::GetInstance()->Parse(std::string(e164), "ZZ", &parsed) != PhoneNumberUtil::NO_PARSING_ERROR)
    return {};
  // It reads only tables that are built in; loading its prefixes takes a few
  // milliseconds once for each language.
  static const PhoneNumberOfflineGeocoder geocoder;
  auto place = geocoder.GetDescriptionForNumber(parsed, icu::Locale(std::string(language).c_str()));
  last.keep(std::move(question), place);
  return place;
}

}  // namespace peal::records
