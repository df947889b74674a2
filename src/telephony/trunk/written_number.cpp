#include "telephony/trunk/written_number.hpp"

namespace peal::telephony {
namespace {

const std::string& in_form(core::NumberForm form, const NumberForms& number) {
  if (number.e164.empty()) return number.as_is;
  switch (form) {
    case core::NumberForm::kE164:
    case core::NumberForm::kPlain: return number.e164;
    case core::NumberForm::kNational: return number.national;
    case core::NumberForm::kAsIs: break;
  }
  return number.as_is;
}

}  // namespace

std::string written(const core::NumberRule& rule, const NumberForms& number) {
  std::string text = in_form(rule.form, number);
  if (rule.form == core::NumberForm::kPlain && text.starts_with('+')) text.erase(0, 1);
  if (!rule.strip.empty() && text.starts_with(rule.strip)) text.erase(0, rule.strip.size());
  return rule.prefix + text;
}

}  // namespace peal::telephony
