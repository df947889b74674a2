#include "db/pool.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "base/assert.hpp"

namespace peal::db {

using base::ErrorCode;
using base::fail;

struct Pool::Inner {
  Address address;
  std::size_t most = kPoolConnections;
  std::mutex mutex;
  std::condition_variable given_back;
  std::vector<std::unique_ptr<Connection>> free;
  std::size_t open = 0;  // Lent ones count.
};

Pool::Pool(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
Pool::~Pool() { PEAL_ASSERT(inner_->free.size() == inner_->open); }

base::Result<std::unique_ptr<Pool>> Pool::open(const Address& address, std::size_t most) {
  PEAL_ASSERT(most > 0);
  auto first = Connection::open(address);
  if (!first) return fail(first.error());
  auto inner = std::make_unique<Inner>();
  inner->address = address;
  inner->most = most;
  inner->free.push_back(std::move(*first));
  inner->open = 1;
  return std::unique_ptr<Pool>(new Pool(std::move(inner)));
}

void Pool::GiveBack::operator()(Connection* connection) const {
  PEAL_ASSERT(!connection->in_transaction());
  {
    const std::lock_guard lock(pool->inner_->mutex);
    pool->inner_->free.emplace_back(connection);
  }
  pool->inner_->given_back.notify_one();
}

base::Result<Pool::Lent> Pool::borrow() {
  Inner& in = *inner_;
  std::unique_lock lock(in.mutex);
  const bool came = in.given_back.wait_for(lock, kPoolWait, [&] { return !in.free.empty() || in.open < in.most; });
  if (!came) return fail(ErrorCode::kOverloaded, "All connections to the database are in use; try again.");
  if (!in.free.empty()) {
    Lent lent(in.free.back().release(), GiveBack{this});
    in.free.pop_back();
    return lent;
  }
  ++in.open;
  lock.unlock();
  auto fresh = Connection::open(in.address);
  if (fresh) return Lent(fresh->release(), GiveBack{this});
  lock.lock();
  --in.open;
  // Whoever waits because as many were open as may be can try for himself now.
  in.given_back.notify_one();
  return fail(fresh.error());
}

const Address& Pool::address() const { return inner_->address; }

}  // namespace peal::db
