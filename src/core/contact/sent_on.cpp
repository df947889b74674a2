#include "core/contact/sent_on.hpp"

namespace peal::core::contact {

std::vector<Diversion> sent_on(const LiveContact& contact, DiversionReason reason) {
  std::vector<Diversion> who{{base::Personal{contact.dialled}, reason}};
  if (contact.diversions > 0) who.push_back({contact.diverted_by, contact.diversion});
  if (contact.diversions > 1) who.push_back({contact.first_called, DiversionReason::kUnknown});
  return who;
}

}  // namespace peal::core::contact
