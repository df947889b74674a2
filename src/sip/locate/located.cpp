#include "sip/locate/located.hpp"

#include <algorithm>
#include <iterator>

#include "sip/message/uri.hpp"

namespace peal::sip {
namespace {

// RFC 2782, "Weight": those without any come first, the running sums follow,
// and the first that reaches the number drawn is next.
std::vector<const Place*> by_weight(std::vector<const Place*> group, base::Seed& seed) {
  std::stable_partition(group.begin(), group.end(), [](const Place* place) { return place->weight == 0; });
  std::vector<const Place*> order;
  while (!group.empty()) {
    std::uint64_t sum = 0;
    for (const auto* place : group) sum += place->weight;
    const auto drawn = seed.below(sum + 1);
    std::uint64_t running = 0;
    const auto next = std::ranges::find_if(group, [&](const Place* place) { return (running += place->weight) >= drawn; });
    order.push_back(*next);
    group.erase(next);
  }
  return order;
}

}  // namespace

std::optional<LocateWish> wish_of_uri(std::string_view text) {
  const auto uri = parse_uri(text);
  if (!uri || !uri->sip()) return std::nullopt;
  LocateWish wish;
  wish.host = std::string(uri->param("maddr").value_or(uri->host));
  wish.port = uri->port;
  wish.secure = uri->sips();
  if (const auto named = uri->param("transport")) {
    wish.transport = parse_transport(*named);
    if (!wish.transport || web_socket(*wish.transport)) return std::nullopt;
  }
  return wish;
}

std::vector<SocketAddress> in_order(const std::vector<Place>& places, base::Seed& seed) {
  std::vector<const Place*> sorted;
  for (const auto& place : places) sorted.push_back(&place);
  std::ranges::stable_sort(sorted, {}, &Place::priority);
  std::vector<SocketAddress> order;
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    const auto end = std::find_if(begin, sorted.end(), [&](const Place* place) { return place->priority != (*begin)->priority; });
    for (const auto* place : by_weight({begin, end}, seed)) std::ranges::copy(place->addresses, std::back_inserter(order));
    begin = end;
  }
  return order;
}

}  // namespace peal::sip
