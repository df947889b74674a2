#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/centre.hpp"
#include "settings/mistake.hpp"

/// Reading a settings file: every mistake is noted with its place, and reading
/// goes on, so that a person sees all of them at once.
namespace peal::settings {

class Mistakes {
 public:
  /// `documents` is what the file holds, for the paths of mistakes.
  explicit Mistakes(std::string_view file, std::vector<YAML::Node> documents = {})
      : file_(file), documents_(std::move(documents)) {}
  /// "file:line:column: path: text"; lines and columns count from 1, the path
  /// is like queues[0].skills and left out where nothing stands at the place.
  /// `missing` is a name that ought to stand in the mapping at the place.
  void add(const YAML::Mark& mark, std::string_view text, Broken broken = {}, std::string_view missing = {});
  [[nodiscard]] bool none() const { return list_.empty(); }
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string first_place() const { return first_place_; }
  /// The same with the fields of `entry`, one thing of the settings on its own.
  [[nodiscard]] std::vector<Mistake> in(const YAML::Node& entry) const;

 private:
  struct Noted {
    YAML::Mark mark;
    std::string missing;
    Broken broken;
    std::string text;
  };
  std::string file_;
  std::vector<YAML::Node> documents_;
  std::string first_place_;
  std::vector<Noted> noted_;
  std::vector<std::string> list_;
  std::size_t left_out_ = 0;
};

/// One mapping of the file. Every key must be asked for before finish(), which
/// reports the unknown ones.
class YamlMap {
 public:
  /// `what` names the thing in mistakes: "agent li".
  YamlMap(const YAML::Node& node, std::string what, Mistakes& mistakes);

  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] bool has(std::string_view key);
  [[nodiscard]] YAML::Node node(std::string_view key);
  [[nodiscard]] YAML::Mark mark(std::string_view key);

  [[nodiscard]] std::string text(std::string_view key, std::string fallback = {});
  [[nodiscard]] std::string required_text(std::string_view key);
  [[nodiscard]] bool truth(std::string_view key, bool fallback);
  [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most);
  /// "30s", "5m", "1h" or plain seconds.
  [[nodiscard]] base::Seconds seconds(std::string_view key, base::Seconds fallback, base::Seconds least,
                                      base::Seconds most);
  /// A plain text counts for `language`.
  [[nodiscard]] core::Translated translated(std::string_view key, const std::string& language);
  /// The index of the text in `names`; `fallback` when the key is missing.
  [[nodiscard]] std::size_t one_of(std::string_view key, const std::vector<std::string_view>& names,
                                   std::size_t fallback);
  void finish();

  void wrong(std::string_view key, std::string_view text, Broken broken = {});
  [[nodiscard]] const std::string& what() const { return what_; }
  void rename(std::string what) { what_ = std::move(what); }
  [[nodiscard]] Mistakes& mistakes() { return mistakes_; }
  [[nodiscard]] YAML::Mark mark() const { return node_.Mark(); }

 private:
  [[nodiscard]] std::optional<std::string> scalar(std::string_view key);

  YAML::Node node_;
  std::string what_;
  Mistakes& mistakes_;
  bool usable_ = false;
  std::set<std::string, std::less<>> asked_;
};

/// The way from `document` to what stands at the line and column of `mark`, the
/// outermost of several: "agents[3].skills". Empty when nothing does.
[[nodiscard]] std::string path_to(const YAML::Node& document, const YAML::Mark& mark);

/// The word of `words` most like `text`, when it is like one.
[[nodiscard]] std::string nearest_word(std::string_view text, const std::vector<std::string>& words);

}  // namespace peal::settings
