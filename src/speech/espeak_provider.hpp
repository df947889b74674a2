#pragma once

#include <memory>

#include "speech/provider.hpp"

namespace peal::speech {

/// espeak-ng in this process. Its library keeps global state, so there may be
/// one provider at a time. Error: kUnavailable when its voice data is missing.
[[nodiscard]] base::Result<std::unique_ptr<Provider>> open_espeak();

}  // namespace peal::speech
