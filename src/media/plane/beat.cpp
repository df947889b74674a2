#include "media/plane/beat.hpp"

namespace peal::media::plane {

ReceiveBatch::ReceiveBatch() {
  for (std::size_t i = 0; i < kReceiveBatch; ++i) {
    pieces_[i] = {buffers_[i].bytes.data(), buffers_[i].bytes.size()};
    headers_[i] = {};
    headers_[i].msg_hdr.msg_iov = &pieces_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = sources_[i].data();
  }
}

std::size_t ReceiveBatch::receive(int descriptor) {
  for (auto& header : headers_) header.msg_hdr.msg_namelen = Endpoint::kCapacity;
  const int count = ::recvmmsg(descriptor, headers_.data(), kReceiveBatch, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) sources_[static_cast<std::size_t>(i)].unmap();
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::span<std::uint8_t> ReceiveBatch::datagram(std::size_t index) {
  if ((headers_[index].msg_hdr.msg_flags & MSG_TRUNC) != 0) return {};
  return {buffers_[index].bytes.data(), headers_[index].msg_len};
}

}  // namespace peal::media::plane
