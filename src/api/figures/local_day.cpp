#include "api/figures/local_day.hpp"

#include <memory>

#include <unicode/calendar.h>
#include <unicode/timezone.h>

namespace peal::api {

LocalDay local_day(const std::string& zone, base::Time now) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::TimeZone> rules(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(rules.release(), status));
  if (U_FAILURE(status) || calendar == nullptr) {
    const auto ms = base::unix_millis(now);
    return {base::from_unix_millis(ms - ms % 86'400'000), base::from_unix_millis(ms - ms % 3'600'000)};
  }
  const auto moment = [&] { return base::from_unix_millis(static_cast<std::int64_t>(calendar->getTime(status))); };
  calendar->setTime(static_cast<UDate>(base::unix_millis(now)), status);
  LocalDay day;
  // The hour is cut from the present offset: setting fields would be in doubt
  // in the hour that a change of the clocks repeats.
  const auto offset = calendar->get(UCAL_ZONE_OFFSET, status) + calendar->get(UCAL_DST_OFFSET, status);
  const auto local = base::unix_millis(now) + offset;
  day.hour = base::from_unix_millis(base::unix_millis(now) - local % 3'600'000);
  calendar->set(UCAL_HOUR_OF_DAY, 0);
  calendar->set(UCAL_MINUTE, 0);
  calendar->set(UCAL_SECOND, 0);
  calendar->set(UCAL_MILLISECOND, 0);
  day.midnight = moment();
  return day;
}

}  // namespace peal::api
