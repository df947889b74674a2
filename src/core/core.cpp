#include "core/decide.hpp"
#include "core/view.hpp"
