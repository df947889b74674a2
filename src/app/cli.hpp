#pragma once

namespace peal::app {

/// The program: `peal serve | apply | key | simulate | doctor | version`. Returns the
/// exit status: 0 done, 1 refused by the world, 2 wrong arguments.
int run(int argc, char** argv);

}  // namespace peal::app
