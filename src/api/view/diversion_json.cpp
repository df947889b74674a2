#include "api/view/diversion_json.hpp"

#include "api/view/words.hpp"

namespace peal::api {

void write_diversion(JsonWriter& out, const DiversionShown& diversion) {
  if (diversion.times == 0) {
    out.null();
    return;
  }
  out.begin_object().field("by", diversion.by).field("reason", word(diversion.reason));
  out.field("firstCalled", diversion.first_called).field("times", diversion.times).end_object();
}

}  // namespace peal::api
