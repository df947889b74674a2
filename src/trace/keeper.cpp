#include "trace/keeper.hpp"

#include <algorithm>

namespace peal::trace {
namespace {

// A challenge and the end of what was cancelled are no failures.
bool failure(const Glance& seen) {
  return seen.status >= 400 && seen.status != 401 && seen.status != 407 && seen.status != 487;
}
bool success(const Glance& seen) { return seen.status >= 200 && seen.status < 300 && seen.method != "CANCEL"; }

}  // namespace

// The share follows what came in the second before.
void Keeper::count(std::int64_t at_us) {
  const std::int64_t second = at_us / 1'000'000;
  if (second != second_) {
    second_ = second;
    const auto most = std::max<std::size_t>(in_second_, 1);
    const auto possible = in_second_ <= kKeptMessagesPerSecond ? 1'000 : std::max<std::size_t>(kShareLeast, kKeptMessagesPerSecond * 1'000 / most);
    share_ = static_cast<unsigned>(options_.keep == Keep::kFailed ? 0 : possible * options_.share_percent / 100);
    in_second_ = 0;
  }
  ++in_second_;
}

Keeper::Verdict& Keeper::verdict_of(std::uint64_t name, bool& is_new) {
  if (young_.size() >= kVerdictsMax) {
    old_ = std::move(young_);
    young_.clear();
  }
  const auto [at, added] = young_.try_emplace(name, Verdict::kWait);
  is_new = added;
  if (!added) return at->second;
  if (const auto before = old_.find(name); before != old_.end()) {
    at->second = before->second;
    is_new = false;
  }
  return at->second;
}

Keeper::Verdict Keeper::judge(const Head& head, const Glance& seen) {
  bool is_new = false;
  auto& call = verdict_of(head.call, is_new);
  if (is_new && in_share(head.call)) call = Verdict::kKeep;
  if (head.kind == Head::kTie && head.group != 0) {
    // All legs of a contact share one verdict: that of the first of them.
    const Verdict mine = call;
    bool new_group = false;
    auto& group = verdict_of(head.group, new_group);
    if (new_group) group = mine;
    const Verdict both = group == Verdict::kKeep || mine == Verdict::kKeep ? Verdict::kKeep : mine;
    if (both == Verdict::kKeep) {
      group = both;
      verdict_of(head.call, is_new) = both;
    }
    return both;
  }
  if (call != Verdict::kWait) return call;
  if (failure(seen)) call = Verdict::kKeep;
  else if (success(seen)) call = Verdict::kDrop;
  return call;
}

void Keeper::hold(const Head& head, std::string_view text) {
  auto& records = held_[head.call];
  if (records.empty()) held_order_.push_back(head.call);
  records.push_back({head, std::string(text)});
  records.back().head.size = static_cast<std::uint32_t>(text.size());
  held_bytes_ += sizeof(Record) + text.size();
  while (held_bytes_ > kHeldBytesMax && !held_order_.empty()) {
    held_bytes_ -= drop(held_order_.front());
    held_order_.pop_front();
  }
  // Calls that were released or let go leave their place behind.
  while (!held_order_.empty() && !held_.contains(held_order_.front())) held_order_.pop_front();
}

std::size_t Keeper::drop(std::uint64_t call) {
  const auto found = held_.find(call);
  if (found == held_.end()) {
    ++let_go_;
    return 0;
  }
  std::size_t bytes = 0;
  for (const auto& record : found->second) bytes += sizeof(Record) + record.text.size();
  let_go_ += found->second.size();
  held_.erase(found);
  return bytes;
}

}  // namespace peal::trace
