#pragma once

#include <vector>

#include "api/event/board.hpp"
#include "base/result.hpp"
#include "core/ids.hpp"
#include "journal/figures.hpp"

namespace peal::api {

struct Context;

/// Figures of a tenant with the moments from which they count.
struct LiveFigures {
  journal::Live live;
  core::Time hour;
  core::Time last_hour;
  core::Time today;
};

/// Blocks. kNotFound: no such tenant.
[[nodiscard]] base::Result<LiveFigures> live_figures_of(Context& context, core::TenantId tenant, core::Time now);
/// As documents of the event stream.
[[nodiscard]] std::vector<FiguresEntry> figures_entries(const LiveFigures& figures);

}  // namespace peal::api
