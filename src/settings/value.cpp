#include "settings/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

/// Values as YAML 1.2 text.
namespace peal::settings {
namespace {

// Words that a YAML reader may take for something else than text.
constexpr std::array<std::string_view, 9> kWordsOfYaml{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

// Text that means itself without quotes in every place of a YAML file.
bool plain_text(std::string_view text) {
  if (text.empty()) return false;
  const auto first = static_cast<unsigned char>(text.front());
  if (std::isalpha(first) == 0 && first < 0x80) return false;
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (std::ranges::find(kWordsOfYaml, small) != kWordsOfYaml.end()) return false;
  // A blank inside is fine, one at the end is not kept.
  if (text.back() == ' ') return false;
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0xc3 || (c >= 0x80 && c < 0xc0) || c == '_' || c == '-' || c == '.' || c == '/' || c == ' ';
  });
}

// YAML 1.2 5.7. A lead byte of U+0080 to U+00BF is quoted with the rest: some
// of these characters end lines for some readers.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += fmt::format("\\{}", c);
    else if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (byte < 0x20 || byte == 0x7f) out += fmt::format("\\x{:02x}", byte);
    else out += c;
  }
  return out + '"';
}

std::string scalar_text(std::string_view text) { return plain_text(text) ? std::string(text) : quoted(text); }

// Lines that stand as they are under "name: |".
bool block_text(std::string_view text) {
  if (text.size() < 2 || !text.ends_with('\n') || text.ends_with("\n\n") || text.front() == ' ' || text.front() == '\n') return false;
  return std::ranges::all_of(text, [](unsigned char c) { return c == '\n' || (c >= 0x20 && c != 0x7f); });
}

template <class... Each>
struct Overloaded : Each... {
  using Each::operator()...;
};
template <class... Each>
Overloaded(Each...) -> Overloaded<Each...>;

std::string in_a_row(const Value& value);

std::string in_a_row(const std::vector<Value>& list) {
  std::string out = "[";
  for (const auto& item : list) out += (out.size() == 1 ? "" : ", ") + in_a_row(item);
  return out + "]";
}

std::string in_a_row(const Lines& lines) {
  std::string out = "{";
  for (const auto& line : lines) out += (out.size() == 1 ? "" : ", ") + scalar_text(line.name) + ": " + in_a_row(line.value);
  return out + "}";
}

std::string in_a_row(const Value& value) {
  return std::visit(Overloaded{[](const std::string& text) { return scalar_text(text); },
                               [](std::int64_t number) { return std::to_string(number); },
                               [](bool truth) { return std::string(truth ? "true" : "false"); },
                               [](const auto& many) { return in_a_row(many); }},
                    value.of);
}

bool is_deep(const Lines& lines) {
  return std::ranges::any_of(lines, [](const Line& line) { return std::holds_alternative<Lines>(line.value.of); });
}

void write_line(std::string& out, const Line& line, std::size_t indent) {
  out += scalar_text(line.name) + ":";
  const std::string margin(indent + 2, ' ');
  const auto* text = std::get_if<std::string>(&line.value.of);
  const auto* lines = std::get_if<Lines>(&line.value.of);
  if (text != nullptr && block_text(*text)) {
    out += " |\n" + margin;
    for (std::size_t i = 0; i < text->size(); ++i) {
      out += (*text)[i];
      if ((*text)[i] == '\n' && i + 1 < text->size()) out += margin;
    }
  } else if (lines != nullptr && is_deep(*lines)) {
    out += "\n" + yaml_mapping(*lines, indent + 2);
  } else {
    out += " " + in_a_row(line.value) + "\n";
  }
}

}  // namespace

std::string yaml_mapping(const Lines& lines, std::size_t indent) {
  std::string out;
  for (const auto& line : lines) {
    out.append(indent, ' ');
    write_line(out, line, indent);
  }
  return out;
}

std::string yaml_item(const Lines& lines) {
  auto out = yaml_mapping(lines, 4);
  if (out.empty()) return "  - {}\n";
  out[2] = '-';
  return out;
}

}  // namespace peal::settings
