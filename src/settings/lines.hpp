#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "settings/entities.hpp"
#include "settings/value.hpp"

/// Stored things as the settings file writes them. What the file would mean
/// without a line is left out, so that reading it again gives the same thing.
namespace peal::settings {

/// What the lines of one tenant refer to.
class Referring {
 public:
  explicit Referring(const Entities& entities);
  /// The key of a thing; empty when there is none.
  [[nodiscard]] std::string key(Kind kind, std::uint64_t id) const;
  [[nodiscard]] const std::string& language() const { return language_; }

 private:
  std::map<Kind, std::map<std::uint64_t, std::string>> keys_;
  std::string language_ = "zh-CN";
};

/// Adds lines, those only that say something.
class LineWriter {
 public:
  LineWriter& text(std::string_view name, const std::string& value, std::string_view usual = {});
  LineWriter& number(std::string_view name, std::int64_t value, std::int64_t usual);
  LineWriter& truth(std::string_view name, bool value, bool usual);
  LineWriter& seconds(std::string_view name, base::Seconds value, base::Seconds usual);
  LineWriter& texts(std::string_view name, const std::vector<std::string>& values);
  LineWriter& translated(std::string_view name, const core::Translated& texts);
  LineWriter& map(std::string_view name, Lines lines);
  /// One of `names`, by its place.
  template <class Enum>
  LineWriter& word(std::string_view name, Enum value, Enum usual, std::initializer_list<std::string_view> names) {
    if (value == usual) return *this;
    return text(name, std::string(names.begin()[static_cast<std::size_t>(value)]));
  }
  /// Also where it is empty.
  LineWriter& always(std::string_view name, Value value);
  [[nodiscard]] Lines take() { return std::move(lines_); }

 private:
  Lines lines_;
};

[[nodiscard]] Lines lines_of(const TenantBody& tenant, const std::string& key);
[[nodiscard]] Lines lines_of(const core::Trunk& trunk);
[[nodiscard]] Lines lines_of(const core::Agent& agent, const Referring& referring);
[[nodiscard]] Lines lines_of(const UserBody& user, const Referring& referring);
[[nodiscard]] Lines lines_of(const core::Number& number, const Referring& referring);
[[nodiscard]] Lines lines_of(const core::Queue& queue, const Referring& referring);
[[nodiscard]] Lines lines_of(const core::Flow& flow, const Referring& referring);
[[nodiscard]] Lines lines_of(const core::Conference& room);

/// A stored body of `kind`; kCorrupt when it cannot be read.
[[nodiscard]] base::Result<Lines> stored_lines(Kind kind, const std::string& key, const std::string& body, const Referring& referring);

}  // namespace peal::settings
