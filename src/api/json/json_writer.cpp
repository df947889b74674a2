#include "api/json/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "net/http_message.hpp"

namespace peal::api {

void JsonWriter::separate() {
  if (comma_) out_.push_back(',');
  comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_.push_back(bracket);
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_.push_back(bracket);
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  out_.append(net::json_quoted(name)).push_back(':');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::value(std::string_view text) { return raw(net::json_quoted(text)); }

JsonWriter& JsonWriter::value(bool on) { return raw(on ? "true" : "false"); }

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();  // RFC 8259 6 has no infinity.
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  return raw({digits, static_cast<std::size_t>(end.ptr - digits)});
}

JsonWriter& JsonWriter::value(base::Time time) {
  separate();
  out_.append(1, '"').append(base::to_rfc3339(time)).push_back('"');
  return *this;
}

JsonWriter& JsonWriter::value(const std::map<std::string, std::string>& pairs) {
  begin_object();
  for (const auto& [name, text] : pairs) field(name, std::string_view{text});
  return end_object();
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  return raw({digits, static_cast<std::size_t>(end.ptr - digits)});
}

}  // namespace peal::api
