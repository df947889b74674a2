#include "app/serve/demo.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/time.hpp"

namespace peal::app {
namespace {

using Accounts = std::map<std::string, DemoAccount>;

Accounts read_accounts(const std::filesystem::path& path) {
  Accounts accounts;
  std::ifstream file(path);
  for (DemoAccount account; file >> account.role >> account.user >> account.password;)
    accounts[account.role + " " + account.user] = account;
  return accounts;
}

base::Status write_accounts(const std::filesystem::path& path, const Accounts& accounts) {
  std::string text;
  for (const auto& [key, account] : accounts) text += fmt::format("{} {} {}\n", account.role, account.user, account.password);
  const auto fresh = path.string() + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0)
    return base::fail(base::ErrorCode::kStorage, fmt::format("{} cannot be written: {}.", path.string(), std::strerror(reason)));
  return {};
}

base::Status apply_centre(settings::Store& store, const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file)
    return base::fail(base::ErrorCode::kNotFound, fmt::format("The demo centre {} cannot be read.", path.string()), "--demo");
  std::stringstream text;
  text << file.rdbuf();
  const auto report = store.apply(text.str(), path.filename().string(), "demo", base::live_now());
  return report ? base::Status{} : base::fail(report.error());
}

// Passwords that are known from the last start stay; the others are made.
base::Status give_passwords(settings::Store& store, const settings::Tenant& tenant, Accounts& accounts, const std::string& realm) {
  auto users = store.users(tenant.id);
  if (!users) return base::fail(users.error());
  for (const auto& user : *users) {
    const std::string role(settings::role_name(user.role));
    auto& account = accounts[role + " " + user.key];
    if (user.has_password && !account.password.empty()) continue;
    account = {user.key, settings::random_password(), role};
    if (auto status = store.set_password(user.id, account.password, base::live_now()); !status) return status;
  }
  auto settings = store.current();
  if (!settings) return base::fail(settings.error());
  for (const auto& centre : settings->centres) {
    if (centre.tenant != tenant.id) continue;
    for (const auto& agent : centre.agents) {
      if (agent.device != core::DeviceKind::kSipPhone) continue;
      auto& account = accounts["phone " + agent.key];
      if (!account.password.empty() && store.phone_secret(agent.id, realm)) continue;
      account = {agent.key, settings::random_password(), "phone"};
      if (auto status = store.set_phone_password(agent.id, realm, account.password, base::live_now()); !status) return status;
    }
  }
  return {};
}

}  // namespace

base::Result<std::vector<DemoAccount>> prepare_demo(settings::Store& store, const DataFolder& folder,
                                                    const std::filesystem::path& file, const std::string& realm) {
  if (auto tenants = store.tenants(); !tenants) {
    return base::fail(tenants.error());
  } else if (tenants->empty()) {
    if (auto status = apply_centre(store, file); !status) return base::fail(status.error());
  }
  auto accounts = read_accounts(folder.demo_accounts());
  auto tenants = store.tenants();
  if (!tenants) return base::fail(tenants.error());
  for (const auto& tenant : *tenants) {
    if (auto status = give_passwords(store, tenant, accounts, realm); !status) return base::fail(status.error());
  }
  if (auto status = write_accounts(folder.demo_accounts(), accounts); !status) return base::fail(status.error());
  std::vector<DemoAccount> list;
  for (auto& [key, account] : accounts) list.push_back(std::move(account));
  return list;
}

}  // namespace peal::app
