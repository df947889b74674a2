#include "base/wire.hpp"
#include "sip/transaction/transactions.hpp"

// The transactions of one call as plain data. Their timers begin anew where they
// are read back, so that each lives at most twice as long.
namespace peal::sip {

using base::Millis;
using base::Time;

void Transactions::write_out(std::uint64_t owner, base::WireWriter& out) const {
  const auto write = [&](const auto& slab) {
    auto handles = slab.handles();
    std::erase_if(handles, [&](std::uint64_t handle) { return slab.find(handle)->owner != owner; });
    out.u64(handles.size());
    for (const std::uint64_t handle : handles) {
      const auto& one = *slab.find(handle);
      out.u64(handle);
      out.value(one);
      out.value(one.retransmit.armed());
      out.value(one.end.armed());
    }
  };
  write(clients_);
  write(servers_);
}

bool Transactions::read_back(base::WireReader& in, std::uint64_t owner, Time now, Renamed& renamed) {
  const auto read = [&](auto& slab, auto& by_key, auto& names, bool client, auto end_after) {
    for (auto left = in.u64(); left > 0 && !in.failed(); --left) {
      const std::uint64_t old = in.u64();
      const std::uint64_t handle = slab.insert();
      auto& one = *slab.find(handle);
      bool repeats = false;
      bool ends = false;
      in.value(one);
      in.value(repeats);
      in.value(ends);
      if (in.failed() || by_key.contains(one.key)) {
        slab.erase(handle);
        return false;
      }
      one.owner = owner;
      one.flow.connection = 0;  // A number of the process that wrote it.
      names.emplace(old, handle);
      by_key.emplace(one.key, handle);
      texts_ += texts_of(one);
      if (repeats) arm(one.retransmit, now, one.interval, {handle, Timer::kRetransmit, client});
      if (ends) arm(one.end, now, end_after(one), {handle, Timer::kEnd, client});
    }
    return !in.failed();
  };
  const bool clients = read(clients_, client_by_key_, renamed.clients, true, [this](const Client& one) {
    if (one.state != State::kCompleted) return timers_.give_up();  // Timers B, F and M.
    return one.method == Method::kInvite ? timers_.absorb() : timers_.t4;
  });
  const bool all = clients && read(servers_, server_by_key_, renamed.servers, false, [this](const Server& one) {
    return one.state == State::kConfirmed ? timers_.t4 : timers_.give_up();
  });
  if (all) return true;
  for (const auto& [then, handle] : renamed.clients) end_client(handle);
  for (const auto& [then, handle] : renamed.servers) end_server(handle);
  return false;
}

}  // namespace peal::sip
