#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// Settings as people write them, before they are text: what stands behind a
/// name of the file, and the names in their order.
namespace peal::settings {

struct Line;
using Lines = std::vector<Line>;

struct Value {
  std::variant<std::string, std::int64_t, bool, std::vector<Value>, Lines> of;
};

struct Line {
  std::string name;
  Value value;
};

/// `lines` as one item of a YAML list that is indented by two blanks: "  - key: li\n    name: ...".
[[nodiscard]] std::string yaml_item(const Lines& lines);
/// `lines` as a YAML mapping, each line indented by `indent` blanks.
[[nodiscard]] std::string yaml_mapping(const Lines& lines, std::size_t indent);

}  // namespace peal::settings
