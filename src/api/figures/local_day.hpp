#pragma once

#include <string>

#include "base/time.hpp"

namespace peal::api {

/// When the day and the hour of `now` began in a time zone (IANA name), also
/// where the clocks change. An unknown zone is taken as UTC.
struct LocalDay {
  base::Time midnight;
  base::Time hour;
};
[[nodiscard]] LocalDay local_day(const std::string& zone, base::Time now);

}  // namespace peal::api
