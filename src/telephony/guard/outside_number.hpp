#pragma once

#include <string>

namespace peal::telephony {

/// What the rules for calls to outside must know of a number.
struct OutsideNumber {
  std::string dialled;      ///< As given, without blanks and punctuation.
  std::string e164;         ///< "+8613810298208"; empty for one outside the plan, such as 10086.
  std::string country;      ///< "CN"; empty when it belongs to none.
  bool home = false;        ///< Within the tenant's own country.
  bool premium = false;
  bool satellite = false;
  bool emergency = false;   ///< Never refused.
  bool readable = true;     ///< False: nothing anybody could judge.
};

}  // namespace peal::telephony
