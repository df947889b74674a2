#include "media/codec/encoder.hpp"

namespace peal::media::codec {

Encoder::Made Encoder::make(Codec codec) {
  switch (codec) {
    case Codec::kPcmu: return G711Encoder(Law::kMu);
    case Codec::kPcma: break;
    case Codec::kOpus: return OpusEncoder();
    case Codec::kG722: return G722Encoder();
    case Codec::kG729: return G729Encoder();
  }
  return G711Encoder(Law::kA);
}

}  // namespace peal::media::codec
