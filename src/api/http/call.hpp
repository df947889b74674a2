#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/access/identity.hpp"
#include "base/result.hpp"
#include "net/http_message.hpp"

namespace peal::api {

class JsonWriter;

/// Where the answer of a request goes; called once, from any thread.
using Answer = std::function<void(net::HttpResponse)>;

/// One request on its way through the router and a handler.
struct Call {
  net::HttpRequest request;
  Identity identity;
  std::string id;        ///< What stands for {id} in the path.
  std::string language;  ///< Of sentences in the answer: "zh-CN" or "en-US".
  Answer answer;

  void send(net::HttpResponse response) const { answer(std::move(response)); }
  void json(std::uint16_t status, std::string body) const;
  void json(std::uint16_t status, JsonWriter& body) const;
  void no_content() const;
  /// RFC 9457, in the language of the call; logs what is our own fault.
  void problem(const base::Error& error) const;

  /// The path's {id}; answers 404 itself and yields nothing when it is not one
  /// of the caller's tenant, so that another tenant's things do not exist. The
  /// owner of the data folder may name one of any.
  template <class IdType>
  [[nodiscard]] IdType path_id() const {
    const auto parsed = base::parse_id<IdType>(id);
    const bool any = identity.kind == Identity::Kind::kControl;
    if (parsed && parsed->valid() && (any || parsed->tenant == identity.tenant)) return *parsed;
    problem({base::ErrorCode::kNotFound, "There is no such thing.", "id"});
    return {};
  }
  [[nodiscard]] std::string source() const { return request.peer.valid() ? request.peer.ip_text() : "local"; }
};

/// The problem document of `error`. `detail` is the translated sentence of
/// error.where when that is the key of one, else the error's own message.
[[nodiscard]] net::HttpResponse problem_response(const base::Error& error, std::string_view language);
/// With a status of its own where HTTP knows better than the error's row.
[[nodiscard]] net::HttpResponse problem_response(std::uint16_t status, const base::Error& error,
                                                 std::string_view language);
/// With a member of its own (RFC 9457 3.2), which is JSON.
[[nodiscard]] net::HttpResponse problem_with(const base::Error& error, std::string_view language, std::string_view member,
                                             std::string_view json);

}  // namespace peal::api
