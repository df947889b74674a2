#include "api/view/area.hpp"

#include <array>

#include "records/number.hpp"

namespace peal::api {
namespace {

constexpr std::array<std::string_view, 2> kPageLanguages{"zh-CN", "en-US"};

}  // namespace

std::map<std::string, std::string> area_of(std::string_view number, std::string_view country, std::string_view kept) {
  std::map<std::string, std::string> area;
  const auto whole = records::normalise_number(number, country);
  for (const auto language : kPageLanguages) {
    auto place = records::number_place(whole, language);
    if (place.empty()) place = kept;
    if (!place.empty()) area.emplace(language, std::move(place));
  }
  return area;
}

}  // namespace peal::api
