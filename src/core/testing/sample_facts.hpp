#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/wire.hpp"
#include "core/fact.hpp"

/// One fact of each kind with no field left at its default, so that a change
/// of any field's place or form on the wire shows.
namespace peal::core::testing {

class Filler {
 public:
  template <class T>
  void fill(T& value) {
    ++next_;
    if constexpr (std::is_same_v<T, base::Personal>) value.text = "personal " + std::to_string(next_);
    else if constexpr (std::is_same_v<T, bool>) value = true;
    else if constexpr (std::is_enum_v<T>) value = static_cast<T>(1);
    else if constexpr (std::is_integral_v<T>) value = static_cast<T>(next_ % 100);
    else if constexpr (std::is_same_v<T, std::string>) value = "text " + std::to_string(next_);
    else if constexpr (std::is_same_v<T, TenantId>) value.value = 1;
    else if constexpr (requires { value.tenant; value.valid(); }) value = T{TenantId{1}, next_};
    else if constexpr (requires { value.time_since_epoch(); }) value = T{typename T::duration{1'795'000'000'000 + static_cast<std::int64_t>(next_)}};
    else if constexpr (requires { value.count(); typename T::period; }) value = T{static_cast<std::int64_t>(next_)};
    else if constexpr (base::HasFields<T>) std::apply([this](auto&... field) { (fill(field), ...); }, value.tie());
    else fill_container(value);
  }

 private:
  template <class... Ts>
  void fill_container(std::variant<Ts...>& value) {
    fill(value.template emplace<0>());
  }
  // Every kind of node, one after the other.
  void fill_container(std::vector<FlowNode>& nodes) { fill_nodes(nodes, std::make_index_sequence<std::variant_size_v<FlowNodeKind>>{}); }
  template <std::size_t... Nth>
  void fill_nodes(std::vector<FlowNode>& nodes, std::index_sequence<Nth...>) {
    (fill_node<Nth>(nodes), ...);
  }
  template <std::size_t Nth>
  void fill_node(std::vector<FlowNode>& nodes) {
    auto& node = nodes.emplace_back();
    fill(node.key);
    fill(node.kind.emplace<Nth>());
  }
  template <class K, class V>
  void fill_container(std::map<K, V>& value) {
    K key{};
    fill(key);
    fill(value[key]);
  }
  template <class T>
  void fill_container(std::vector<T>& value) {
    fill(value.emplace_back());
  }

  std::uint64_t next_ = 0;
};

template <std::size_t Nth = 0>
void add_samples(std::vector<Fact>& facts) {
  if constexpr (Nth < std::variant_size_v<FactBody>) {
    Filler filler;
    Fact fact;
    filler.fill(fact.tenant);
    filler.fill(fact.at);
    filler.fill(fact.party);
    filler.fill(fact.body.emplace<Nth>());
    facts.push_back(std::move(fact));
    add_samples<Nth + 1>(facts);
  }
}

inline std::vector<Fact> sample_facts() {
  std::vector<Fact> facts;
  add_samples(facts);
  return facts;
}

/// As the journal keeps it: the open part, and the part that is sealed.
inline std::string hex_line(const Fact& fact) {
  std::string open;
  std::string sealed;
  base::WireWriter(open, &sealed).value(fact);
  const auto hex = [](const std::string& bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : bytes) {
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
    return out.empty() ? std::string{"-"} : out;
  };
  const auto name = std::visit([](const auto& body) { return std::string{std::decay_t<decltype(body)>::kTypeName}; }, fact.body);
  return name + " " + hex(open) + " " + hex(sealed);
}

}  // namespace peal::core::testing
