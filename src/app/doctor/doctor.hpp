#pragma once

#include <string>
#include <vector>

#include "app/options.hpp"

namespace peal::app {

enum class Health { kGood, kWarning, kBad };

/// One look at one thing: what was found, and what to do about it.
struct Finding {
  Health health = Health::kGood;
  std::string what;  ///< "Disk", "Ports", ...
  std::string found; ///< One sentence.
  std::string mend;  ///< What to do; empty when good.
};

/// Looks at everything an installation needs, changes nothing. Works beside a
/// running server as well as without one.
[[nodiscard]] std::vector<Finding> examine(const ServeOptions& options);

/// Prints the findings; 1 when one is bad.
int doctor_main(const DoctorOptions& options);

}  // namespace peal::app
