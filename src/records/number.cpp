#include "records/number.hpp"

#include <phonenumbers/geocoding/phonenumber_offline_geocoder.h>
#include <phonenumbers/phonenumberutil.h>

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

}  // namespace

std::string normalise_number(std::string_view number, std::string_view country) {
  if (number.size() > kMostNumberBytes) return std::string(number.substr(0, kMostNumberBytes));
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  const bool read = util.Parse(std::string(number), std::string(country), &parsed) == PhoneNumberUtil::NO_PARSING_ERROR;
  if (!read || !util.IsValidNumber(parsed)) return without_punctuation(number);
  std::string e164;
  util.Format(parsed, PhoneNumberUtil::E164, &e164);
  return e164;
}

std::string number_place(std::string_view e164, std::string_view language) {
  if (!e164.starts_with('+')) return {};
  PhoneNumber parsed;
  if (PhoneNumberUtil::GetInstance()->Parse(std::string(e164), "ZZ", &parsed) != PhoneNumberUtil::NO_PARSING_ERROR)
    return {};
  // It reads only tables that are built in; loading its prefixes takes a few
  // milliseconds once for each language.
  static const PhoneNumberOfflineGeocoder geocoder;
  return geocoder.GetDescriptionForNumber(parsed, icu::Locale(std::string(language).c_str()));
}

}  // namespace peal::records
