#include <algorithm>

#include "settings/store.hpp"

namespace peal::settings {

base::Result<std::vector<Revision>> Store::revisions(std::size_t most) {
  auto connection = pool_->borrow();
  if (!connection) return base::fail(connection.error());
  const auto rows = (*connection)->query(
      "SELECT revision, made, made_by, changes FROM setting_revision ORDER BY revision DESC LIMIT ?", most);
  if (!rows) return base::fail(rows.error());
  std::vector<Revision> found;
  for (const auto& row : *rows) {
    const auto changes = row.text(3);  // One line for each.
    const auto lines = static_cast<std::size_t>(std::ranges::count(changes, '\n')) + (changes.empty() ? 0U : 1U);
    found.push_back({static_cast<std::uint64_t>(row.integer(0)), row.time(1), row.text(2), lines});
  }
  return found;
}

}  // namespace peal::settings
