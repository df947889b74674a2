#include "core/decide.hpp"
