#pragma once

#include <string_view>

#include "core/fact.hpp"
#include "core/view.hpp"

/// The words of api/openapi.yaml for the core's enumerations.
namespace peal::api {

[[nodiscard]] std::string_view word(core::AgentStatus status);
[[nodiscard]] std::string_view word(core::AgentActivity activity);
[[nodiscard]] std::string_view word(core::StatusCause cause);
[[nodiscard]] std::string_view word(core::DeviceKind kind);
[[nodiscard]] std::string_view word(core::ContactPlace place);
[[nodiscard]] std::string_view word(core::LegSource source);
[[nodiscard]] std::string_view word(core::ContactEnd end);
[[nodiscard]] std::string_view word(core::VisitEnd end);
[[nodiscard]] std::string_view word(core::OfferEnd end);
[[nodiscard]] std::string_view word(core::HandlingEnd end);
[[nodiscard]] std::string_view word(core::ConsultEnd end);
[[nodiscard]] std::string_view word(core::ParkEnd end);
[[nodiscard]] std::string_view word(core::WrapUpPolicy policy);
[[nodiscard]] std::string_view word(core::Strategy strategy);
[[nodiscard]] std::string_view word(core::RecordingMark mark);
[[nodiscard]] std::string_view word(core::DiversionReason reason);

/// The other way, for filters; nothing for a word that is none.
[[nodiscard]] std::optional<core::ContactEnd> contact_end_of(std::string_view word);

}  // namespace peal::api
