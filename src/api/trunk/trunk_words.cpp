#include "api/trunk/trunk_words.hpp"

#include <fmt/format.h>

#include "api/text/texts.hpp"

namespace peal::api {
namespace {

std::string filled(std::string_view key, std::string_view language, std::string_view answer) {
  const auto text = text_of(key, language).value_or(key);
  return fmt::format(fmt::runtime(text), fmt::arg("answer", answer));
}

// "503 Service Unavailable"
std::string answer_of(std::uint16_t status, std::string_view text) {
  return status == 0 ? std::string(text) : fmt::format("{} {}", status, text);
}

std::string_view key_of(core::TrunkTrouble kind) {
  switch (kind) {
    case core::TrunkTrouble::kSilent: return "trunk.silent";
    case core::TrunkTrouble::kUnreachable: return "trunk.unreachable";
    case core::TrunkTrouble::kPassword: return "trunk.password";
    case core::TrunkTrouble::kRefused: return "trunk.refused";
    case core::TrunkTrouble::kExpiry: return "trunk.expiry";
    case core::TrunkTrouble::kUnknownName: return "trunk.unknown_name";
    case core::TrunkTrouble::kNoPassword: return "trunk.no_password";
    case core::TrunkTrouble::kForeignChallenge: return "trunk.foreign_challenge";
    case core::TrunkTrouble::kCertificate: return "trunk.certificate";
    case core::TrunkTrouble::kNamesSilent: return "trunk.names_silent";
    case core::TrunkTrouble::kNamesStale: return "trunk.names_stale";
    case core::TrunkTrouble::kNone: break;
  }
  return "";
}

}  // namespace

std::string_view word(core::TrunkState state) {
  switch (state) {
    case core::TrunkState::kUp: return "up";
    case core::TrunkState::kDown: return "down";
    case core::TrunkState::kUnregistered: return "unregistered";
    case core::TrunkState::kStarting: break;
  }
  return "starting";
}

std::string_view word(core::TrunkTransport transport) {
  switch (transport) {
    case core::TrunkTransport::kTcp: return "tcp";
    case core::TrunkTransport::kTls: return "tls";
    case core::TrunkTransport::kAuto: return "auto";
    case core::TrunkTransport::kUdp: break;
  }
  return "udp";
}

std::string_view word(core::TrunkSrtp srtp) {
  switch (srtp) {
    case core::TrunkSrtp::kOptional: return "optional";
    case core::TrunkSrtp::kRequired: return "required";
    case core::TrunkSrtp::kOff: break;
  }
  return "off";
}

std::string_view word(core::TrunkForwarded forwarded) {
  switch (forwarded) {
    case core::TrunkForwarded::kHistoryInfo: return "history_info";
    case core::TrunkForwarded::kBoth: return "both";
    case core::TrunkForwarded::kOff: return "off";
    case core::TrunkForwarded::kDiversion: break;
  }
  return "diversion";
}

std::string trunk_problem_text(const core::TrunkProblem& problem, std::string_view language) {
  if (problem.kind == core::TrunkTrouble::kNone) return {};
  const bool foreign = problem.kind == core::TrunkTrouble::kForeignChallenge;
  return filled(key_of(problem.kind), language, foreign ? problem.text : answer_of(problem.status, problem.text));
}

std::string trunk_test_text(const core::TrunkTestOutcome& outcome, std::string_view language) {
  if (outcome.answered) return filled(outcome.heard_to_the_end ? "trunk.test_heard" : "trunk.test_cut_short", language, {});
  const auto answer = answer_of(outcome.status, outcome.text);
  switch (outcome.cause) {
    case base::ErrorCode::kBusy: return filled("trunk.test_busy", language, answer);
    case base::ErrorCode::kNoAnswer: return filled("trunk.test_no_answer", language, answer);
    case base::ErrorCode::kDeclined: return filled("trunk.test_declined", language, answer);
    case base::ErrorCode::kNotFound: return filled("trunk.test_no_such_number", language, answer);
    case base::ErrorCode::kForbidden: return filled("trunk.password", language, answer);
    case base::ErrorCode::kUnsupportedMedia: return filled("trunk.test_media", language, answer);
    default: return outcome.status == 0 ? filled("trunk.silent", language, answer) : filled("trunk.refused", language, answer);
  }
}

std::string_view trunk_test_sentence(std::string_view language) {
  return text_of("trunk.test_sentence", language).value_or("");
}

}  // namespace peal::api
