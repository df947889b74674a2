#include "app/simulate.hpp"

namespace peal::app {

int simulate_main(const sim::SimulateOptions& options) { return sim::simulate_main(options); }

}  // namespace peal::app
