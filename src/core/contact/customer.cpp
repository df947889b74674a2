#include "core/rules.hpp"

namespace peal::core::rules {

void on(Turn& turn, const CustomerFound& signal) {
  const auto* contact = turn.state.contact(signal.contact);
  if (contact == nullptr) return;
  turn.note(signal.contact.tenant,
            CustomerIdentified{signal.contact, signal.customer, signal.is_new, signal.name, signal.level, signal.area},
            contact->party);
}

void on(Turn& turn, const CustomerNotFound& signal) {
  const auto* contact = turn.state.contact(signal.contact);
  if (contact == nullptr || contact->customer.valid()) return;
  turn.note(signal.contact.tenant, CustomerUnknown{signal.contact, signal.cause});
}

}  // namespace peal::core::rules
