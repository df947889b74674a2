#include "sip/registrar/registrar.hpp"

#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/message/writer.hpp"

namespace peal::sip {

using base::Seconds;
using base::Time;

std::vector<Binding> Registrar::bindings(std::string_view aor) const {
  std::vector<std::pair<std::uint64_t, const Binding*>> found;
  if (const auto at = by_aor_.find(aor); at != by_aor_.end()) {
    for (const auto& entry : at->second) found.emplace_back(entry.serial, &entry.binding);
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return a.second->q != b.second->q ? a.second->q > b.second->q : a.first > b.first;
  });
  std::vector<Binding> bindings;
  bindings.reserve(found.size());
  for (const auto& [serial, binding] : found) bindings.push_back(*binding);
  return bindings;
}

std::vector<Binding> Registrar::all() const {
  std::vector<Binding> bindings;
  bindings.reserve(count_);
  for (const auto& [aor, entries] : by_aor_) {
    for (const auto& entry : entries) bindings.push_back(entry.binding);
  }
  return bindings;
}

void Registrar::restore(const Binding& binding, Time now) {
  if (binding.expires <= now || count_ >= kBindingsMax) return;
  auto& entries = by_aor_[binding.aor];
  if (entries.size() < kContactsPerAddressMax) put(entries, binding, [](const Binding&, BindingChange) {});
}

void Registrar::write_contacts(std::string_view aor, Time now, std::string& out) const {
  const auto at = by_aor_.find(aor);
  if (at == by_aor_.end()) return;
  Writer writer(out);
  for (const auto& entry : at->second) {
    const Binding& b = entry.binding;
    const auto left = std::max<std::int64_t>(0, std::chrono::duration_cast<Seconds>(b.expires - now).count());
    std::string value = "<" + b.contact + ">;expires=" + std::to_string(left);
    if (b.q != 1000) value.append(";q=0.").append(std::to_string(1000 + b.q).substr(1));
    if (!b.instance.empty()) value.append(";+sip.instance=\"<").append(b.instance).append(">\"");
    if (b.reg_id != 0) value.append(";reg-id=").append(std::to_string(b.reg_id));
    writer.field(HeaderName::kContact, value);
  }
}

std::size_t Registrar::remembered() const {
  std::size_t all = 0;
  for (const auto& [connection, addresses] : by_connection_) all += addresses.size();
  return all;
}

bool Registrar::same_binding(const Binding& a, const Binding& b) {
  if (!a.instance.empty() && a.instance == b.instance && a.reg_id == b.reg_id) return true;
  const auto x = parse_uri(a.contact);
  const auto y = parse_uri(b.contact);
  return x && y && equivalent(*x, *y);
}

void Registrar::put(std::vector<Entry>& entries, Binding binding, const Changed& changed) {
  auto at = std::ranges::find_if(entries, [&](const Entry& entry) { return same_binding(entry.binding, binding); });
  const BindingChange why = at == entries.end() ? BindingChange::kAdded : BindingChange::kRefreshed;
  if (at == entries.end()) {
    at = entries.insert(entries.end(), Entry{});
    ++count_;
  }
  if (binding.flow.connection != 0 && at->binding.flow.connection != binding.flow.connection) {
    by_connection_[binding.flow.connection].insert(binding.aor);
  }
  timers_.cancel(at->timer);
  at->serial = ++serial_;
  at->timer = timers_.arm(base::unix_millis(binding.expires), {binding.aor, at->serial});
  at->binding = std::move(binding);
  changed(at->binding, why);
}

void Registrar::remove(std::vector<Entry>& entries, std::size_t index, BindingChange why, const Changed& changed) {
  timers_.cancel(entries[index].timer);
  const Binding gone = std::move(entries[index].binding);
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(index));
  --count_;
  if (entries.empty()) by_aor_.erase(gone.aor);
  changed(gone, why);
}

void Registrar::flow_closed(std::uint64_t connection, const Changed& changed) {
  const auto node = by_connection_.extract(connection);
  if (node.empty()) return;
  for (const auto& aor : node.mapped()) {
    while (true) {
      const auto at = by_aor_.find(aor);
      if (at == by_aor_.end()) break;
      const auto entry = std::ranges::find_if(at->second, [&](const Entry& e) { return e.binding.flow.connection == connection; });
      if (entry == at->second.end()) break;
      remove(at->second, static_cast<std::size_t>(entry - at->second.begin()), BindingChange::kFlowLost, changed);
    }
  }
}

void Registrar::advance(Time now, const Changed& changed) {
  timers_.advance(base::unix_millis(now), [&](const std::pair<std::string, std::uint64_t>& due) {
    const auto at = by_aor_.find(due.first);
    if (at == by_aor_.end()) return;
    const auto entry = std::ranges::find(at->second, due.second, &Entry::serial);
    if (entry == at->second.end()) return;
    remove(at->second, static_cast<std::size_t>(entry - at->second.begin()), BindingChange::kExpired, changed);
  });
}

std::optional<Time> Registrar::next_due() const {
  const auto due = timers_.next_due();
  return due ? std::optional(base::from_unix_millis(*due)) : std::nullopt;
}

}  // namespace peal::sip
