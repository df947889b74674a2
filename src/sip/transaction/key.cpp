#include "sip/transaction/key.hpp"

#include "base/salted_hash.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {
constexpr char kJoin = '\n';  // No field we join may contain it.
}

void server_key(const Message& request, const Via& via, std::string_view method, std::string& key) {
  key.clear();
  if (via.cookie()) {
    key.append(via.branch).push_back(kJoin);
    for (const char c : via.sent_by) key.push_back(lower(c));
    key.push_back(kJoin);
    key.append(method);
    return;
  }
  // The To tag is left out: that of an ACK is ours, that of its INVITE is not there.
  const auto& from = request.from();
  key.append("2543").push_back(kJoin);
  key.append(request.request_uri()).push_back(kJoin);
  key.append(from ? from->tag() : std::string_view{}).push_back(kJoin);
  key.append(request.call_id()).push_back(kJoin);
  key.append(std::to_string(request.cseq().value_or(CSeq{}).number)).push_back(kJoin);
  key.append(via.sent_by).append(via.branch).push_back(kJoin);
  key.append(method);
}

void client_key(std::string_view branch, std::string_view method, std::string& key) {
  key.assign(branch);
  key.push_back(kJoin);
  key.append(method);
}

std::uint64_t merge_key(const Message& request) {
  const auto& from = request.from();
  const auto cseq = request.cseq().value_or(CSeq{});
  std::uint64_t h = base::salted_hash(from ? from->tag() : std::string_view{});
  h = h * 0x9e3779b97f4a7c15ULL + base::salted_hash(request.call_id());
  h = h * 0x9e3779b97f4a7c15ULL + base::salted_hash(cseq.method);
  return h * 0x9e3779b97f4a7c15ULL + cseq.number;
}

}  // namespace peal::sip
