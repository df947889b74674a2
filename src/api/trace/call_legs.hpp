#pragma once

#include <vector>

#include "core/ids.hpp"
#include "journal/contacts.hpp"
#include "trace/store.hpp"

/// Which legs a contact had, and what was said in SIP on them.
namespace peal::api {

struct CallLeg {
  core::LegId leg;
  core::AgentId agent;    ///< None: nobody of ours.
  bool caller = false;    ///< The leg that the contact came on.
};

/// Every leg that the facts name, the caller's first.
[[nodiscard]] std::vector<CallLeg> legs_of(const journal::ContactDetail& detail);

[[nodiscard]] trace::OfCall messages_of(const trace::Store& store, const journal::ContactDetail& detail, const std::vector<CallLeg>& legs);

}  // namespace peal::api
