#include "app/serve/customer_lookup.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/time.hpp"
#include "core/ids.hpp"
#include "records/number.hpp"

namespace peal::app {

CustomerLookup::CustomerLookup(records::Customers& customers, Workers& workers, PlaceOf place_of, Raise raise)
    : customers_(customers), workers_(workers), place_of_(std::move(place_of)), raise_(std::move(raise)) {}

void CustomerLookup::find(const core::FindCustomer& command) {
  if (workers_.post([this, command] { raise_(answer(command)); })) return;
  raise_(core::CustomerNotFound{command.contact, base::ErrorCode::kOverloaded});
}

core::Signal CustomerLookup::answer(const core::FindCustomer& command) const {
  // A withheld number belongs to nobody we could know again.
  if (command.caller.text.empty()) return core::CustomerNotFound{command.contact, base::ErrorCode::kNotFound};
  const auto place = place_of_(command.contact.tenant);
  const auto number = records::normalise_number(command.caller.text, place.country);
  const auto area = records::number_place(number, place.language);
  auto found = customers_.find_or_create(command.party, {command.caller_name.text, area, {{number, command.party}}}, base::live_now());
  if (!found) {
    base::log(base::LogLevel::kWarning, "records", "customer_lookup_failed",
              {{"contact", base::to_text(command.contact)}, {"error", found.error().describe()}});
    return core::CustomerNotFound{command.contact, found.error().code};
  }
  const auto& customer = found->customer;
  return core::CustomerFound{command.contact,          customer.id,    found->is_new, base::Personal(customer.name), customer.level,
                             base::Personal(customer.area.empty() ? area : customer.area)};
}

}  // namespace peal::app
