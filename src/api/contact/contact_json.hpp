#pragma once

#include <string>
#include <string_view>

#include "api/json/json_writer.hpp"
#include "journal/contacts.hpp"

/// Rows of the call detail as api/openapi.yaml shows them.
namespace peal::api {

/// `country`: how the tenant's short numbers are read.
void write_contact(JsonWriter& out, const journal::ContactRow& row, std::string_view country);
/// `contact`: whose recording it is; null when that is not known.
void write_recording(JsonWriter& out, const journal::RecordingRow& row, const journal::ContactRow* contact);
/// One fact as a step; `centre`, which may be null, names trunks and numbers of ours.
void write_step(JsonWriter& out, const journal::Step& step, const core::Centre* centre);
/// The trunk as people know it, or null for none; `centre` may be null.
void write_trunk_name(JsonWriter& out, core::TrunkId trunk, const core::Centre* centre);
/// Whom the network named although the caller withholds the number; else empty.
[[nodiscard]] std::string withheld_caller(const journal::ContactDetail& detail);
/// `centre`: the tenant's settings, for the names of trunks; may be null.
/// `with_withheld`: that caller's number is for whoever asks.
[[nodiscard]] std::string contact_detail_json(const journal::ContactDetail& detail, std::string_view country, const core::Centre* centre,
                                              bool with_withheld);

}  // namespace peal::api
