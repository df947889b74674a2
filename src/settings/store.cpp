#include "settings/store.hpp"
