#include "api/http/call.hpp"

#include <utility>

#include "api/json/json_writer.hpp"
#include "api/text/texts.hpp"
#include "base/log.hpp"

namespace peal::api {

net::HttpResponse problem_response(const base::Error& error, std::string_view language) {
  return problem_response(base::error_row(error.code).http_status, error, language);
}

namespace {

net::HttpResponse problem_document(std::uint16_t status, const base::Error& error, std::string_view language,
                                   std::string_view member, std::string_view json) {
  const auto& row = base::error_row(error.code);
  const auto title = text_of(row.text_key, language).value_or(row.name);
  const auto detail = text_of(error.where, language).value_or(error.message.empty() ? title : error.message);
  JsonWriter out;
  out.begin_object();
  out.field("type", "/problems/" + std::string(row.name));
  out.field("title", title).field("status", status).field("detail", detail);
  out.field("code", row.name).field("where", error.where);
  if (!member.empty()) out.key(member).raw(json);
  out.end_object();
  net::HttpResponse response;
  response.status = status;
  response.with("Content-Type", "application/problem+json").with("Content-Language", std::string(language));
  response.with("Cache-Control", "no-store");
  response.body = out.take();
  return response;
}

}  // namespace

net::HttpResponse problem_response(std::uint16_t status, const base::Error& error, std::string_view language) {
  return problem_document(status, error, language, {}, {});
}

net::HttpResponse problem_with(const base::Error& error, std::string_view language, std::string_view member, std::string_view json) {
  return problem_document(base::error_row(error.code).http_status, error, language, member, json);
}

void Call::json(std::uint16_t status, std::string body) const {
  net::HttpResponse response;
  response.status = status;
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  response.body = std::move(body);
  send(std::move(response));
}

void Call::json(std::uint16_t status, JsonWriter& body) const { json(status, body.take()); }

void Call::no_content() const {
  net::HttpResponse response;
  response.status = 204;
  send(std::move(response));
}

void Call::problem(const base::Error& error) const {
  if (base::error_row(error.code).http_status == 500) {
    base::log(base::LogLevel::kError, "api", "request_failed",
              {{"method", request.method}, {"path", request.path}, {"error", error.describe()}});
  }
  auto response = problem_response(error, language);
  if (error.code == base::ErrorCode::kTooMany || error.code == base::ErrorCode::kOverloaded) {
    response.with("Retry-After", error.code == base::ErrorCode::kTooMany ? "60" : "2");
  }
  send(std::move(response));
}

}  // namespace peal::api
